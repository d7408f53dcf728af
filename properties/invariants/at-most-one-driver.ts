import { deviceName, driverName, type Invariant } from '../../sim/check/invariant.ts';
import { FACT } from '../../sim/model/world.ts';

/** The first promise, per slot; on Linux a slot is the device. */
export const atMostOneDriver: Invariant = {
  name: 'at-most-one-driver',
  says: 'A device has at most one bound driver.',
  because: 'Two drivers that own one piece of hardware program it against each other.',
  mutant: 'no-bound-check',
  atFact: ({ world, fact, a: device, b: driver }) => {
    if (fact !== FACT.bound || world.device(device, 'bound') < 2) return undefined;
    return {
      device,
      why: `${driverName(world, driver)} bound to ${deviceName(world, device)}, which had a driver already`,
    };
  },
};
