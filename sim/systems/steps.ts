/**
 * Common moves of systems other than Linux: a device arrives, a driver is listed, the next candidate, try one, let
 * go. Each is one atomic step or a short path that takes no lock: which lock is held around it is the system's to
 * say.
 */
import { call, sleep, spawn, tail } from '../engine/effect.ts';
import { attachToDriver } from '../linux/bound.ts';
import { forgetDevice, markDead, takeName } from '../linux/device.ts';
import { forgetDriver } from '../linux/driver.ts';
import { identity, type Kernel, type LinuxWorld, type Process } from '../linux/kernel.ts';
import { listDevice, listDriver, unlistDevice, unlistDriver } from '../linux/lists.ts';
import { MATCH, matchAnswer } from '../linux/match.ts';
import { driverListOf, step, tells } from '../linux/operations.ts';
import { call_driver_probe, claim, dropClaim } from '../linux/probe.ts';
import { lastBound, released, remove_callback, removeCalled } from '../linux/release.ts';
import { kobject_uevent } from '../linux/uevent.ts';
import { objectOf } from '../model/layout.ts';
import { klistNext } from '../model/lists.ts';
import { CAUSE, OUTCOME, UEVENT } from '../model/outcome.ts';
import { FACT } from '../model/world.ts';

const readied = step(
  'device ready',
  (_kernel, device) => ({ reads: [], writes: [objectOf('device', device), objectOf('device-id', device)] }),
  (world, device, override) => {
    if (override) world.emit(FACT['override-set'], device, override - 1);
    world.emit(FACT['device-ready'], device);
    world.emit(FACT['device-matchable'], device);
    return 0;
  },
);

/**
 * A device is found and put on its bus's list; nobody has looked for a driver yet. Returns an outcome: ENODEV if its
 * parent, whose driver found it, has none any more.
 */
export function* device_arrives(kernel: Kernel, device: number): Process {
  if (foundByParent(kernel, device) && !(yield parentHolds(device))) return OUTCOME.ENODEV;
  return tail(device_found, device);
}

/** The same, whoever found it. */
export function* device_found(kernel: Kernel, device: number): Process {
  const outcome = yield* device_listed(kernel, device);
  if (outcome === OUTCOME.ok) yield kobject_uevent(device, UEVENT.add);
  return outcome;
}

/** User space is not told. */
export function* device_listed(kernel: Kernel, device: number): Process {
  if (yield takeName(device)) return OUTCOME.EEXIST;
  yield readied(device, (kernel.initialOverride[device] ?? -1) + 1);
  yield listDevice(device);
  return OUTCOME.ok;
}

/** The other way; its driver has let go already. Children first is the caller's to see to. */
export function* device_leaves(_kernel: Kernel, device: number): Process {
  if (yield markDead(device)) return OUTCOME.ENODEV;
  yield unlistDevice(device);
  yield forgetDevice(device);
  yield kobject_uevent(device, UEVENT.remove);
  return OUTCOME.ok;
}

/** 1: a driver of this name is there. */
const takeDriverName = step(
  'driver named',
  (_kernel, driver) => ({ reads: [], writes: [objectOf('driver', driver)] }),
  (world, driver) => {
    if (world.driver(driver, 'named')) return 1;
    world.emit(FACT['driver-named'], driver, world.setup.drivers[driver]?.bus);
    return 0;
  },
);

/** A driver is put at the end of its bus's list; nobody has looked for devices yet. Returns an outcome. */
export function* driver_arrives(_kernel: Kernel, driver: number): Process {
  if (yield takeDriverName(driver)) return OUTCOME.EBUSY;
  yield listDriver(driver);
  return OUTCOME.ok;
}

const isListed = step(
  'driver there?',
  (kernel, driver) => ({ reads: [driverListOf(kernel, driver)], writes: [] }),
  (world, driver) => (world.isRegistered(driver) ? 1 : 0),
);

/** Off the list, its devices released in reverse order of binding, forgotten. Returns an outcome. */
export function* driver_leaves(_kernel: Kernel, driver: number): Process {
  if (!(yield isListed(driver))) return OUTCOME.ENOENT;
  yield unlistDriver(driver);
  yield call(stop_everywhere, driver);
  yield forgetDriver(driver);
  return OUTCOME.ok;
}

/** Every device of this driver is released, the one that was bound last first. */
export function* stop_everywhere(_kernel: Kernel, driver: number): Process {
  const device = (yield lastBound(driver)) - 1;
  if (device < 0) return 0;
  yield call(stop_driver, device, CAUSE['driver-removed']);
  return tail(stop_everywhere, driver);
}

/** Whether this driver's ids, dynamic ids, or an override name the device, whatever its match callback would say. */
export const fits = (world: LinuxWorld, device: number, driver: number): boolean =>
  world.kernel.possible[driver]?.[device] === true && matchAnswer(world, device, driver) === MATCH;

/** What a look at the drivers of the device's bus reads: the list, and what each of them matches by. */
export const candidatesRead = (kernel: Kernel, device: number): number[] => [
  objectOf('driver-list', kernel.setup.devices[device]?.bus),
  objectOf('device-id', device),
  ...kernel.setup.drivers
    .filter(({ id }) => kernel.possible[id]?.[device])
    .map(({ id }) => objectOf('driver-ids', id)),
];

/** Registered drivers that fit the device, in order of registration. Pure: for steps and for judges. */
export function candidates(world: LinuxWorld, device: number): number[] {
  const list = world.driverLists[world.setup.devices[device]?.bus ?? -1];
  const found: number[] = [];
  if (!list) return found;
  for (let at = klistNext(world.words, list, -1); at >= 0; at = klistNext(world.words, list, at))
    if (fits(world, device, at)) found.push(at);
  return found;
}

/** The next fitting driver after `b` in order of registration (-1: the first), -1 at the end. */
export const nextCandidate = step(
  'next candidate',
  (kernel, device) => ({ reads: candidatesRead(kernel, device), writes: [] }),
  (world, device, after) => {
    const found = candidates(world, device);
    return found[found.indexOf(after) + 1] ?? -1;
  },
);

/** The next device of bus `a` after device `b` that is there and of which this is true; -1 at the end. */
const nextOfBus = (name: string, counts: (world: LinuxWorld, device: number) => boolean) =>
  step(
    name,
    (kernel, bus) => ({
      reads: [
        objectOf('device-list', bus),
        ...(kernel.setup.buses[bus]?.devices ?? []).map((device) => objectOf('device', device)),
      ],
      writes: [],
    }),
    (world, bus, after) => {
      const list = world.deviceLists[bus];
      if (!list) return -1;
      let at = klistNext(world.words, list, after);
      while (at >= 0 && (world.device(at, 'dead') || !counts(world, at)))
        at = klistNext(world.words, list, at);
      return at;
    },
  );

/** With a driver or without. */
export const nextPresent = nextOfBus('next device', () => true);
/** Without a driver, whoever could fit. */
export const nextUnbound = nextOfBus(
  'next device without a driver',
  (world, device) => world.device(device, 'driver') === 0,
);

/** Driver + 1 that is bound to the device, 0: none. */
export const holderOf = step(
  'whose?',
  (_kernel, device) => ({ reads: [objectOf('device', device)], writes: [] }),
  (world, device) => world.boundTo(device) + 1,
);

/** 1: the device is there and no driver has it or tries it. */
export const isOpen = step(
  'without a driver?',
  (_kernel, device) => ({ reads: [objectOf('device', device)], writes: [] }),
  (world, device) =>
    world.device(device, 'named') && !world.device(device, 'dead') && !world.device(device, 'driver') ? 1 : 0,
);

/**
 * The driver is started on the device: claimed, its code runs (scenario: probe), bound or dropped. Returns an
 * outcome.
 */
export function* start_driver(_kernel: Kernel, driver: number, device: number): Process {
  yield claim(device, driver);
  const outcome = yield call(call_driver_probe, driver, device);
  return tail(end_start, driver, device, outcome);
}

/** Whether a driver has the device and has not yet said yes or no. */
export const isStarting = (world: LinuxWorld, device: number): boolean =>
  world.device(device, 'driver') !== 0 && world.device(device, 'bound') === 0;

/** The driver's code has run on a claimed device: bound, or dropped. Returns the code's outcome. */
export function* end_start(_kernel: Kernel, driver: number, device: number, outcome: number): Process {
  if (outcome !== OUTCOME.ok) {
    yield dropClaim(device, driver, outcome);
    return outcome;
  }
  return tail(bind_driver, driver, device);
}

/** The driver has the device from now on, and finds what hangs on it. */
export function* bind_driver(kernel: Kernel, driver: number, device: number): Process {
  yield* bind_driver_alone(kernel, driver, device);
  for (const child of kernel.children[device] ?? []) {
    yield spawn(identity('enumerate', child), child_appears, child);
  }
  return OUTCOME.ok;
}

/** The same for a driver that looks for what hangs on the device later. */
export function* bind_driver_alone(_kernel: Kernel, driver: number, device: number): Process {
  yield attachToDriver(device, driver);
  yield kobject_uevent(device, UEVENT.bind);
  return OUTCOME.ok;
}

/** Whether the device is found by its parent's driver. */
export const foundByParent = ({ setup, children }: Kernel, device: number): boolean =>
  children[setup.devices[device]?.parent ?? -1]?.includes(device) === true;

export const parentHolds = step(
  'parent bound?',
  (kernel, child) => ({ reads: [objectOf('device', kernel.setup.devices[child]?.parent)], writes: [] }),
  (world, child) => (world.boundTo(world.setup.devices[child]?.parent ?? -1) >= 0 ? 1 : 0),
);

/** A bound parent finds its child after a while, unless it has lost its driver by then. */
export function* child_appears(kernel: Kernel, child: number): Process {
  const after = kernel.appearsAfter[child] ?? { min: 0, max: 0 };
  if (after.max > 0) yield sleep(`appearance of ${kernel.setup.devices[child]?.name}`, after);
  if (yield parentHolds(child)) yield call(kernel.doors.add, child);
  return 0;
}

/** The device's driver is stopped: its remove runs, what it created goes, the device is free. Returns an outcome. */
export function* stop_driver(_kernel: Kernel, device: number, cause: number): Process {
  const driver = (yield holderOf(device)) - 1;
  if (driver < 0) return OUTCOME.ENODEV;
  yield removeCalled(device, driver);
  yield call(remove_callback, driver, device);
  yield released(device, driver, cause);
  yield kobject_uevent(device, UEVENT.unbind);
  return OUTCOME.ok;
}

/** A bid of driver code, told to the record; `c` is the number as the system has it, which a result may not be. */
export const tellBid = tells('bid', (world, device, driver, bid) => {
  world.emit(FACT.bid, device, driver, bid);
  return 0;
});

/** Sets a word of the system's own on a device; nothing happens, and nothing is told, if it has that value. */
export const markDevice = changesMark('device-mark', 'device-marked');
/** The same for a word on a driver. */
export const markDriver = changesMark('driver-mark', 'driver-marked');

function changesMark(kind: 'device-mark' | 'driver-mark', fact: 'device-marked' | 'driver-marked') {
  return step(
    'mark',
    (_kernel, id) => ({ reads: [], writes: [objectOf(kind, id)] }),
    (world, id, mark, value) => {
      const now = kind === 'device-mark' ? world.deviceMark(id, mark) : world.driverMark(id, mark);
      if (now !== value) world.emit(FACT[fact], id, mark, value);
      return value;
    },
  );
}

/** The same for a word of the whole system. */
export const markSystem = step(
  'mark',
  (_kernel, mark) => ({ reads: [], writes: [objectOf('mark', mark)] }),
  (world, mark, value) => {
    if (world.systemMark(mark) !== value) world.emit(FACT['system-marked'], mark, value);
    return value;
  },
);

/** A word of the whole system. */
export const systemMark = step(
  'mark?',
  (_kernel, mark) => ({ reads: [objectOf('mark', mark)], writes: [] }),
  (world, mark) => world.systemMark(mark),
);

/** A word of the system's own on a device. */
export const deviceMark = step(
  'mark?',
  (_kernel, device) => ({ reads: [objectOf('device-mark', device)], writes: [] }),
  (world, device, mark) => world.deviceMark(device, mark),
);
