/**
 * Uniform random walk and its selective form: H. Zhao, D. Wolff, U. Mathur, A. Roychoudhury, "Selectively uniform
 * concurrency testing", ASPLOS 2025. URW lets a process go next with a probability in proportion to the turns that it
 * has left, its unborn descendants' included: then all interleavings are equally likely. SURW does so for the turns of
 * interest only: it draws whose turn of interest comes next, holds back all others that are about to take one, and lets
 * the rest walk freely.
 *
 * Ours takes the numbers of turns from the first runs, which are plain random walks, so it is exact where every run has
 * the same turns, and near where outcomes or blocking change them. When whoever was drawn cannot go on and all others
 * are held back, it draws again among those that can run. With several interests each run draws one.
 */
import type { Machine } from '../engine/machine.ts';
import { below, drawsOf, scheduledBy, type Draws } from './draws.ts';
import { livesOf, profile, type Expected } from './profile.ts';
import { randomWalk } from './random-walk.ts';
import type { Strategy, Walk } from './strategy.ts';
import { EVERYTHING, touches, type Interest } from './interest.ts';
import { watched, type AnyTurn } from './watch.ts';

/** The first runs of a strategy learn how many turns there are. */
export const PROFILE_RUNS = 20;

/** All interleavings equally likely. */
export function urw(seed: string): Strategy {
  const says = 'A process goes next with a probability in proportion to the turns that it has left.';
  return { ...surw(seed, [EVERYTHING]), name: 'urw', says };
}

/** All orders of the turns of one interest equally likely; the interest is drawn for each run. */
export function surw(seed: string, interests: readonly Interest[]): Strategy {
  const name = interests[0] === EVERYTHING ? 'urw' : 'surw';
  const subjects = [...new Set(interests.map((interest) => interest.name))].join(' or ');
  const learning = randomWalk(`${seed}/profile`);
  const learned = learnedPerMachine(interests);
  return {
    name,
    says: `All orders of the turns that touch what ${subjects} reads are equally likely.`,
    random: true,
    next(run, machine) {
      const { counts, isOfInterest, expected } = learned(machine);
      if (run < PROFILE_RUNS) {
        const walk = learning.next(run, machine);
        return walk && { ...walk, ...counts.watch(machine) };
      }
      const draws = drawsOf(seed, run);
      const index = below(draws, interests.length);
      const weights = { draws, isOfInterest: isOfInterest(index), expected: expected(index) };
      return { by: name, ...weighted(machine, weights) };
    },
  };
}

/** What is known of a machine's turns and of their numbers, by interest. */
function learnedPerMachine(interests: readonly Interest[]) {
  const learnFor = <W>(machine: Machine<W>) => {
    const counts = profile();
    const touched = touches(machine.blueprint.kernel);
    const means: (Expected | undefined)[] = [];
    const isOfInterest = (index: number) => (turn: AnyTurn) =>
      interests[index]?.covers(touched(turn)) === true;
    const expected = (index: number): Expected => (means[index] ??= counts.expected(isOfInterest(index)));
    return { counts, isOfInterest, expected };
  };
  const known = new WeakMap<object, ReturnType<typeof learnFor>>();
  return <W>(machine: Machine<W>) => {
    const found = known.get(machine) ?? learnFor(machine);
    known.set(machine, found);
    return found;
  };
}

interface Weights {
  readonly draws: Draws;
  readonly isOfInterest: (turn: AnyTurn) => boolean;
  readonly expected: Expected;
}

/** What a process is worth that is about to take a turn of interest although none was expected any more. */
const UNEXPECTED = 0.5;

/** The walk proper. */
function weighted<W>(machine: Machine<W>, { draws, isOfInterest, expected }: Weights): Omit<Walk, 'by'> {
  /** Turns of interest left, unborn descendants included; and whether the next turn is one. By slot. */
  const left = new Float64Array(machine.slots);
  const isNext = new Uint8Array(machine.slots);
  const keyOf = livesOf(machine);
  let drawn = -1;
  const afterTurn = watched(machine, {
    born(slot, parent) {
      left[slot] = expected(keyOf(slot));
      if (parent >= 0 && takesOver(slot, parent)) drawn = slot;
    },
    took(slot) {
      if (isNext[slot] !== 1) return;
      left[slot] = Math.max(0, (left[slot] ?? 0) - 1);
      drawn = -1;
    },
    about(slot, turn) {
      isNext[slot] = turn && isOfInterest(turn) ? 1 : 0;
      if (turn) return;
      left[slot] = 0;
      if (drawn === slot) drawn = -1;
    },
  });
  /** A parent hands the child's turns on. If it was drawn, it may have been for one of those. */
  const takesOver = (child: number, parent: number): boolean => {
    const [own, childs] = [left[parent] ?? 0, left[child] ?? 0];
    left[parent] = Math.max(0, own - childs);
    return drawn === parent && draws() * own < childs;
  };
  const weight = (slot: number): number =>
    isNext[slot] === 1 ? Math.max(left[slot] ?? 0, UNEXPECTED) : (left[slot] ?? 0);
  const free: number[] = [];
  const chooser = scheduledBy(draws, (point) => {
    if (drawn < 0) drawn = drawBy(draws, machine.slots, weight);
    free.length = 0;
    for (let i = 0; i < point.count; i++) {
      if (point.slot(i) === drawn || isNext[point.slot(i)] !== 1) free.push(i);
    }
    if (free.length > 0) return free[below(draws, free.length)] ?? 0;
    const index = drawBy(draws, point.count, (i) => weight(point.slot(i)));
    drawn = point.slot(index);
    return index;
  });
  return { chooser, afterTurn };
}

/** An index below `count` with a probability in proportion to its weight; -1 if nothing has any. */
function drawBy(draws: Draws, count: number, weight: (index: number) => number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += weight(i);
  let rest = draws() * sum;
  let last = -1;
  for (let i = 0; i < count && rest >= 0; i++) {
    const own = weight(i);
    if (own > 0) [last, rest] = [i, rest - own];
  }
  return last;
}
