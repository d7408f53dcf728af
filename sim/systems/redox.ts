/**
 * Redox, pcid-spawner (systems reference A15). An ordered list of configuration entries; the first that fits a
 * device and has a command is spawned, and no other is looked at, even if the spawn fails (A15.3). One device
 * after the other: each spawned process is waited for (A15.6). Nothing that comes later makes it look again.
 *
 * The list is that of the drivers in the scenario file; a driver that is not registered is an entry whose program
 * is not there. The pass over the devices is made once, when the boot has come to user space; a device that a
 * story adds later is looked at when it comes, which is our reading of a hot-plug slot (the reference knows none),
 * and `rescan` runs pcid-spawner again.
 */
import { call, holding, tail } from '../engine/effect.ts';
import type { Kernel, Process } from '../linux/kernel.ts';
import { systemLock } from '../linux/locks.ts';
import type { Doors } from '../linux/system-parts.ts';
import { step } from '../linux/operations.ts';
import { CAUSE, OUTCOME } from '../model/outcome.ts';
import { judgeBy } from './judge.ts';
import { LINUX_6_1 } from './linux.ts';
import { bootOver, hasStarted } from './stages.ts';
import {
  candidatesRead,
  device_arrives,
  device_leaves,
  driver_arrives,
  driver_leaves,
  fits,
  nextUnbound,
  start_driver,
  stop_driver,
} from './steps.ts';
import { asItIs, NO_MARKS, NO_TRAITS, type System } from './system.ts';

/** The spawner is one process that takes devices one by one. */
const SPAWNER = 0;

/** A15.1: the first entry that fits; -1: none, or its program is not there. */
const firstEntry = step(
  'first fitting entry',
  (kernel, device) => ({ reads: candidatesRead(kernel, device), writes: [] }),
  (world, device) => {
    const entry = world.setup.drivers.find(({ id }) => fits(world, device, id))?.id ?? -1;
    return entry >= 0 && world.isRegistered(entry) ? entry : -1;
  },
);

function* device_add(kernel: Kernel, device: number): Process {
  const outcome = yield call(device_arrives, device);
  if (outcome !== OUTCOME.ok || !(yield hasStarted())) return outcome;
  yield* holding(systemLock(kernel, SPAWNER), spawn_for, device);
  return OUTCOME.ok;
}

/** A15.3: whatever the spawn answers, the search has ended. */
function* spawn_for(_kernel: Kernel, device: number): Process {
  const driver = yield firstEntry(device);
  if (driver >= 0) yield call(start_driver, driver, device);
  return 0;
}

/** A15.4: the one pass, when everything that is built in is there. */
function* pcid_spawner(kernel: Kernel): Process {
  yield bootOver();
  for (const { id } of kernel.setup.buses) yield call(rescan, id);
  return 0;
}

function* rescan(kernel: Kernel, bus: number): Process {
  yield* holding(systemLock(kernel, SPAWNER), spawn_for_all, bus, -1);
  return OUTCOME.ok;
}

function* spawn_for_all(_kernel: Kernel, bus: number, after: number): Process {
  const device = yield nextUnbound(bus, after);
  if (device < 0) return 0;
  yield call(spawn_for, device);
  return tail(spawn_for_all, bus, device);
}

function* device_remove(kernel: Kernel, device: number): Process {
  return yield* holding(systemLock(kernel, SPAWNER), remove_locked, device);
}

function* remove_locked(kernel: Kernel, device: number): Process {
  for (const { id, parent } of kernel.setup.devices) if (parent === device) yield call(remove_locked, id);
  yield call(stop_driver, device, CAUSE['device-removed']);
  return tail(device_leaves, device);
}

function* unbind(kernel: Kernel, _driver: number, device: number): Process {
  return yield* holding(systemLock(kernel, SPAWNER), stop_driver, device, CAUSE.unbind);
}

/** An entry's program goes between two devices, never while one is being spawned for. */
function* driver_unregister(kernel: Kernel, driver: number): Process {
  return yield* holding(systemLock(kernel, SPAWNER), driver_leaves, driver);
}

const DOORS: Doors = {
  add: device_add,
  remove: device_remove,
  removeChild: remove_locked,
  register: driver_arrives,
  unregister: driver_unregister,
  lateInit: pcid_spawner,
  verbs: { rescan, unbind },
  services: () => [],
};

export const REDOX: System = {
  says: 'Redox pcid-spawner: the first fitting entry of a list is spawned, whatever comes of it',
  source: 'systems reference A15: redox-os/drivers, pcid-spawner',
  readFrom: 'code',
  leavesOut: [
    'the fields of an entry: class, ids, ranges of device ids; patterns stand for them (A15.1)',
    'entries without a command, which are passed over (A15.1)',
  ],
  family: 'other',
  byDesign: ['nobody-stranded'],
  age: LINUX_6_1,
  doors: DOORS,
  dialect: 'redox',
  traits: NO_TRAITS,
  marks: NO_MARKS,
  locks: ['pcid-spawner'],
  workers: [],
  holders: {},
  judgeOf: (world) => ({ ...judgeBy(world), waitsToBeAsked: true }),
  slotTrait: null,
  projects: false,
  silentOn: ['suppliers-first', 'override-obeyed', 'hands-over-once'],
  prepare: asItIs,
};
