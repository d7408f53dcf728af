import { deviceName, driverName, type Invariant } from '../../sim/check/invariant.ts';
import { FACT } from '../../sim/model/world.ts';

export const noGhost: Invariant = {
  name: 'no-ghost',
  says: 'Nobody is bound to, or being probed by, a driver that is gone, and no device that is gone is bound.',
  because: 'The next call goes into freed memory.',
  mutant: 'no-klist-wait',
  atFact: ({ world, fact, a, b: driver }) => {
    if (fact !== FACT.bound && fact !== FACT['probe-called']) return undefined;
    const [device, did] = [a, fact === FACT.bound ? 'was bound to' : 'was probed by'];
    const names = `${deviceName(world, device)} ${did} ${driverName(world, driver)}`;
    if (!world.driver(driver, 'named')) return { device, why: `${names} after that driver had gone` };
    if (!world.device(device, 'named')) return { device, why: `${names} after the device had gone` };
    return undefined;
  },
};
