/**
 * Apple IOKit (systems reference A4): an auction per category of a nub. Catalogue, then passive match, then active
 * probe; a higher score goes first, and who fails is followed by the next. A module whose load is queued stalls the
 * nub for everybody (A4.2c). A category that has a client is left alone (A4.4b), but for one exception: a client of a
 * boot personality gives way to a personality that is not (A4.4c).
 *
 * A scenario's probe is the driver's start. There is no "bind this driver" (A4.8): `unbind` terminates the client,
 * `reprobe` terminates it and has the nub matched again, `drivers_probe`, `attach` and `rescan` register nubs again.
 * Kexts are loaded because a nub asks for them, not by user space rules, so uevents load nothing here. A
 * driver that waits for a resource blocks its nub without limit (A4.7, resources.ts), one with match deferral parks it
 * until user space is up (start.ts), and an extension is a process that must check in and may die (dext.ts).
 */
import { call, holding } from '../../engine/effect.ts';
import type { Kernel, LinuxWorld, Process } from '../../linux/kernel.ts';
import { deviceLock } from '../../linux/locks.ts';
import type { Doors } from '../../linux/system-parts.ts';
import type { Judge } from '../../model/judge.ts';
import { objectOf } from '../../model/layout.ts';
import { CAUSE } from '../../model/outcome.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { addedThen, eachOfBus, nothing, registeredThen, removedAfter } from '../heads.ts';
import { notRefused, wouldStart } from '../judge.ts';
import { LINUX_6_1 } from '../linux.ts';
import { driver_leaves_devices, slotHolder, stop_all, stop_in_slot } from '../slots.ts';
import { fits, markDevice } from '../steps.ts';
import type { System } from '../system.ts';
import { catalogueRead, isListed } from './catalogue.ts';
import { daemons } from './daemon.ts';
import { MARKS, OF_DEVICE } from './marks.ts';
import { catalogNewDrivers, register_service } from './matching.ts';
import { isDext, isGivenUp, someDie } from './rematch.ts';
import { isPublished, isResources, neededBy } from './resource-names.ts';

import { CHECKS_IN, TRAITS } from './traits.ts';

/** A parked nub that goes is not awaited any more. */
function* forget_nub(kernel: Kernel, device: number): Process {
  if (kernel.traits.driver.defer?.includes(1)) yield markDevice(device, OF_DEVICE.parked, 0);
  return 0;
}

/** Terminate: the nub's clients first, then the nub; a pass of its job that runs is waited for. */
const terminate = removedAfter(forget_nub);

function* unbind(_kernel: Kernel, driver: number, device: number): Process {
  return yield* holding(deviceLock(device), stop_in_slot, driver, device, CAUSE.unbind);
}

function* reprobe(_kernel: Kernel, device: number): Process {
  yield* holding(deviceLock(device), stop_all, device, CAUSE.reprobe);
  return yield call(register_service, device);
}

const DOORS: Doors = {
  add: addedThen(register_service),
  remove: terminate,
  removeChild: terminate,
  register: registeredThen(catalogNewDrivers),
  unregister: driver_leaves_devices,
  lateInit: nothing,
  verbs: {
    unbind,
    reprobe,
    rescan: eachOfBus(register_service),
    drivers_probe: register_service,
    attach: register_service,
  },
  services: daemons,
};

/** Available is whoever the catalogue lists, loaded or not (systems reference B2), and has not refused. */
function judgeOf(world: LinuxWorld): Judge {
  const { driver: of } = world.kernel.traits;
  return {
    available: (driver, device) =>
      isListed(world, driver, device) &&
      (world.isRegistered(driver) || !isRefused(world, driver)) &&
      notRefused(world, driver, device) &&
      !isGivenUp(world, driver, device) &&
      mayStart(world, driver, device) &&
      of.declines?.[driver] !== 1,
    wouldAccept: (driver, device) =>
      world.isRegistered(driver) &&
      fits(world, device, driver) &&
      of.declines?.[driver] !== 1 &&
      slotHolder(world, driver, device) === 0 &&
      mayStart(world, driver, device) &&
      neededBy(world.kernel, driver, device).every((resource) => isPublished(world, resource)) &&
      wouldStart(world, driver, device),
    handsOver: (device) =>
      world.setup.drivers.some(
        ({ id }) => world.kernel.possible[id]?.[device] && of.boot?.[id] && of['terminate-options']?.[id],
      ),
  };
}

/** An extension on the nub of resources, or one whose process never checks in, is listed in vain. */
const mayStart = ({ kernel }: LinuxWorld, driver: number, device: number): boolean =>
  !isDext(kernel, driver) ||
  (!isResources(kernel, device) && kernel.traits.driver['checks-in']?.[driver] !== CHECKS_IN.never);

/** Nobody may load it: the catalogue names it in vain. */
const isRefused = (world: LinuxWorld, driver: number): boolean =>
  world.kernel.modules[world.setup.drivers[driver]?.module ?? -1]?.refused === true;

export const IOKIT: System = {
  says: 'Apple IOKit: scores per category, active probe, fall-through; a queued module stalls its nub',
  source: 'systems reference A4: xnu-11417, IOService.cpp, IOCatalogue.cpp',
  readFrom: 'code',
  leavesOut: [
    'notifications among the candidates (A4.2a)',
    'the lock that gives up instead of a deadlock (A4.6)',
    'busy counts and who waits for quiet (A4.7)',
    'sleep, and reboots of user space (A4.7)',
    'processes that several driver extensions share (A4.7)',
    'the limit on children (A4.9)',
  ],
  family: 'other',
  byDesign: ['late-registration-never-rebinds'],
  age: LINUX_6_1,
  doors: DOORS,
  dialect: 'iokit',
  traits: TRAITS,
  marks: MARKS,
  locks: [],
  workers: [
    { name: 'config thread', about: 'device' },
    { name: 'kext load', about: 'driver' },
    { name: 'user server', about: 'pair' },
    { name: 'daemon', about: 'system' },
  ],
  holders: {
    'a resource': [{ fn: 'startCandidate' }],
    'a config thread': [{ fn: 'doServiceMatch' }],
  },
  judgeOf,
  judgeReads: (kernel, device) => [
    ...catalogueRead(kernel, device),
    ...(someDie(kernel) ? [objectOf('device-mark', device)] : []),
  ],
  slotTrait: 'category',
  projects: false,
  silentOn: ['suppliers-first', 'override-obeyed', 'hands-over-once'],
  prepare: (scenario: Scenario): Scenario => ({ ...scenario, udev: null }),
};
