import { deviceName, driverName, type Invariant } from '../../sim/check/invariant.ts';
import { FACT, type World } from '../../sim/model/world.ts';

/** The first promise, per slot: the device, unless the system has several (IOKit categories, UEFI protocols). */
export const atMostOneDriver: Invariant = {
  name: 'at-most-one-driver',
  says: 'A device has at most one bound driver in each of its slots.',
  because: 'Two drivers that own one piece of hardware program it against each other.',
  mutant: 'no-bound-check',
  atFact: ({ world, fact, a: device, b: driver }) => {
    const names = [driverName(world, driver), deviceName(world, device)] as const;
    if (fact === FACT.bound && world.device(device, 'bound') >= 2)
      return { device, why: `${names[0]} bound to ${names[1]}, which had a driver already` };
    if (fact !== FACT['slot-bound']) return undefined;
    const other = otherInSlot(world, driver, device);
    if (other < 0) return undefined;
    const slot = `whose slot ${driverName(world, other)} had already`;
    return { device, why: `${names[0]} bound to ${names[1]}, ${slot}` };
  },
};

/** Another driver that has the same slot of the device, -1 if none. */
function otherInSlot(world: World, driver: number, device: number): number {
  const { drivers, slotOf } = world.setup;
  return drivers.findIndex(
    ({ id }) => id !== driver && slotOf[id] === slotOf[driver] && world.holds(id, device),
  );
}
