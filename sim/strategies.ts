/** Ways to choose runs, for programs: `sample(scenario, [], { strategy: strategies.pos('1'), clock: 'untimed' })`. */
import { bounded } from './explore/bounded.ts';
import { pct } from './explore/pct.ts';
import { sampled } from './explore/portfolio.ts';
import { pos } from './explore/pos.ts';
import { randomWalk, stickyWalk } from './explore/random-walk.ts';
import { seedSweep } from './explore/seed-sweep.ts';
import { swarm } from './explore/swarm-walk.ts';
import { surw, urw } from './explore/urw.ts';

/** By the names that `--strategy` takes. Each call makes one with a memory of its own: use it for one sample. */
export const strategies = {
  bounded,
  pct,
  pos,
  random: randomWalk,
  sampled,
  /** The one for the timed clock. */
  seeds: seedSweep,
  sticky: stickyWalk,
  /** What the interests are, `promiseInterests` knows of a scenario's promises. */
  surw,
  swarm,
  urw,
} as const;
