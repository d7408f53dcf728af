/**
 * What each fact does to the words of the world: one line per kind, complete by type. Facts that only tell (a match was
 * asked, a command answered) change nothing but are part of the record.
 */
import { BUS, BUS_WORDS, DEV, DEV_WORDS, DRV, DRV_WORDS, MOD, MOD_WORDS, ONE } from './layout.ts';
import { APPLY_MARKS, clearSlots, leaveOwnSlot } from './apply-marks.ts';
import { eventAt } from './layout.ts';
import { ABSENT, COMING, GOING, LIVE, UNFORMED } from './layout.ts';
import type { FactName } from './facts.ts';
import { klistAppend, klistDelete, klistLeave, klistStand, queueAppend, queueRemove } from './lists.ts';
import { OUTCOME } from './outcome.ts';
import type { World } from './world.ts';

type Apply = (world: World, a: number, b: number, c: number) => void;

const tells: Apply = () => {};
const setDevice = (world: World, device: number, field: keyof typeof DEV, value: number): void => {
  world.words[world.layout.device + device * DEV_WORDS + DEV[field]] = value;
};
const setDriver = (world: World, driver: number, field: keyof typeof DRV, value: number): void => {
  world.words[world.layout.driver + driver * DRV_WORDS + DRV[field]] = value;
};
const setOne = (world: World, field: keyof typeof ONE, value: number): void => {
  world.words[ONE[field]] = value;
};
const setModule = (world: World, module: number, field: keyof typeof MOD, value: number): void => {
  world.words[world.layout.module + module * MOD_WORDS + MOD[field]] = value;
};
/** Loaders inside this module's load; more than one only if a quirk lets them. */
const addLoader = (world: World, module: number, change: number): void => {
  const at = world.layout.module + module * MOD_WORDS + MOD.loaders;
  world.words[at] = Math.max(0, (world.words[at] ?? 0) + change);
};
const busOfDevice = (world: World, device: number): number => world.setup.devices[device]?.bus ?? 0;
const deviceList = (world: World, device: number) => world.deviceLists[busOfDevice(world, device)] as never;
const driverList = (world: World, driver: number) =>
  world.driverLists[world.setup.drivers[driver]?.bus ?? 0] as never;

/** A device that appears anew remembers nothing of its previous life. */
function nameDevice(world: World, device: number): void {
  for (const field of ['ready', 'matchable', 'dead', 'driver', 'bound', 'canMatch', 'asyncDriver'] as const) {
    setDevice(world, device, field, 0);
  }
  for (const field of [
    'useGeneric',
    'reprobed',
    'driverInfo',
    'triggered',
    'linkState',
    'releasedBy',
  ] as const) {
    setDevice(world, device, field, 0);
  }
  forgetVerdicts(world, device, null);
  clearSlots(world, device);
  setDevice(world, device, 'named', 1);
}

/** A new round begins, of one slot or (null) of all: nobody has refused it yet. Attempts stay, scripts go by them. */
function forgetVerdicts(world: World, device: number, slot: number | null): void {
  for (const { id } of world.setup.drivers) {
    if (slot !== null && world.slotAt(id, device) !== slot) continue;
    const at = world.pairAt(id, device);
    world.words[at] = (world.words[at] ?? 0) & ~0xff;
  }
}

function answer(world: World, device: number, driver: number, outcome: number): void {
  const at = world.pairAt(driver, device);
  world.words[at] = ((world.words[at] ?? 0) & ~0xff) | (outcome + 1);
}

/** Counts as far as it matters only: else a retry for ever would be a new state each time. */
function countAttempt(world: World, device: number, driver: number): void {
  const at = world.pairAt(driver, device);
  const most = Math.min(world.setup.attemptsMax[driver]?.[device] ?? 0, 255);
  if (world.attempts(driver, device) < most) world.words[at] = (world.words[at] ?? 0) + 0x100;
}

/** A second binding of a bound device must not happen; if a quirk lets it, `bound` says so and the list stays whole. */
function bind(world: World, device: number, driver: number): void {
  answer(world, device, driver, OUTCOME.ok);
  setDevice(world, device, 'releasedBy', 0);
  if (world.device(device, 'bound')) {
    setDevice(world, device, 'bound', 2);
    return;
  }
  const last = world.driver(driver, 'boundLast');
  setDevice(world, device, 'driver', driver + 1);
  setDevice(world, device, 'bound', 1);
  setDevice(world, device, 'boundPrev', last);
  setDevice(world, device, 'boundNext', 0);
  if (last) setDevice(world, last - 1, 'boundNext', device + 1);
  setDriver(world, driver, 'boundLast', device + 1);
}

function release(world: World, device: number, driver: number, cause: number): void {
  const prev = world.device(device, 'boundPrev');
  const next = world.device(device, 'boundNext');
  if (prev) setDevice(world, prev - 1, 'boundNext', next);
  if (next) setDevice(world, next - 1, 'boundPrev', prev);
  else setDriver(world, driver, 'boundLast', prev);
  for (const field of ['boundPrev', 'boundNext', 'bound', 'driver'] as const)
    setDevice(world, device, field, 0);
  setDevice(world, device, 'releasedBy', cause + 1);
  leaveOwnSlot(world, device, driver, cause);
  forgetVerdicts(world, device, world.slotAt(driver, device));
}

/** Every prober that watches learns that a trigger fired (4.1.4), and all pending devices become active (5.3.2). */
function trigger(world: World): void {
  for (const { id } of world.setup.devices) {
    if (world.device(id, 'triggered') === 1) setDevice(world, id, 'triggered', 2);
    if (world.device(id, 'deferred') === 1) setDevice(world, id, 'deferred', 2);
  }
  const first = world.one('pendingFirst');
  if (first === 0) return;
  const tail = world.one('activeLast');
  if (tail === 0) setOne(world, 'activeFirst', first);
  else setDevice(world, tail - 1, 'deferNext', first);
  setOne(world, 'activeLast', world.one('pendingLast'));
  setOne(world, 'pendingFirst', 0);
  setOne(world, 'pendingLast', 0);
}

function undefer(world: World, device: number): void {
  queueRemove(world.words, world.device(device, 'deferred') === 1 ? world.pending : world.active, device);
  setDevice(world, device, 'deferred', 0);
}

function queueUevent(world: World, device: number, action: number): void {
  const { words } = world;
  const queue = world.eventQueueOf(device);
  const count = words[queue] ?? 0;
  for (let index = 0; index < count; index++) {
    const at = eventAt(queue, index);
    // An equal event already waits: handling it twice in a row changes nothing, and keeps the queue finite.
    if (words[at] === device + 1 && words[at + 1] === action && words[at + 2] === 0) return;
  }
  const at = eventAt(queue, count);
  words[at] = device + 1;
  words[at + 1] = action;
  words[at + 2] = 0;
  words[queue] = count + 1;
}

function startUevent(world: World, device: number, action: number): void {
  const { words } = world;
  const queue = world.eventQueueOf(device);
  for (let index = 0; index < (words[queue] ?? 0); index++) {
    const at = eventAt(queue, index);
    if (words[at] !== device + 1 || words[at + 1] !== action || words[at + 2] !== 0) continue;
    words[at + 2] = 1;
    return;
  }
}

/** Only one event of a device runs at a time, so the running one of this device is the one that ended. */
function finishUevent(world: World, device: number): void {
  const { words } = world;
  const queue = world.eventQueueOf(device);
  const count = words[queue] ?? 0;
  for (let index = 0; index < count; index++) {
    const at = eventAt(queue, index);
    if (words[at] !== device + 1 || words[at + 2] !== 1) continue;
    words.copyWithin(at, eventAt(queue, index + 1), eventAt(queue, count));
    words.fill(0, eventAt(queue, count - 1), eventAt(queue, count));
    words[queue] = count - 1;
    return;
  }
}

const bit = (world: World, field: 'deferWork', set: number, clear: number): void =>
  setOne(world, field, (world.one(field) & ~clear) | set);

export const APPLY: Readonly<Record<FactName, Apply>> = {
  'device-named': nameDevice,
  'device-listed': (w, d) => klistAppend(w.words, deviceList(w, d), d),
  'device-ready': (w, d) => setDevice(w, d, 'ready', 1),
  'device-matchable': (w, d) => setDevice(w, d, 'matchable', 1),
  'device-dead': (w, d) => setDevice(w, d, 'dead', 1),
  'device-unlisted': (w, d) => klistDelete(w.words, deviceList(w, d), d),
  'device-gone': (w, d) => setDevice(w, d, 'named', 0),
  'device-driver-preset': (w, d, k) => setDevice(w, d, 'driver', k + 1),
  'driver-named': (w, k) => setDriver(w, k, 'named', 1),
  'driver-listed': (w, k) => {
    klistAppend(w.words, driverList(w, k), k);
  },
  'driver-files-made': (w, k) => setDriver(w, k, 'files', 1),
  'driver-files-removed': (w, k) => setDriver(w, k, 'files', 0),
  'driver-file-opened': (w, k) => setDriver(w, k, 'writes', w.driver(k, 'writes') + 1),
  'driver-file-closed': (w, k) => setDriver(w, k, 'writes', w.driver(k, 'writes') - 1),
  'driver-unlisted': (w, k) => klistDelete(w.words, driverList(w, k), k),
  'driver-gone': (w, k) => {
    setDriver(w, k, 'named', 0);
    // Whoever registers under this name later has refused nobody yet.
    for (const { id } of w.setup.devices) w.words[w.pairAt(k, id)] = (w.words[w.pairAt(k, id)] ?? 0) & ~0xff;
  },
  'driver-refused-name': tells,
  'walk-stands-on-device': (w, d) => klistStand(w.words, deviceList(w, d), d),
  'walk-leaves-device': (w, d) => klistLeave(w.words, deviceList(w, d), d),
  'walk-stands-on-driver': (w, k) => klistStand(w.words, driverList(w, k), k),
  'walk-leaves-driver': (w, k) => klistLeave(w.words, driverList(w, k), k),
  matched: tells,
  'can-match': (w, d) => setDevice(w, d, 'canMatch', 1),
  'probe-began': (w, d, k) => setDevice(w, d, 'driver', k + 1),
  'probe-called': countAttempt,
  'probe-answered': tells,
  'probe-failed': (w, d, k, outcome) => {
    answer(w, d, k, outcome);
    if (!w.device(d, 'bound')) setDevice(w, d, 'driver', 0);
  },
  'probe-counted': (w, count) => setOne(w, 'probeCount', w.one('probeCount') + count),
  bound: bind,
  released: release,
  'remove-called': tells,
  'defer-pending': (w, d) => {
    queueAppend(w.words, w.pending, d);
    setDevice(w, d, 'deferred', 1);
  },
  'defer-removed': undefer,
  'defer-triggered': trigger,
  'defer-taken': undefer,
  'defer-enabled': (w) => setOne(w, 'deferEnabled', 1),
  'initcalls-done': (w) => setOne(w, 'initcallsDone', 1),
  'defer-timeout-armed': (w) => {
    setOne(w, 'deferTimeout', 1);
    setOne(w, 'deferAlarms', w.one('deferAlarms') + 1);
  },
  'defer-alarm-rang': (w) => setOne(w, 'deferAlarms', w.one('deferAlarms') - 1),
  'defer-timeout-expired': (w) => setOne(w, 'deferTimeout', 2),
  'defer-work-queued': (w) => bit(w, 'deferWork', 1, 0),
  'defer-work-began': (w) => bit(w, 'deferWork', 2, 1),
  'defer-work-ended': (w) => bit(w, 'deferWork', 0, 2),
  'trigger-watched': (w, d) => setDevice(w, d, 'triggered', 1),
  'trigger-unwatched': (w, d) => setDevice(w, d, 'triggered', 0),
  'probing-blocked': (w, flag) => setOne(w, 'probingBlocked', flag),
  'async-slot-taken': (w, d, k) => setDevice(w, d, 'asyncDriver', k + 1),
  'async-slot-cleared': (w, d) => setDevice(w, d, 'asyncDriver', 0),
  'async-scheduled': (w) => setOne(w, 'asyncPending', w.one('asyncPending') + 1),
  'async-finished': (w) => setOne(w, 'asyncPending', w.one('asyncPending') - 1),
  'link-state': (w, link, state) => {
    w.words[w.layout.link + link] = state;
  },
  'device-link-state': (w, d, state) => setDevice(w, d, 'linkState', state),
  'override-set': (w, d, k) => setDevice(w, d, 'override', k + 1),
  // Counted: usb and hid list an id as often as it is written.
  'dynid-added': (w, id) => {
    w.words[w.layout.dynamicId + id] = (w.words[w.layout.dynamicId + id] as number) + 1;
  },
  'dynid-removed': (w, id) => {
    w.words[w.layout.dynamicId + id] = (w.words[w.layout.dynamicId + id] as number) - 1;
  },
  'autoprobe-set': (w, bus, flag) => {
    w.words[w.layout.bus + bus * BUS_WORDS + BUS.autoprobe] = flag;
  },
  'command-answered': tells,
  'usb-use-generic': (w, d, flag) => setDevice(w, d, 'useGeneric', flag),
  'hid-reprobed': (w, d, flag) => setDevice(w, d, 'reprobed', flag),
  'ccw-driver-info': (w, d, k) => setDevice(w, d, 'driverInfo', k + 1),
  'module-unformed': (w, m) => {
    setModule(w, m, 'state', UNFORMED);
    if (w.setup.modules[m]?.awaited) setModule(w, m, 'untold', 1);
    addLoader(w, m, 1);
  },
  'module-coming': (w, m) => setModule(w, m, 'state', COMING),
  'module-live': (w, m) => {
    setModule(w, m, 'state', LIVE);
    addLoader(w, m, -1);
  },
  'module-going': (w, m) => setModule(w, m, 'state', GOING),
  'module-absent': (w, m) => {
    setModule(w, m, 'state', ABSENT);
    addLoader(w, m, -1);
  },
  'module-waiters-woken': (w) => {
    for (const { id, awaited } of w.setup.modules) {
      if (!awaited || !w.module(id, 'untold')) continue;
      const state = w.module(id, 'state');
      if (state !== UNFORMED && state !== COMING) setModule(w, id, 'untold', 0);
    }
  },
  'module-load-shared': (w, m, count) => setModule(w, m, 'shared', count),
  'module-load-answered': (w, m, outcome) => {
    // That another load was first (10.8.2) says nothing about whether the module can be loaded.
    if (outcome !== OUTCOME.EEXIST && outcome !== OUTCOME.EBUSY)
      setModule(w, m, 'failed', outcome === OUTCOME.ok ? 0 : 1);
  },
  'uevent-queued': queueUevent,
  'uevent-started': startUevent,
  'uevent-finished': finishUevent,
  'udev-worker': (w, count) => setOne(w, 'udevWorkers', w.one('udevWorkers') + count),
  'stage-entered': (w, stage) => setOne(w, 'stage', stage),
  ...APPLY_MARKS,
};
