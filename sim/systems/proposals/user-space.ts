/**
 * The catch-all decided in user space (reference 11.3, Gunthorpe): only udev and kmod know which modules exist, so
 * the kernel asks no catch-all by itself. When an event of a device has loaded all there is and the device still has
 * no driver, user space gives it to a registered catch-all: driver_override, drivers_probe, override cleared.
 *
 * It leaves open what becomes of a device that the specific driver has deferred: it waits, or the catch-all takes it
 * (trait `deferred`). The initramfs does not decide: it does not have all modules. And device_add sends its event
 * before its own walk (reference 1.1.7, 1.1.10), so user space can be done with a device before the kernel has asked
 * anybody.
 */
import { call, restUntil, tail } from '../../engine/effect.ts';
import { judgeOf } from '../../linux/available.ts';
import { LINUX_DOORS } from '../../linux/doors.ts';
import { workerIdentity, type Kernel, type LinuxWorld, type Process } from '../../linux/kernel.ts';
import { idsMatch } from '../../linux/match.ts';
import { step } from '../../linux/operations.ts';
import { driver_override_store, drivers_probe_store } from '../../linux/sysfs.ts';
import type { Doors } from '../../linux/system-parts.ts';
import type { Judge } from '../../model/judge.ts';
import { objectOf } from '../../model/layout.ts';
import { OUTCOME, STAGE } from '../../model/outcome.ts';
import { FACT } from '../../model/world.ts';
import { notRefused, wouldStart } from '../judge.ts';
import { AS_LINUX, LINUX } from '../linux.ts';
import { markDevice } from '../steps.ts';
import { NO_MARKS, NO_TRAITS, type Dialect, type System } from '../system.ts';
import { onlyByOverride } from './override-only.ts';

const DEFERRED = ['waits', 'takes'] as const;
const TAKES = 1;

const TRAITS: Dialect = {
  ...NO_TRAITS,
  system: {
    deferred: {
      says: 'What user space does with a device that its driver has deferred.',
      values: { words: DEFERRED },
      unsaid: () => 0,
    },
  },
};

/** A word of each device: nobody has looked, seen by udev in the root stage, being given to a catch-all, given. */
const MARK = 0;
const UNSEEN = 0;
const SEEN = 1;
const GIVING = 2;
const GIVEN = 3;

const RULE = { name: 'catch-all rule', about: 'system' } as const;

const markSeen = step(
  'seen by user space',
  (_kernel, device) => ({ reads: [objectOf('stage')], writes: [objectOf('device-mark', device)] }),
  (world, device) => {
    const news = world.one('stage') === STAGE.root && world.deviceMark(device, MARK) === UNSEEN;
    if (news) world.emit(FACT['device-marked'], device, MARK, SEEN);
    return 0;
  },
);

/** The last of udev's rules for a new device. */
function* seen(_kernel: Kernel, device: number): Process {
  yield markSeen(device);
  return 0;
}

/** Registered catch-all + 1 that could have the device, 0 if there is none. */
function catchAllFor(world: LinuxWorld, device: number): number {
  const { setup, kernel } = world;
  return 1 + setup.drivers.findIndex(({ id }) => isCatchAllFor(kernel, id, device) && world.isRegistered(id));
}

const isCatchAllFor = ({ setup, possible }: Kernel, driver: number, device: number): boolean =>
  setup.drivers[driver]?.catchAll === true &&
  setup.overrideOnly[driver]?.[device] === true &&
  possible[driver]?.[device] === true;

/** Seen, there, free, not freed by anybody's wish, and not deferred unless that does not count. */
function isLeftOver(world: LinuxWorld, device: number): boolean {
  const free =
    world.device(device, 'ready') && !world.device(device, 'dead') && !world.device(device, 'driver');
  if (!free || world.device(device, 'releasedBy') || world.device(device, 'override')) return false;
  return !isDeferred(world, device) || world.kernel.traits.system['deferred'] === TAKES;
}

const isDeferred = (world: LinuxWorld, device: number): boolean =>
  world.setup.drivers.some(({ id }) => world.verdict(id, device) - 1 === OUTCOME.EPROBE_DEFER);

const looksAt = ({ setup, possible }: Kernel, device: number): number[] => [
  objectOf('device', device),
  objectOf('device-id', device),
  objectOf('device-mark', device),
  objectOf('driver-list', setup.devices[device]?.bus),
  ...setup.drivers.flatMap(({ id }) =>
    possible[id]?.[device] ? [objectOf('pair', id * setup.devices.length + device)] : [],
  ),
];

/** Device + 1 that has something to be done about: left over, or gone and to be forgotten. */
const somethingToDo = step(
  'a device left over',
  (kernel) => ({ reads: kernel.setup.devices.flatMap(({ id }) => looksAt(kernel, id)), writes: [] }),
  (world) =>
    1 +
    world.setup.devices.findIndex(({ id }) => {
      const mark = world.deviceMark(id, MARK);
      if (mark === UNSEEN) return false;
      if (!world.device(id, 'named')) return true;
      return mark === SEEN && catchAllFor(world, id) > 0 && isLeftOver(world, id);
    }),
);

/** Driver + 1 that the device is given to; 0: it is gone, or has found a driver. */
const takeUp = step(
  'given to a catch-all',
  (kernel, device) => ({ reads: looksAt(kernel, device), writes: [objectOf('device-mark', device)] }),
  (world, device) => {
    const gone = !world.device(device, 'named');
    const driver = gone || !isLeftOver(world, device) ? 0 : catchAllFor(world, device);
    if (gone) world.emit(FACT['device-marked'], device, MARK, UNSEEN);
    else if (driver > 0) world.emit(FACT['device-marked'], device, MARK, GIVING);
    return driver;
  },
);

/** User space's rule: one device after the other. */
function* catch_all_rule(_kernel: Kernel): Process {
  const device = (yield restUntil(somethingToDo())) - 1;
  const driver = (yield takeUp(device)) - 1;
  if (driver >= 0) yield call(give, driver, device);
  return tail(catch_all_rule);
}

/** Each write is a step of its own, so a specific driver may register and bind between any two of them. */
function* give(_kernel: Kernel, driver: number, device: number): Process {
  yield call(driver_override_store, device, driver);
  yield call(drivers_probe_store, device);
  yield call(driver_override_store, device, -1);
  yield markDevice(device, MARK, GIVEN);
  return 0;
}

const DOORS: Doors = {
  ...LINUX_DOORS,
  services: (kernel) => [
    ...LINUX_DOORS.services(kernel),
    { identity: workerIdentity(kernel, RULE.name), fn: catch_all_rule, args: [] },
  ],
  inside: { seen },
};

/**
 * A catch-all would accept whatever user space gives it: a device that waits for that for ever is stranded. And the
 * override that the rule writes keeps the specific driver away: it is no less available for that.
 */
function judge(world: LinuxWorld): Judge {
  const linux = judgeOf(world);
  const isPushedAside = (driver: number, device: number): boolean =>
    world.deviceMark(device, MARK) === GIVING &&
    world.isRegistered(driver) &&
    idsMatch(world, device, driver) &&
    notRefused(world, driver, device);
  return {
    ...linux,
    available: (driver, device, strength) =>
      linux.available(driver, device, strength) || isPushedAside(driver, device),
    wouldAccept: (driver, device) =>
      linux.wouldAccept(driver, device) ||
      (isCatchAllFor(world.kernel, driver, device) &&
        world.isRegistered(driver) &&
        wouldStart(world, driver, device)),
  };
}

export const USER_SPACE: System = {
  ...LINUX,
  says: 'Gunthorpe 2021: the kernel asks no catch-all; user space gives it what is left over once all is loaded',
  source: 'reference 11.3, 10.4',
  leavesOut: [
    AS_LINUX,
    'how user space learns that all is loaded: it is the end of the event of the device (11.3)',
  ],
  readFrom: 'proposal',
  family: 'proposal',
  doors: DOORS,
  dialect: 'user-space',
  traits: TRAITS,
  marks: { ...NO_MARKS, device: ['user space'] },
  workers: [RULE],
  judgeOf: judge,
  judgeReads: (_kernel, device) => [objectOf('device-mark', device)],
  // One rule for all devices, one after the other: it is one process and not one per device.
  projects: false,
  prepare: (scenario) => onlyByOverride(scenario, { ids: true }),
};
