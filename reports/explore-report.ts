/**
 * The data of an exploration: what `explore` prints, whatever the format. Flat JSON, versioned; its JSON Schema is
 * printed by `probesim schema explore`.
 */

import type { ShrunkReport, SwapReport } from './explore-small.ts';
import type { SwarmReport } from './explore-swarm.ts';
import type { TimingReport } from './explore-timing.ts';
import type { Slots } from './slots.ts';

export interface ExploreReport {
  readonly format: 1;
  readonly scenario: { readonly title: string; readonly file: string; readonly digest: string };
  readonly system: { readonly name: string; readonly says: string; readonly quirks: readonly string[] };
  readonly clock: 'timed' | 'untimed';
  /** What was asked for, what was picked, and why. */
  readonly strategy: { readonly asked: string; readonly picked: string };
  /** Where strategies that draw have their randomness from. */
  readonly seed: string;
  /** The whole line that explores again. */
  readonly again: string;
  readonly coverage: Coverage;
  readonly devices: Readonly<Record<string, DeviceOutcomes>>;
  readonly clusters: readonly ClusterReport[];
  /** Devices that no driver of the scenario could ever bind. */
  readonly unmatched: readonly string[];
  readonly findings: readonly ExploreFinding[];
  /** Locks that processes take in a ring, over all that was searched. */
  readonly lockOrder: readonly LockRing[];
  readonly promises: readonly Promised[];
  readonly expectations: readonly Expected[];
  /** What the verdict does not say, in sentences. */
  readonly notCovered: readonly string[];
  /** What the importer assumed: durations and outcomes that no dump can tell. */
  readonly assumptions: readonly string[];
  /** What runs with features drawn tell; empty if there were none. */
  readonly swarm: readonly SwarmReport[];
}

export interface Coverage {
  /**
   * exhaustive: every order, by states. bounded: all schedules with few deviations. sampled: schedules that were
   * drawn. timed-sweep: one run per seed with durations drawn. The weakest of several searches.
   */
  readonly kind: 'exhaustive' | 'bounded' | 'sampled' | 'timed-sweep';
  /** Nothing that the kind promises is left to try. Never true for what is drawn. */
  readonly complete: boolean;
  readonly states: number;
  readonly runs: number;
  /** Visited states were told apart by signatures only. */
  readonly hashed: boolean;
  /** Then: the probability that any state was taken for another one is at most this; else null. */
  readonly collisionAtMost: number | null;
  /** Budgets that ended a search early, as `--budget` writes them; `interrupt` for Ctrl-C. */
  readonly bounds: readonly string[];
  /** Each device was explored with what it depends on, everybody else being free to act at any time. */
  readonly perCluster: boolean;
  /** Whole runs held against the searches device by device; null: all devices were searched together. */
  readonly refinement: RefinementReport | null;
  /** What each strategy that draws allows to say. */
  readonly confidence: readonly Confidence[];
}

export interface RefinementReport {
  readonly runs: number;
  /** Each run is held against the part of each device. */
  readonly checks: number;
  /** Steps of the runs that a part allows, too. */
  readonly steps: number;
  /** Checks that were given up because they have too many states. */
  readonly undecided: number;
  /** Steps that a part does not allow: a bug of probesim, and endings may be missing. */
  readonly refused: readonly string[];
}

export interface Confidence {
  readonly strategy: string;
  readonly runs: number;
  /** Probability that its next run ends as none of its runs did (Good-Turing). */
  readonly unseen: number;
  /** No run broke a promise: at most this share of its runs does, at 95 %. Null: some did. */
  readonly breachesAtMost: number | null;
}

export interface DeviceOutcomes {
  readonly bus: string;
  readonly outcomes: readonly DeviceOutcome[];
}

/** How to see it again. */
export interface Seen {
  readonly token: string;
  /** The whole line to copy. */
  readonly replay: string;
  /** Answers that differ from those of the ordinary run. */
  readonly deviations: number;
  /** No schedule has fewer deviations. */
  readonly shortest: boolean;
  /** What has to happen, in a sentence; null: nothing, or nobody knows. */
  readonly how: string | null;
}

export interface DeviceOutcome extends Seen {
  /** Final driver; null: none. */
  readonly driver: string | null;
  /** Who has which slot, where the device has several; absent: it has one. */
  readonly slots?: Slots;
  /** always: in all that was tried; `coverage` says whether that is every order. */
  readonly frequency: 'always' | 'sometimes';
  /** Runs that showed it, and where the share of all such runs lies, at 95 %. Only of strategies that draw. */
  readonly share?: { readonly low: number; readonly high: number; readonly seen: number };
  /** Whether it can happen in time; null: it was found under the timed clock. */
  readonly timing: TimingReport | null;
}

export interface ClusterReport {
  /** Devices that this search tells about. */
  readonly devices: readonly string[];
  /** Of these the one whose part of the machine was explored; the others differ from it in names and durations. */
  readonly like: string;
  readonly kind: Coverage['kind'];
  readonly complete: boolean;
  readonly states: number;
  readonly runs: number;
}

export interface LockRing {
  /** Who holds which lock and takes which, round the ring. */
  readonly steps: readonly string[];
  /** deadlock: the run of the token ends in it. never: no order does. unknown: not all orders were tried. */
  readonly verdict: 'deadlock' | 'never' | 'unknown';
  readonly token: string | null;
  readonly replay: string | null;
}

export interface LoopReport {
  /** Turns before the loop, and turns of the loop; the token goes round it once. */
  readonly stem: number;
  readonly turns: number;
  /** No loop through its first state that lets everybody move has fewer turns. */
  readonly shortest: boolean;
  /** Devices of the part of the scenario that is enough for it; null: it is a run of all of it. */
  readonly within: readonly string[] | null;
  /** What happens in one round. */
  readonly story: readonly string[];
}

export interface ExploreFinding extends Seen {
  readonly invariant: string;
  readonly says: string;
  readonly device: string | null;
  readonly why: string;
  /** The reading of "available" in which it breaks (design 6), for the promise that has two. */
  readonly strength?: 'registered' | 'obtainable';
  /** Slot of the device, such as `category audit` of IOKit; absent: its main one, or its only one. */
  readonly slot?: string;
  /** It breaks in a run that never ends: how it goes round. */
  readonly loop?: LoopReport;
  /** The system declares this an exception by design: shown, but not a breach. */
  readonly byDesign: boolean;
  /** The finding in the smallest scenario that shows it; null: see `notShrunk`. */
  readonly shrunk: ShrunkReport | null;
  /** Why it was not made small; null: it was. */
  readonly notShrunk: string | null;
  /** The two turns of the small run whose order decides; null: no such two, or not shrunk. */
  readonly swap: SwapReport | null;
  /** Whether it can happen in time; null: it was found under the timed clock. */
  readonly timing: TimingReport | null;
}

/** held: in every order. so-far: in all that was tried, which was not everything. not-judged: see `why`. */
export type Verdict = 'held' | 'so-far' | 'broken' | 'not-judged';

export interface Promised {
  readonly name: string;
  readonly says: string;
  readonly verdict: Verdict;
  readonly why: string | null;
}

/** An expectation of the scenario file. For `sometimes`, held is: some order shows it; so-far: none yet. */
export interface Expected {
  readonly expects: 'ends' | 'never' | 'sometimes';
  readonly claim: string;
  readonly verdict: Verdict;
  readonly why: string | null;
  /** A run that decides it. */
  readonly token: string | null;
}
