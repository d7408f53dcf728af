import { deviceName, driverName, type Invariant } from '../../sim/check/invariant.ts';
import { FACT } from '../../sim/model/world.ts';

export const overrideObeyed: Invariant = {
  name: 'override-obeyed',
  says: 'While driver_override names a driver, no other driver is bound to the device.',
  because: 'Who passes a device to a guest relies on it: the host driver must not get it back.',
  mutant: 'no-second-match',
  atFact: ({ world, fact, a: device, b: driver }) => {
    const rules = world.setup.buses[world.setup.devices[device]?.bus ?? -1]?.rules;
    if (fact !== FACT['probe-called'] || rules !== 'pci') return undefined;
    const override = world.device(device, 'override');
    if (override === 0 || override === driver + 1) return undefined;
    const why = `${driverName(world, driver)} was called on ${deviceName(world, device)} against its driver_override`;
    return { device, why };
  },
};
