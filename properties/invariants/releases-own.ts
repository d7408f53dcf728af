import { driverName, type Invariant } from '../../sim/check/invariant.ts';
import { isRelease, placeName, slotTold } from '../../sim/check/slots.ts';
import { CAUSE } from '../../sim/model/outcome.ts';

export const releasesOwn: Invariant = {
  name: 'releases-own',
  says: 'A driver that leaves releases its own devices only.',
  because: "Another driver's device would lose its driver for no reason.",
  mutant: 'detach-unchecked',
  atFact: ({ world, fact, a: device, b: driver, c: cause }) => {
    if (!isRelease(fact) || cause !== CAUSE['driver-removed'] || !world.driver(driver, 'files'))
      return undefined;
    const why = `${placeName(world, driver, device)} was taken from ${driverName(world, driver)}, which was not leaving`;
    return { device, ...slotTold(world, driver, device), why };
  },
};
