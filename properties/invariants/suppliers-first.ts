import { deviceName, driverName, type Invariant } from '../../sim/check/invariant.ts';
import { FACT } from '../../sim/model/world.ts';

export const suppliersFirst: Invariant = {
  name: 'suppliers-first',
  says: 'A device is bound only while its suppliers are bound.',
  because: 'A consumer without its clock, regulator or bus hangs the machine at the first access.',
  mutant: 'no-supplier-check',
  atFact: ({ world, fact, a: device, b: driver }) => {
    if (fact === FACT.bound) {
      const missing = world.setup.links.find(
        ({ consumer, supplier, cyclic }) => consumer === device && !cyclic && world.boundTo(supplier) < 0,
      );
      if (!missing || world.one('deferTimeout') === 2) return undefined;
      return {
        device,
        why: `${deviceName(world, device)} bound before its supplier ${deviceName(world, missing.supplier)}`,
      };
    }
    if (fact !== FACT.released) return undefined;
    const left = world.setup.links.find(
      ({ consumer, supplier, cyclic }) => supplier === device && !cyclic && world.boundTo(consumer) >= 0,
    );
    if (!left) return undefined;
    const why = `${deviceName(world, device)} lost ${driverName(world, driver)} under its bound consumer ${deviceName(world, left.consumer)}`;
    return { device, why };
  },
};
