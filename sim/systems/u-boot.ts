/**
 * U-Boot's driver model (systems reference A9): lists that were linked in, one thread, binding and probing apart.
 * With a device tree the device's compatible strings are asked in their order, and a driver whose bind says ENODEV
 * is passed over; elsewhere the first entry of the list wins however little it names, and a generic driver comes
 * second. A failed probe changes nothing about the binding.
 *
 * The lists are those of the file, in its order, as far as drivers are registered. A driver that a story registers
 * late is one that this image could not have: nobody looks for it (A9.4). What a story can do: `bind` and `unbind`
 * are the commands of A9.8, `attach` and `drivers_probe` the first use of a device. Left out: what is bound before
 * relocation, and the passes for missing parents (A9.7). What a bind error other than of a device tree does is our
 * reading: it ends the matter.
 */
import { call, holding, tail, type ProcessFunction } from '../engine/effect.ts';
import type { Kernel, LinuxWorld, Process } from '../linux/kernel.ts';
import { systemLock } from '../linux/locks.ts';
import { step } from '../linux/operations.ts';
import type { Doors } from '../linux/system-parts.ts';
import type { Judge } from '../model/judge.ts';
import { CAUSE, OUTCOME } from '../model/outcome.ts';
import { beginSearch, isThere, knows, searchBegun, takesAnything } from './auction.ts';
import { judgeWhere } from './judge.ts';
import { LINUX_6_1 } from './linux.ts';
import {
  candidatesRead,
  device_arrives,
  device_leaves,
  deviceMark,
  driver_arrives,
  driver_leaves,
  isOpen,
  markDevice,
  nextPresent,
  start_driver,
  stop_driver,
} from './steps.ts';
import { asItIs, NO_MARKS, type Dialect, type System } from './system.ts';

/** The one word of a device: driver + 1 that it is bound to, probed or not. */
const BOUND = 0;

const TRAITS: Dialect = {
  driver: {
    bind: {
      says: 'What its bind answers; with a device tree, ENODEV lets the next candidate bind.',
      values: { words: ['ok', 'ENODEV', 'EIO'] },
      unsaid: () => 0,
    },
    'second-step': {
      says: 'Outside a device tree: bound only where the list has no entry for the device. Unsaid: catch-alls and stand-ins.',
      values: 'yes-no',
      unsaid: ({ catchAll, generic }) => (catchAll || generic ? 1 : 0),
    },
  },
  device: {
    used: {
      says: 'Whether something uses it, so that it is probed once all are bound; else only when a story asks.',
      values: 'yes-no',
      unsaid: () => 1,
    },
  },
  system: {},
};

const BIND_ANSWERS = [OUTCOME.ok, OUTCOME.ENODEV, OUTCOME.EIO] as const;

const bindAnswer = ({ traits }: Kernel, driver: number): number =>
  BIND_ANSWERS[traits.driver['bind']?.[driver] ?? 0] ?? OUTCOME.ok;

const hasTree = ({ strings }: Kernel, device: number): boolean => (strings[device] ?? 0) > 0;

/** A9.1, A9.5: drivers in the order in which they are tried. */
function tried(world: LinuxWorld, device: number): number[] {
  const { kernel, setup } = world;
  const fitting = setup.drivers
    .filter(({ id }) => knows(world, id, device) && world.isRegistered(id))
    .map(({ id }) => id);
  const place = (driver: number): number =>
    hasTree(kernel, device) && !takesAnything(kernel, driver)
      ? (kernel.places[driver]?.[device] ?? 0)
      : (kernel.traits.driver['second-step']?.[driver] ?? 0) * LAST;
  return fitting.sort((a, b) => place(a) - place(b) || a - b);
}

/** Behind all strings of a list. */
const LAST = 1_000;

const nextTried = step(
  'next candidate',
  (kernel, device) => ({ reads: candidatesRead(kernel, device), writes: [] }),
  (world, device, after) => {
    const order = tried(world, device);
    return order[order.indexOf(after) + 1] ?? -1;
  },
);

/** The process function with the only thread there is (A9.6). */
const alone = (fn: ProcessFunction<LinuxWorld>) =>
  function* on_the_one_thread(kernel: Kernel, ...args: number[]): Process {
    return yield* holding(systemLock(kernel, 0), fn, ...args);
  };

/** lists_bind_fdt, pci_find_and_bind_driver: A9.3. Returns an outcome. */
function* bind_device(kernel: Kernel, device: number, after: number): Process {
  const driver = yield nextTried(device, after);
  if (driver < 0) return OUTCOME.ENOENT;
  const answer = bindAnswer(kernel, driver);
  if (answer === OUTCOME.ENODEV && hasTree(kernel, device)) return tail(bind_device, device, driver);
  if (answer !== OUTCOME.ok) return answer;
  yield markDevice(device, BOUND, driver + 1);
  return OUTCOME.ok;
}

/** A9.2: parents first, once; a failure leaves the binding as it is. Returns an outcome. */
function* device_probe(kernel: Kernel, device: number): Process {
  const driver = (yield deviceMark(device, BOUND)) - 1;
  if (driver < 0) return OUTCOME.ENODEV;
  if (!(yield isOpen(device))) return OUTCOME.ok;
  const parent = kernel.setup.devices[device]?.parent ?? -1;
  if (parent >= 0 && (yield deviceMark(parent, BOUND))) {
    const outcome = yield call(device_probe, parent);
    if (outcome !== OUTCOME.ok) return outcome;
  }
  return yield call(start_driver, driver, device);
}

function* use_device(kernel: Kernel, device: number): Process {
  if (kernel.traits.device['used']?.[device] === 1) yield call(device_probe, device);
  return 0;
}

function* add_device(_kernel: Kernel, device: number): Process {
  const outcome = yield call(device_arrives, device);
  if (outcome !== OUTCOME.ok) return outcome;
  yield markDevice(device, BOUND, 0);
  if (!(yield searchBegun())) return OUTCOME.ok;
  yield call(bind_device, device, -1);
  yield call(use_device, device);
  return OUTCOME.ok;
}

/** dm_init_and_scan: everything is bound before anything is probed. */
function* dm_scan(kernel: Kernel): Process {
  yield beginSearch();
  for (const { id } of kernel.setup.buses) yield call(bind_bus, id, -1);
  for (const { id } of kernel.setup.buses) yield call(use_bus, id, -1);
  return 0;
}

function* bind_bus(_kernel: Kernel, bus: number, after: number): Process {
  const device = yield nextPresent(bus, after);
  if (device < 0) return 0;
  yield call(bind_device, device, -1);
  return tail(bind_bus, bus, device);
}

function* use_bus(_kernel: Kernel, bus: number, after: number): Process {
  const device = yield nextPresent(bus, after);
  if (device < 0) return 0;
  yield call(use_device, device);
  return tail(use_bus, bus, device);
}

function* remove_device(kernel: Kernel, device: number): Process {
  for (const { id, parent } of kernel.setup.devices) if (parent === device) yield call(remove_device, id);
  yield call(stop_driver, device, CAUSE['device-removed']);
  yield markDevice(device, BOUND, 0);
  return tail(device_leaves, device);
}

function* take_out(kernel: Kernel, driver: number): Process {
  const outcome = yield call(driver_leaves, driver);
  for (const { id } of kernel.setup.devices)
    if ((yield deviceMark(id, BOUND)) === driver + 1) yield markDevice(id, BOUND, 0);
  return outcome;
}

/** A driver was named, so nobody else is tried (A9.3). */
function* do_bind(kernel: Kernel, driver: number, device: number): Process {
  if (!(yield isOpen(device)) || (yield deviceMark(device, BOUND))) return OUTCOME.EBUSY;
  if (!(yield isThere(driver))) return OUTCOME.ENOENT;
  const answer = bindAnswer(kernel, driver);
  if (answer !== OUTCOME.ok) return answer;
  yield markDevice(device, BOUND, driver + 1);
  yield call(use_device, device);
  return OUTCOME.ok;
}

function* do_unbind(_kernel: Kernel, driver: number, device: number): Process {
  if ((yield deviceMark(device, BOUND)) !== driver + 1) return OUTCOME.ENODEV;
  yield call(stop_driver, device, CAUSE.unbind);
  yield markDevice(device, BOUND, 0);
  return OUTCOME.ok;
}

const DOORS: Doors = {
  add: alone(add_device),
  remove: alone(remove_device),
  removeChild: remove_device,
  register: alone(driver_arrives),
  unregister: alone(take_out),
  lateInit: alone(dm_scan),
  verbs: {
    bind: alone(do_bind),
    unbind: alone(do_unbind),
    attach: alone(device_probe),
    drivers_probe: alone(device_probe),
  },
  services: () => [],
};

/**
 * Available: linked in, it knows the device, and its bind would say yes. A device that nobody uses waits for
 * nobody.
 */
function judgeOf(world: LinuxWorld): Judge {
  const judge = judgeWhere(
    world,
    (driver, device) =>
      world.isRegistered(driver) &&
      knows(world, driver, device) &&
      bindAnswer(world.kernel, driver) === OUTCOME.ok,
  );
  const isUsed = (device: number): boolean => world.kernel.traits.device['used']?.[device] === 1;
  return {
    ...judge,
    waitsToBeAsked: true,
    wouldAccept: (driver, device) => isUsed(device) && judge.wouldAccept(driver, device),
  };
}

export const U_BOOT: System = {
  says: 'U-Boot: the first entry of a list is bound, a generic driver second; probing comes later and decides nothing',
  source: 'systems reference A9: drivers/core, drivers/pci, drivers/usb of u-boot 2026.10-rc2',
  readFrom: 'code',
  leavesOut: ['binding before relocation (A9.7)', 'passes for missing parents (A9.7)'],
  family: 'other',
  byDesign: ['nobody-stranded'],
  age: LINUX_6_1,
  doors: DOORS,
  dialect: 'u-boot',
  traits: TRAITS,
  marks: { ...NO_MARKS, device: ['bound driver'] },
  locks: ['the one thread'],
  workers: [],
  holders: {},
  judgeOf,
  slotTrait: null,
  // Parents are probed on behalf of their children.
  projects: false,
  silentOn: ['suppliers-first', 'override-obeyed'],
  prepare: asItIs,
};
