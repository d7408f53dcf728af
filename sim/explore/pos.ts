/**
 * Partial order sampling: X. Yuan, J. Yang, R. Gu, "Partial order aware concurrency sampling", CAV 2018. Each pending
 * turn holds a random number and the highest that can run runs. Then the numbers of those pending turns that conflict
 * with it are drawn anew: what does not depend on it keeps its place, so equivalent orders are not sampled again and
 * again. Conflicts are those of the declared footprints, in any state.
 */
import type { Machine } from '../engine/machine.ts';
import { drawsOf, scheduledBy, type Draws } from './draws.ts';
import type { Strategy, Walk } from './strategy.ts';
import { conflicts, type Conflicts } from './interest.ts';
import { watched, type AnyTurn } from './watch.ts';

/** POS; needs no knowledge of the runs to come. */
export function pos(seed: string): Strategy {
  /** Footprints met on one machine, kept from run to run. */
  const known = new WeakMap<object, Conflicts>();
  return {
    name: 'pos',
    says: 'Each next turn has a random place in the order; turns that conflict with the one just taken get a new place.',
    random: true,
    next(run, machine) {
      let depend = known.get(machine);
      if (!depend) known.set(machine, (depend = conflicts(machine.blueprint.kernel)));
      return walkOf(machine, drawsOf(seed, run), depend);
    },
  };
}

function walkOf<W>(machine: Machine<W>, draws: Draws, depend: Conflicts): Walk {
  const places = new Float64Array(machine.slots);
  const pending: (AnyTurn | undefined)[] = Array.from({ length: machine.slots });
  const afterTurn = watched(machine, {
    took(taken, turn) {
      for (let slot = 0; slot < pending.length; slot++) {
        const other = pending[slot];
        if (other && slot !== taken && depend(turn, other)) places[slot] = draws();
      }
    },
    about(slot, turn) {
      pending[slot] = turn;
      places[slot] = draws();
    },
  });
  const place = (slot: number): number => places[slot] ?? 0;
  const chooser = scheduledBy(draws, (point) => {
    let best = 0;
    for (let i = 1; i < point.count; i++) if (place(point.slot(i)) > place(point.slot(best))) best = i;
    return best;
  });
  return { by: 'pos', chooser, afterTurn };
}
