/**
 * Fuchsia's driver framework (systems reference A5): bind rules without scores, an explicit fallback flag, ambiguity as
 * an error, batches of the bind manager, orphans that are tried again when a driver comes. A node whose driver fails to
 * start is left alone until somebody restarts it (A5.3; deduced from which nodes a bind-all looks at).
 *
 * A scenario's probe is the start. `reprobe` restarts a bound node with rematch, `drivers_probe`, `attach` and `rescan`
 * ask for a bind of what is not bound, `bind` is a node rebind with the driver's name, `unbind` stops the driver and
 * leaves the node alone. A composite node is a device whose `add` adds its spec; the node itself comes and goes with
 * its parents (composites.ts), and `remove` takes the node only. The original does not look whether a node is still
 * free when its match reply comes (A5.6); here it does, because one device of ours is two nodes of theirs when it goes
 * and comes again.
 */
import { call, holding, tail } from '../../engine/effect.ts';
import type { Kernel, LinuxWorld, Process } from '../../linux/kernel.ts';
import { deviceLock } from '../../linux/locks.ts';
import { step } from '../../linux/operations.ts';
import type { Doors } from '../../linux/system-parts.ts';
import type { Judge } from '../../model/judge.ts';
import { objectOf } from '../../model/layout.ts';
import { CAUSE, OUTCOME } from '../../model/outcome.ts';
import { FACT } from '../../model/world.ts';
import { addedThen, eachOfBus, registeredThen } from '../heads.ts';
import { notRefused, wouldStart } from '../judge.ts';
import { LINUX_6_1 } from '../linux.ts';
import { driver_leaves_devices, isThere, start_in_slot, stop_all, stop_in_slot } from '../slots.ts';
import { device_leaves, markSystem } from '../steps.ts';
import { asItIs, type Dialect, type System, type Trait } from '../system.ts';
import { bind_node, try_bind_all_available } from './bind-manager.ts';
import { addSpec, driverOfSpec, hasPlace, leavePlaces, matchSpec } from './composites.ts';
import { matching, matchReads, PACKAGES, resolved } from './index.ts';
import { MARKS, OF_NODE, OF_SYSTEM } from './marks.ts';
import { compositesOf, isComposite, isNamed, isParent, specsOf } from './specs.ts';

const add_node = addedThen(bind_node);

function* device_add(kernel: Kernel, device: number): Process {
  return tail(isComposite(kernel, device) ? add_composite_node_spec : add_node, device);
}

/** AddSpec: nodes that are available are asked again, bound ones are not (A5.4). */
function* add_composite_node_spec(_kernel: Kernel, device: number): Process {
  const outcome = yield addSpec(device);
  if (outcome === OUTCOME.ok) yield call(try_bind_all_available);
  return outcome;
}

/** A node that goes is no orphan any more, and waits for nothing. */
const forgetNode = step(
  'node forgotten',
  (_kernel, device) => ({ reads: [], writes: [objectOf('device-mark', device)] }),
  (world, device) => {
    for (const mark of [OF_NODE.orphan, OF_NODE.multibound])
      if (world.deviceMark(device, mark)) world.emit(FACT['device-marked'], device, mark, 0);
    return 0;
  },
);

function* device_remove(_kernel: Kernel, device: number): Process {
  return yield* holding(deviceLock(device), remove_locked, device);
}

/** Children first, composite nodes among them; one that has been made of it meanwhile follows it. */
function* remove_locked(kernel: Kernel, device: number): Process {
  for (const { id, parent } of kernel.setup.devices) if (parent === device) yield call(device_remove, id);
  yield call(leave_composites, device);
  yield call(stop_all, device, CAUSE['device-removed']);
  yield forgetNode(device);
  const outcome = yield call(device_leaves, device);
  yield call(leave_composites, device);
  return outcome;
}

function* leave_composites(kernel: Kernel, node: number): Process {
  for (const composite of compositesOf(kernel, node))
    if (yield hasPlace(composite, node))
      yield* holding(deviceLock(composite), leave_composite, composite, node);
  return 0;
}

/** A composite node goes with any of its parents; its spec and the other parents stay as they are. */
function* leave_composite(_kernel: Kernel, device: number, node: number): Process {
  yield call(remove_locked, device);
  yield leavePlaces(device, node);
  return 0;
}

/** A5.4: specs without a driver may take it, then whatever is available is tried. */
function* new_driver_available(_kernel: Kernel, driver: number): Process {
  yield call(match_specs, driver);
  return yield call(try_bind_all_available);
}

/** Its devices are let go; specs that had it get another driver, for the next time that they are complete. */
function* driver_unregister(_kernel: Kernel, driver: number): Process {
  const outcome = yield call(driver_leaves_devices, driver);
  if (outcome === OUTCOME.ok) yield call(match_specs, driver);
  return outcome;
}

function* match_specs(kernel: Kernel, driver: number): Process {
  for (const { id } of kernel.setup.devices)
    if (isComposite(kernel, id) && kernel.possible[driver]?.[id]) yield matchSpec(id);
  return 0;
}

/** A5.7: the base packages are resolved, and whatever is available is tried. */
function* load_base_repo(kernel: Kernel): Process {
  yield markSystem(OF_SYSTEM.base, 1);
  for (const { id } of kernel.setup.devices) if (isComposite(kernel, id)) yield matchSpec(id);
  yield call(try_bind_all_available);
  return 0;
}

function* unbind(_kernel: Kernel, driver: number, device: number): Process {
  return yield* holding(deviceLock(device), stop_in_slot, driver, device, CAUSE.unbind);
}

/** Restart with rematch: only a node with a driver is restarted; a composite node with the driver of its spec. */
function* reprobe(kernel: Kernel, device: number): Process {
  if (isComposite(kernel, device)) return yield* holding(deviceLock(device), restart_composite, device);
  const outcome = yield* holding(deviceLock(device), stop_all, device, CAUSE.reprobe);
  if (outcome === OUTCOME.ok) yield call(bind_node, device);
  return outcome;
}

function* restart_composite(_kernel: Kernel, device: number): Process {
  const outcome = yield call(stop_all, device, CAUSE.reprobe);
  if (outcome !== OUTCOME.ok) return outcome;
  const driver = (yield driverOfSpec(device)) - 1;
  if (driver >= 0) yield call(start_in_slot, driver, device);
  return outcome;
}

const isFree = step(
  'without a driver?',
  (kernel, device) => ({ reads: [objectOf('device', device), ...specsOf(kernel, device)], writes: [] }),
  (world, device) =>
    isThere(world, device) && !world.device(device, 'driver') && !isParent(world, device) ? 1 : 0,
);

function* request_bind(_kernel: Kernel, device: number): Process {
  if (yield isFree(device)) yield call(bind_node, device);
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
  register: registeredThen(new_driver_available),
  unregister: driver_unregister,
  lateInit: load_base_repo,
  verbs: {
    bind,
    unbind,
    reprobe,
    rescan: eachOfBus(request_bind),
    drivers_probe: request_bind,
    attach: request_bind,
  },
  services: () => [],
};

const no = (says: string): Trait<unknown> => ({ says, values: 'yes-no', unsaid: () => 0 });
const none = (says: string): Trait<unknown> => ({ says, values: 'name', unsaid: () => 0 });

const TRAITS: Dialect = {
  driver: {
    fallback: {
      says: 'it is a fallback: it wins only where no other driver matches',
      values: 'yes-no',
      unsaid: ({ catchAll }) => (catchAll ? 1 : 0),
    },
    package: { says: 'where its package comes from', values: { words: PACKAGES }, unsaid: () => 0 },
    composite: no('its bind rules are those of a composite: it serves composite nodes only'),
    'refuses-autobind': no('its bind rules refuse autobind: only `bind` gives it a node'),
  },
  device: {
    role: none('by what the specs of composite nodes name it as a parent'),
    multibind: no('it can be a parent of several composite nodes'),
    primary: none('of a composite node: the role of its primary parent; its arrival is that of its spec'),
    'parent-2': none('of a composite node: the role of its second parent'),
    'parent-3': none('of a composite node: the role of its third parent'),
    'parent-4': none('of a composite node: the role of its fourth parent'),
  },
  system: {
    gate: {
      says: 'fallback drivers of boot and base wait until the base packages are resolved',
      values: 'yes-no',
      unsaid: () => 0,
    },
  },
};

/** Whom the index has for the node: nobody while a spec names it, the driver of its spec for a composite node. */
function listed(world: LinuxWorld, device: number): readonly number[] {
  if (isComposite(world.kernel, device)) return [chosen(world, device) - 1];
  return isNamed(world, device) ? [] : matching(world, device);
}

const chosen = (world: LinuxWorld, device: number): number =>
  isComposite(world.kernel, device) ? world.deviceMark(device, OF_NODE.matched) : resolved(world, device);

/** Available is what the index lists for the node: a base driver before its packages are resolved is not. */
function judgeOf(world: LinuxWorld): Judge {
  return {
    available: (driver, device) =>
      listed(world, device).includes(driver) && notRefused(world, driver, device),
    wouldAccept: (driver, device) =>
      chosen(world, device) === driver + 1 && wouldStart(world, driver, device),
    handsOver: () => false,
  };
}

export const FUCHSIA: System = {
  says: 'Fuchsia: one driver that is no fallback, else one fallback, else an error; orphans are tried again',
  source: 'systems reference A5: indexer.rs, bind_manager.cc, driver_runner.cc of a mirror',
  readFrom: 'code',
  leavesOut: [
    'optional parents, and specs of more than four (A5.1)',
    'the rebind of composites (A5.8)',
    'the refusal of a second rebind, and what is left out of a rematch (A5.8)',
    'disabling a driver (A5.8)',
    'which nodes share a driver host (A5.8)',
  ],
  family: 'other',
  byDesign: [],
  age: LINUX_6_1,
  doors: DOORS,
  dialect: 'fuchsia',
  traits: TRAITS,
  marks: MARKS,
  locks: [],
  workers: [
    { name: 'bind manager', about: 'system' },
    { name: 'match of node', about: 'device' },
  ],
  holders: {},
  judgeOf,
  judgeReads: (kernel, device) =>
    isComposite(kernel, device) ? [objectOf('device-mark', device)] : matchReads(kernel, device),
  slotTrait: null,
  projects: false,
  silentOn: ['suppliers-first', 'override-obeyed', 'hands-over-once'],
  prepare: asItIs,
};
