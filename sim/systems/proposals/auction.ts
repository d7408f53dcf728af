/**
 * Matching by priority inside Linux's own paths: a device asks its drivers from the highest rank down and goes on
 * to the next where Linux would (reference 1.4, 4.4); a registering driver meets only devices without a driver
 * (2.3). What a bound device has is not touched, unless the rule says so.
 */
import { call, holdingAll, sleep, spawn, tail } from '../../engine/effect.ts';
import { allowsAsync } from '../../linux/async.ts';
import { ALL, asyncFinished, asyncScheduled, canMatch, CUT, IS_BOUND, NOTHING } from '../../linux/attach.ts';
import { SYNC, WANTS_ASYNC } from '../../linux/attach.ts';
import { deferDevice } from '../../linux/defer.ts';
import {
  busOfDevice,
  pairId,
  workerIdentity,
  type Kernel,
  type LinuxWorld,
  type Process,
} from '../../linux/kernel.ts';
import { driverLocks } from '../../linux/locks.ts';
import { leaveDriver } from '../../linux/lists.ts';
import { match, MATCH, MATCH_DEFERS, matchAnswer, NO_MATCH } from '../../linux/match.ts';
import { step } from '../../linux/operations.ts';
import { BOUND, driver_probe_device, endsWalk, outcomeOf } from '../../linux/probe.ts';
import type { WorkerKind } from '../../linux/system-parts.ts';
import { objectOf } from '../../model/layout.ts';
import { klistNext } from '../../model/lists.ts';
import { OUTCOME } from '../../model/outcome.ts';
import { FACT } from '../../model/world.ts';
import { candidatesRead } from '../steps.ts';
import { hand_over } from './hand-over.ts';
import { mustWait } from './coming.ts';
import { reserve } from './reservation.ts';
import { asks, BETTER, outranks, TIE } from './rules.ts';

export const NEWCOMER: WorkerKind = { name: 'async newcomer', about: 'pair' };

/** A catch-all's success did not count: somebody better has come (Rule.recheck). No probe answers this. */
export const STEPPED_ASIDE = OUTCOME.EWOULDBLOCK;

/** Registered drivers that match now, the highest rank first. */
function ranking(world: LinuxWorld, device: number): number[] {
  const { kernel } = world;
  const list = world.driverLists[busOfDevice(kernel, device)];
  const found: number[] = [];
  if (!list) return found;
  for (let at = klistNext(world.words, list, -1); at >= 0; at = klistNext(world.words, list, at)) {
    if (kernel.possible[at]?.[device] && matchAnswer(world, device, at) !== NO_MATCH) found.push(at);
  }
  if (asks(kernel, 'tie') === TIE.newest) found.reverse();
  return found.sort((one, other) => outranks(kernel, other, one, device));
}

/** Two at the top of what is left that no rule tells apart: nobody gets the device (C7). */
const isTie = (kernel: Kernel, [one = -1, other = -1]: readonly number[], device: number): boolean =>
  asks(kernel, 'tie') === TIE.refuse && other >= 0 && outranks(kernel, one, other, device) === 0;

/** Those that come after `after`, itself gone or not. */
function rest(world: LinuxWorld, device: number, after: number): number[] {
  const all = ranking(world, device);
  if (after < 0) return all;
  const at = all.indexOf(after);
  if (at >= 0) return all.slice(at + 1);
  return all.filter((driver) => outranks(world.kernel, after, driver, device) > 0);
}

const nextByRank = step(
  'next by rank',
  (kernel, device) => {
    const read = candidatesRead(kernel, device);
    if (!kernel.driversLeave[busOfDevice(kernel, device)]) return { reads: read, writes: [] };
    const drivers = kernel.setup.buses[busOfDevice(kernel, device)]?.drivers ?? [];
    return {
      reads: read,
      writes: [objectOf('driver-list', busOfDevice(kernel, device)), ...drivers.map(stood)],
    };
  },
  (world, device, after) => {
    const left = rest(world, device, after);
    const next = isTie(world.kernel, left, device) ? -1 : (left[0] ?? -1);
    if (world.kernel.driversLeave[busOfDevice(world.kernel, device)]) {
      if (next >= 0) world.emit(FACT['walk-stands-on-driver'], next);
      if (after >= 0) world.emit(FACT['walk-leaves-driver'], after);
    }
    return next;
  },
);

const stood = (driver: number): number => objectOf('driver-stood', driver);

const someAsync = step(
  'an asynchronous driver among them?',
  (kernel, device) => ({ reads: candidatesRead(kernel, device), writes: [] }),
  (world, device) => (ranking(world, device).some((driver) => allowsAsync(world.kernel, driver)) ? 1 : 0),
);

/**
 * The walk, the device lock held. Linux asks synchronous drivers first, whoever they are (1.4); here rank comes
 * first, so a device with any asynchronous candidate has all of them asked by a worker.
 */
export function* ask_by_rank(_kernel: Kernel, device: number, pass: number): Process {
  if (pass === SYNC && (yield someAsync(device))) return WANTS_ASYNC;
  return tail(ask_next, device, -1);
}

function* ask_next(_kernel: Kernel, device: number, after: number): Process {
  const driver = yield nextByRank(device, after);
  if (driver < 0) return NOTHING;
  const result = yield call(offer, driver, device);
  if (result === GO_ON) return tail(ask_next, device, driver);
  yield leaveDriver(driver);
  return result === START_AGAIN ? tail(ask_next, device, -1) : result;
}

const GO_ON = 4;
const START_AGAIN = 5;

/** One driver and one device, the lock held; results of the walk, GO_ON and START_AGAIN besides. */
function* offer(_kernel: Kernel, driver: number, device: number): Process {
  const matched = yield match(device, driver);
  if (matched === NO_MATCH) return GO_ON;
  if (matched === MATCH_DEFERS) {
    yield canMatch(device);
    yield deferDevice(device);
    return CUT;
  }
  if (matched !== MATCH) return CUT;
  if (yield mustWait(device, driver)) {
    yield call(reserve, device);
    return NOTHING;
  }
  const result = yield call(driver_probe_device, driver, device);
  if (result === BOUND) return IS_BOUND;
  if (endsWalk(result)) return CUT;
  return outcomeOf(result) === STEPPED_ASIDE ? START_AGAIN : GO_ON;
}

/** 2.3.3 and 2.3.4 by rank. There is no single slot that could be taken: every asynchronous newcomer has its worker. */
export function* meet_newcomer(kernel: Kernel, driver: number, device: number): Process {
  if (!allowsAsync(kernel, driver))
    return yield* holdingAll(driverLocks(kernel, device), meet, driver, device);
  yield asyncScheduled(device);
  yield spawn(
    workerIdentity(kernel, NEWCOMER.name, pairId(kernel, driver, device)),
    meet_later,
    driver,
    device,
  );
  return 0;
}

function* meet_later(kernel: Kernel, driver: number, device: number): Process {
  yield sleep('start of async work', kernel.workerLatency);
  yield* holdingAll(driverLocks(kernel, device), meet, driver, device);
  yield asyncFinished(device);
  return 0;
}

const OPEN = 0;
const GONE = 1;
/** Better than the driver that has the device by 2 + that driver; else GONE, as if there were nothing to do. */
const seenByNewcomer = step(
  'open, or a worse driver?',
  (kernel, device) => ({
    reads: [objectOf('device', device), ...candidatesRead(kernel, device)],
    writes: [],
  }),
  (world, device, driver) => {
    if (world.device(device, 'dead') || !world.device(device, 'named') || !world.isRegistered(driver))
      return GONE;
    if (!world.device(device, 'driver')) return OPEN;
    const holder = world.boundTo(device);
    if (holder < 0 || matchAnswer(world, device, driver) !== MATCH) return GONE;
    return outranks(world.kernel, driver, holder, device) > 0 ? 2 + holder : GONE;
  },
);

const noteBetter = step(
  'better driver noted',
  (_kernel, device) => ({ reads: [], writes: [objectOf('device-mark', device)] }),
  (world, device, driver) => {
    world.emit(FACT['better-noticed'], device, driver);
    world.emit(FACT['device-marked'], device, BETTER, driver + 1);
    return 0;
  },
);

function* meet(kernel: Kernel, driver: number, device: number): Process {
  const seen = yield seenByNewcomer(device, driver);
  if (seen === GONE) return 0;
  if (seen !== OPEN) {
    if (asks(kernel, 'notice')) yield noteBetter(device, driver);
    return tail(hand_over, seen - 2, device);
  }
  if (asks(kernel, 'newcomer')) return tail(ask_by_rank, device, ALL);
  const result = yield call(offer, driver, device);
  return result === START_AGAIN ? tail(ask_by_rank, device, ALL) : 0;
}
