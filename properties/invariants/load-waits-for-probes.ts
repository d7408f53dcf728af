import { driverName, type Invariant } from '../../sim/check/invariant.ts';
import { OUTCOME } from '../../sim/model/outcome.ts';
import { FACT } from '../../sim/model/world.ts';

/**
 * The kernel waits for everybody's probes (reference 6.4), but others may be queued between the end of its wait and the
 * return, so only those that the load itself has queued are judged: they stand in a device's async slot.
 */
export const loadWaitsForProbes: Invariant = {
  name: 'load-waits-for-probes',
  says: 'A module load returns only after the asynchronous probes that it queued, unless it asked for async_probe.',
  because: 'Whoever loads a module expects its devices to be usable when modprobe returns.',
  mutant: 'no-async-wait-on-load',
  atFact: ({ world, fact, a: id, b: outcome }) => {
    const module = world.setup.modules[id];
    if (fact !== FACT['module-load-answered'] || outcome !== OUTCOME.ok || !module || module.asyncProbe)
      return undefined;
    for (const { id: device, name } of world.setup.devices) {
      const driver = world.device(device, 'asyncDriver') - 1;
      if (driver < 0 || !module.drivers.includes(driver)) continue;
      const why = `loading ${module.name} returned while the probe of ${name} by ${driverName(world, driver)} was queued`;
      return { device, why };
    }
    return undefined;
  },
};
