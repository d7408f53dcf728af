/**
 * Nodes of the illumos device tree (systems reference A7): bound by name, then attached, whatever comes of it. A
 * parent is entered by one thread at a time for what its children go through; binding itself is under no common
 * lock, which the source admits (A7.6): add_drv and hot plug may bind one node at the same time, and the later
 * write counts.
 */
import { call, holding, sleep, spawn, tail, type ProcessFunction } from '../../engine/effect.ts';
import { workerIdentity, type Kernel, type LinuxWorld, type Process } from '../../linux/kernel.ts';
import { deviceLock, systemLock } from '../../linux/locks.ts';
import { driverListOf, step } from '../../linux/operations.ts';
import { objectOf } from '../../model/layout.ts';
import { CAUSE, OUTCOME } from '../../model/outcome.ts';
import { FACT } from '../../model/world.ts';
import {
  deviceMark,
  device_leaves,
  holderOf,
  isOpen,
  markDevice,
  start_driver,
  stop_driver,
  systemMark,
} from '../steps.ts';
import {
  bestMajor,
  DETACHING,
  FROZEN,
  HELD,
  inUse,
  isFaulty,
  isLazy,
  isRetired,
  MAJOR,
  NO_MORE,
  RETIRED,
} from './majors.ts';

/** ndi_devi_enter: the node's parent, the root for a node without one. */
const parentLock = (kernel: Kernel, device: number): number => {
  const parent = kernel.setup.devices[device]?.parent ?? -1;
  return parent >= 0 ? deviceLock(parent) : systemLock(kernel, 0);
};

/** The process function about a device, its parent entered. */
export const entered = (fn: ProcessFunction<LinuxWorld>) =>
  function* in_parent(kernel: Kernel, device: number, ...more: number[]): Process {
    return yield* holding(parentLock(kernel, device), fn, device, ...more);
  };

/** bind_node: the name is looked up, then the binding is written. */
export function* bind_node(_kernel: Kernel, device: number): Process {
  const major = yield bestMajor(device);
  yield markDevice(device, MAJOR, major);
  return 0;
}

const frozen = objectOf('mark', FROZEN);

/** 1: the driver is active, and stays while it is held; 0 also once the tree is frozen (A7.6), or the node retired. */
const holdDriver = step(
  'driver held',
  (kernel, driver, device) => ({
    reads: [driverListOf(kernel, driver), frozen, objectOf('device-mark', device)],
    writes: [objectOf('driver-mark', driver)],
  }),
  (world: LinuxWorld, driver, device) => {
    if (!world.isRegistered(driver) || world.systemMark(FROZEN) || isRetired(world, device)) return 0;
    world.emit(FACT['driver-marked'], driver, HELD, world.driverMark(driver, HELD) + 1);
    return 1;
  },
);

const releaseDriver = step(
  'driver held no more',
  (_kernel, driver) => ({ reads: [], writes: [objectOf('driver-mark', driver)] }),
  (world, driver) => {
    world.emit(FACT['driver-marked'], driver, HELD, world.driverMark(driver, HELD) - 1);
    return 0;
  },
);

/** True when no attach holds the driver. */
export const notHeld = step(
  'attaches that hold the driver',
  (_kernel, driver) => ({ reads: [objectOf('driver-mark', driver)], writes: [] }),
  (world, driver) => (world.driverMark(driver, HELD) === 0 ? 1 : 0),
);

/**
 * probe_node, attach_node (A7.2, A7.3), the parent entered: a failure leaves the node bound to the same driver, and no
 * other is tried. Returns an outcome.
 */
export function* attach_node(kernel: Kernel, device: number): Process {
  const driver = (yield deviceMark(device, MAJOR)) - 1;
  if (driver < 0) return OUTCOME.ENODEV;
  if (!(yield isOpen(device))) return OUTCOME.EBUSY;
  if (!(yield holdDriver(driver, device))) return OUTCOME.ENODEV;
  const outcome = yield call(start_driver, driver, device);
  yield releaseDriver(driver);
  if (outcome === OUTCOME.ok && isFaulty(kernel, device))
    yield spawn(workerIdentity(kernel, 'fault manager', device), fault_manager, device);
  return outcome;
}

/**
 * A7.8: a fault is found, the node is retired for good, also if it is taken out and comes again, and detached. It stays
 * bound, and no other driver is asked: it is the device that is at fault. In use, it is detached by whoever lets it go
 * (our reading).
 */
export function* retire(_kernel: Kernel, device: number): Process {
  yield markDevice(device, RETIRED, 1);
  return yield call(unbind_entered, device, CAUSE.unbind);
}

function* fault_manager(kernel: Kernel, device: number): Process {
  yield sleep(`diagnosis of ${kernel.setup.devices[device]?.name}`, kernel.workerLatency);
  return tail(retire, device);
}

/** The end of a retirement: the node is configured again. Returns an outcome. */
export function* unretire(_kernel: Kernel, device: number): Process {
  yield markDevice(device, RETIRED, NO_MORE);
  return tail(configure_node, device);
}

export const attach_entered = entered(attach_node);

/** A configure request: a node that is bound to nothing is bound, then attached. Returns an outcome. */
export function* configure_node(_kernel: Kernel, device: number): Process {
  if (!(yield deviceMark(device, MAJOR))) yield call(bind_node, device);
  return yield call(attach_entered, device);
}

/** What the boot and add_drv do with a node: a lazy one is only bound (A7.7). */
export function* come_node(kernel: Kernel, device: number): Process {
  if (!isLazy(kernel, device)) return tail(configure_node, device);
  if (!(yield deviceMark(device, MAJOR))) yield call(bind_node, device);
  return OUTCOME.ok;
}

/** A7.4: a node whose best driver is another now is unbound, unless it is in use, and bound to that one. */
export function* rebind_node(kernel: Kernel, device: number): Process {
  const bound = yield deviceMark(device, MAJOR);
  if (bound === 0) return tail(come_node, device);
  if ((yield bestMajor(device)) === bound) return 0;
  if ((yield call(unbind_entered, device, CAUSE['better-driver'])) === OUTCOME.EBUSY) return OUTCOME.EBUSY;
  yield call(bind_node, device);
  return isLazy(kernel, device) ? OUTCOME.ok : yield call(attach_entered, device);
}

/** Detached if it was attached; EBUSY if somebody uses it, or once the tree is frozen. */
function* unbind_node(kernel: Kernel, device: number, cause: number): Process {
  if (yield systemMark(FROZEN)) return OUTCOME.EBUSY;
  if ((yield holderOf(device)) && inUse(kernel, device)) return OUTCOME.EBUSY;
  return yield call(detach_node, device, cause);
}

/** Lets go; whoever freezes the tree sees it, if it takes time (A7.9). Returns an outcome. */
export function* detach_node(kernel: Kernel, device: number, cause: number): Process {
  if (!kernel.removeTakes.some(({ max }) => max > 0)) return tail(stop_driver, device, cause);
  yield markDevice(device, DETACHING, 1);
  const outcome = yield call(stop_driver, device, cause);
  yield markDevice(device, DETACHING, 0);
  return outcome;
}

export const unbind_entered = entered(unbind_node);

/** A node goes with all below it, each under its own parent; none goes once the tree is frozen. */
function* remove_node(kernel: Kernel, device: number): Process {
  if (yield systemMark(FROZEN)) return OUTCOME.EBUSY;
  for (const { id, parent } of kernel.setup.devices) if (parent === device) yield call(remove_entered, id);
  yield call(detach_node, device, CAUSE['device-removed']);
  yield markDevice(device, MAJOR, 0);
  return tail(device_leaves, device);
}

export const remove_entered = entered(remove_node);
