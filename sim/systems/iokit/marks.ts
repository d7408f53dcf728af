/** IOKit's own words in a world, by place: of a nub, a driver, a pair of both, and the whole. */
import type { Marks } from '../../model/setup.ts';

/** What a matching job knows of a driver on its device: the pair's mark. */
export const PAIR = { none: 0, listed: 1, passed: 2, probed: 3 } as const;

/**
 * Of a device: a job runs, it must go round once more, it waits for a module, it is parked until the daemon is up; the
 * driver + 1 whose process died last, how many died, and whether the next pass is the rematch after a death.
 */
export const OF_DEVICE = {
  job: 0,
  again: 1,
  stalled: 2,
  parked: 3,
  crashed: 4,
  crashes: 5,
  rematch: 6,
} as const;

/** Of a driver: the load of its module was asked for; a start of it has published its resource. */
export const OF_DRIVER = { requested: 0, published: 1 } as const;

/** Of the whole: config threads that run, counted only if they are limited. */
export const OF_SYSTEM = { threads: 0 } as const;

export const MARKS: Marks = {
  device: Object.keys(OF_DEVICE),
  driver: Object.keys(OF_DRIVER),
  system: Object.keys(OF_SYSTEM),
  pair: 'candidate',
  slots: true,
};
