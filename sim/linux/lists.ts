/**
 * Walking and changing the two lists of a bus (reference 2.4, drivers/base/bus.c and lib/klist.c). A step of a walk is
 * atomic; between two steps nothing is held but the reference on the node that the walk stands on.
 *
 * Nodes that could never match (Kernel.possible) are stepped over: asking them changes nothing and is seen by nobody.
 */
import { objectOf } from '../model/layout.ts';
import { klistNext } from '../model/lists.ts';
import { FACT } from '../model/world.ts';
import type { Footprint } from '../engine/effect.ts';
import { busOfDevice, busOfDriver, type Kernel, type LinuxWorld } from './kernel.ts';
import { deviceListOf, driverListOf, step } from './operations.ts';

/** Words of the walk itself: the list, and the nodes stood on if anything can ever leave it. */
function walksDevices(kernel: Kernel, bus: number): Footprint {
  const list = objectOf('device-list', bus);
  if (!kernel.devicesLeave[bus]) return { reads: [list], writes: [] };
  const nodes = kernel.setup.buses[bus]?.devices ?? [];
  return { reads: [], writes: [list, ...nodes.map((device) => objectOf('device-stood', device))] };
}

function walksDrivers(kernel: Kernel, bus: number): Footprint {
  const list = objectOf('driver-list', bus);
  if (!kernel.driversLeave[bus]) return { reads: [list], writes: [] };
  const nodes = kernel.setup.buses[bus]?.drivers ?? [];
  return { reads: [], writes: [list, ...nodes.map((driver) => objectOf('driver-stood', driver))] };
}

const NOTHING: Footprint = { reads: [], writes: [] };

/** Moves a driver's walk over the devices on from `at` (-1: the head); the next device, or -1 at the end. */
export const nextDevice = step(
  'next device',
  (kernel, driver) => walksDevices(kernel, busOfDriver(kernel, driver)),
  (world, driver, at) => {
    const next = deviceAfter(world, driver, at);
    if (world.kernel.devicesLeave[busOfDriver(world.kernel, driver)]) {
      if (next >= 0) world.emit(FACT['walk-stands-on-device'], next);
      if (at >= 0) world.emit(FACT['walk-leaves-device'], at);
    }
    return next;
  },
  // A successor that is there stays there if nothing leaves: only the end of the list can change.
  (world, driver, at) =>
    !world.kernel.devicesLeave[busOfDriver(world.kernel, driver)] && deviceAfter(world, driver, at) >= 0
      ? NOTHING
      : walksDevices(world.kernel, busOfDriver(world.kernel, driver)),
);

function deviceAfter(world: LinuxWorld, driver: number, at: number): number {
  const list = world.deviceLists[world.setup.drivers[driver]?.bus ?? 0];
  if (!list) return -1;
  let next = klistNext(world.words, list, at);
  while (next >= 0 && !world.kernel.possible[driver]?.[next]) next = klistNext(world.words, list, next);
  return next;
}

/** Moves a walk over all devices of bus `a` on from `at`, whoever could match. */
export const nextDeviceOnBus = step(
  'next device',
  (kernel, bus) => walksDevices(kernel, bus),
  (world, bus, at) => {
    const list = world.deviceLists[bus];
    const next = list ? klistNext(world.words, list, at) : -1;
    if (world.kernel.devicesLeave[bus]) {
      if (next >= 0) world.emit(FACT['walk-stands-on-device'], next);
      if (at >= 0) world.emit(FACT['walk-leaves-device'], at);
    }
    return next;
  },
);

/** Ends a walk over devices that stands on device `a`. */
export const leaveDevice = step(
  'leave device list',
  (kernel, device) =>
    kernel.devicesLeave[busOfDevice(kernel, device)]
      ? { reads: [], writes: [deviceListOf(kernel, device), objectOf('device-stood', device)] }
      : NOTHING,
  (world, device) => {
    if (world.kernel.devicesLeave[busOfDevice(world.kernel, device)])
      world.emit(FACT['walk-leaves-device'], device);
    return 0;
  },
);

/** Moves a device's walk over the drivers on from `at` (-1: the head); the next driver, or -1 at the end. */
export const nextDriver = step(
  'next driver',
  (kernel, device) => walksDrivers(kernel, busOfDevice(kernel, device)),
  (world, device, at) => {
    const next = driverAfter(world, device, at);
    if (world.kernel.driversLeave[busOfDevice(world.kernel, device)]) {
      if (next >= 0) world.emit(FACT['walk-stands-on-driver'], next);
      if (at >= 0) world.emit(FACT['walk-leaves-driver'], at);
    }
    return next;
  },
  (world, device, at) =>
    !world.kernel.driversLeave[busOfDevice(world.kernel, device)] && driverAfter(world, device, at) >= 0
      ? NOTHING
      : walksDrivers(world.kernel, busOfDevice(world.kernel, device)),
);

function driverAfter(world: LinuxWorld, device: number, at: number): number {
  const list = world.driverLists[world.setup.devices[device]?.bus ?? 0];
  if (!list) return -1;
  let next = klistNext(world.words, list, at);
  while (next >= 0 && !world.kernel.possible[next]?.[device]) next = klistNext(world.words, list, next);
  return next;
}

/** Moves a walk over all drivers of bus `a` on from `at`. */
export const nextDriverOnBus = step('next driver', walksDrivers, (world, bus, at) => {
  const list = world.driverLists[bus];
  const next = list ? klistNext(world.words, list, at) : -1;
  if (world.kernel.driversLeave[bus]) {
    if (next >= 0) world.emit(FACT['walk-stands-on-driver'], next);
    if (at >= 0) world.emit(FACT['walk-leaves-driver'], at);
  }
  return next;
});

/** Ends a walk over drivers that stands on driver `a`. */
export const leaveDriver = step(
  'leave driver list',
  (kernel, driver) =>
    kernel.driversLeave[busOfDriver(kernel, driver)]
      ? { reads: [], writes: [driverListOf(kernel, driver), objectOf('driver-stood', driver)] }
      : NOTHING,
  (world, driver) => {
    if (world.kernel.driversLeave[busOfDriver(world.kernel, driver)])
      world.emit(FACT['walk-leaves-driver'], driver);
    return 0;
  },
);

/** 1.1.4: from here every registration's walk can see the device. */
export const listDevice = step(
  'device listed',
  (kernel, device) => ({ reads: [], writes: [deviceListOf(kernel, device)] }),
  (world, device) => {
    world.emit(FACT['device-listed'], device, world.setup.devices[device]?.bus);
    return 0;
  },
);

/** 8.6.3: walks that stand on the device can go on from it. */
export const unlistDevice = step(
  'device unlisted',
  (kernel, device) => ({ reads: [objectOf('device-stood', device)], writes: [deviceListOf(kernel, device)] }),
  (world, device) => {
    world.emit(FACT['device-unlisted'], device, world.setup.devices[device]?.bus);
    return 0;
  },
);

/** 2.2.2: from here every device's walk can see the driver. */
export const listDriver = step(
  'driver listed',
  (kernel, driver) => ({ reads: [], writes: [driverListOf(kernel, driver)] }),
  (world, driver) => {
    world.emit(FACT['driver-listed'], driver, world.setup.drivers[driver]?.bus);
    return 0;
  },
);

/** 2.6.2, first half: new walks do not see the driver. */
export const unlistDriver = step(
  'driver unlisted',
  (kernel, driver) => ({ reads: [objectOf('driver-stood', driver)], writes: [driverListOf(kernel, driver)] }),
  (world, driver) => {
    world.emit(FACT['driver-unlisted'], driver, world.setup.drivers[driver]?.bus);
    return 0;
  },
);

/** 2.6.2, second half: true when no walk stands on the driver any more. */
export const driverOffList = step(
  'walks that stand on the driver',
  (kernel, driver) => ({ reads: [driverListOf(kernel, driver)], writes: [] }),
  (world, driver) => (world.driver(driver, 'listed') === 0 ? 1 : 0),
);

/** In the words of layout.ts: off the list for new walks, but some walk still stands on it. */
const DELETED = 2;

/** True unless walks still stand on the device's old node; then a device of this name can come again. */
export const deviceOffList = step(
  'walks that stand on the device',
  (kernel, device) => ({ reads: [deviceListOf(kernel, device)], writes: [] }),
  (world, device) => (world.device(device, 'listed') !== DELETED ? 1 : 0),
);
