/** The verdict of a report in a few words, the same in every format. */

import { atTime, count } from './layout.ts';
import type { Finding, Report } from './report.ts';

/** Findings that count: exceptions that the system has by design are shown but break nothing. */
export function breaches(report: Report): readonly Finding[] {
  return report.findings.filter((finding) => !finding.byDesign);
}

/** Breaches that the system makes by design: shown, not counted. */
export function exceptions(report: Report): readonly Finding[] {
  return report.findings.filter((finding) => finding.byDesign);
}

/**
 * True if nothing is broken: exit code 0. A deadlock or a run cut off at its limit breaks `no-deadlock` or
 * `settles`; a scenario that leaves these out of its `always` has said that it does not mind.
 */
export function isFine(report: Report): boolean {
  return breaches(report).length === 0;
}

/** `ok`, `2 broken`, `deadlock`, `2 broken, 1 exception by design`. */
export function verdict(report: Report): string {
  const broken = breaches(report).length;
  const byDesign = exceptions(report).length;
  const parts: string[] = [];
  if (report.ending.is === 'deadlock') parts.push('deadlock');
  if (report.ending.is === 'limit') parts.push('stopped at the step limit');
  if (broken > 0) parts.push(`${broken} broken`);
  if (parts.length === 0) parts.push('ok');
  if (byDesign > 0) parts.push(`${count(byDesign, 'exception')} by design`);
  return parts.join(', ');
}

const ENDINGS = {
  quiet: 'quiet, nothing left to do',
  deadlock: 'deadlock, somebody waits for ever',
  limit: 'stopped at the step limit, not finished',
} as const;

/** How the run stopped, when, after how many steps. */
export function endingSentence({ ending }: Report): string {
  return `${ENDINGS[ending.is]}${atTime(ending.at)} after ${count(ending.steps, 'step')}`;
}

/** `timed, seed 7`; `untimed (any order), no seed`. */
export function clockSentence({ clock, seed }: Report): string {
  return `${clock === 'timed' ? 'timed' : 'untimed (any order)'}, ${seed === null ? 'no seed' : `seed ${seed}`}`;
}
