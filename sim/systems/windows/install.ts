/**
 * Installing a driver on a device in Windows (systems reference A6.2 to A6.4): the selection is made once and stored
 * for the device, its stack is started (stack.ts), and whether that works has no say in it. Each function is called
 * with the lock of device installation held.
 */
import { call, tail } from '../../engine/effect.ts';
import { forgetDriver } from '../../linux/driver.ts';
import type { Kernel, LinuxWorld, Process } from '../../linux/kernel.ts';
import { driverListOf, step } from '../../linux/operations.ts';
import { objectOf } from '../../model/layout.ts';
import { CAUSE, OUTCOME } from '../../model/outcome.ts';
import { holderOfSlot, isThere, takeOffList } from '../slots.ts';
import { candidatesRead, deviceMark, holderOf, markDevice } from '../steps.ts';
import { disables, installedOn, keepBackup, OF_DEVICE, remembers, rollsBack } from './marks.ts';
import { extendsDevices, isFilter, isNull, PART, partOf } from './packages.ts';
import { bestInStore, compare } from './rank.ts';
import { start_stack, stop_stack } from './stack.ts';

const selects = (name: string, run: (world: LinuxWorld, device: number, b: number) => number) =>
  step(
    name,
    (kernel, device) => ({
      reads: [...candidatesRead(kernel, device), objectOf('device', device), objectOf('device-mark', device)],
      writes: [],
    }),
    run,
  );

/** Driver + 1 of the store that is to be installed because it is better than what is installed; 0: none. */
const betterInStore = selects('a better package?', (world, device) => {
  const best = isThere(world, device) ? bestInStore(world, device) : -1;
  const current = installedOn(world, device);
  if (best < 0 || best === current) return 0;
  return current < 0 || compare(world, best, current) < 0 ? best + 1 : 0;
});

/** 1: nothing is installed on the device, and it is there. */
const isBare = selects('nothing installed?', (world, device) =>
  isThere(world, device) && installedOn(world, device) < 0 ? 1 : 0,
);

/** Driver + 1 that is installed on the device and runs, or should; 0: none, or somebody disabled it. */
const startable = selects('what to restart?', (world, device) => {
  const driver = installedOn(world, device);
  if (driver < 0 || !isThere(world, device) || isNull(world.kernel, driver)) return 0;
  return world.deviceMark(device, OF_DEVICE.disabled) ? 0 : driver + 1;
});

/** 1: the filter belongs to what is installed on the device. */
const joins = selects('a filter more?', (world, device, filter) =>
  partOf(world, device, filter, installedOn(world, device)) === PART.layer ? 1 : 0,
);

/** Driver + 1 that a device that has come back had; 0: it is new, or chosen for anew. */
const remembered = selects('installed before?', (world, device) => installedOn(world, device) + 1);

/** 1: the driver is in the store and the device is there. */
export const isStaged = step(
  'in the store?',
  (kernel, driver, device) => ({
    reads: [driverListOf(kernel, driver), objectOf('device', device)],
    writes: [],
  }),
  (world, driver, device) => (world.isRegistered(driver) && isThere(world, device) ? 1 : 0),
);

/** The driver becomes the device's, whatever was; its start may fail, it stays installed (A6.3, UNCONFIRMED). */
export function* install(kernel: Kernel, driver: number, device: number, cause: number): Process {
  if (rollsBack(kernel)) yield keepBackup(device, driver);
  yield call(stop_stack, device, cause);
  yield markDevice(device, OF_DEVICE.installed, driver + 1);
  // A6.8, installing-a-null-driver: without a function driver the device is not started.
  if (isNull(kernel, driver)) return OUTCOME.ok;
  return tail(start_enabled, driver, device);
}

/** A disabled device has its driver, and is not started (A6.8). */
function* start_enabled(kernel: Kernel, driver: number, device: number): Process {
  if (disables(kernel) && (yield deviceMark(device, OF_DEVICE.disabled))) return OUTCOME.ok;
  return tail(start_stack, driver, device);
}

/** The device is stopped, and not started before somebody wants it again, whoever comes. */
export function* disable(_kernel: Kernel, device: number): Process {
  const outcome = yield call(stop_stack, device, CAUSE.unbind);
  yield markDevice(device, OF_DEVICE.disabled, 1);
  return outcome;
}

/** Flags 0: only if better than what is there. Outcome: ENOENT if there is nothing better. */
export function* install_if_better(_kernel: Kernel, device: number): Process {
  const driver = (yield betterInStore(device)) - 1;
  return driver < 0 ? OUTCOME.ENOENT : yield call(install, driver, device, CAUSE['better-driver']);
}

/** A device has come: the best of the store (A6.4), or what it had before it was unplugged. */
export function* install_arrived(kernel: Kernel, device: number): Process {
  const before = remembers(kernel) ? (yield remembered(device)) - 1 : -1;
  if (before < 0) return tail(install_if_better, device);
  return isNull(kernel, before) ? OUTCOME.ok : tail(start_enabled, before, device);
}

/**
 * The force flag, and the list of the wizard: this package, better or not. A filter is not in that list. Whoever asks
 * for that wants the device to work, so it is enabled.
 */
export function* install_forced(kernel: Kernel, driver: number, device: number): Process {
  if (isFilter(kernel, driver)) return OUTCOME.EINVAL;
  if (!(yield isStaged(driver, device))) return OUTCOME.ENOENT;
  if (disables(kernel)) yield markDevice(device, OF_DEVICE.disabled, 0);
  return yield call(install, driver, device, CAUSE.reprobe);
}

/** A scan for hardware changes: only devices without a driver are looked at. */
export function* install_if_bare(_kernel: Kernel, device: number): Process {
  if (yield isBare(device)) yield call(install_if_better, device);
  return OUTCOME.ok;
}

/** What a package that has come into the store changes on a device, if it may: a better driver, or a filter more. */
export function* install_newcomer(kernel: Kernel, driver: number, device: number): Process {
  if (!isFilter(kernel, driver)) return yield call(install_if_better, device);
  // Filters of a class are seen when a device starts the next time (devcon classfilter).
  if (!extendsDevices(kernel, driver) || !(yield joins(device, driver))) return OUTCOME.ok;
  return yield call(restart, device);
}

/** The device is stopped and started with the same driver and the filters of this moment. */
function* restart(_kernel: Kernel, device: number): Process {
  const driver = (yield startable(device)) - 1;
  if (driver < 0) return OUTCOME.ENOENT;
  yield call(stop_stack, device, CAUSE.restarted);
  return yield call(start_stack, driver, device);
}

/** A device is unplugged: its driver is stopped, and remembered where the system does that. */
export function* unplug(kernel: Kernel, device: number): Process {
  const cause = CAUSE['device-removed'];
  return remembers(kernel) ? tail(stop_stack, device, cause) : tail(uninstall, device, cause);
}

/** The device forgets its driver, which is stopped. */
export function* uninstall(kernel: Kernel, device: number, cause: number): Process {
  yield call(stop_stack, device, cause);
  yield markDevice(device, OF_DEVICE.installed, 0);
  if (rollsBack(kernel)) yield markDevice(device, OF_DEVICE.backup, 0);
  if (disables(kernel)) yield markDevice(device, OF_DEVICE.disabled, 0);
  return OUTCOME.ok;
}

/** A package is deleted from the store: its devices stop, and those that it filtered start again without it. */
export function* leave_store(kernel: Kernel, driver: number): Process {
  if (!(yield takeOffList(driver))) return OUTCOME.ENOENT;
  for (const { id } of kernel.setup.devices) {
    if (!kernel.possible[driver]?.[id]) continue;
    if (!isFilter(kernel, driver)) {
      if ((yield holderOf(id)) === driver + 1) yield call(stop_stack, id, CAUSE['driver-removed']);
    } else if ((yield holderOfSlot(id, driver)) === driver + 1) yield call(restart, id);
  }
  yield forgetDriver(driver);
  return OUTCOME.ok;
}
