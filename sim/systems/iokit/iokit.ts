/**
 * Apple IOKit (systems reference A4): an auction per category of a nub. Catalogue, then passive match, then active
 * probe; a higher score goes first, and who fails is followed by the next. A module whose load is queued stalls the
 * nub for everybody (A4.2c). A category that has a client is left alone (A4.4b), but for one exception: a client of a
 * boot personality gives way to a personality that is not (A4.4c).
 *
 * A scenario's probe is the driver's start. There is no "bind this driver" (A4.8): `unbind` terminates the client,
 * `reprobe` terminates it and has the nub matched again, `drivers_probe`, `attach` and `rescan` register nubs again.
 * Kexts are loaded because a nub asks for them, not by user space rules, so uevents load nothing here. Not modelled:
 * the wait for resources, match deferral, DriverKit, sleep, and the limits of A4.9.
 */
import { call, holding } from '../../engine/effect.ts';
import type { Kernel, LinuxWorld, Process } from '../../linux/kernel.ts';
import { deviceLock } from '../../linux/locks.ts';
import type { Doors } from '../../linux/system-parts.ts';
import type { Judge } from '../../model/judge.ts';
import { CAUSE, OUTCOME } from '../../model/outcome.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { notRefused, wouldStart } from '../judge.ts';
import { LINUX_6_1 } from '../linux.ts';
import { driver_leaves_devices, slotHolder, stop_all, stop_in_slot } from '../slots.ts';
import { device_arrives, device_leaves, driver_arrives, fits } from '../steps.ts';
import type { Dialect, DriverFacts, System } from '../system.ts';
import { isListed } from './catalogue.ts';
import { catalogNewDrivers, register_service } from './matching.ts';

function* device_add(_kernel: Kernel, device: number): Process {
  const outcome = yield call(device_arrives, device);
  if (outcome === OUTCOME.ok) yield call(register_service, device);
  return outcome;
}

/** Terminate: the nub's clients first, then the nub; a pass of its job that runs is waited for. */
function* device_remove(_kernel: Kernel, device: number): Process {
  return yield* holding(deviceLock(device), remove_locked, device);
}

function* remove_locked(kernel: Kernel, device: number): Process {
  for (const { id, parent } of kernel.setup.devices) if (parent === device) yield call(device_remove, id);
  yield call(stop_all, device, CAUSE['device-removed']);
  return yield call(device_leaves, device);
}

function* driver_register(_kernel: Kernel, driver: number): Process {
  const outcome = yield call(driver_arrives, driver);
  if (outcome === OUTCOME.ok) yield call(catalogNewDrivers, driver);
  return outcome;
}

function* nothing(): Process {
  return OUTCOME.ok;
}

function* unbind(_kernel: Kernel, driver: number, device: number): Process {
  return yield* holding(deviceLock(device), stop_in_slot, driver, device, CAUSE.unbind);
}

function* reprobe(_kernel: Kernel, device: number): Process {
  yield* holding(deviceLock(device), stop_all, device, CAUSE.reprobe);
  return yield call(register_service, device);
}

function* rescan(kernel: Kernel, bus: number): Process {
  for (const { id } of kernel.setup.devices)
    if (kernel.setup.devices[id]?.bus === bus) yield call(register_service, id);
  return OUTCOME.ok;
}

const DOORS: Doors = {
  add: device_add,
  remove: device_remove,
  removeChild: device_remove,
  register: driver_register,
  unregister: driver_leaves_devices,
  lateInit: nothing,
  verbs: { unbind, reprobe, rescan, drivers_probe: register_service, attach: register_service },
  services: () => [],
};

const scoreOf = ({ catchAll, best }: DriverFacts): number => (catchAll ? 0 : 100 * best);

const TRAITS: Dialect = {
  driver: {
    score: {
      says: 'IOProbeScore of its personality; higher goes first',
      values: { min: -100_000, max: 100_000 },
      unsaid: scoreOf,
    },
    'probe-score': {
      says: 'the score that its probe method leaves; higher is started first',
      values: { min: -100_000, max: 100_000 },
      unsaid: scoreOf,
    },
    declines: { says: 'its probe method returns nothing', values: 'yes-no', unsaid: () => 0 },
    category: { says: 'IOMatchCategory; without one the default', values: 'name', unsaid: () => 0 },
    boot: { says: 'its personality is one of the boot collection', values: 'yes-no', unsaid: () => 0 },
    'terminate-options': {
      says: 'as a client it may be terminated for a driver that is not of the boot collection',
      values: 'yes-no',
      unsaid: () => 0,
    },
  },
  device: {
    'root-path': { says: 'it is on the path to the root media', values: 'yes-no', unsaid: () => 0 },
  },
  system: { 'root-known': { says: 'the root media is known', values: 'yes-no', unsaid: () => 1 } },
};

/** Available is whoever the catalogue lists, loaded or not (systems reference B2), and has not refused. */
function judgeOf(world: LinuxWorld): Judge {
  const { driver: of } = world.kernel.traits;
  return {
    available: (driver, device) =>
      isListed(world, driver, device) &&
      (world.isRegistered(driver) || !isRefused(world, driver)) &&
      notRefused(world, driver, device) &&
      of.declines?.[driver] !== 1,
    wouldAccept: (driver, device) =>
      world.isRegistered(driver) &&
      fits(world, device, driver) &&
      of.declines?.[driver] !== 1 &&
      slotHolder(world, driver, device) === 0 &&
      wouldStart(world, driver, device),
    handsOver: (device) =>
      world.setup.drivers.some(
        ({ id }) => world.kernel.possible[id]?.[device] && of.boot?.[id] && of['terminate-options']?.[id],
      ),
  };
}

/** Nobody may load it: the catalogue names it in vain. */
const isRefused = (world: LinuxWorld, driver: number): boolean =>
  world.kernel.modules[world.setup.drivers[driver]?.module ?? -1]?.refused === true;

export const IOKIT: System = {
  says: 'Apple IOKit: scores per category, active probe, fall-through; a queued module stalls its nub',
  source: 'systems reference A4: xnu-11417, IOService.cpp, IOCatalogue.cpp',
  readFrom: 'code',
  leavesOut: [
    'resource waits (A4.7)',
    'match deferral (A4.7)',
    'DriverKit (A4.4d, A4.7)',
    'sleep (A4.7)',
    'limits on threads and children (A4.9)',
  ],
  family: 'other',
  byDesign: ['late-registration-never-rebinds'],
  age: LINUX_6_1,
  doors: DOORS,
  dialect: 'iokit',
  traits: TRAITS,
  marks: {
    device: ['job', 'again', 'stalled'],
    driver: ['requested'],
    system: [],
    pair: 'candidate',
    slots: true,
  },
  locks: [],
  workers: [
    { name: 'config thread', about: 'device' },
    { name: 'kext load', about: 'driver' },
  ],
  holders: {},
  judgeOf,
  slotTrait: 'category',
  projects: false,
  silentOn: ['suppliers-first', 'override-obeyed', 'hands-over-once'],
  prepare: (scenario: Scenario): Scenario => ({ ...scenario, udev: null }),
};
