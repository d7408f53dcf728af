/** What a search is asked and what it answers: plain data that goes from thread to thread. */

import type { Confidence, Coverage } from '../../../reports/explore-report.ts';
import type { Deviation } from '../../engine/choice.ts';
import type { ClockMode } from '../../engine/run.ts';
import type { Claim, ToldLockCycle, ToldLoop } from '../../explore-scenario.ts';
import type { Sample } from '../../sample-scenario.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { SwarmTold } from '../../swarm-told.ts';
import { tell, type Board, type Stop } from './board.ts';

/** One way to search, and its own budget; null: none. */
export type Step =
  /** `wholeOnly`: of no use unless it gets through, so then nothing is spent on short schedules. */
  | { readonly by: 'exhaustive'; readonly states: number | null; readonly wholeOnly: boolean }
  | { readonly by: 'runs'; readonly strategy: string; readonly runs: number | null }
  /** Fair runs, to see whether they come to rest. */
  | { readonly by: 'endless' };

export interface SearchTask {
  readonly scenario: Scenario;
  readonly clock: ClockMode;
  readonly seed: string;
  /** One after the other until one has tried every order. */
  readonly steps: readonly Step[];
  readonly bytes: number | null;
  /** States told apart by signatures only. */
  readonly hashed: boolean;
  readonly board: Board;
}

/** What one step did. */
export interface Done {
  readonly by: string;
  readonly kind: Coverage['kind'];
  readonly complete: boolean;
  /** Complete, and that means all orders. */
  readonly everyOrder: boolean;
  readonly states: number;
  readonly runs: number;
  readonly bounds: readonly string[];
  readonly confidence: readonly Confidence[];
}

export interface Schedule {
  /** A run of this seed; else the deviations tell all. */
  readonly seed: string | null;
  readonly deviations: readonly Deviation[];
  readonly shortest: boolean;
  readonly loop?: ToldLoop;
  /** The part of the scenario of which it is a schedule, if not all of what was searched. */
  readonly within?: Scenario;
}

export interface EndingFound extends Schedule {
  readonly ends: Readonly<Record<string, string | null>>;
}

export interface BrokenFound extends Schedule, Claim {
  /** The system means it to be so. */
  readonly byDesign: boolean;
  readonly how: string | null;
  /** What happens in one round of its loop. */
  readonly story?: readonly string[];
}

export interface OutcomeFound extends Schedule {
  readonly driver: string | null;
  readonly how: string | null;
  readonly share: { readonly low: number; readonly high: number; readonly seen: number } | null;
}

/** All that a search found. */
export interface Found {
  readonly done: readonly Done[];
  /** Runs may go on for ever, if only because others never let it rest. */
  readonly cyclic: boolean;
  /** Some do, in all fairness, but no schedule to that was found. */
  readonly unshown: boolean;
  readonly lockCycles: readonly ToldLockCycle[];
  readonly endings: readonly EndingFound[];
  readonly devices: Readonly<Record<string, readonly OutcomeFound[]>>;
  readonly broken: readonly BrokenFound[];
  /** Of each step that made runs of swarm. */
  readonly swarms: readonly SwarmTold[];
}

/** What a step found, before it is explained. */
export interface Raw {
  readonly done: Done;
  readonly cyclic: boolean;
  readonly unshown: boolean;
  readonly lockCycles: readonly ToldLockCycle[];
  readonly endings: readonly EndingFound[];
  readonly broken: readonly Omit<BrokenFound, 'how'>[];
  readonly sample: Sample | null;
}

/** Why the task has to end now, as a budget is written; null: it may go on. */
export const ended = ({ board }: Pick<SearchTask, 'board'>): Stop | null => tell(board).stopped;
