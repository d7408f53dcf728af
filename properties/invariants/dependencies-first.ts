import { type Invariant } from '../../sim/check/invariant.ts';
import { LIVE } from '../../sim/model/layout.ts';
import { OUTCOME } from '../../sim/model/outcome.ts';
import { FACT } from '../../sim/model/world.ts';

/** Judged by the answer of the load: EAGAIN says that what the module looked for was on its way. */
export const dependenciesFirst: Invariant = {
  name: 'dependencies-first',
  says: 'A module is not refused for a dependency that was about to be ready.',
  because: 'Two loads in parallel would fail or succeed by luck.',
  mutant: 'no-dependency-wait',
  atFact: ({ world, fact, a: module, b: outcome }) => {
    if (fact !== FACT['module-going'] || outcome !== OUTCOME.EAGAIN) return undefined;
    const names = world.setup.modules;
    const busy = (names[module]?.depends ?? []).find((needed) => world.module(needed, 'state') !== LIVE);
    return {
      why: `${names[module]?.name} failed because ${names[busy ?? -1]?.name ?? 'one'} was still loading`,
    };
  },
};
