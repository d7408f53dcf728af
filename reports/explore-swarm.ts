/**
 * What swarm's runs of an exploration tell: the features that were drawn, and what each of them does to what was found.
 */

import { count } from './layout.ts';

export interface SwarmReport {
  /** The device whose part of the machine they are runs of; null: all of it. */
  readonly like: string | null;
  /** Runs whose features were drawn and that are judged here. */
  readonly runs: number;
  /** Everything that some run had a chance to do out of the ordinary. */
  readonly features: readonly string[];
  /** Of the first thousand runs: what was drawn for each, as positions in `features`. */
  readonly drawn: readonly DrawnReport[];
  /** What only some of the runs showed. */
  readonly findings: readonly SwarmFindingReport[];
}

export interface DrawnReport {
  /** Number of the run among those of swarm, from 1 on. */
  readonly run: number;
  /** Probability that a chance for something odd was taken. */
  readonly rate: number;
  readonly on: readonly number[];
}

export interface SwarmFindingReport {
  /** What came up in these runs and in no others. */
  readonly shows: readonly SwarmShownReport[];
  readonly hits: number;
  /** The first run that showed it. */
  readonly first: DrawnReport;
  /** Features with which it comes clearly more often (triggers) or less often (suppresses), at 99.9 % each. */
  readonly effects: readonly EffectReport[];
}

export interface SwarmShownReport {
  /** In a few words. */
  readonly says: string;
  readonly device: string | null;
  /** Of an ending of the device; null with `invariant` null: no driver. */
  readonly driver: string | null;
  /** Of a broken promise. */
  readonly invariant: string | null;
}

export interface EffectReport {
  readonly feature: string;
  readonly effect: 'triggers' | 'suppresses';
  /** Where the share of runs that show it lies, of those with the feature and of those without. */
  readonly with: { readonly low: number; readonly high: number };
  readonly without: { readonly low: number; readonly high: number };
}

/** How swarm works, for whoever has not heard of it. */
export function swarmSentence({ runs, features, like }: SwarmReport): string {
  const where = like === null ? '' : ` of ${like} and what it depends on`;
  return (
    `${count(runs, 'run')}${where} in which only some things could go otherwise than in the ordinary run: of ` +
    `${count(features.length, 'thing')} that can, about half were allowed to a run, drawn anew for each.`
  );
}

/** What some of the runs showed: `x ends with a; y ends with b`. */
export function shownText({ shows }: SwarmFindingReport): string {
  return shows.map(({ says }) => says).join('; ');
}

/** What a run was allowed to do, in words. */
export function drawnText({ run, rate, on }: DrawnReport, features: readonly string[]): string {
  const names = on.slice(0, NAMES_MAX).flatMap((index) => features[index] ?? []);
  const [turns, answers] = [names.filter(isTurn), names.filter((name) => !isTurn(name))];
  const rest = on.length - names.length;
  const parts = [
    ...(turns.length > 0
      ? [`unusual turns of ${turns.map((name) => name.slice(0, -TURN.length)).join(', ')}`]
      : []),
    ...answers,
    ...(rest > 0 ? [`${rest} more`] : []),
  ];
  const what = parts.length === 0 ? 'nothing' : parts.join('; ');
  return `run ${run}, which was allowed: ${what}${rate === 1 ? '' : ` (a chance was taken one time in ${1 / rate})`}`;
}

/** Names beyond these only tire; `--all` lists them. */
const NAMES_MAX = 8;

/** How explore/swarm-walk.ts names the feature of a process. */
const TURN = ' may act out of turn';
const isTurn = (name: string): boolean => name.endsWith(TURN);

/** What a feature does to a finding: `probe of a by b: ENODEV (12 to 30 % of the runs with it, ...)`. */
export function effectText({ feature, ...shares }: EffectReport): string {
  const range = ({ low, high }: EffectReport['with']): string =>
    `${Math.floor(100 * low)} to ${Math.ceil(100 * high)} %`;
  return `${feature} (${range(shares.with)} of the runs with it, ${range(shares.without)} of those without)`;
}
