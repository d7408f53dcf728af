/**
 * How many turns of interest each process takes in a run, its descendants included, learned from watched runs. A
 * process is told by its name and by which of the lives of that name it is: queued helpers and workers come again. What
 * is of interest may be asked afterwards.
 */
import type { Machine } from '../engine/machine.ts';
import { watched, type AnyTurn } from './watch.ts';

/** A process's life in a run: a number that means the same in every run. */
type LifeKey = number;

/** More lives of one name are all taken for this one. */
const LIVES_MAX = 1 << 16;

/** Numbers the lives of one run; to be asked once for each process that is born. */
export function livesOf<W>(machine: Machine<W>): (slot: number) => LifeKey {
  const lives = new Map<number, number>();
  return (slot) => {
    const identity = machine.identityOf(slot);
    const life = lives.get(identity) ?? 0;
    lives.set(identity, Math.min(life + 1, LIVES_MAX - 1));
    return identity * LIVES_MAX + life;
  };
}

/** Turns of interest that a life and its descendants are expected to take. */
export type Expected = (key: LifeKey) => number;

export interface Profile {
  /** Watches a run from its start; it counts when it has ended. */
  readonly watch: <W>(machine: Machine<W>) => {
    readonly afterTurn: (slot: number) => void;
    readonly ended: () => void;
  };
  /** The mean over the runs in which the life was lived; 1 for one that was never met. */
  readonly expected: (isOfInterest: (turn: AnyTurn) => boolean) => Expected;
}

interface Life {
  readonly key: LifeKey;
  /** Position of the parent among the lives of the run, -1: there from the start. Parents come before children. */
  readonly parent: number;
  readonly turns: Map<AnyTurn, number>;
}

/** An empty profile. */
export function profile(): Profile {
  const runs: (readonly Life[])[] = [];
  return {
    watch(machine) {
      const { lives, afterTurn } = watchLives(machine);
      return { afterTurn, ended: () => void runs.push(lives) };
    },
    expected(isOfInterest) {
      const sums = new Map<LifeKey, { turns: number; runs: number }>();
      for (const lives of runs) addRun(sums, lives, isOfInterest);
      return (key) => {
        const sum = sums.get(key);
        return sum ? sum.turns / sum.runs : 1;
      };
    },
  };
}

function watchLives<W>(machine: Machine<W>) {
  const keyOf = livesOf(machine);
  const lives: Life[] = [];
  /** Position of the life that is lived in each slot. */
  const living: number[] = [];
  const afterTurn = watched(machine, {
    born(slot, parent) {
      lives.push({ key: keyOf(slot), parent: living[parent] ?? -1, turns: new Map() });
      living[slot] = lives.length - 1;
    },
    took(slot, turn) {
      const turns = lives[living[slot] ?? -1]?.turns;
      turns?.set(turn, (turns.get(turn) ?? 0) + 1);
    },
  });
  return { lives, afterTurn };
}

function addRun(
  sums: Map<LifeKey, { turns: number; runs: number }>,
  lives: readonly Life[],
  isOfInterest: (turn: AnyTurn) => boolean,
): void {
  const totals = lives.map(({ turns }) => {
    let total = 0;
    for (const [turn, times] of turns) if (isOfInterest(turn)) total += times;
    return total;
  });
  for (let at = lives.length - 1; at >= 0; at--) {
    const { key, parent } = lives[at] ?? { key: -1, parent: -1 };
    const total = totals[at] ?? 0;
    if (parent >= 0) totals[parent] = (totals[parent] ?? 0) + total;
    const sum = sums.get(key) ?? { turns: 0, runs: 0 };
    sums.set(key, { turns: sum.turns + total, runs: sum.runs + 1 });
  }
}
