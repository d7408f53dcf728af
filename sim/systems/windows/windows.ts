/**
 * Windows Plug and Play as its documents tell it (systems reference A6); no source is public. Every package of the
 * store that matches has a rank, and the best is installed when the device comes. Then Windows Update is searched, and
 * a better package is staged and replaces the first (A6.4). Selection is by rank alone: whether the driver starts has
 * no say, and a device whose driver fails keeps it, in a problem state (A6.3; that no other driver is tried is
 * UNCONFIRMED).
 *
 * The driver is started in a stack of filters (stack.ts), any of which can end the start for all.
 *
 * A registered driver is a package of the store; one whose module user space could load is a package that Windows
 * Update has. `register` adds a package and installs it where it is better (`registration: stages`: adds it only); a
 * filter joins the stacks of its devices, one of a class those that start later. `drivers_probe` installs what is
 * better (flags 0), `attach` is the update wizard that searches by itself, Windows Update too; `bind` forces, as does
 * the wizard's list, enables the device, and restarts it if the driver is the same. `unbind` disables the device,
 * `reprobe` uninstalls and scans, `rescan` looks at devices without a driver, `rollback` returns to the driver before.
 * A null driver (`null-driver`) is installed like any other. Installations are serial here, under one lock; whether
 * they are there is UNCONFIRMED.
 */
import { call, holding, spawn } from '../../engine/effect.ts';
import { workerIdentity, type Kernel, type LinuxWorld, type Process } from '../../linux/kernel.ts';
import type { Doors } from '../../linux/system-parts.ts';
import type { Judge } from '../../model/judge.ts';
import { CAUSE, OUTCOME } from '../../model/outcome.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { nothing } from '../heads.ts';
import { judgeBy } from '../judge.ts';
import { LINUX_6_1 } from '../linux.ts';
import { device_arrives, device_leaves, driver_arrives } from '../steps.ts';
import type { Dialect, System } from '../system.ts';
import {
  disable,
  install_arrived,
  install_forced,
  install_if_bare,
  install_if_better,
  install_newcomer,
  leave_store,
  uninstall,
  unplug,
} from './install.ts';
import { installedOn, OF_DEVICE, RETURNING } from './marks.ts';
import { isFilter, isNull, PACKAGE_TRAITS } from './packages.ts';
import { RANK_TRAITS } from './rank.ts';
import { roll_back } from './roll-back.ts';
import { installer, search_automatically, search_updates } from './updates.ts';

/** A6.4: the best of the store at once, then the search for a better one. */
function* device_add(kernel: Kernel, device: number): Process {
  const outcome = yield call(device_arrives, device);
  if (outcome !== OUTCOME.ok) return outcome;
  yield* holding(installer(kernel), install_arrived, device);
  if (kernel.traits.system.update === 1)
    yield spawn(workerIdentity(kernel, 'update search', device), search_updates, device);
  return OUTCOME.ok;
}

/** A package is added to the store, and installed where it is better if that was asked for. */
function* driver_register(kernel: Kernel, driver: number): Process {
  const outcome = yield call(driver_arrives, driver);
  if (outcome !== OUTCOME.ok || kernel.traits.system.registration === STAGES) return outcome;
  for (const { id } of kernel.setup.devices)
    if (kernel.possible[driver]?.[id]) yield* holding(installer(kernel), install_newcomer, driver, id);
  return outcome;
}

const REGISTRATIONS = ['installs', 'stages'] as const;
const STAGES = 1;

function* driver_unregister(kernel: Kernel, driver: number): Process {
  return yield* holding(installer(kernel), leave_store, driver);
}

function* device_remove(kernel: Kernel, device: number): Process {
  return yield* holding(installer(kernel), remove_locked, device);
}

function* remove_locked(kernel: Kernel, device: number): Process {
  for (const { id, parent } of kernel.setup.devices) if (parent === device) yield call(remove_locked, id);
  yield call(unplug, device);
  return yield call(device_leaves, device);
}

function* update(kernel: Kernel, device: number): Process {
  return yield* holding(installer(kernel), install_if_better, device);
}

function* bind(kernel: Kernel, driver: number, device: number): Process {
  return yield* holding(installer(kernel), install_forced, driver, device);
}

function* unbind(kernel: Kernel, _driver: number, device: number): Process {
  return yield* holding(installer(kernel), disable, device);
}

function* anew(_kernel: Kernel, device: number): Process {
  yield call(uninstall, device, CAUSE.reprobe);
  return yield call(install_if_better, device);
}

function* reprobe(kernel: Kernel, device: number): Process {
  return yield* holding(installer(kernel), anew, device);
}

function* rescan(kernel: Kernel, bus: number): Process {
  for (const { id } of kernel.setup.devices)
    if (kernel.setup.devices[id]?.bus === bus) yield* holding(installer(kernel), install_if_bare, id);
  return OUTCOME.ok;
}

function* rollback(kernel: Kernel, device: number): Process {
  return yield* holding(installer(kernel), roll_back, device);
}

const DOORS: Doors = {
  add: device_add,
  remove: device_remove,
  removeChild: remove_locked,
  register: driver_register,
  unregister: driver_unregister,
  lateInit: nothing,
  verbs: { bind, unbind, reprobe, rescan, rollback, drivers_probe: update, attach: search_automatically },
  services: () => [],
};

const TRAITS: Dialect = {
  driver: { ...RANK_TRAITS, ...PACKAGE_TRAITS },
  device: {},
  system: {
    registration: {
      says: 'whether adding a package installs it where it is better, or only stages it',
      values: { words: REGISTRATIONS },
      unsaid: () => 0,
    },
    update: {
      says: 'Windows Update is searched when a device has come',
      values: 'yes-no',
      unsaid: () => 1,
    },
    returning: {
      says: 'a device that comes again: its driver is chosen anew (A6.7), or is the one it had (the registry keeps it)',
      values: { words: RETURNING },
      unsaid: () => 0,
    },
    'all-signers-equal': {
      says: 'the policy AllSignersEqual: who signed a trusted package does not matter',
      values: 'yes-no',
      unsaid: () => 1,
    },
  },
};

/** Available is what the store has, installed or staged. A filter and a null driver serve no device. */
function judgeOf(world: LinuxWorld): Judge {
  const { kernel } = world;
  const serves = (driver: number): boolean => !isFilter(kernel, driver) && !isNull(kernel, driver);
  const isUnused = (device: number): boolean =>
    isNull(kernel, installedOn(world, device)) || world.deviceMark(device, OF_DEVICE.disabled) === 1;
  const judge = judgeBy(world, serves, () => true);
  return {
    ...judge,
    available: (driver, device, strength) => serves(driver) && judge.available(driver, device, strength),
    wouldAccept: (driver, device) =>
      !world.device(device, 'driver') && !isUnused(device) && judge.wouldAccept(driver, device),
  };
}

export const WINDOWS: System = {
  says: 'Windows Plug and Play: ranks; the best package is installed, a better one that turns up replaces it',
  source: 'systems reference A6: Microsoft documents on driver selection and ranks',
  readFrom: 'documents',
  leavesOut: [
    'bus filters (A6.2)',
    'filter levels and their order, which is arbitrary within a level (A6.2)',
    'raw mode (A6.8)',
    'Windows Update that offers again what was rolled back (A6.8, UNCONFIRMED)',
    'operating system decorations of a package (A6.1)',
    'installations beside each other (A6.6, UNCONFIRMED)',
  ],
  family: 'other',
  byDesign: ['late-registration-never-rebinds'],
  age: LINUX_6_1,
  doors: DOORS,
  dialect: 'windows',
  traits: TRAITS,
  marks: { device: ['installed', 'backup', 'disabled'], driver: [], system: [], pair: null, slots: true },
  locks: ['device installation'],
  workers: [{ name: 'update search', about: 'device' }],
  holders: {},
  judgeOf,
  slotTrait: 'filter',
  slotEach: 'function layer',
  projects: false,
  silentOn: ['suppliers-first', 'override-obeyed', 'hands-over-once'],
  prepare: (scenario: Scenario): Scenario => ({ ...scenario, udev: null }),
};
