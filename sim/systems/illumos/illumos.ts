/**
 * illumos (systems reference A7): the first of a device's compatible names that has an active driver decides, no
 * driver code takes part; a failed attach is retried with the same driver; a driver that is added later takes idle
 * nodes over.
 *
 * What a story can do: `override` writes a path alias and has the node rebound, `unbind` unconfigures, `attach` and
 * `drivers_probe` configure one node, which is what an open of a lazy one does, `rescan` all of a bus. `block_probing`
 * freezes the tree, for good: the reference knows no thaw. `new_id` and `remove_id` are update_drv,
 * `disable` retires a node by hand and `enable` ends that. No verb binds a named driver to a device once.
 */
import { call, holding, sleep, spawn, tail, waitFor, type ProcessFunction } from '../../engine/effect.ts';
import { workerIdentity, type Kernel, type LinuxWorld, type Process } from '../../linux/kernel.ts';
import { systemLock } from '../../linux/locks.ts';
import { forgetDriver } from '../../linux/driver.ts';
import { unlistDriver } from '../../linux/lists.ts';
import { step } from '../../linux/operations.ts';
import { lastBound } from '../../linux/release.ts';
import type { Doors } from '../../linux/system-parts.ts';
import { objectOf } from '../../model/layout.ts';
import { CAUSE, OUTCOME } from '../../model/outcome.ts';
import { FACT } from '../../model/world.ts';
import { beginSearch, isThere, nameDriver, searchBegun } from '../auction.ts';
import { LINUX_6_1 } from '../linux.ts';
import {
  device_arrives,
  deviceMark,
  driver_arrives,
  holderOf,
  isStarting,
  markDevice,
  markSystem,
  nextUnbound,
  systemMark,
} from '../steps.ts';
import { asItIs, type System } from '../system.ts';
import { DETACHING, FROZEN, inUse, isLazy, judgeOf, MAJOR, MARKS, THREADS, TRAITS } from './majors.ts';
import {
  attach_entered,
  attach_node,
  bind_node,
  come_node,
  configure_node,
  detach_node,
  entered,
  notHeld,
  rebind_node,
  remove_entered,
  retire,
  unbind_entered,
  unretire,
} from './nodes.ts';
import { add_alias, remove_alias, walk_tree } from './update-drv.ts';

/** add_drv and rem_drv keep each other out in user space (A7.6). */
const oneAtATime = (fn: ProcessFunction<LinuxWorld>) =>
  function* with_add_drv_lock(kernel: Kernel, ...args: number[]): Process {
    return yield* holding(systemLock(kernel, 1), fn, ...args);
  };

/** Hot plug: the parent is entered from the node's coming to its attach. */
function* hotplug(kernel: Kernel, device: number): Process {
  const outcome = yield call(device_arrives, device);
  if (outcome !== OUTCOME.ok) return outcome;
  yield markDevice(device, MAJOR, 0);
  if (!(yield searchBegun())) return OUTCOME.ok;
  yield call(bind_node, device);
  if (!isLazy(kernel, device)) yield call(attach_node, device);
  return OUTCOME.ok;
}

/** A7.4: the driver is active, then the tree is walked. */
function* add_drv(kernel: Kernel, driver: number): Process {
  const outcome = yield call(driver_arrives, driver);
  if (outcome !== OUTCOME.ok || !(yield searchBegun())) return outcome;
  return tail(walk_tree, kernel.setup.drivers[driver]?.bus ?? -1, -1);
}

/**
 * The driver is inactive first; attaches that hold it end, then its nodes are unbound, and all are bound anew, to
 * whoever is the next best. Refused if one is in use, or once the tree is frozen.
 */
function* rem_drv(kernel: Kernel, driver: number): Process {
  if (!(yield isThere(driver))) return OUTCOME.ENOENT;
  if (yield systemMark(FROZEN)) return OUTCOME.EBUSY;
  for (const { id } of kernel.setup.devices)
    if (inUse(kernel, id) && (yield holderOf(id)) === driver + 1) return OUTCOME.EBUSY;
  yield unlistDriver(driver);
  yield waitFor(notHeld(driver));
  yield call(unbind_all, driver);
  for (const { id } of kernel.setup.devices)
    if ((yield deviceMark(id, MAJOR)) === driver + 1) yield markDevice(id, MAJOR, 0);
  yield forgetDriver(driver);
  return tail(walk_tree, kernel.setup.drivers[driver]?.bus ?? -1, -1);
}

function* unbind_all(_kernel: Kernel, driver: number): Process {
  const device = (yield lastBound(driver)) - 1;
  if (device < 0) return 0;
  yield call(let_go_entered, device, driver);
  return tail(unbind_all, driver);
}

/** It may have got another driver by the time its parent is entered. */
function* let_go(_kernel: Kernel, device: number, driver: number): Process {
  if ((yield holderOf(device)) !== driver + 1) return 0;
  return yield call(detach_node, device, CAUSE['driver-removed']);
}

const let_go_entered = entered(let_go);

/** The boot: one thread for each nexus, leaf nodes in line (A7.6); it ends when they have ended. */
function* configure_tree(kernel: Kernel): Process {
  yield beginSearch();
  for (const { id } of kernel.setup.buses) yield call(config_children, id, -1);
  yield waitFor(threadsEnded());
  if (kernel.traits.driver['force-attach']?.includes(1))
    yield spawn(workerIdentity(kernel, 'force attach'), i_ddi_forceattach_drivers);
  return 0;
}

/** A7.7: in the background, after the boot's search; drivers that are added later are not forced (UNCONFIRMED). */
function* i_ddi_forceattach_drivers(kernel: Kernel): Process {
  for (const { id } of kernel.setup.devices) {
    const driver = (yield deviceMark(id, MAJOR)) - 1;
    if (kernel.traits.driver['force-attach']?.[driver] === 1) yield call(attach_entered, id);
  }
  return 0;
}

function* config_children(kernel: Kernel, bus: number, after: number): Process {
  const device = yield nextUnbound(bus, after);
  if (device < 0) return OUTCOME.ok;
  if ((kernel.children[device] ?? []).length === 0) yield call(come_node, device);
  else {
    yield countThreads(1);
    yield spawn(workerIdentity(kernel, 'config thread', device), config_thread, device);
  }
  return tail(config_children, bus, device);
}

function* config_thread(_kernel: Kernel, device: number): Process {
  yield call(come_node, device);
  yield countThreads(-1);
  return 0;
}

const threads = objectOf('mark', THREADS);

const countThreads = step(
  'config threads',
  () => ({ reads: [], writes: [threads] }),
  (world, by) => {
    world.emit(FACT['system-marked'], THREADS, world.systemMark(THREADS) + by);
    return 0;
  },
);

const threadsEnded = step(
  'the config threads',
  () => ({ reads: [threads], writes: [] }),
  (world) => (world.systemMark(THREADS) === 0 ? 1 : 0),
);

function* path_alias(_kernel: Kernel, device: number, driver: number): Process {
  yield nameDriver(device, driver + 1);
  return tail(rebind_node, device);
}

function* unconfigure(_kernel: Kernel, driver: number, device: number): Process {
  if ((yield holderOf(device)) !== driver + 1) return OUTCOME.ENXIO;
  return yield call(unbind_entered, device, CAUSE.unbind);
}

function* configure_all(_kernel: Kernel, bus: number): Process {
  return tail(config_children, bus, -1);
}

const DELAYS = 3;
const ONE_SECOND = { min: 1_000_000_000, max: 1_000_000_000 };

/** Whether some node is being attached or detached. */
const anyInFlight = step(
  'attaches or detaches in progress?',
  ({ setup }) => ({
    reads: setup.devices.flatMap(({ id }) => [objectOf('device', id), objectOf('device-mark', id)]),
    writes: [],
  }),
  (world) =>
    world.setup.devices.some(({ id }) => isStarting(world, id) || world.deviceMark(id, DETACHING) === 1)
      ? 1
      : 0,
);

/** A7.9: what is in progress is waited for, three seconds at most; then nothing changes any more, for good. */
function* devtree_freeze(): Process {
  for (let wait = 0; wait < DELAYS && (yield anyInFlight()); wait++)
    yield sleep('attaches and detaches before the freeze', ONE_SECOND);
  yield markSystem(FROZEN, 1);
  return OUTCOME.ok;
}

const DOORS: Doors = {
  add: entered(hotplug),
  remove: remove_entered,
  removeChild: remove_entered,
  register: oneAtATime(add_drv),
  unregister: oneAtATime(rem_drv),
  lateInit: configure_tree,
  verbs: {
    override: path_alias,
    unbind: unconfigure,
    attach: configure_node,
    drivers_probe: configure_node,
    rescan: configure_all,
    new_id: oneAtATime(add_alias),
    remove_id: oneAtATime(remove_alias),
    disable: retire,
    enable: unretire,
    block_probing: devtree_freeze,
  },
  services: () => [],
};

export const ILLUMOS: System = {
  says: 'illumos: names decide, no driver code; a failed attach is final, a better name takes idle nodes over',
  source: 'systems reference A7: usr/src/uts/common/os/devcfg.c',
  readFrom: 'code',
  leavesOut: ['the limit on bus configuration (A7.9)'],
  family: 'other',
  byDesign: ['late-registration-never-rebinds'],
  age: LINUX_6_1,
  doors: DOORS,
  dialect: 'illumos',
  traits: TRAITS,
  marks: MARKS,
  locks: ['the root node', 'add_drv'],
  workers: [
    { name: 'config thread', about: 'device' },
    { name: 'force attach', about: 'system' },
    { name: 'fault manager', about: 'device' },
  ],
  holders: {
    'attaches that hold the driver': [{ fn: 'attach_node' }],
    'the config threads': [{ fn: 'config_thread' }],
  },
  judgeOf,
  slotTrait: null,
  // A walk of add_drv goes through all nodes one after the other, and what it meets depends on when it comes.
  projects: false,
  silentOn: ['suppliers-first', 'hands-over-once', 'override-obeyed'],
  prepare: asItIs,
};
