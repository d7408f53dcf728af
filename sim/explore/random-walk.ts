/** Random walks: whoever can run, each equally likely; or, sticky, mostly the process that ran last. */
import { below, drawsOf, scheduledBy } from './draws.ts';
import type { Strategy } from './strategy.ts';

/** Every process that can run is equally likely to go next. */
export function randomWalk(seed: string): Strategy {
  return {
    name: 'random',
    says: 'At each point every process that can run is equally likely to go next.',
    random: true,
    next(run) {
      const draws = drawsOf(seed, run);
      return { by: 'random', chooser: scheduledBy(draws, ({ count }) => below(draws, count)) };
    },
  };
}

/** The process that ran last goes on with probability `stay`, else each of the others is equally likely. */
export function stickyWalk(seed: string, stay = 0.9): Strategy {
  return {
    name: 'sticky',
    says: `The process that ran last goes on with probability ${stay}, else another one that can run.`,
    random: true,
    next(run) {
      const draws = drawsOf(seed, run);
      let last = -1;
      const chooser = scheduledBy(draws, (point) => {
        // Option 0 is the process that ran last, if it can run.
        if (point.slot(0) !== last) return below(draws, point.count);
        return draws() < stay ? 0 : 1 + below(draws, point.count - 1);
      });
      return { by: 'sticky', chooser, afterTurn: (slot) => void (last = slot) };
    },
  };
}
