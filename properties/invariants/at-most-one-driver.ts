import { driverName, type Invariant } from '../../sim/check/invariant.ts';
import { isBinding, placeName, slotTold } from '../../sim/check/slots.ts';
import { FACT, type World } from '../../sim/model/world.ts';

/** The first promise, per slot: the device, unless the system has several (IOKit categories, UEFI protocols). */
export const atMostOneDriver: Invariant = {
  name: 'at-most-one-driver',
  says: 'A device has at most one bound driver in each of its slots.',
  because: 'Two drivers that own one piece of hardware program it against each other.',
  mutant: 'no-bound-check',
  atFact: ({ world, fact, a: device, b: driver }) => {
    if (!isBinding(fact)) return undefined;
    const before = fact === FACT.bound ? inMainSlot(world, device) : inSideSlot(world, driver, device);
    if (before === null) return undefined;
    const why = `${driverName(world, driver)} bound to ${placeName(world, driver, device)}, which ${before} already`;
    return { device, ...slotTold(world, driver, device), why };
  },
};

/** Who had the device's own word before somebody was bound to it just now; null: nobody. */
const inMainSlot = (world: World, device: number): string | null =>
  world.device(device, 'bound') < 2 ? null : 'had a driver';

/** Who else has the same slot of the device; null: nobody. */
function inSideSlot(world: World, driver: number, device: number): string | null {
  const slot = world.slotAt(driver, device);
  const other = world.setup.drivers.findIndex(
    ({ id }) => id !== driver && world.slotAt(id, device) === slot && world.holds(id, device),
  );
  return other < 0 ? null : `${driverName(world, other)} had`;
}
