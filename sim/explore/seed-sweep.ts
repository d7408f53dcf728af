/**
 * One run per seed, each what `run --seed` would show. Under the timed clock with durations as declared this answers
 * "how often", which no other strategy does: they all lean to what is rare.
 */
import { seeded } from '../engine/random.ts';
import type { Strategy } from './strategy.ts';

/** Run number i has seed `seedOf(i)`. */
export function seedSweep(seedOf: (run: number) => string = (run) => String(run + 1)): Strategy {
  return {
    name: 'seeds',
    says: 'One run per seed: every duration is drawn from its interval, ties and outcomes are drawn.',
    random: true,
    next(run) {
      const seed = seedOf(run);
      return { by: 'seeds', seed, chooser: seeded(seed) };
    },
  };
}
