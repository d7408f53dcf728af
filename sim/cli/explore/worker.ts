/** All that worker threads do for `explore` and its like (pool.ts), in one file: each thread loads it once. */

export { runRefine } from './refined.ts';
export { runSearch } from './search.ts';
export { runSmall } from './small.ts';
export { runTiming } from './timing.ts';
