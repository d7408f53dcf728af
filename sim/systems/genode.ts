/**
 * Genode's platform driver (systems reference A16). No auction: a policy says which devices a driver's session sees,
 * and the driver acquires them itself. The first acquire makes it the owner; a second one does not replace it, and a
 * release by somebody else is ignored (A16.6). A session that finds no device waits for the devices ROM to list one
 * (A16.7).
 *
 * The policy is that of the ids in the scenario file, and a registered driver is a session. Sessions are components
 * that run side by side: when the ROM lists a device, each that sees it acquires on its own, in any order. `bind` has
 * a driver acquire, `unbind` has it release; `rescan` is a ROM update. An acquire that the driver's code then fails to
 * use is released again. A driver that leaves closes its session, which releases its devices; the other sessions see
 * no ROM update by that, so nobody takes them (our reading: the reference is silent).
 */
import { call, holding, spawn } from '../engine/effect.ts';
import { workerIdentity, type Kernel, type Process } from '../linux/kernel.ts';
import { deviceLock } from '../linux/locks.ts';
import { step } from '../linux/operations.ts';
import type { Doors } from '../linux/system-parts.ts';
import { objectOf } from '../model/layout.ts';
import { CAUSE, OUTCOME } from '../model/outcome.ts';
import { judgeBy } from './judge.ts';
import { LINUX_6_1 } from './linux.ts';
import { addedThen, eachOfBus, nothing, registeredThen, removedAfter } from './heads.ts';
import { driver_leaves_devices, isThere, start_in_slot, stop_in_slot } from './slots.ts';
import { candidatesRead, fits } from './steps.ts';
import { asItIs, NO_MARKS, NO_TRAITS, type System } from './system.ts';

/** 1: the session's policy lists the device, and nobody owns it. */
const sees = step(
  'sees a device?',
  (kernel, device) => ({
    reads: [...candidatesRead(kernel, device), objectOf('device', device)],
    writes: [],
  }),
  (world, device, driver) => {
    const there = isThere(world, device);
    return there && world.isRegistered(driver) && fits(world, device, driver) ? 1 : 0;
  },
);

/** A session looks at one device of its ROM. The owner slot is taken or found taken in one go. */
function* acquire(_kernel: Kernel, driver: number, device: number): Process {
  if (!(yield sees(device, driver))) return OUTCOME.ENODEV;
  return yield* holding(deviceLock(device), start_in_slot, driver, device);
}

function* session(kernel: Kernel, driver: number): Process {
  for (const { id } of kernel.setup.devices)
    if (kernel.possible[driver]?.[id]) yield call(acquire, driver, id);
  return OUTCOME.ok;
}

/** A16.7: every session that sees the device is told. */
function* rom_update(kernel: Kernel, device: number): Process {
  for (const { id } of kernel.setup.drivers)
    if (kernel.possible[id]?.[device] && (yield sees(device, id)))
      yield spawn(workerIdentity(kernel, 'session', id), acquire, id, device);
  return OUTCOME.ok;
}

/** A16.6: who is not the owner releases nothing. */
function* release(_kernel: Kernel, driver: number, device: number): Process {
  return yield* holding(deviceLock(device), stop_in_slot, driver, device, CAUSE.unbind);
}

const device_remove = removedAfter();

const DOORS: Doors = {
  add: addedThen(rom_update),
  remove: device_remove,
  removeChild: device_remove,
  register: registeredThen(session),
  unregister: driver_leaves_devices,
  lateInit: nothing,
  verbs: { bind: acquire, unbind: release, rescan: eachOfBus(rom_update) },
  services: () => [],
};

export const GENODE: System = {
  says: 'Genode: drivers acquire the devices that a policy lists for them; the first owner stays the owner',
  source: 'systems reference A16: genodelabs/genode, platform driver README and device.cc',
  readFrom: 'code',
  leavesOut: [
    'client labels, and policies by name or class alias; patterns stand for them (A16.1, A16.9)',
    'changes of the policy while it runs (A16.4, A16.8)',
    'the error of a device that is destroyed while it is owned: its owner is stopped first (A16.6)',
  ],
  family: 'other',
  byDesign: [],
  age: LINUX_6_1,
  doors: DOORS,
  dialect: 'genode',
  traits: NO_TRAITS,
  marks: NO_MARKS,
  locks: [],
  workers: [{ name: 'session', about: 'driver' }],
  holders: {},
  judgeOf: (world) => judgeBy(world),
  slotTrait: null,
  projects: false,
  silentOn: ['suppliers-first', 'override-obeyed', 'hands-over-once'],
  prepare: asItIs,
};
