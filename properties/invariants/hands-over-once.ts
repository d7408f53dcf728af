import { deviceName, driverName, type Invariant } from '../../sim/check/invariant.ts';
import { FACT } from '../../sim/model/world.ts';
import { CAUSE } from '../../sim/model/outcome.ts';

export const handsOverOnce: Invariant = {
  name: 'hands-over-once',
  says: 'A hand-over takes a device from the generic driver only, never from the one that has just got it.',
  because:
    'Two registrations at the same time would otherwise each detach it, the second from its new driver.',
  mutant: 'no-reprobed-mark',
  atFact: ({ world, fact, a: device, b: driver, c: cause }) => {
    if (fact !== FACT.released || cause !== CAUSE['better-driver']) return undefined;
    if (world.setup.drivers[driver]?.generic) return undefined;
    return {
      device,
      why: `${deviceName(world, device)} was handed over a second time, away from ${driverName(world, driver)}`,
    };
  },
};
