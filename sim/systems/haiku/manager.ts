/**
 * The device manager of Haiku (systems reference A8). All of it runs under one recursive lock, taken by the doors.
 * Names are those of its source, underscores included.
 */
import { call, tail } from '../../engine/effect.ts';
import { readByPromises } from '../../linux/bound.ts';
import type { Kernel, Process } from '../../linux/kernel.ts';
import { driverListOf, loadabilityOf, pairOf, step } from '../../linux/operations.ts';
import { call_driver_probe } from '../../linux/probe.ts';
import { remove_callback, removeCalled } from '../../linux/release.ts';
import { objectOf } from '../../model/layout.ts';
import { CAUSE, OUTCOME } from '../../model/outcome.ts';
import { FACT } from '../../model/world.ts';
import { registeredFor } from '../auction.ts';
import { isObtainable } from '../judge.ts';
import {
  candidatesRead,
  deviceMark,
  holderOf,
  isOpen,
  markDevice,
  nextPresent,
  start_driver,
  stop_driver,
  tellBid,
} from '../steps.ts';
import { CLOSED, isAsked, isOpened, supportOf, takesSeveral, WAITING } from './support.ts';

/** The next driver after `b` that is asked about the node, -1 at the end. */
const nextAsked = step(
  'next driver to ask',
  (kernel, device) => ({ reads: candidatesRead(kernel, device), writes: [] }),
  (world, device, after) => {
    const found = registeredFor(world, device).filter((driver) => isAsked(world, driver, device));
    return found[found.indexOf(after) + 1] ?? -1;
  },
);

/**
 * A8.1, A8.4: driver + 1 with the highest support, 0: none. The driver that the node has is skipped and its support
 * is what others must exceed; a tie stays with whoever was found first.
 */
function* _FindBestDriver(kernel: Kernel, device: number, previous: number): Process {
  let best = previous - 1;
  for (let at = yield nextAsked(device, -1); at >= 0; at = yield nextAsked(device, at)) {
    if (at === previous - 1) continue;
    const support = supportOf(kernel, at, device);
    yield tellBid(device, at, support);
    if (best < 0 || support > supportOf(kernel, best, device)) best = at;
  }
  return best === previous - 1 ? 0 : best + 1;
}

/** A8.3: whether the best one registers or fails, nobody else is asked. */
function* _RegisterDynamic(kernel: Kernel, device: number): Process {
  if (takesSeveral(kernel, device)) return tail(register_all, device, -1);
  const previous = yield holderOf(device);
  const best = yield call(_FindBestDriver, device, previous);
  if (best === 0) return 0;
  if (previous === 0) return tail(register_child, best - 1, device);
  return tail(replace_child, best - 1, device);
}

const ON_DISK = 2;

/** 1: the driver is there; 2: only its file is; 0: neither. */
const hasModule = step(
  'module of the fixed child?',
  (kernel, _device, driver) => {
    const module = kernel.setup.drivers[driver]?.module ?? -1;
    return { reads: [driverListOf(kernel, driver), ...loadabilityOf(module)], writes: [] };
  },
  (world, device, driver) => {
    if (world.isRegistered(driver)) return 1;
    return isObtainable(world, driver, device) ? ON_DISK : 0;
  },
);

/**
 * A8.8, _RegisterFixed: the driver that the parent names, or nobody. Returns an outcome. The original loads its module
 * here; where that is still to be loaded, the node waits for it.
 */
export function* register_fixed(kernel: Kernel, device: number): Process {
  const driver = kernel.initialOverride[device] ?? -1;
  const found = yield hasModule(device, driver);
  if (found === ON_DISK) return OUTCOME.ok;
  if (found === 0 || supportOf(kernel, driver, device) <= 0) return OUTCOME.ENODEV;
  yield markDevice(device, CLOSED, 0);
  return yield call(start_driver, driver, device);
}

function* register_child(_kernel: Kernel, driver: number, device: number): Process {
  yield markDevice(device, CLOSED, 0);
  yield call(start_driver, driver, device);
  return 0;
}

/**
 * A8.4: a node that nobody uses changes drivers at once. In use, the old driver is obsolete and the new one waits. The
 * source lets an unused child go before it asks; the outcome is the same, since the best one comes back.
 */
function* replace_child(kernel: Kernel, driver: number, device: number): Process {
  if (isOpened(kernel, device, yield deviceMark(device, CLOSED))) {
    yield markDevice(device, WAITING, driver + 1);
    return 0;
  }
  yield call(stop_driver, device, CAUSE['better-driver']);
  return tail(register_child, driver, device);
}

/** A8.4: the obsolete node is destroyed with its last user; whoever waited has the device. Returns an outcome. */
export function* close_device(_kernel: Kernel, driver: number, device: number): Process {
  if ((yield holderOf(device)) !== driver + 1) return OUTCOME.ENODEV;
  yield markDevice(device, CLOSED, 1);
  const waiting = yield deviceMark(device, WAITING);
  if (waiting === 0) return OUTCOME.ok;
  yield markDevice(device, WAITING, 0);
  yield call(stop_driver, device, CAUSE['better-driver']);
  yield call(register_child, waiting - 1, device);
  return OUTCOME.ok;
}

/** A8.4: a device of a waiting driver is busy. Returns an outcome. */
export function* open_device(_kernel: Kernel, driver: number, device: number): Process {
  if ((yield deviceMark(device, WAITING)) === driver + 1) return OUTCOME.EBUSY;
  if ((yield holderOf(device)) !== driver + 1) return OUTCOME.ENODEV;
  yield markDevice(device, CLOSED, 0);
  return OUTCOME.ok;
}

/** A8.3: every driver that supports the node; the first one has the device's own word, others slots beside it. */
function* register_all(_kernel: Kernel, device: number, after: number): Process {
  const driver = yield nextAsked(device, after);
  if (driver < 0) return 0;
  if (!(yield holdsIt(device, driver))) {
    if (yield isOpen(device)) yield call(register_child, driver, device);
    else yield call(register_beside, driver, device);
  }
  return tail(register_all, device, driver);
}

const holdsIt = step(
  'registered already?',
  (kernel, device, driver) => ({
    reads: [objectOf('device', device), pairOf(kernel, driver, device)],
    writes: [],
  }),
  (world, device, driver) => (world.holds(driver, device) ? 1 : 0),
);

const slotBound = step(
  'child beside others',
  (kernel, device, driver) => ({
    // Whether both are there, and who should have the slot, is judged at this moment.
    reads: [objectOf('device', device), ...readByPromises(kernel, device, driver)],
    writes: [pairOf(kernel, driver, device)],
  }),
  (world, device, driver) => {
    world.emit(FACT['slot-bound'], device, driver);
    return 0;
  },
);

const slotReleased = step(
  'child beside others gone',
  // Whether the driver that lets go is one that leaves is judged at this moment.
  (kernel, device, driver) => ({
    reads: [objectOf('driver-files', driver)],
    writes: [pairOf(kernel, driver, device)],
  }),
  (world, device, driver, cause) => {
    world.emit(FACT['slot-released'], device, driver, cause);
    return 0;
  },
);

function* register_beside(_kernel: Kernel, driver: number, device: number): Process {
  const outcome = yield call(call_driver_probe, driver, device);
  if (outcome === OUTCOME.ok) yield slotBound(device, driver);
  return 0;
}

/** One child of a node that takes several goes. */
export function* unregister_beside(_kernel: Kernel, driver: number, device: number, cause: number): Process {
  if (!(yield holdsIt(device, driver))) return 0;
  yield removeCalled(device, driver);
  yield call(remove_callback, driver, device);
  yield slotReleased(device, driver, cause);
  return 0;
}

/** All that the node has registered goes. */
export function* release_children(kernel: Kernel, device: number, cause: number): Process {
  yield markDevice(device, WAITING, 0);
  yield call(stop_driver, device, cause);
  if (!takesSeveral(kernel, device)) return 0;
  for (const { id } of kernel.setup.drivers)
    if (kernel.possible[id]?.[device]) yield call(unregister_beside, id, device, cause);
  return 0;
}

/** _Probe: one node is looked at. Returns an outcome. */
export function* probe_node(_kernel: Kernel, device: number): Process {
  if (!(yield isNode(device))) return OUTCOME.ENODEV;
  yield call(_RegisterDynamic, device);
  return OUTCOME.ok;
}

/** 1: the node is there. */
export const isNode = step(
  'node there?',
  (_kernel, device) => ({ reads: [objectOf('device', device)], writes: [] }),
  (world, device) => (world.device(device, 'named') && !world.device(device, 'dead') ? 1 : 0),
);

/** All nodes of a bus, each once. */
export function* probe_nodes(_kernel: Kernel, bus: number, after: number): Process {
  const device = yield nextPresent(bus, after);
  if (device < 0) return OUTCOME.ok;
  yield call(probe_node, device);
  return tail(probe_nodes, bus, device);
}
