import { deviceName, driverName, type Invariant } from '../../sim/check/invariant.ts';
import { FACT } from '../../sim/model/world.ts';

export const noEarlyProbe: Invariant = {
  name: 'no-early-probe',
  says: 'No device is probed before device_add has prepared it.',
  because: 'Its firmware node, links and uevent are not set up yet; consumers are then never released.',
  mutant: 'no-ready-check',
  atFact: ({ world, fact, a: device, b: driver }) => {
    if (fact !== FACT['probe-called'] || world.device(device, 'ready')) return undefined;
    return {
      device,
      why: `${driverName(world, driver)} probed ${deviceName(world, device)} before it was ready`,
    };
  },
};
