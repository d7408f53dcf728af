/**
 * The device side: a device looks for a driver. drivers/base/dd.c and bus.c (reference 1.2 to 1.5).
 *
 * The device lock is held over the whole walk, all probes included. A first pass visits synchronous drivers only;
 * asynchronous ones get a second pass, on a worker, if the first bound nothing and was not cut short (1.4).
 */
import { call, holding, holdingAll, sleep, spawn, tail } from '../engine/effect.ts';
import { objectOf } from '../model/layout.ts';
import { FACT } from '../model/world.ts';
import { allowsAsync } from './async.ts';
import { driver_bound } from './bound.ts';
import { deferDevice } from './defer.ts';
import { identity, type Kernel, type Process } from './kernel.ts';
import { deviceLock, driverLocks } from './locks.ts';
import { leaveDriver, nextDriver } from './lists.ts';
import { match, MATCH, MATCH_DEFERS, NO_MATCH } from './match.ts';
import { changesDevice, looksAtDevice, step } from './operations.ts';
import { BOUND, driver_probe_device, endsWalk } from './probe.ts';

/** Results of an attach: nothing bound, bound, the walk was cut short; and inside: an async pass is wanted. */
export const NOTHING = 0;
export const IS_BOUND = 1;
export const CUT = 2;
export const WANTS_ASYNC = 3;

/** Which drivers a pass visits: all in list order, only synchronous ones, only asynchronous ones. */
export const ALL = 0;
export const SYNC = 1;
export const ASYNC = 2;

const autoprobes = step(
  'autoprobe?',
  (_kernel, bus) => ({ reads: [objectOf('autoprobe', bus)], writes: [] }),
  (world, bus) => (world.autoprobe(bus) ? 1 : 0),
);

/** 1.2. With autoprobe off nothing happens, and a retried device is lost from the lists for good (5.4). */
export function* bus_probe_device(kernel: Kernel, device: number): Process {
  if (!(yield autoprobes(kernel.setup.devices[device]?.bus))) return NOTHING;
  return yield call(__device_attach, device, 1);
}

/** In place of `allowAsync`: the walk itself, by whatever a system has put in front of it (Inside.attach). */
export const HERE_AND_NOW = 2;

/** 1.3. `allowAsync` comes from device_add and retries only; sysfs and pci attach with plain list order. */
export function* __device_attach(kernel: Kernel, device: number, allowAsync: number): Process {
  const { attach } = kernel.doors.inside ?? {};
  if (attach && allowAsync !== HERE_AND_NOW) return tail(attach, device, allowAsync);
  const wantsAsync = kernel.age.asyncProbing && allowAsync === 1 ? 1 : 0;
  const result = yield* holding(deviceLock(device), attach_locked, device, wantsAsync);
  if (result !== WANTS_ASYNC) return result;
  // P5: the lock is dropped before the second pass is queued, and it starts when a worker gets to it.
  yield asyncScheduled(device);
  yield spawn(identity('async attach', device), __device_attach_async_helper, device);
  return NOTHING;
}

export const asyncScheduled = step(
  'async work queued',
  () => ({ reads: [], writes: [], merges: [objectOf('async-count')] }),
  (world, device) => {
    world.emit(FACT['async-scheduled'], device);
    return 0;
  },
);

export const asyncFinished = step(
  'async work done',
  () => ({ reads: [], writes: [], merges: [objectOf('async-count')] }),
  (world, device) => {
    world.emit(FACT['async-finished'], device);
    return 0;
  },
);

const GO_ON = -1;
const FORCE_BIND = 4;

/** 1.3.2 and 1.3.3: gone, bound already, or bound by its creator's wish without match and probe. */
const attachState = looksAtDevice('has a driver?', (world, device) => {
  if (world.device(device, 'dead') || !world.device(device, 'named')) return NOTHING;
  if (!world.device(device, 'driver')) return GO_ON;
  return world.device(device, 'bound') ? IS_BOUND : FORCE_BIND;
});

const presetDriverOf = looksAtDevice('preset driver', (world, device) => world.device(device, 'driver') - 1);

function* attach_locked(kernel: Kernel, device: number, allowAsync: number): Process {
  const state = yield attachState(device);
  if (state === FORCE_BIND) {
    const driver = yield presetDriverOf(device);
    yield call(driver_bound, driver, device);
    return IS_BOUND;
  }
  if (state !== GO_ON) return state;
  return yield theWalk(kernel, device, allowAsync ? SYNC : ALL);
}

const theWalk = ({ doors }: Kernel, device: number, pass: number) =>
  doors.inside?.walk ? call(doors.inside.walk, device, pass) : call(bus_for_each_drv, device, -1, pass, 0);

/** The walk over the bus's drivers; one frame per driver, so that a loop does not grow the history. */
function* bus_for_each_drv(
  _kernel: Kernel,
  device: number,
  at: number,
  pass: number,
  sawAsync: number,
): Process {
  const driver = yield nextDriver(device, at);
  if (driver < 0) return sawAsync && pass === SYNC ? WANTS_ASYNC : NOTHING;
  const result = yield call(__device_attach_driver, driver, device, pass);
  if (result === NOTHING) return tail(bus_for_each_drv, device, driver, pass, sawAsync);
  if (result === WANTS_ASYNC) return tail(bus_for_each_drv, device, driver, pass, 1);
  yield leaveDriver(driver);
  return result;
}

/** 1.4: one driver of the walk. NOTHING and WANTS_ASYNC go on to the next driver. */
function* __device_attach_driver(kernel: Kernel, driver: number, device: number, pass: number): Process {
  const matched = yield match(device, driver);
  if (matched === NO_MATCH) return NOTHING;
  if (matched === MATCH_DEFERS) {
    yield canMatch(device);
    yield deferDevice(device);
    if (kernel.age.matchDeferralEndsWalk) return CUT;
  } else if (matched !== MATCH) return CUT;
  if (pass !== ALL) {
    const isAsync = allowsAsync(kernel, driver);
    if (pass === SYNC && isAsync) return WANTS_ASYNC;
    if (pass === ASYNC && !isAsync) return NOTHING;
  }
  const result = yield call(kernel.doors.inside?.probe ?? driver_probe_device, driver, device);
  if (result === BOUND) return IS_BOUND;
  return endsWalk(result) ? CUT : NOTHING;
}

export const canMatch = changesDevice('can match', (world, device) => {
  world.emit(FACT['can-match'], device);
  return 0;
});

const deadOrTaken = looksAtDevice('dead or taken?', (world, device) =>
  world.device(device, 'dead') || world.device(device, 'driver') ? 1 : 0,
);

/** 1.5: the second pass, on a worker; 6.12 takes the parent's lock too where the device type needs it. */
export function* __device_attach_async_helper(kernel: Kernel, device: number): Process {
  yield sleep('start of async work', kernel.workerLatency);
  const locks = kernel.age.parentLockForInterfacesOnly ? driverLocks(kernel, device) : [deviceLock(device)];
  yield* holdingAll(locks, attach_async_locked, device);
  yield asyncFinished(device);
  return 0;
}

/** Its result is reported to nobody. */
function* attach_async_locked(kernel: Kernel, device: number): Process {
  if ((yield deadOrTaken(device)) && !kernel.quirks['no-dead-check']) return NOTHING;
  return yield theWalk(kernel, device, ASYNC);
}
