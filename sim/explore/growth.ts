/** Whether the futures that a search relies on have turned out too small; and learning on while the search grows. */
import type { Interner } from '../engine/intern.ts';
import type { Futures } from './futures.ts';
import type { Learner } from './learn.ts';

/** Transitions between looks whether futures have grown. */
const LOOK_EVERY = 10_000;
/** One turn of random runs for this many transitions of the search. */
const LEARNING_SHARE = 40;

export interface Growth {
  /** Looks now and then, and learns more as the search grows: to begin again late costs more. */
  readonly looksBad: (transitions: number) => boolean;
  readonly hasGrown: () => boolean;
}

/** A search without reduction relies on none. */
export const NO_GROWTH: Growth = { looksBad: () => false, hasGrown: () => false };

/** Watches the futures of a search. */
export function growthOf<W>(threads: Interner<W>, futures: Futures<W>, learner: Learner<W>): Growth {
  /** Edges of the automata that are known not to enlarge any future in use. */
  let edges = threads.edges;
  let nextLook = LOOK_EVERY;
  let nextLearning = 5 * LOOK_EVERY;
  const hasGrown = (): boolean => {
    if (threads.edges === edges) return false;
    edges = threads.edges;
    return !futures.stillHolds();
  };
  return {
    hasGrown,
    looksBad(transitions) {
      if (transitions < nextLook) return false;
      nextLook = transitions + LOOK_EVERY;
      if (transitions >= nextLearning) {
        learner.forTurns(nextLearning / LEARNING_SHARE);
        nextLearning *= 2;
      }
      return hasGrown();
    },
  };
}
