import { driverName, type Invariant } from '../../sim/check/invariant.ts';
import { isBinding, placeName, slotTold } from '../../sim/check/slots.ts';
import { FACT } from '../../sim/model/world.ts';

export const noGhost: Invariant = {
  name: 'no-ghost',
  says: 'Nobody is bound to, or being probed by, a driver that is gone, and no device that is gone is bound.',
  because: 'The next call goes into freed memory.',
  mutant: 'no-klist-wait',
  atFact: ({ world, fact, a: device, b: driver }) => {
    if (!isBinding(fact) && fact !== FACT['probe-called']) return undefined;
    const did = isBinding(fact) ? 'was bound to' : 'was probed by';
    const names = `${placeName(world, driver, device)} ${did} ${driverName(world, driver)}`;
    const at = { device, ...slotTold(world, driver, device) };
    if (!world.driver(driver, 'named')) return { ...at, why: `${names} after that driver had gone` };
    if (!world.device(device, 'named')) return { ...at, why: `${names} after the device had gone` };
    return undefined;
  },
};
