/** Drivers coming and going: drivers/base/driver.c and bus.c (reference 2). */
import { call, holdingAll, sleep, spawn, tail, waitFor } from '../engine/effect.ts';
import { objectOf } from '../model/layout.ts';
import { OUTCOME } from '../model/outcome.ts';
import { FACT } from '../model/world.ts';
import { allowsAsync } from './async.ts';
import { asyncFinished, asyncScheduled, canMatch } from './attach.ts';
import { deferDevice, deferred_probe_extend_timeout } from './defer.ts';
import { busOfDriver, identity, type Kernel, type Process } from './kernel.ts';
import { driverLocks, deviceLock } from './locks.ts';
import { driverOffList, listDriver, nextDevice, unlistDriver } from './lists.ts';
import { match, MATCH, MATCH_DEFERS, NO_MATCH } from './match.ts';
import { changesDevice, pairsOfDriver, step } from './operations.ts';
import { driver_probe_device } from './probe.ts';
import { driver_detach } from './release.ts';
import { filesClosed } from './store.ts';

/** 2.1.3: 1 if a driver of this name is on the bus. Lookup and insertion are two steps, as in the kernel. */
const driver_find = step(
  'driver by name',
  (_kernel, driver) => ({ reads: [objectOf('driver', driver)], writes: [] }),
  (world, driver) => {
    if (!world.driver(driver, 'named') || world.kernel.quirks['no-name-check']) return 0;
    world.emit(FACT['driver-refused-name'], driver, world.setup.drivers[driver]?.bus);
    return 1;
  },
);

/** 2.2.1: the sysfs directory; the loser of two simultaneous registrations fails here. */
const makeDirectory = step(
  'driver named',
  // Who looks for names finds none that is on the list; without the look, a promise asks for it at this moment.
  ({ quirks, setup }, driver) => ({
    reads: quirks['no-name-check'] ? [objectOf('driver-list', setup.drivers[driver]?.bus)] : [],
    writes: [objectOf('driver', driver)],
  }),
  (world, driver) => {
    if (world.driver(driver, 'named') && !world.kernel.quirks['no-name-check']) return 1;
    world.emit(FACT['driver-named'], driver, world.setup.drivers[driver]?.bus);
    return 0;
  },
);

const makeFiles = step(
  'driver files',
  (_kernel, driver) => ({ reads: [], writes: [objectOf('driver-files', driver)] }),
  (world, driver) => {
    world.emit(FACT['driver-files-made'], driver);
    return 0;
  },
);

export const forgetDriver = step(
  'driver gone',
  (kernel, driver) => ({ reads: [], writes: [objectOf('driver', driver), ...pairsOfDriver(kernel, driver)] }),
  (world, driver) => {
    world.emit(FACT['driver-gone'], driver);
    return 0;
  },
);

const autoprobes = step(
  'autoprobe?',
  (kernel, driver) => ({ reads: [objectOf('autoprobe', busOfDriver(kernel, driver))], writes: [] }),
  (world, driver) => (world.autoprobe(world.setup.drivers[driver]?.bus ?? 0) ? 1 : 0),
);

/** 2.1. Probe failures never fail it. Returns an outcome: ok, EBUSY, EEXIST. */
export function* driver_register(_kernel: Kernel, driver: number): Process {
  if (yield driver_find(driver)) return OUTCOME.EBUSY; // 3
  const outcome = yield call(bus_add_driver, driver); // 4
  if (outcome === OUTCOME.ok) yield call(deferred_probe_extend_timeout); // 7
  return outcome;
}

/**
 * 2.2. First on the list (2), then the walk (3): with "publish yourself, then look at the other list" on both sides at
 * least one side sees the other. The bind files appear after the walk, however long its probes take (5).
 */
function* bus_add_driver(kernel: Kernel, driver: number): Process {
  if (yield makeDirectory(driver)) return OUTCOME.EEXIST; // 1
  const scanFirst = kernel.quirks['scan-before-publish'];
  if (!scanFirst) yield listDriver(driver); // 2
  if (yield autoprobes(driver)) yield call(driver_attach, driver, -1); // 3
  if (scanFirst) yield listDriver(driver);
  yield makeFiles(driver); // 5
  return OUTCOME.ok;
}

/** 2.3: the walk over the devices, head to tail; errors never stop it. */
export function* driver_attach(_kernel: Kernel, driver: number, at: number): Process {
  const device = yield nextDevice(driver, at);
  if (device < 0) return 0;
  yield call(__driver_attach, driver, device);
  return tail(driver_attach, driver, device);
}

/** 2.3, one device. P2: the match is asked without the lock; what it saw may be gone when the lock is held. */
function* __driver_attach(kernel: Kernel, driver: number, device: number): Process {
  const matched = yield match(device, driver);
  if (matched === NO_MATCH) return 0;
  if (matched === MATCH_DEFERS) {
    yield canMatch(device);
    yield deferDevice(device);
    return 0;
  }
  if (matched !== MATCH) return 0;
  const { newcomer, probe = driver_probe_device } = kernel.doors.inside ?? {};
  if (newcomer) return tail(newcomer, driver, device);
  if (kernel.age.asyncProbing && allowsAsync(kernel, driver)) return tail(attach_async, driver, device);
  if (kernel.quirks['unlocked-driver-attach']) return tail(probe, driver, device);
  return yield* holdingAll(driverLocks(kernel, device), probe, driver, device); // 4
}

/** The slot is single: if it is taken, or the device claimed, this driver forgets the device without a word (2.3.3). */
const takeSlot = changesDevice('async slot', (world, device, driver) => {
  if (world.device(device, 'driver') || world.device(device, 'asyncDriver')) return 0;
  world.emit(FACT['async-slot-taken'], device, driver);
  return 1;
});

function* take_slot(_kernel: Kernel, driver: number, device: number): Process {
  return yield takeSlot(device, driver);
}

/** 2.3.3: taking the lock here waits for a probe in flight even though the driver is asynchronous [E15]. */
function* attach_async(_kernel: Kernel, driver: number, device: number): Process {
  if (!(yield* holdingAll([deviceLock(device)], take_slot, driver, device))) return 0;
  yield asyncScheduled(device);
  yield spawn(identity('async probe', device), __driver_attach_async_helper, device);
  return 0;
}

/** Driver that the slot held, and the slot is free again. */
const clearSlot = changesDevice('async slot cleared', (world, device) => {
  const driver = world.device(device, 'asyncDriver') - 1;
  world.emit(FACT['async-slot-cleared'], device, driver);
  return driver;
});

/** 2.3, the queued half: no second match. */
export function* __driver_attach_async_helper(kernel: Kernel, device: number): Process {
  yield sleep('start of async work', kernel.workerLatency);
  yield* holdingAll(driverLocks(kernel, device), probe_slot, device);
  yield asyncFinished(device);
  return 0;
}

function* probe_slot(_kernel: Kernel, device: number): Process {
  const driver = yield clearSlot(device);
  if (driver < 0) return 0;
  return yield call(driver_probe_device, driver, device);
}

const THERE = 1;

/**
 * 2.6.1: its files go. 0: there is no such driver; 2: it still registers, or somebody else is taking it away. In the
 * kernel a module's state keeps two of them apart; a story without modules has only this.
 */
const removeFiles = step(
  'driver files removed',
  (_kernel, driver) => ({ reads: [objectOf('driver', driver)], writes: [objectOf('driver-files', driver)] }),
  (world, driver) => {
    if (!world.driver(driver, 'named')) return 0;
    if (!world.driver(driver, 'files')) return 2;
    world.emit(FACT['driver-files-removed'], driver);
    return THERE;
  },
);

/** 2.6. Nobody re-attaches the released devices (8.7). Returns an outcome: ENOENT, EBUSY while it still registers. */
export function* driver_unregister(kernel: Kernel, driver: number): Process {
  const there = yield removeFiles(driver); // 1
  if (there !== THERE) return there === 0 ? OUTCOME.ENOENT : OUTCOME.EBUSY;
  yield waitFor(filesClosed(driver));
  yield unlistDriver(driver); // 2
  if (!kernel.quirks['no-klist-wait']) yield waitFor(driverOffList(driver));
  yield call(driver_detach, driver); // 3
  yield forgetDriver(driver); // 4
  return OUTCOME.ok;
}
