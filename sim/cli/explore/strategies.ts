/** Strategies as `--strategy` names them. */

import type { Invariant } from '../../check/invariant.ts';
import { bounded } from '../../explore/bounded.ts';
import { pct } from '../../explore/pct.ts';
import { swarm } from '../../explore/swarm-walk.ts';
import { sampled } from '../../explore/portfolio.ts';
import { pos } from '../../explore/pos.ts';
import { randomWalk } from '../../explore/random-walk.ts';
import { seedSweep } from '../../explore/seed-sweep.ts';
import type { Strategy } from '../../explore/strategy.ts';
import { urw } from '../../explore/urw.ts';
import { promiseInterests } from '../../promise-reads.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { UserError } from '../trouble.ts';

/** What can follow `--strategy`, as help shows it. */
export const STRATEGY_NAMES = [
  'auto',
  'exhaustive',
  'bounded:N',
  'sampled',
  'random',
  'pct:D',
  'pos',
  'urw',
  'swarm',
] as const;

const SPELLED = /^(?:auto|exhaustive|bounded:\d{1,2}|sampled|random|pct:\d{1,2}|pos|urw|swarm)$/;

/** The name, checked. Throws `UserError`. */
export function checkStrategy(name: string): string {
  if (!SPELLED.test(name) || name === 'pct:0')
    throw new UserError(`--strategy ${name}: there are ${STRATEGY_NAMES.join(', ')} (N and D are numbers)`);
  return name;
}

/** A fresh strategy that makes runs of this scenario. */
export function strategyNamed(
  name: string,
  seed: string,
  scenario: Scenario,
  invariants: readonly Invariant[],
): Strategy {
  const [kind = '', number = ''] = name.split(':');
  switch (kind) {
    case 'bounded':
      return bounded(Number(number));
    case 'random':
      return randomWalk(seed);
    case 'pct':
      return pct(seed, Number(number));
    case 'pos':
      return pos(seed);
    case 'urw':
      return urw(seed);
    case 'swarm':
      return swarm(seed);
    case 'seeds':
      return seedSweep(seedOf(seed));
    case 'sampled':
      return sampled(seed, promiseInterests(scenario, invariants));
  }
  throw new Error(`no strategy is called ${name}`);
}

/** Seeds that `run --seed` takes: 1, 2, 3 ... unless the user names another beginning. */
const seedOf =
  (seed: string) =>
  (run: number): string =>
    seed === '1' ? String(run + 1) : `${seed}/${run + 1}`;
