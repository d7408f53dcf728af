/**
 * Haiku (systems reference A8): drivers say how well they support a node, the best one is registered, and when a
 * node is looked at again a strictly better one replaces it, at once if nobody uses it, else when its last user
 * closes it.
 *
 * What a story can do: `drivers_probe`, `attach` and `reprobe` look at one node again, `rescan` at all of a bus;
 * `unbind` is the last user of that driver's device closing it, `bind` somebody opening it; a file's driver-
 * override is a fixed child (A8.8). Nodes are looked at on demand
 * (A8.7): our reading is that somebody looks into /dev after each driver that arrives, which the trait `scan` can
 * switch off.
 */
import { call, holding, tail, type ProcessFunction } from '../../engine/effect.ts';
import type { Kernel, LinuxWorld, Process } from '../../linux/kernel.ts';
import { systemLock } from '../../linux/locks.ts';
import type { Doors } from '../../linux/system-parts.ts';
import { CAUSE, OUTCOME } from '../../model/outcome.ts';
import { beginSearch, searchBegun } from '../auction.ts';
import { LINUX_6_1 } from '../linux.ts';
import {
  device_arrives,
  device_leaves,
  deviceMark,
  driver_arrives,
  driver_leaves,
  markDevice,
} from '../steps.ts';
import type { System } from '../system.ts';
import {
  close_device,
  isNode,
  open_device,
  probe_node,
  probe_nodes,
  register_fixed,
  release_children,
  unregister_beside,
} from './manager.ts';
import { hasFixedChild, judgeOf, MARKS, numbered, takesSeveral, TRAITS, WAITING } from './support.ts';

/** The process function with the device manager's lock held (A8.6). */
const locked = (fn: ProcessFunction<LinuxWorld>) =>
  function* with_manager_lock(kernel: Kernel, ...args: number[]): Process {
    return yield* holding(systemLock(kernel, 0), fn, ...args);
  };

function* add_node(kernel: Kernel, device: number): Process {
  const outcome = yield call(device_arrives, device);
  if (outcome !== OUTCOME.ok || !(yield searchBegun())) return outcome;
  if (hasFixedChild(kernel, device)) return tail(register_node, device);
  yield call(probe_node, device);
  return OUTCOME.ok;
}

/** A8.8: a node whose fixed child does not register is none either. Returns an outcome. */
function* register_node(_kernel: Kernel, device: number): Process {
  const outcome = yield call(register_fixed, device);
  if (outcome !== OUTCOME.ok) yield call(remove_node, device);
  return outcome;
}

function* remove_node(kernel: Kernel, device: number): Process {
  for (const { id, parent } of kernel.setup.devices) if (parent === device) yield call(remove_node, id);
  yield call(release_children, device, CAUSE['device-removed']);
  return tail(device_leaves, device);
}

function* driver_file_comes(kernel: Kernel, driver: number): Process {
  const outcome = yield call(driver_arrives, driver);
  const looks = kernel.traits.system['scan'] === 0;
  if (outcome !== OUTCOME.ok || !looks || !(yield searchBegun())) return outcome;
  return tail(probe_nodes, kernel.setup.drivers[driver]?.bus ?? -1, -1);
}

/** Its nodes go with it, and it waits for nothing any more. */
function* driver_file_goes(kernel: Kernel, driver: number): Process {
  for (const { id } of kernel.setup.devices) {
    if (!kernel.possible[driver]?.[id]) continue;
    if ((yield deviceMark(id, WAITING)) === driver + 1) yield markDevice(id, WAITING, 0);
  }
  const outcome = yield call(driver_leaves, driver);
  for (const { id } of kernel.setup.devices)
    if (kernel.possible[driver]?.[id] && takesSeveral(kernel, id))
      yield call(unregister_beside, driver, id, CAUSE['driver-removed']);
  return outcome;
}

function* first_probe(kernel: Kernel): Process {
  yield beginSearch();
  for (const { id } of kernel.setup.devices)
    if (hasFixedChild(kernel, id) && (yield isNode(id))) yield call(register_node, id);
  for (const { id } of kernel.setup.buses) yield call(probe_nodes, id, -1);
  return 0;
}

function* rescan(_kernel: Kernel, bus: number): Process {
  return tail(probe_nodes, bus, -1);
}

const DOORS: Doors = {
  add: locked(add_node),
  remove: locked(remove_node),
  removeChild: remove_node,
  register: locked(driver_file_comes),
  unregister: locked(driver_file_goes),
  lateInit: locked(first_probe),
  verbs: {
    bind: locked(open_device),
    unbind: locked(close_device),
    attach: locked(probe_node),
    drivers_probe: locked(probe_node),
    reprobe: locked(probe_node),
    rescan: locked(rescan),
  },
  services: () => [],
};

export const HAIKU: System = {
  says: 'Haiku: the best support wins; a better driver takes over when nobody uses the device',
  source: 'systems reference A8: src/system/kernel/device_manager/device_manager.cpp',
  readFrom: 'code',
  leavesOut: [
    'drivers that are on disk and not loaded (A8.1)',
    'search paths by the type of a node, which leave drivers unasked (A8.1)',
    'which nodes one update cycle looks at (A8.7)',
    'drivers that are kept loaded, the order of children (A8.9)',
  ],
  family: 'other',
  byDesign: ['late-registration-never-rebinds'],
  age: LINUX_6_1,
  doors: DOORS,
  dialect: 'haiku',
  traits: TRAITS,
  marks: MARKS,
  locks: ['device manager lock'],
  workers: [],
  holders: {},
  judgeOf,
  slotTrait: 'slot',
  slotsOn: 'multiple',
  projects: false,
  silentOn: ['suppliers-first', 'hands-over-once'],
  prepare: numbered,
};
