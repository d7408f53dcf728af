/**
 * Installing a driver on a device in Windows (systems reference A6.2 to A6.4): the selection is made once and stored
 * for the device, the driver is started, and whether that works has no say in it. Each function is called with the
 * lock of device installation held.
 */
import { call } from '../../engine/effect.ts';
import type { Kernel, LinuxWorld, Process } from '../../linux/kernel.ts';
import { driverListOf, step } from '../../linux/operations.ts';
import { objectOf } from '../../model/layout.ts';
import { CAUSE, OUTCOME } from '../../model/outcome.ts';
import { isThere, start_in_slot } from '../slots.ts';
import { candidatesRead, markDevice, stop_driver } from '../steps.ts';
import { bestInStore, compare } from './rank.ts';

/** Marks of a device: driver + 1 that is installed on it, working or not. */
export const OF_DEVICE = { installed: 0 } as const;

const selects = (name: string, run: (world: LinuxWorld, device: number, driver: number) => number) =>
  step(
    name,
    (kernel, device) => ({
      reads: [...candidatesRead(kernel, device), objectOf('device', device), objectOf('device-mark', device)],
      writes: [],
    }),
    run,
  );

/** Installed, and its package still in the store; -1: none. */
export function installedOn(world: LinuxWorld, device: number): number {
  const driver = world.deviceMark(device, OF_DEVICE.installed) - 1;
  return driver >= 0 && world.isRegistered(driver) ? driver : -1;
}

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

const isStaged = step(
  'in the store?',
  (kernel, driver) => ({ reads: [driverListOf(kernel, driver)], writes: [] }),
  (world, driver) => (world.isRegistered(driver) ? 1 : 0),
);

/** The driver becomes the device's, whatever was; its start may fail, it stays installed (A6.3, UNCONFIRMED). */
function* install(_kernel: Kernel, driver: number, device: number, cause: number): Process {
  yield call(stop_driver, device, cause);
  yield markDevice(device, OF_DEVICE.installed, driver + 1);
  return yield call(start_in_slot, driver, device);
}

/** Flags 0: only if better than what is there. Outcome: ENOENT if there is nothing better. */
export function* install_if_better(_kernel: Kernel, device: number): Process {
  const driver = (yield betterInStore(device)) - 1;
  return driver < 0 ? OUTCOME.ENOENT : yield call(install, driver, device, CAUSE['better-driver']);
}

/** The force flag: this package, better or not. */
export function* install_forced(_kernel: Kernel, driver: number, device: number): Process {
  if (!(yield isStaged(driver))) return OUTCOME.ENOENT;
  return yield call(install, driver, device, CAUSE.reprobe);
}

/** A scan for hardware changes: only devices without a driver are looked at. */
export function* install_if_bare(_kernel: Kernel, device: number): Process {
  if (yield isBare(device)) yield call(install_if_better, device);
  return OUTCOME.ok;
}

/** The device forgets its driver, which is stopped. */
export function* uninstall(_kernel: Kernel, device: number, cause: number): Process {
  yield call(stop_driver, device, cause);
  yield markDevice(device, OF_DEVICE.installed, 0);
  return OUTCOME.ok;
}
