/**
 * PCT: S. Burckhardt, P. Kothari, M. Musuvathi, S. Nagarakatte, "A randomized scheduler with probabilistic guarantees
 * of finding bugs", ASPLOS 2010. Every process gets a random priority and the highest that can run runs; at d - 1
 * random steps the one about to run drops below all others. A bug of depth d (d orders of two steps suffice for it) in
 * n processes and k steps is hit with probability at least 1 / (n * k^(d-1)) in each run.
 *
 * Ours differs in that only questions count as steps (points where somebody else could run); k is the most questions
 * that any run had so far, so the first run drops nobody; a process that is spawned gets a random place among the
 * priorities; and after a while the run goes on as a uniform walk, because priorities starve the others for ever when
 * the highest process never rests (fair PCT).
 */
import { below, drawsOf, scheduledBy, type Draws } from './draws.ts';
import type { Strategy, Walk } from './strategy.ts';

/** A run with this many times the usual questions, and with at least so many, goes on fairly. */
const FAIR_AFTER = { times: 4, questions: 5_000 } as const;

/** PCT for bugs of depth `depth`, or of a depth drawn for each run between `depth` and `depthMax`. */
export function pct(seed: string, depth: number, depthMax = depth): Strategy {
  const name = depth === depthMax ? `pct:${depth}` : `pct:${depth}..${depthMax}`;
  let length = 0;
  return {
    name,
    says: `The process with the highest random priority runs; ${depth === depthMax ? depth - 1 : `${depth - 1} to ${depthMax - 1}`} times it drops to the lowest.`,
    random: true,
    next(run, machine): Walk {
      const draws = drawsOf(seed, run);
      const drops = depth - 1 + below(draws, depthMax - depth + 1);
      const walk = prioritised(draws, machine.slots, dropsAt(draws, drops, length), length);
      return {
        by: name,
        chooser: walk.chooser,
        afterTurn: () => {
          if (machine.spawned >= 0) walk.born(machine.spawned);
        },
        ended: ({ is }) => {
          if (is !== 'limit') length = Math.max(length, walk.questions());
        },
      };
    },
  };
}

/** Which questions drop somebody, and to which priority: the i-th of them to i / count, below all others. */
function dropsAt(draws: Draws, count: number, length: number): ReadonlyMap<number, readonly number[]> {
  const drops = new Map<number, number[]>();
  for (let drop = 0; drop < count && length > 0; drop++) {
    const question = 1 + below(draws, length);
    drops.set(question, [...(drops.get(question) ?? []), drop / count]);
  }
  return drops;
}

function prioritised(
  draws: Draws,
  slots: number,
  drops: ReadonlyMap<number, readonly number[]>,
  usual: number,
) {
  const fairAfter = Math.max(FAIR_AFTER.questions, FAIR_AFTER.times * usual);
  const priority = Float64Array.from({ length: slots }, () => 1 + draws());
  let question = 0;
  const chooser = scheduledBy(draws, (point) => {
    if (++question > fairAfter) return below(draws, point.count);
    const highest = (): number => {
      let best = 0;
      for (let i = 1; i < point.count; i++) if (value(point.slot(i)) > value(point.slot(best))) best = i;
      return best;
    };
    for (const low of drops.get(question) ?? []) priority[point.slot(highest())] = low;
    return highest();
  });
  const value = (slot: number): number => priority[slot] ?? 0;
  return {
    chooser,
    questions: () => question,
    born: (slot: number) => void (priority[slot] = 1 + draws()),
  };
}
