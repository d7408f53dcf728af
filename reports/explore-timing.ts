/** Whether what an untimed search found can happen with the durations of the file: the mark, and its line. */

import { count } from './layout.ts';

export interface TimingReport {
  /**
   * possible: with every step as fast as it can be. needs-delays: if these steps take longer than they have to.
   * impossible: no durations within the stated ones give its schedule, nor what in it led there. not-judged: see `why`.
   */
  readonly verdict: 'possible' | 'needs-delays' | 'impossible' | 'not-judged';
  /** None of them can be left out of the schedule; everything else takes its shortest time. */
  readonly delays: readonly DelayReport[];
  /** The contradiction, time first, or why nobody knows; empty: it is possible. */
  readonly why: readonly string[];
  /** Runs with durations drawn in which it was looked for in vain. */
  readonly runs: number;
  /** A run under the timed clock that shows it; null: none does. */
  readonly token: string | null;
  readonly replay: string | null;
}

/** A step that takes longer than it has to, in nanoseconds: `min < takes <= max`. */
export interface DelayReport {
  readonly process: string;
  readonly about: string;
  readonly min: number;
  readonly max: number;
  readonly takes: number;
  /** In words, with the durations in their own units. */
  readonly says: string;
}

/** What has to pass and what can, of a contradiction; the orders that tie the two are in the JSON report. */
const TIMES = 2;
/** Delays that are told; the rest is in the JSON report. */
const DELAYS_MAX = 3;

/** One line without its full stop; null: nothing stands in its way, or nothing is known of it. */
export function timingText(timing: TimingReport | null): string | null {
  if (timing === null) return null;
  const { verdict, delays, why, runs } = timing;
  if (verdict === 'impossible') {
    const times = why.slice(0, TIMES).join(', ');
    return `impossible with the durations of the file: ${times}${runs > 0 ? `; nor did ${count(runs, 'drawn run')} show it` : ''}`;
  }
  if (verdict !== 'needs-delays') return null;
  const told = delays.slice(0, DELAYS_MAX).map(({ says }) => says);
  const rest = delays.length - told.length;
  return `possible if ${told.join(' and ')}${rest > 0 ? ` and ${count(rest, 'more delay')}` : ''}`;
}
