import { type Invariant } from '../../sim/check/invariant.ts';
import { FACT } from '../../sim/model/world.ts';

export const loadsOnce: Invariant = {
  name: 'loads-once',
  says: "A module's init never runs twice without a removal in between.",
  because: 'It would register its drivers twice and own two copies of its state.',
  mutant: 'two-inserts',
  atFact: ({ world, fact, a: module }) => {
    if (fact !== FACT['module-coming'] && fact !== FACT['module-unformed']) return undefined;
    const twice = world.module(module, 'loaders') > 1;
    return twice
      ? { why: `${world.setup.modules[module]?.name} was loaded by two loaders at the same time` }
      : undefined;
  },
};
