/**
 * What swarm's runs of a scenario (explore/swarm-walk.ts) tell: which features were drawn for each of them, and for
 * each thing that only some of them showed, which features bring it about and which hide it.
 */
import { Z_99_9 } from './explore/confidence.ts';
import { effectOf, type FeatureEffect } from './explore/swarm.ts';
import type { Drawn } from './explore/swarm-walk.ts';

/** One run of swarm, and what it showed. */
export interface SwarmRun {
  readonly drawn: Drawn;
  /** Keys of endings of devices and of broken claims. */
  readonly shown: ReadonlySet<string>;
}

export interface SwarmTold {
  /** Runs that are judged, JUDGED_MAX at most. */
  readonly runs: number;
  /** All features that any run had chances for. */
  readonly features: readonly string[];
  /** Of the first runs: what was drawn, by positions in `features`. */
  readonly drawn: readonly RunDrawn[];
  /** What some runs showed and others did not. */
  readonly findings: readonly SwarmShown[];
}

export interface RunDrawn {
  readonly run: number;
  readonly rate: number;
  readonly on: readonly number[];
}

export interface SwarmShown {
  /** What came up in these runs and in no others, broken claims first. */
  readonly keys: readonly string[];
  /** Runs that showed it. */
  readonly hits: number;
  /** The first of them. */
  readonly first: RunDrawn;
  /** Features with which it comes clearly more or less often. */
  readonly effects: readonly FeatureEffect[];
}

/** Runs of one search that are judged, and of which it is told what was drawn. */
export const JUDGED_MAX = 10_000;
export const TOLD_MAX = 1_000;

/** Broken claims first, then what came least often. */
const isEnding = (key: string): boolean => key.startsWith('{"ends"');
const rareFirst = (a: SwarmShown, b: SwarmShown): number =>
  Number(a.keys.every(isEnding)) - Number(b.keys.every(isEnding)) || a.hits - b.hits;

/** Of JUDGED_MAX runs at most. Null: swarm made none. */
export function swarmTold(judged: readonly SwarmRun[]): SwarmTold | null {
  if (judged.length === 0) return null;
  const features = [...new Set(judged.flatMap(({ drawn }) => drawn.met))].toSorted();
  const on = judged.map(({ drawn: { isOn } }) =>
    features.flatMap((feature, index) => (isOn(feature) ? [index] : [])),
  );
  const told = (at: number): RunDrawn => {
    const { run, rate } = judged[at]?.drawn ?? { run: at, rate: 1 };
    return { run, rate, on: on[at] ?? [] };
  };
  const withEach = timesOf(features, on);
  const findings = shownTogether(judged)
    .filter(({ runs }) => runs.length < judged.length)
    .map(({ keys, runs }): SwarmShown => {
      const hits = timesOf(
        features,
        runs.map((at) => on[at] ?? []),
      );
      const effects = features.map((feature, index) => {
        const present = { hits: hits[index] ?? 0, runs: withEach[index] ?? 0 };
        const absent = { hits: runs.length - present.hits, runs: judged.length - present.runs };
        return effectOf(feature, present, absent, Z_99_9);
      });
      const clear = effects.filter(({ effect }) => effect !== 'unclear');
      return { keys, hits: runs.length, first: told(runs[0] ?? 0), effects: clear };
    });
  const drawn = judged.slice(0, TOLD_MAX).map((_, at) => told(at));
  return { runs: judged.length, features, drawn, findings: findings.toSorted(rareFirst) };
}

/** How many of these runs each feature was drawn for. */
function timesOf(features: readonly string[], on: readonly (readonly number[])[]): readonly number[] {
  const times = new Array<number>(features.length).fill(0);
  for (const each of on) for (const index of each) times[index] = (times[index] ?? 0) + 1;
  return times;
}

interface Together {
  readonly keys: readonly string[];
  /** Their places among all, in order. */
  readonly runs: readonly number[];
}

/** What came up in exactly the same runs is told as one: a promise that breaks often is an ending, too. */
function shownTogether(judged: readonly SwarmRun[]): readonly Together[] {
  const runsOf = new Map<string, number[]>();
  for (const [at, { shown }] of judged.entries()) {
    for (const key of shown) {
      const runs = runsOf.get(key);
      if (runs) runs.push(at);
      else runsOf.set(key, [at]);
    }
  }
  const keysOf = new Map<string, string[]>();
  for (const [key, runs] of runsOf) {
    const same = runs.join();
    keysOf.set(same, [...(keysOf.get(same) ?? []), key]);
  }
  return [...keysOf.values()].map((keys) => ({
    keys: keys.toSorted((a, b) => Number(isEnding(a)) - Number(isEnding(b))),
    runs: runsOf.get(keys[0] ?? '') ?? [],
  }));
}
