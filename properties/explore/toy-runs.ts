/** Runs of random programs on the toy machine, recorded and followed. */
import { boring, replayed, type Chooser } from '../../sim/engine/choice.ts';
import type { Machine } from '../../sim/engine/machine.ts';
import type { ClockMode } from '../../sim/engine/run.ts';
import { following, type Named } from '../../sim/explore/swap.ts';
import { takeTurns, type RunTaken } from '../../sim/explore/taken.ts';
import { machineOf, type Program } from '../engine/programs.ts';
import type { Toy } from '../engine/toy.ts';

export interface ToyTaken extends RunTaken {
  /** Counters at the end. */
  readonly cells: string;
}

const STEPS_MAX = 300;

/** One run from the start. */
export function take(program: Program, chooser: Chooser, clock: ClockMode = 'untimed'): ToyTaken {
  return takeOn(machineOf(program, 'interned'), chooser, clock);
}

/** One run of this machine. */
export function takeOn(machine: Machine<Toy>, chooser: Chooser, clock: ClockMode): ToyTaken {
  const taken = takeTurns(machine, chooser, { clock, stepsMax: STEPS_MAX });
  return { ...taken, cells: machine.world.words.join() };
}

/** The run that follows these turns, all outcomes boring. */
export const follow = (program: Program, order: readonly Named[], clock: ClockMode = 'untimed'): ToyTaken =>
  take(program, following(order, boring), clock);

/** Draws the order only; outcomes and delays are boring. */
export const ordersOnly = (inner: Chooser): Chooser => ({
  choose: (point) => (point.kind === 'schedule' ? inner.choose(point) : 0),
});

/** Names of turns, in order. */
export const namesOf = (turns: readonly Named[]): string[] =>
  turns.map(({ process, step }) => `${process}@${step}`);

export const nothingDeviates = replayed([]);
