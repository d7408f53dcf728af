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
 * and `attach` a connect, `rescan` one of every controller of the bus, `reprobe` disconnects first. `register` starts
 * an image (image.ts). A booting machine connects its controllers when its drivers are there (boot-manager.ts); a
 * controller that comes later is connected as it comes.
 */
import { call, holding } from '../../engine/effect.ts';
import type { Kernel, LinuxWorld, Process } from '../../linux/kernel.ts';
import { step } from '../../linux/operations.ts';
import type { Doors } from '../../linux/system-parts.ts';
import type { Judge } from '../../model/judge.ts';
import { objectOf } from '../../model/layout.ts';
import { CAUSE, OUTCOME } from '../../model/outcome.ts';
import { FACT } from '../../model/world.ts';
import { notRefused, wouldStart } from '../judge.ts';
import { LINUX_6_1 } from '../linux.ts';
import { driver_leaves_slots, slotHolder, stop_all, stop_in_slot } from '../slots.ts';
import { device_leaves } from '../steps.ts';
import { asItIs, type Dialect, type System } from '../system.ts';
import { BdsConnectAll, CONNECTS } from './boot-manager.ts';
import { connect, core, CoreConnectSingleController } from './connect.ts';
import { CoreStartImage, device_add, madeBy } from './image.ts';
import { serves } from './order.ts';

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

function* device_remove(kernel: Kernel, device: number): Process {
  return yield* holding(core(kernel), remove_locked, device);
}

function* remove_locked(kernel: Kernel, device: number): Process {
  for (const { id, parent } of kernel.setup.devices) if (parent === device) yield call(remove_locked, id);
  yield call(stop_all, device, CAUSE['device-removed']);
  return yield call(device_leaves, device);
}

function* driver_unregister(kernel: Kernel, driver: number): Process {
  return yield* holding(core(kernel), unload_locked, driver);
}

/** An image that is unloaded takes its handles with it. */
function* unload_locked(kernel: Kernel, driver: number): Process {
  const outcome = yield call(driver_leaves_slots, driver);
  if (outcome === OUTCOME.ok) for (const id of madeBy(kernel, driver)) yield call(remove_locked, id);
  return outcome;
}

const DOORS: Doors = {
  add: device_add,
  remove: device_remove,
  removeChild: remove_locked,
  register: CoreStartImage,
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
    makes: {
      says: 'handles that its image makes as it starts: devices that say so in `made-by`',
      values: 'name',
      unsaid: () => 0,
    },
    exclusive: { says: 'it opens its protocol exclusively', values: 'yes-no', unsaid: () => 0 },
  },
  device: {
    'made-by': { says: 'what makes it: drivers that say so in `makes`', values: 'name', unsaid: () => 0 },
    'boot-path': { says: 'a boot option needs it', values: 'yes-no', unsaid: () => 0 },
  },
  system: {
    connects: {
      says: 'what the boot manager connects: every controller, or those of the boot path',
      values: { words: CONNECTS },
      unsaid: () => 0,
    },
  },
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
    'handles that an image changes as it starts; those that it makes are there (A10.4b)',
    'the handles of applications (A10.4b)',
    'opens that are neither BY_DRIVER nor exclusive (A10.6)',
    'reserved ranges of versions (A10.9)',
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
