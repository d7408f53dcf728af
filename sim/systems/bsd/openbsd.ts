/**
 * OpenBSD autoconf (systems reference A3): scores as in NetBSD, one static table, nothing that looks again. Attaches
 * may overlap each other and detaches each other, but no attach overlaps a detach: a counter with a sign (A3.6).
 *
 * The table is one of the kernel file. A driver that a story registers late is one that this kernel could not have; it
 * is put at the end of the table and nobody looks for it (A3.4). Of manual control the reference knows the kernel's
 * configuration only (A3.8): no verbs. Nobody scans a bus again, so what a device that came late has deferred (A3.7,
 * deferred.ts) never runs. A device that goes before that takes it along; in the source it stays in the queue.
 */
import { call, holding, tail, waitFor } from '../../engine/effect.ts';
import type { Kernel, Process } from '../../linux/kernel.ts';
import { deviceLock } from '../../linux/locks.ts';
import { step } from '../../linux/operations.ts';
import type { Doors } from '../../linux/system-parts.ts';
import { objectOf } from '../../model/layout.ts';
import { CAUSE, OUTCOME } from '../../model/outcome.ts';
import { FACT } from '../../model/world.ts';
import { beginSearch, searchBegun } from '../auction.ts';
import { judgeWhere } from '../judge.ts';
import { LINUX_6_1 } from '../linux.ts';
import {
  device_arrives,
  device_leaves,
  driver_arrives,
  driver_leaves,
  isOpen,
  markDevice,
  nextUnbound,
  stop_driver,
} from '../steps.ts';
import { asItIs, NO_MARKS, type System } from '../system.ts';
import { ALL, config_attach, config_search, isCandidate, MATCH, UNIT, UNIT_TAKEN } from './autoconf.ts';
import {
  configTrait,
  DEFER,
  findsChildren,
  LATER,
  mayHoldUp,
  nothingPending,
  processesDeferred,
  whenOf,
} from './deferred.ts';

/** The one word: above 0 so many attaches are under way, below 0 so many detaches. */
const COUNTER = 0;
const counter = objectOf('mark', COUNTER);

const noneDetaches = step(
  'detaches in progress',
  () => ({ reads: [counter], writes: [] }),
  (world) => (world.systemMark(COUNTER) >= 0 ? 1 : 0),
);
const noneAttaches = step(
  'attaches in progress',
  () => ({ reads: [counter], writes: [] }),
  (world) => (world.systemMark(COUNTER) <= 0 ? 1 : 0),
);

/** Moves the counter on by `a`, if that is away from zero or the other side has ended; 0: it has not. */
const count = step(
  'counted in',
  () => ({ reads: [], writes: [counter] }),
  (world, by) => {
    const now = world.systemMark(COUNTER);
    if (now * by < 0) return 0;
    world.emit(FACT['system-marked'], COUNTER, now + by);
    return 1;
  },
);
const countOut = step(
  'counted out',
  () => ({ reads: [], writes: [counter] }),
  (world, by) => {
    world.emit(FACT['system-marked'], COUNTER, world.systemMark(COUNTER) - by);
    return 0;
  },
);

function* begin_attach(): Process {
  yield waitFor(noneDetaches());
  return (yield count(1)) ? 0 : tail(begin_attach);
}

function* begin_detach(): Process {
  yield waitFor(noneAttaches());
  return (yield count(-1)) ? 0 : tail(begin_detach);
}

/**
 * A child is found, searched for and attached. Counted as an attach from its finding on; in the source from
 * config_attach on, and the bus's one thread keeps its own removals out of the gap before it.
 */
function* device_add(_kernel: Kernel, device: number): Process {
  yield call(begin_attach);
  const outcome = yield call(device_arrives, device);
  if (outcome === OUTCOME.ok && (yield searchBegun())) yield call(config_found, device);
  yield countOut(1);
  return outcome;
}

/** The bus looks for its child's driver, one look at a time for one child. */
function* config_found(_kernel: Kernel, device: number): Process {
  return yield* holding(deviceLock(device), search_and_attach, device);
}

function* search_and_attach(kernel: Kernel, device: number): Process {
  if (!(yield isOpen(device))) return 0;
  const winner = yield call(config_search, device, ALL);
  if (winner === 0) return 0;
  const outcome = yield call(config_attach, winner - 1, device);
  if (outcome === UNIT_TAKEN) return tail(search_and_attach, device);
  if (outcome !== OUTCOME.ok) return 0;
  if (whenOf(kernel, winner - 1) === DEFER) {
    yield markDevice(device, LATER, DEFER);
    return 0;
  }
  yield call(find_children, device);
  yield call(config_process_deferred, device, -1, 0);
  return 0;
}

const find_children = findsChildren(config_found);

const config_process_deferred = processesDeferred(find_children);

/** The boot's one search; then the root file system waits until nothing is pending (A3.7). */
function* config_rootsearch(kernel: Kernel): Process {
  yield beginSearch();
  for (const { id } of kernel.setup.buses) {
    yield call(search_bus, id, -1);
    if (mayHoldUp(kernel)) yield call(bus_attached, id);
  }
  if (mayHoldUp(kernel)) yield waitFor(nothingPending());
  return 0;
}

/** The bus's own attach ends, and what its children deferred runs. */
function* bus_attached(_kernel: Kernel, bus: number): Process {
  yield call(begin_attach);
  yield call(config_process_deferred, -1, bus, 0);
  yield countOut(1);
  return 0;
}

function* search_bus(_kernel: Kernel, bus: number, after: number): Process {
  const device = yield nextUnbound(bus, after);
  if (device < 0) return 0;
  yield call(begin_attach);
  yield call(config_found, device);
  yield countOut(1);
  return tail(search_bus, bus, device);
}

/** Children first; a child that is being attached is waited for. */
function* config_detach(kernel: Kernel, device: number): Process {
  for (const { id, parent } of kernel.setup.devices) if (parent === device) yield call(config_detach, id);
  yield call(begin_detach);
  yield markDevice(device, LATER, 0);
  yield call(stop_driver, device, CAUSE['device-removed']);
  const outcome = yield call(device_leaves, device);
  yield countOut(-1);
  return outcome;
}

/** Nothing unloads a driver there; where a story does, its devices are detached. */
function* take_out(_kernel: Kernel, driver: number): Process {
  yield call(begin_detach);
  const outcome = yield call(driver_leaves, driver);
  yield countOut(-1);
  return outcome;
}

const DOORS: Doors = {
  add: device_add,
  remove: config_detach,
  removeChild: config_detach,
  register: driver_arrives,
  unregister: take_out,
  lateInit: config_rootsearch,
  verbs: {},
  services: () => [],
};

const CONFIG = configTrait(
  'When the rest of its attach runs, which finds its children: at once, or when its parent is attached (config_defer).',
  DEFER + 1,
);

export const OPENBSD: System = {
  says: 'OpenBSD autoconf: the highest score wins, nobody looks again, attaches and detaches keep each other out',
  source: 'systems reference A3: sys/kern/subr_autoconf.c of 2015',
  readFrom: 'code',
  leavesOut: [
    'what a match leaves in the softc for the attach (A3.2)',
    'editing the configuration at boot (A3.8, UNCONFIRMED)',
  ],
  family: 'other',
  byDesign: ['nobody-stranded'],
  age: LINUX_6_1,
  doors: DOORS,
  dialect: 'openbsd',
  traits: { driver: { match: MATCH, unit: UNIT, config: CONFIG }, device: {}, system: {} },
  marks: { ...NO_MARKS, device: ['left for later'], system: ['attaches less detaches'] },
  locks: [],
  workers: [],
  holders: {
    'detaches in progress': [{ fn: 'config_detach' }, { fn: 'take_out' }],
    'devices that hold up the boot': [{ fn: 'config_detach' }],
    'attaches in progress': [{ fn: 'device_add' }, { fn: 'config_found' }],
  },
  judgeOf: (world) => ({
    ...judgeWhere(world, (driver, device) => isCandidate(world, driver, device)),
    waitsToBeAsked: true,
  }),
  slotTrait: null,
  // Every attach holds up every detach, and what others attach is not a delay that a projection knows of.
  projects: false,
  silentOn: ['suppliers-first', 'override-obeyed'],
  prepare: asItIs,
};
