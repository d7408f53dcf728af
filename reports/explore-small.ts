/** Findings made small: the data in the report of an exploration, and in sentences what was proved of them. */

import { count } from './layout.ts';

/** A finding shrunk together with its scenario, until nothing more could be left out or the budget ended. */
export interface ShrunkReport {
  /** The small scenario as a file. */
  readonly scenario: string;
  /** Names of what is left in it. */
  readonly left: {
    readonly devices: readonly string[];
    readonly drivers: readonly string[];
    readonly modules: readonly string[];
    /** Who acts in its story. */
    readonly actors: readonly string[];
  };
  /** Shows the finding in the small scenario, which travels in the token. */
  readonly token: string;
  readonly replay: string;
  readonly deviations: number;
  /** Of the schedule that shrinking began with. */
  readonly deviationsBefore: number;
  readonly turns: number;
  /** Runs that shrinking took. */
  readonly runs: number;
  /** False: the budget ended first; this is the smallest so far. */
  readonly complete: boolean;
  readonly answers: readonly AnswerReport[];
  readonly minimal: MinimalReport;
}

/** One answer of the small run. */
export interface AnswerReport {
  readonly kind: 'schedule' | 'outcome' | 'fault' | 'delay';
  /** What it is about; of a schedule, the process that would have gone on. */
  readonly about: string;
  readonly pick: string;
  /** needed: some other answer loses the finding. any value: none does. */
  readonly label: 'needed' | 'any value';
  /** Other answers that show the finding, too. */
  readonly instead: readonly string[];
}

/** What the search of all orders of the small scenario, and of what is left of it without each part, proved. */
export interface MinimalReport {
  /** No schedule has fewer deviations. */
  readonly schedule: boolean;
  readonly parts: number;
  /** Parts that cannot be left out without more deviations, whatever the order. */
  readonly needed: number;
  readonly states: number;
  /** Why not all is proved; null: it is. */
  readonly why: string | null;
}

/** Two runs that are the same up to two turns, which come the other way round, and end differently. */
export interface SwapReport {
  /** In two sentences. */
  readonly says: string;
  /** First in the run that passes, and first in the run that shows the finding. */
  readonly first: TurnReport;
  readonly second: TurnReport;
  /** The two turns are neighbours in both runs. */
  readonly adjacent: boolean;
  readonly passes: RunReport;
  readonly shows: RunReport;
}

export interface TurnReport {
  readonly process: string;
  readonly step: number;
  readonly does: string;
}

export interface RunReport {
  readonly ends: string;
  readonly token: string;
  readonly replay: string;
}

/** `devices sound, codec; drivers imx-wm8960`: what is left, with names. */
export function leftText({ left }: ShrunkReport): string {
  const lists = Object.entries(left).filter(([, names]) => names.length > 0);
  return lists
    .map(([what, names]) => {
      const [shown, rest] = [names.slice(0, NAMES_MAX), names.length - NAMES_MAX];
      return `${what} ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
    })
    .join('; ');
}

const NAMES_MAX = 6;

/** Answers worth telling: that something need not take longer than it has to, nobody asks. */
export function answersTold({ answers }: Pick<ShrunkReport, 'answers'>): readonly AnswerReport[] {
  return answers.filter(({ kind, pick, label }) => kind !== 'delay' || pick !== '0' || label === 'needed');
}

/** `0.07ms`, `12ms`: nanoseconds, to three digits. */
function longerText(nanoseconds: number): string {
  return nanoseconds === 0 ? 'no' : `${Number((nanoseconds / 1e6).toPrecision(3))}ms`;
}

/** One answer as a sentence without its full stop. */
export function answerText({ kind, about, pick, label, instead }: AnswerReport): string {
  const others = label === 'needed' && instead.length > 0 ? ` (or ${instead.join(', ')})` : '';
  if (kind === 'schedule') return `${pick} goes on${others}, and not ${about}`;
  if (kind === 'delay') return `${about} takes ${longerText(Number(pick))} longer than it has to`;
  return `${about}: ${pick}${others}`;
}

/** `2 deviations in 125 steps`. */
export function sizeText({ deviations, turns }: ShrunkReport): string {
  return deviations === 0
    ? `${count(turns, 'step')} in the ordinary order`
    : `${count(deviations, 'deviation')} in ${count(turns, 'step')}`;
}

/** How small it is, and whether that is proved. */
export function minimalText({
  complete,
  runs,
  minimal,
}: Pick<ShrunkReport, 'complete' | 'runs' | 'minimal'>) {
  const { schedule, parts, needed, states, why } = minimal;
  if (!complete)
    return `the smallest after ${count(runs, 'run')}; the budget ended before it could be made smaller`;
  const effort = `${count(runs, 'run')}, ${count(states, 'state')}`;
  if (why === null)
    return `proved minimal: no order needs fewer deviations, and none of its ${count(parts, 'part')} can be left out (${effort})`;
  if (states === 0) return `nothing more could be left out (${count(runs, 'run')}); not proved: ${why}`;
  const so = [
    ...(schedule ? ['no order needs fewer deviations'] : []),
    ...(needed > 0 ? [`${needed} of ${count(parts, 'part')} cannot be left out`] : []),
  ];
  const proved = so.length > 0 ? `; proved: ${so.join(', ')}; the rest not` : '; not proved';
  return `nothing more could be left out${proved}, because ${why} (${effort})`;
}
