/**
 * A strategy makes choosers, run after run, and learns from the runs that ended. One machine is put back to its start
 * before each run, so a strategy may look at it (who is where, what a process is about to do) but never touches it.
 *
 * To add one: copy random-walk.ts; `by` names it, `afterTurn` follows the run, `ended` learns from it; add a line to
 * the portfolio or to the command line's names.
 */
import { recorded, type ChoicePoint, type Chooser, type Deviation } from '../engine/choice.ts';
import type { Machine } from '../engine/machine.ts';
import type { Drawn } from './swarm-walk.ts';
import { run, type ClockMode, type RunEnd } from '../engine/run.ts';

export interface Strategy {
  readonly name: string;
  /** What it does, in one sentence. */
  readonly says: string;
  /** Its runs are drawn by chance, so they allow statements about those that were not drawn (confidence.ts). */
  readonly random: boolean;
  /** The walk for run number `run`, on a machine that stands at its start. Null: nothing is left to try. */
  next<W>(run: number, machine: Machine<W>): Walk | null;
}

/** How one run is made. */
export interface Walk {
  /** Who made it: the strategy's name, or that of the member of a portfolio. */
  readonly by: string;
  /** The run is that of engine/random.ts with this seed. */
  readonly seed?: string;
  readonly chooser: Chooser;
  /** What the run may do, if that was drawn for it alone. */
  readonly drawn?: Drawn;
  /** Told after every turn, as by engine/run.ts. */
  readonly afterTurn?: (slot: number) => void;
  /** Told when the run is over. */
  readonly ended?: (end: RunEnd) => void;
}

export interface SampleLimits {
  readonly clock: ClockMode;
  /** Turns after which a run is cut off. */
  readonly stepsMax: number;
  readonly runs?: number;
  /** Asked between runs; true ends the sampling. Time is measured outside. */
  readonly expired?: () => boolean;
}

/** A run that has ended; the machine stands where it ended until the next one is asked for. */
export interface SampledRun {
  readonly run: number;
  readonly by: string;
  readonly seed: string | null;
  readonly drawn: Drawn | null;
  readonly end: RunEnd;
  /** All answers, in the order of the questions. */
  readonly picks: readonly number[];
  /** The answers that were not option 0, by identities. The run is made once more for it, to the same end. */
  readonly deviations: () => Deviation[];
}

/** Runs under a strategy, one after the other, from where the machine stands, until a limit or the strategy ends it. */
export function* runsUnder<W>(
  machine: Machine<W>,
  strategy: Strategy,
  limits: SampleLimits,
): Generator<SampledRun> {
  const { clock, stepsMax, runs = Infinity, expired } = limits;
  const start = machine.snapshot();
  const steps = machine.stepCounts();
  const atStart = (): Machine<W> => {
    machine.restore(start);
    machine.restoreStepCounts(steps);
    return machine;
  };
  for (let number = 0; number < runs && expired?.() !== true; number++) {
    const walk = strategy.next(number, atStart());
    if (!walk) return;
    const picks: number[] = [];
    const chooser = keeping(walk.chooser, picks);
    const { afterTurn } = walk;
    const end = run(machine, chooser, { clock, stepsMax, ...(afterTurn ? { afterTurn } : {}) });
    walk.ended?.(end);
    const deviations = (): Deviation[] => {
      const again = recorded(answering(picks));
      run(atStart(), again, { clock, stepsMax });
      return again.deviations();
    };
    yield {
      run: number,
      by: walk.by,
      seed: walk.seed ?? null,
      drawn: walk.drawn ?? null,
      end,
      picks,
      deviations,
    };
  }
}

/** Passes questions on and keeps the answers: no texts are made. */
function keeping(inner: Chooser, picks: number[]): Chooser {
  return {
    choose(point: ChoicePoint) {
      const picked = inner.choose(point);
      picks.push(picked);
      return picked;
    },
  };
}

function answering(picks: readonly number[]): Chooser {
  let asked = 0;
  return { choose: () => picks[asked++] ?? 0 };
}
