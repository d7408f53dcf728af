import { driverName, type Invariant } from '../../sim/check/invariant.ts';
import { FACT } from '../../sim/model/world.ts';

export const registersOnce: Invariant = {
  name: 'registers-once',
  says: 'A driver is on its bus list at most once.',
  because: 'Inserting a node twice cuts the list: all drivers behind it are lost.',
  mutant: 'no-name-check',
  atFact: ({ world, fact, a: driver }) => {
    if (fact !== FACT['driver-named'] || !world.isRegistered(driver)) return undefined;
    return { why: `${driverName(world, driver)} registered a second time while it was on the list` };
  },
};
