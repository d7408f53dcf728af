/**
 * Windows Plug and Play as its documents tell it (systems reference A6); no source is public. Every package of the
 * store that matches has a rank, and the best is installed when the device comes. Then Windows Update is searched, and
 * a better package is staged and replaces the first (A6.4). Selection is by rank alone: whether the driver starts has
 * no say, and a device whose driver fails keeps it, in a problem state (UNCONFIRMED).
 *
 * A registered driver is a package of the store; one whose module user space could load is a package that Windows
 * Update has. `register` adds a package and installs it where it is better (`registration: stages`: adds it only).
 * `drivers_probe` and `attach` install what is better (flags 0), `bind` forces, `unbind` disables the device,
 * `reprobe` uninstalls and scans, `rescan` looks at devices without a driver. Installations are serial here, under one
 * lock; whether they are there is UNCONFIRMED. Filter drivers, roll back and the null driver are left out.
 */
import { call, holding, restUntil, spawn, tail } from '../../engine/effect.ts';
import { workerIdentity, type Kernel, type LinuxWorld, type Process } from '../../linux/kernel.ts';
import { systemLock } from '../../linux/locks.ts';
import { step } from '../../linux/operations.ts';
import type { Doors } from '../../linux/system-parts.ts';
import { objectOf } from '../../model/layout.ts';
import { CAUSE, OUTCOME } from '../../model/outcome.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { isObtainable, judgeBy } from '../judge.ts';
import { LINUX_6_1 } from '../linux.ts';
import { load_with_needs, rootIsThere } from '../loads.ts';
import { driver_leaves_slots, isThere } from '../slots.ts';
import {
  candidatesRead,
  device_arrives,
  device_leaves,
  driver_arrives,
  fits,
  stop_driver,
} from '../steps.ts';
import type { Dialect, System } from '../system.ts';
import { install_forced, install_if_bare, install_if_better, installedOn, uninstall } from './install.ts';
import { compare, RANK_TRAITS } from './rank.ts';

const installer = (kernel: Kernel): number => systemLock(kernel, 0);

/** A6.4: the best of the store at once, then the search for a better one. */
function* device_add(kernel: Kernel, device: number): Process {
  const outcome = yield call(device_arrives, device);
  if (outcome !== OUTCOME.ok) return outcome;
  yield* holding(installer(kernel), install_if_better, device);
  if (kernel.traits.system.update === 1)
    yield spawn(workerIdentity(kernel, 'update search', device), search_updates, device);
  return OUTCOME.ok;
}

/** Module + 1 of the best package outside the store that is better than what is installed; 0: there is none. */
const betterElsewhere = step(
  'a better package elsewhere?',
  (kernel, device) => ({
    reads: [
      ...candidatesRead(kernel, device),
      objectOf('device', device),
      objectOf('device-mark', device),
      ...kernel.setup.drivers
        .filter(({ id, module }) => module >= 0 && kernel.possible[id]?.[device])
        .map(({ module }) => objectOf('module', module)),
    ],
    writes: [],
  }),
  (world, device) => {
    const there = isThere(world, device);
    const current = installedOn(world, device);
    const better = world.setup.drivers
      .map(({ id }) => id)
      .filter((id) => there && isElsewhere(world, id, device))
      .filter((id) => current < 0 || compare(world, id, current) < 0)
      .sort((one, other) => compare(world, one, other));
    return (world.setup.drivers[better[0] ?? -1]?.module ?? -1) + 1;
  },
);

/** Windows Update has it, the store has not. */
const isElsewhere = (world: LinuxWorld, driver: number, device: number): boolean =>
  fits(world, device, driver) && !world.isRegistered(driver) && isObtainable(world, driver, device);

function* search_updates(kernel: Kernel, device: number): Process {
  yield restUntil(rootIsThere());
  const module = (yield betterElsewhere(device)) - 1;
  if (module < 0) return 0;
  const outcome = yield call(load_with_needs, module);
  yield* holding(installer(kernel), install_if_better, device);
  return outcome === OUTCOME.ok ? tail(search_updates, device) : 0;
}

/** A package is added to the store, and installed where it is better if that was asked for. */
function* driver_register(kernel: Kernel, driver: number): Process {
  const outcome = yield call(driver_arrives, driver);
  if (outcome !== OUTCOME.ok || kernel.traits.system.registration === STAGES) return outcome;
  for (const { id } of kernel.setup.devices)
    if (kernel.possible[driver]?.[id]) yield* holding(installer(kernel), install_if_better, id);
  return outcome;
}

const REGISTRATIONS = ['installs', 'stages'] as const;
const STAGES = 1;

function* driver_unregister(kernel: Kernel, driver: number): Process {
  return yield* holding(installer(kernel), driver_leaves_slots, driver);
}

function* device_remove(kernel: Kernel, device: number): Process {
  return yield* holding(installer(kernel), remove_locked, device);
}

function* remove_locked(kernel: Kernel, device: number): Process {
  for (const { id, parent } of kernel.setup.devices) if (parent === device) yield call(remove_locked, id);
  yield call(uninstall, device, CAUSE['device-removed']);
  return yield call(device_leaves, device);
}

function* update(kernel: Kernel, device: number): Process {
  return yield* holding(installer(kernel), install_if_better, device);
}

function* bind(kernel: Kernel, driver: number, device: number): Process {
  return yield* holding(installer(kernel), install_forced, driver, device);
}

function* unbind(kernel: Kernel, _driver: number, device: number): Process {
  return yield* holding(installer(kernel), stop_driver, device, CAUSE.unbind);
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

function* nothing(): Process {
  return OUTCOME.ok;
}

const DOORS: Doors = {
  add: device_add,
  remove: device_remove,
  removeChild: remove_locked,
  register: driver_register,
  unregister: driver_unregister,
  lateInit: nothing,
  verbs: { bind, unbind, reprobe, rescan, drivers_probe: update, attach: update },
  services: () => [],
};

const TRAITS: Dialect = {
  driver: RANK_TRAITS,
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
  },
};

export const WINDOWS: System = {
  says: 'Windows Plug and Play: ranks; the best package is installed, a better one that turns up replaces it',
  source: 'systems reference A6: Microsoft documents on driver selection and ranks',
  readFrom: 'documents',
  leavesOut: [
    'filter drivers (A6.2)',
    'roll back (A6.8)',
    'the null driver (A6.8)',
    'operating system decorations of a package (A6.1)',
    'the policy AllSignersEqual (A6.8)',
    'installations beside each other (A6.6, UNCONFIRMED)',
  ],
  family: 'other',
  byDesign: ['late-registration-never-rebinds'],
  age: LINUX_6_1,
  doors: DOORS,
  dialect: 'windows',
  traits: TRAITS,
  marks: { device: ['installed'], driver: [], system: [], pair: null, slots: false },
  locks: ['device installation'],
  workers: [{ name: 'update search', about: 'device' }],
  holders: {},
  // Available is what the store has, installed or staged.
  judgeOf: (world) =>
    judgeBy(
      world,
      () => true,
      () => true,
    ),
  slotTrait: null,
  projects: false,
  silentOn: ['suppliers-first', 'override-obeyed', 'hands-over-once'],
  prepare: (scenario: Scenario): Scenario => ({ ...scenario, udev: null }),
};
