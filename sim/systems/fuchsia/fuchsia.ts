/**
 * Fuchsia's driver framework (systems reference A5): bind rules without scores, an explicit fallback flag, ambiguity as
 * an error, batches of the bind manager, orphans that are tried again when a driver comes. A node whose driver fails to
 * start is left alone until somebody restarts it (A5.3; deduced from which nodes a bind-all looks at).
 *
 * A scenario's probe is the start. `reprobe` restarts a bound node with rematch, `drivers_probe`, `attach` and `rescan`
 * ask for a bind of what is not bound, `bind` is a node rebind with the driver's name, `unbind` stops the driver and
 * leaves the node alone. Composite nodes and autobind properties are left out. The original does not look whether
 * a node is still free when its match reply comes (A5.6); here it does, because one device of ours is two nodes of
 * theirs when it goes and comes again.
 */
import { call, holding } from '../../engine/effect.ts';
import type { Kernel, LinuxWorld, Process } from '../../linux/kernel.ts';
import { deviceLock } from '../../linux/locks.ts';
import { step } from '../../linux/operations.ts';
import type { Doors } from '../../linux/system-parts.ts';
import type { Judge } from '../../model/judge.ts';
import { objectOf } from '../../model/layout.ts';
import { CAUSE, OUTCOME } from '../../model/outcome.ts';
import { FACT } from '../../model/world.ts';
import { notRefused, wouldStart } from '../judge.ts';
import { LINUX_6_1 } from '../linux.ts';
import { driver_leaves_devices, isThere, start_in_slot, stop_all, stop_in_slot } from '../slots.ts';
import { device_arrives, device_leaves, driver_arrives, markSystem } from '../steps.ts';
import { asItIs, type Dialect, type System } from '../system.ts';
import { bind_node, try_bind_all_available } from './bind-manager.ts';
import { matching, OF_NODE, OF_SYSTEM, PACKAGES, resolved } from './index.ts';

function* device_add(_kernel: Kernel, device: number): Process {
  const outcome = yield call(device_arrives, device);
  if (outcome === OUTCOME.ok) yield call(bind_node, device);
  return outcome;
}

/** A node that goes is no orphan any more, and waits for nothing. */
const forgetNode = step(
  'node forgotten',
  (_kernel, device) => ({ reads: [], writes: [objectOf('device-mark', device)] }),
  (world, device) => {
    if (world.deviceMark(device, OF_NODE.orphan))
      world.emit(FACT['device-marked'], device, OF_NODE.orphan, 0);
    return 0;
  },
);

function* device_remove(_kernel: Kernel, device: number): Process {
  return yield* holding(deviceLock(device), remove_locked, device);
}

function* remove_locked(kernel: Kernel, device: number): Process {
  for (const { id, parent } of kernel.setup.devices) if (parent === device) yield call(device_remove, id);
  yield call(stop_all, device, CAUSE['device-removed']);
  yield forgetNode(device);
  return yield call(device_leaves, device);
}

function* driver_register(_kernel: Kernel, driver: number): Process {
  const outcome = yield call(driver_arrives, driver);
  if (outcome === OUTCOME.ok) yield call(try_bind_all_available); // A5.4
  return outcome;
}

/** A5.7: the base packages are resolved, and whatever is available is tried. */
function* load_base_repo(): Process {
  yield markSystem(OF_SYSTEM.base, 1);
  yield call(try_bind_all_available);
  return 0;
}

function* unbind(_kernel: Kernel, driver: number, device: number): Process {
  return yield* holding(deviceLock(device), stop_in_slot, driver, device, CAUSE.unbind);
}

/** Restart with rematch: only a node with a driver is restarted. */
function* reprobe(_kernel: Kernel, device: number): Process {
  const outcome = yield* holding(deviceLock(device), stop_all, device, CAUSE.reprobe);
  if (outcome === OUTCOME.ok) yield call(bind_node, device);
  return outcome;
}

const isFree = step(
  'without a driver?',
  (_kernel, device) => ({ reads: [objectOf('device', device)], writes: [] }),
  (world, device) => (isThere(world, device) && !world.device(device, 'driver') ? 1 : 0),
);

function* request_bind(_kernel: Kernel, device: number): Process {
  if (yield isFree(device)) yield call(bind_node, device);
  return OUTCOME.ok;
}

function* rescan(kernel: Kernel, bus: number): Process {
  for (const { id } of kernel.setup.devices)
    if (kernel.setup.devices[id]?.bus === bus) yield call(request_bind, id);
  return OUTCOME.ok;
}

function* rebind(_kernel: Kernel, driver: number, device: number): Process {
  yield call(stop_all, device, CAUSE.reprobe);
  return yield call(start_in_slot, driver, device);
}

function* bind(_kernel: Kernel, driver: number, device: number): Process {
  return yield* holding(deviceLock(device), rebind, driver, device);
}

const DOORS: Doors = {
  add: device_add,
  remove: device_remove,
  removeChild: device_remove,
  register: driver_register,
  unregister: driver_leaves_devices,
  lateInit: load_base_repo,
  verbs: { bind, unbind, reprobe, rescan, drivers_probe: request_bind, attach: request_bind },
  services: () => [],
};

const TRAITS: Dialect = {
  driver: {
    fallback: {
      says: 'it is a fallback: it wins only where no other driver matches',
      values: 'yes-no',
      unsaid: ({ catchAll }) => (catchAll ? 1 : 0),
    },
    package: { says: 'where its package comes from', values: { words: PACKAGES }, unsaid: () => 0 },
  },
  device: {},
  system: {
    gate: {
      says: 'fallback drivers of boot and base wait until the base packages are resolved',
      values: 'yes-no',
      unsaid: () => 0,
    },
  },
};

/** Available is what the index lists for the node: a base driver before its packages are resolved is not. */
function judgeOf(world: LinuxWorld): Judge {
  return {
    available: (driver, device) =>
      matching(world, device).includes(driver) && notRefused(world, driver, device),
    wouldAccept: (driver, device) =>
      resolved(world, device) === driver + 1 && wouldStart(world, driver, device),
    handsOver: () => false,
  };
}

export const FUCHSIA: System = {
  says: 'Fuchsia: one driver that is no fallback, else one fallback, else an error; orphans are tried again',
  source: 'systems reference A5: indexer.rs, bind_manager.cc, driver_runner.cc of a mirror',
  readFrom: 'code',
  leavesOut: ['composite nodes (A5.1, A5.7)', 'the autobind property (A5.8)', 'disabling a driver (A5.8)'],
  family: 'other',
  byDesign: [],
  age: LINUX_6_1,
  doors: DOORS,
  dialect: 'fuchsia',
  traits: TRAITS,
  marks: {
    device: ['orphan', 'queued'],
    driver: [],
    system: ['ongoing', 'wanted', 'base', 'replies'],
    pair: null,
    slots: false,
  },
  locks: [],
  workers: [
    { name: 'bind manager', about: 'system' },
    { name: 'match of node', about: 'device' },
  ],
  holders: {},
  judgeOf,
  slotTrait: null,
  projects: false,
  silentOn: ['suppliers-first', 'override-obeyed', 'hands-over-once'],
  prepare: asItIs,
};
