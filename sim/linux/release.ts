/** Unbinding: drivers/base/dd.c (reference 8.5, 7.4, 2.6.3). */
import { call, holding, holdingAll, sleep, tail, waitFor } from '../engine/effect.ts';
import { objectOf } from '../model/layout.ts';
import { CAUSE, UEVENT } from '../model/outcome.ts';
import { FACT } from '../model/world.ts';
import { allowsAsync } from './async.ts';
import { asyncIdle, wait_for_device_probe } from './defer.ts';
import { after_unbind } from './ccwgroup.ts';
import type { Kernel, Process } from './kernel.ts';
import { deviceLock, driverLocks } from './locks.ts';
import { device_links_busy, device_links_driver_cleanup, nextBusyConsumer } from './links.ts';
import { changesDevice, looksAtDevice, pairsOfDevice, step } from './operations.ts';
import { kobject_uevent } from './uevent.ts';

/** Results of a release: done, or driver + 1 that has to wait for consumers. */
const DONE = 0;

/** Releases whatever driver the device has (`driver` -1), or only if it is still this one. Device lock only. */
export function* device_release_driver(
  _kernel: Kernel,
  driver: number,
  device: number,
  cause: number,
): Process {
  const busy = yield* holding(deviceLock(device), __device_release_driver, driver, device, cause);
  if (busy === DONE) return 0;
  yield call(device_links_unbind_consumers, device);
  return tail(device_release_driver, busy - 1, device, cause);
}

/** As above with the parent's lock where the bus wants it: sysfs and driver_detach (8.3, 2.6.3). */
export function* device_driver_detach(
  kernel: Kernel,
  driver: number,
  device: number,
  cause: number,
): Process {
  const busy = yield* holdingAll(driverLocks(kernel, device), __device_release_driver, driver, device, cause);
  if (busy === DONE) return 0;
  yield call(device_links_unbind_consumers, device);
  return tail(device_driver_detach, busy - 1, device, cause);
}

/**
 * 7.4: the locks were dropped for this: a probing consumer is waited for, a bound one loses its driver. The caller then
 * goes on only if its own driver is still there.
 */
function* device_links_unbind_consumers(_kernel: Kernel, device: number): Process {
  const next = yield nextBusyConsumer(device);
  if (next === 0) return 0;
  if (next === 1) yield call(wait_for_device_probe);
  else yield call(device_release_driver, -1, next - 2, CAUSE['supplier-unbound']);
  return tail(device_links_unbind_consumers, device);
}

/** Driver + 1 that is to be released: 0 if none, or no longer the one that was meant. */
const driverToRelease = looksAtDevice('whose?', (world, device, meant) => {
  const holder = world.boundTo(device) + 1;
  return meant === 0 || holder === meant ? holder : 0;
});

export const removeCalled = changesDevice('remove called', (world, device, driver) => {
  world.emit(FACT['remove-called'], device, driver);
  return 0;
});

/** 8.5.4 to 8.5.6: dev->driver is cleared and the device leaves its driver's list. */
export const released = step(
  'released',
  (kernel, device, driver) => ({
    reads: [objectOf('driver-files', driver), ...consumersOf(kernel, device)],
    writes: [objectOf('device', device), ...pairsOfDevice(kernel, device), objectOf('bound-list')],
  }),
  (world, device, driver, cause) => {
    world.emit(FACT.released, device, driver, cause);
    return 0;
  },
);

/** Whether a supplier leaves its consumers behind is judged when it is released. */
const consumersOf = (kernel: Kernel, device: number): number[] =>
  (kernel.setup.devices[device]?.consumers ?? []).map((link) =>
    objectOf('device', kernel.setup.links[link]?.consumer),
  );

/** 8.5, the device lock held. Driver + 1: consumers are busy, try again after them and for this driver only. */
export function* __device_release_driver(
  _kernel: Kernel,
  meant: number,
  device: number,
  cause: number,
): Process {
  const driver = (yield driverToRelease(device, meant + 1)) - 1;
  if (driver < 0) return DONE;
  if (yield device_links_busy(device)) return driver + 1; // 1
  yield kobject_uevent(device, UEVENT.unbind);
  yield removeCalled(device, driver); // 3
  yield call(remove_callback, driver, device);
  yield released(device, driver, cause);
  yield device_links_driver_cleanup(device); // 5
  yield call(after_unbind, driver, device); // 7
  return DONE;
}

/** The driver's remove: what it created goes first. */
export function* remove_callback(kernel: Kernel, driver: number, device: number): Process {
  for (const child of kernel.children[device] ?? []) yield call(kernel.doors.removeChild, child);
  const takes = kernel.removeTakes[driver];
  const names = `remove of ${kernel.setup.devices[device]?.name} by ${kernel.setup.drivers[driver]?.name}`;
  if (takes && takes.max > 0) yield sleep(names, takes);
  return 0;
}

/** Device + 1 that was bound to this driver last, 0 if none. */
export const lastBound = step(
  'last device of the driver',
  () => ({ reads: [objectOf('bound-list')], writes: [] }),
  (world, driver) => world.driver(driver, 'boundLast'),
);

/** 2.6.3: asynchronous work first, then the devices in reverse bind order, each only if it is still this driver's. */
export function* driver_detach(kernel: Kernel, driver: number): Process {
  const isAsync = allowsAsync(kernel, driver);
  if (isAsync && !kernel.quirks['no-async-wait-on-unregister']) yield waitFor(asyncIdle());
  return tail(release_devices_of, driver);
}

function* release_devices_of(kernel: Kernel, driver: number): Process {
  const device = (yield lastBound(driver)) - 1;
  if (device < 0) return 0;
  const meant = kernel.quirks['detach-unchecked'] ? -1 : driver;
  yield call(device_driver_detach, meant, device, CAUSE['driver-removed']);
  return tail(release_devices_of, driver);
}
