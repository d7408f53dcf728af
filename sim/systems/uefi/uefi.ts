/**
 * UEFI as the DXE core of EDK2 has it (systems reference A10). A list of driver bindings in five steps of precedence;
 * Supported() and Start() of each, from the head again after every start; a failure is followed by the next, and
 * drivers of different protocols run on one handle. A binding that comes later is seen by nobody until somebody
 * connects the controller again (A10.4c), and a driver that opens its protocol exclusively takes it from the holder
 * (A10.6).
 *
 * One thread: every connect holds one lock. Bindings are installed without it, as a callback during a connect may do,
 * and that is what A10.4a is about. A scenario's probe is Start. `driver-override` and `override` are the platform
 * override (step 2), `bind` is a connect with that driver as context (step 1), `unbind` a disconnect, `drivers_probe`
 * and `attach` a connect, `rescan` one of every controller of the bus, `reprobe` disconnects first. A booting machine
 * connects all controllers once, when its drivers are there; a controller that comes later is connected as it comes.
 */
import { call, holding, tail } from '../../engine/effect.ts';
import type { Kernel, LinuxWorld, Process } from '../../linux/kernel.ts';
import { systemLock } from '../../linux/locks.ts';
import { step } from '../../linux/operations.ts';
import type { Doors } from '../../linux/system-parts.ts';
import type { Judge } from '../../model/judge.ts';
import { objectOf } from '../../model/layout.ts';
import { CAUSE, OUTCOME } from '../../model/outcome.ts';
import { FACT } from '../../model/world.ts';
import { notRefused, wouldStart } from '../judge.ts';
import { LINUX_6_1 } from '../linux.ts';
import { driver_leaves_slots, slotHolder, start_in_slot, stop_all, stop_in_slot } from '../slots.ts';
import { bootOver, hasStarted } from '../stages.ts';
import { device_arrives, device_leaves, driver_arrives } from '../steps.ts';
import { asItIs, type Dialect, type System } from '../system.ts';
import { beginList, forgetList, hasGrown, markUsed, nextBinding, serves, supported } from './order.ts';

const core = (kernel: Kernel): number => systemLock(kernel, 0);

/** A10.3 and A10.4a, the lock held. Outcome: ok if some driver was started, else ENOENT. */
function* CoreConnectSingleController(_kernel: Kernel, device: number, context: number): Process {
  yield beginList(device, context);
  if (yield hasGrown(device)) return tail(CoreConnectSingleController, device, context);
  const started = yield call(scan, device, -1, 0);
  yield forgetList(device);
  return started ? OUTCOME.ok : OUTCOME.ENOENT;
}

/** A10.3: after each start the scan begins at the head again; it ends when a whole one found nobody. */
function* scan(_kernel: Kernel, device: number, after: number, started: number): Process {
  const driver = yield nextBinding(device, after);
  if (driver < 0) return started;
  const answer = yield supported(device, driver);
  if (answer === 0) return tail(scan, device, driver, started);
  yield markUsed(device, driver);
  if (answer > 1) yield call(stop_in_slot, answer - 2, device, CAUSE['better-driver']);
  const outcome = yield call(start_in_slot, driver, device);
  return tail(scan, device, -1, outcome === OUTCOME.ok ? 1 : started);
}

function* connect(kernel: Kernel, device: number): Process {
  return yield* holding(core(kernel), CoreConnectSingleController, device, 0);
}

function* bind(kernel: Kernel, driver: number, device: number): Process {
  return yield* holding(core(kernel), CoreConnectSingleController, device, driver + 1);
}

function* unbind(kernel: Kernel, driver: number, device: number): Process {
  return yield* holding(core(kernel), stop_in_slot, driver, device, CAUSE.unbind);
}

function* reconnect(_kernel: Kernel, device: number): Process {
  yield call(stop_all, device, CAUSE.reprobe);
  return yield call(CoreConnectSingleController, device, 0);
}

function* reprobe(kernel: Kernel, device: number): Process {
  return yield* holding(core(kernel), reconnect, device);
}

function* rescan(kernel: Kernel, bus: number): Process {
  for (const { id } of kernel.setup.devices)
    if (kernel.setup.devices[id]?.bus === bus) yield call(connect, id);
  return OUTCOME.ok;
}

const setOverride = step(
  'platform override',
  (_kernel, device) => ({ reads: [], writes: [objectOf('device-id', device)] }),
  (world, device, driver) => {
    world.emit(FACT['override-set'], device, driver);
    return OUTCOME.ok;
  },
);

function* override(_kernel: Kernel, device: number, driver: number): Process {
  return yield setOverride(device, driver);
}

function* device_add(_kernel: Kernel, device: number): Process {
  const outcome = yield call(device_arrives, device);
  if (outcome === OUTCOME.ok && (yield hasStarted())) yield call(connect, device);
  return outcome;
}

function* device_remove(kernel: Kernel, device: number): Process {
  return yield* holding(core(kernel), remove_locked, device);
}

function* remove_locked(kernel: Kernel, device: number): Process {
  for (const { id, parent } of kernel.setup.devices) if (parent === device) yield call(remove_locked, id);
  yield call(stop_all, device, CAUSE['device-removed']);
  return yield call(device_leaves, device);
}

function* driver_unregister(kernel: Kernel, driver: number): Process {
  return yield* holding(core(kernel), driver_leaves_slots, driver);
}

/** The boot manager's loop over all controllers. */
function* BdsConnectAll(kernel: Kernel): Process {
  yield bootOver();
  for (const { id } of kernel.setup.devices) yield call(connect, id);
  return 0;
}

const DOORS: Doors = {
  add: device_add,
  remove: device_remove,
  removeChild: remove_locked,
  register: driver_arrives,
  unregister: driver_unregister,
  lateInit: BdsConnectAll,
  verbs: { bind, unbind, reprobe, rescan, override, drivers_probe: connect, attach: connect },
  services: () => [],
};

const TRAITS: Dialect = {
  driver: {
    version: {
      says: 'Version of its driver binding; higher is asked first (step 5)',
      values: { min: 0, max: 0xffff_ffff },
      unsaid: ({ catchAll, best }) => (catchAll ? 0x10 : 0x10 * (best + 1)),
    },
    family: {
      says: 'version of its family override protocol, higher first (step 3); 0: it has none',
      values: { min: 0, max: 0xffff_ffff },
      unsaid: () => 0,
    },
    'bus-override': {
      says: "place in its controllers' bus specific override (step 4); 0: not named there",
      values: { min: 0, max: 1000 },
      unsaid: () => 0,
    },
    protocol: { says: 'the protocol that it opens by driver', values: 'name', unsaid: () => 0 },
    exclusive: { says: 'it opens its protocol exclusively', values: 'yes-no', unsaid: () => 0 },
  },
  device: {},
  system: {},
};

/** Available is whose binding is installed; `obtainable` adds nothing, nobody loads an image for a controller. */
function judgeOf(world: LinuxWorld): Judge {
  const registered = (driver: number, device: number): boolean =>
    world.isRegistered(driver) && serves(world, driver, device);
  return {
    available: (driver, device) => registered(driver, device) && notRefused(world, driver, device),
    wouldAccept: (driver, device) =>
      registered(driver, device) &&
      slotHolder(world, driver, device) === 0 &&
      wouldStart(world, driver, device),
    waitsToBeAsked: true,
    handsOver: (device) =>
      world.setup.drivers.some(
        ({ id }) => world.kernel.possible[id]?.[device] && world.kernel.traits.driver.exclusive?.[id] === 1,
      ),
  };
}

export const UEFI: System = {
  says: 'UEFI, EDK2: bindings in five steps of precedence, several may start; latecomers wait for a connect',
  source: 'systems reference A10: tianocore/edk2, DriverSupport.c, Handle.c',
  readFrom: 'code',
  leavesOut: [
    'connects of what an image touched as it started (A10.4b)',
    "the boot manager's choice of what to connect (A10.7)",
  ],
  family: 'other',
  byDesign: ['late-registration-never-rebinds', 'nobody-stranded'],
  age: LINUX_6_1,
  doors: DOORS,
  dialect: 'uefi',
  traits: TRAITS,
  marks: { device: ['listing'], driver: [], system: [], pair: 'binding', slots: true },
  locks: ['DXE core'],
  workers: [],
  holders: {},
  judgeOf,
  slotTrait: 'protocol',
  projects: false,
  silentOn: ['suppliers-first', 'override-obeyed', 'hands-over-once'],
  prepare: asItIs,
};
