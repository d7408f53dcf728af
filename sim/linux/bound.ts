/** The moment of binding: driver_bound, drivers/base/dd.c (reference 4.5). The device lock is held throughout. */
import { call, spawn } from '../engine/effect.ts';
import { objectOf } from '../model/layout.ts';
import { UEVENT } from '../model/outcome.ts';
import { FACT } from '../model/world.ts';
import { driver_deferred_probe_trigger, undeferDevice } from './defer.ts';
import { enumerate_child } from './device.ts';
import { identity, type Kernel, type Process } from './kernel.ts';
import { device_links_driver_bound } from './links.ts';
import { loadabilityOf, pairOf, step } from './operations.ts';
import { kobject_uevent } from './uevent.ts';

/** 4.5.2: on the driver's list of devices, hence bound. A second binding of one device is refused with a warning. */
export const attachToDriver = step(
  'bound',
  (kernel, device, driver) => ({
    // The promises are judged at this moment, so what they read counts as read by this step.
    reads: readByPromises(kernel, device, driver),
    writes: [objectOf('device', device), pairOf(kernel, driver, device), objectOf('bound-list')],
  }),
  (world, device, driver) => {
    world.emit(FACT.bound, device, driver);
    return 0;
  },
);

/** What the claims about a binding look at: suppliers, the driver; for a catch-all everything that says "available". */
export function readByPromises(kernel: Kernel, device: number, driver: number): number[] {
  const { setup } = kernel;
  const links = setup.devices[device]?.suppliers ?? [];
  const suppliers = links.map((link) => objectOf('device', setup.links[link]?.supplier));
  const own = [objectOf('driver', driver), ...suppliers, ...(links.length > 0 ? [objectOf('timeout')] : [])];
  if (!setup.drivers[driver]?.catchAll) return own;
  const slot = setup.slotOf[driver]?.[device];
  const rivals = setup.drivers.filter(
    ({ id, catchAll }) => !catchAll && kernel.possible[id]?.[device] && setup.slotOf[id]?.[device] === slot,
  );
  return [
    ...own,
    objectOf('driver-list', setup.drivers[driver]?.bus),
    objectOf('device-id', device),
    ...kernel.judgeReads(kernel, device),
    ...rivals.flatMap(({ id, module }) => [
      objectOf('driver-ids', id),
      pairOf(kernel, id, device),
      ...loadabilityOf(module),
    ]),
  ];
}

/** 4.5.1 to 4.5.7; `attached`: 2 is done already. The retry worker may run before this returns. */
export function* driver_bound(kernel: Kernel, driver: number, device: number, attached = 0): Process {
  if (!attached) yield attachToDriver(device, driver);
  yield device_links_driver_bound(device);
  if (kernel.deferrable[device]) yield undeferDevice(device);
  yield call(driver_deferred_probe_trigger);
  yield kobject_uevent(device, UEVENT.bind);
  for (const child of kernel.children[device] ?? []) {
    yield spawn(identity('enumerate', child), enumerate_child, child);
  }
  return 0;
}
