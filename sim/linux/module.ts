/**
 * Modules in the kernel: kernel/module/main.c (reference 10.8). States: absent, unformed, coming, live, going. Init
 * functions of different modules run in parallel; there is no global lock.
 */
import { call, choose, sleep, tail, waitFor } from '../engine/effect.ts';
import { objectOf } from '../model/layout.ts';
import { ABSENT, COMING, GOING, LIVE, UNFORMED } from '../model/layout.ts';
import { OUTCOME, type OutcomeName } from '../model/outcome.ts';
import { FACT } from '../model/world.ts';
import { allowsAsync } from './async.ts';
import { asyncIdle } from './defer.ts';
import type { Kernel, LinuxWorld, ModuleBehaviour, Process } from './kernel.ts';
import { step } from './operations.ts';

const changesModule = (name: string, run: (world: LinuxWorld, module: number, b: number) => number) =>
  step(name, (_kernel, module) => ({ reads: [], writes: [objectOf('module', module)] }), run);

const looksAtModule = (name: string, run: (world: LinuxWorld, module: number) => number) =>
  step(name, (_kernel, module) => ({ reads: [objectOf('module', module)], writes: [] }), run);

/** 10.8.2, under module_mutex. 0: ours now; else the state of the module of this name that is in the way. */
const addUnformed = changesModule('module of that name?', (world, module) => {
  const state = world.module(module, 'state');
  const blind = world.kernel.quirks['two-inserts'] && state !== LIVE;
  if (state !== ABSENT && !blind) return state;
  world.emit(FACT['module-unformed'], module);
  return ABSENT;
});

/** 6.12: 1 if a load of this module is under way; else this one is, and others will share it. */
const joinLoad = changesModule('a load to share?', (world, module) => {
  if (world.module(module, 'shared')) return 1;
  world.emit(FACT['module-load-shared'], module, 1);
  return 0;
});

const endShared = changesModule('shared load ended', (world, module) => {
  world.emit(FACT['module-load-shared'], module, 0);
  return 0;
});

/** 6.12: outcome + 1 of the load that is shared, once its caller has it; 0 until then. */
const sharedOutcome = looksAtModule('the other load', (world, module) =>
  world.module(module, 'shared') ? 0 : world.module(module, 'outcome'),
);

/**
 * 10.8.2: the other load has ended, one way or the other, and whoever slept until then has been woken. That comes after
 * the wait for asynchronous probes (10.8.6), or when any other load ends: all wait in one queue.
 */
const settled = looksAtModule('the other load', (world, module) => world.module(module, 'told'));

const isLive = looksAtModule('live?', (world, module) => (world.module(module, 'state') === LIVE ? 1 : 0));

/** What a module finds when it looks for one that it needs. */
const BUSY = 0;
const THERE = 1;
const MISSING = 2;

function providerState(world: LinuxWorld, module: number): number {
  const state = world.module(module, 'state');
  if (state === LIVE) return THERE;
  return state === COMING || state === UNFORMED ? BUSY : MISSING;
}

/** 10.8.3: a provider that is still initialising is waited for, until somebody is woken; what is there then counts. */
const provider = looksAtModule('a module that it needs', (world, module) =>
  world.module(module, 'told') ? providerState(world, module) : BUSY,
);
const providerNow = looksAtModule('a module that it needs, at once', providerState);

const setComing = changesModule('module coming', (world, module) => {
  world.emit(FACT['module-coming'], module);
  return 0;
});
const setLive = changesModule('module live', (world, module) => {
  world.emit(FACT['module-live'], module);
  return 0;
});
const setGoing = changesModule('module going', (world, module, outcome) => {
  world.emit(FACT['module-going'], module, outcome);
  return 0;
});
/** wake_up_all() on the one queue of all who wait for modules. */
const wakeWaiters = step(
  'waiters woken',
  (kernel) => ({
    reads: [],
    writes: kernel.setup.modules.flatMap(({ id, awaited }) => (awaited ? [objectOf('module', id)] : [])),
  }),
  (world, module) => {
    world.emit(FACT['module-waiters-woken'], module);
    return 0;
  },
);
const setAbsent = changesModule('module gone', (world, module) => {
  world.emit(FACT['module-absent'], module);
  return 0;
});
/** At an ok a promise asks which probes of the module's drivers are queued, so it is ordered with the queueing. */
const loadAnswered = step(
  'load answered',
  (kernel, module, outcome) => ({
    reads: outcome === OUTCOME.ok ? asyncSlotsOf(kernel, module) : [],
    writes: [objectOf('module', module)],
  }),
  (world, module, outcome) => {
    world.emit(FACT['module-load-answered'], module, outcome);
    return outcome;
  },
);

function asyncSlotsOf(kernel: Kernel, module: number): number[] {
  const drivers = kernel.setup.modules[module]?.drivers ?? [];
  const asynchronous = drivers.filter((driver) => allowsAsync(kernel, driver));
  const devices = kernel.setup.devices.filter(({ id }) =>
    asynchronous.some((driver) => kernel.possible[driver]?.[id]),
  );
  return devices.map(({ id }) => objectOf('device', id));
}

/** finit_module: returns an outcome, 0 if the module is live because of this call. */
export function* finit_module(kernel: Kernel, module: number): Process {
  if (kernel.age.sharedModuleLoad) return tail(idempotent_init_module, module);
  const outcome = yield call(load_module, module);
  yield loadAnswered(module, outcome);
  return outcome;
}

/** 6.12: who asks while a load of the same file runs gets its result; the probes that it waits for are part of it. */
function* idempotent_init_module(_kernel: Kernel, module: number): Process {
  const joins = yield joinLoad(module);
  const outcome = joins ? (yield waitFor(sharedOutcome(module))) - 1 : yield call(load_module, module);
  yield loadAnswered(module, outcome);
  if (!joins) yield endShared(module);
  return outcome;
}

function* load_module(kernel: Kernel, module: number): Process {
  const behaviour = kernel.modules[module] as ModuleBehaviour;
  if (behaviour.refused) return OUTCOME.EPERM;
  yield sleep(`loading ${kernel.setup.modules[module]?.name}`, behaviour.load); // 1
  const other = yield addUnformed(module); // 2
  if (other !== ABSENT) return tail(second_load, module, other);
  for (const needed of kernel.setup.modules[module]?.depends ?? []) {
    const now = yield providerNow(needed);
    const waits = now === BUSY && !kernel.quirks['no-dependency-wait'];
    const found = waits ? yield waitFor(provider(needed)) : now;
    if (found !== THERE) return tail(give_up, module, found === BUSY ? OUTCOME.EAGAIN : OUTCOME.ENOENT);
  }
  yield setComing(module);
  return tail(do_init_module, module);
}

/** 10.8.2: wait for the first load to end; live is EEXIST, else EBUSY, and nobody tries again. */
function* second_load(_kernel: Kernel, module: number, state: number): Process {
  if (state === GOING) return OUTCOME.EBUSY;
  if (state === LIVE) return OUTCOME.EEXIST;
  yield waitFor(settled(module));
  return (yield isLive(module)) ? OUTCOME.EEXIST : OUTCOME.EBUSY;
}

/** 10.8.4 to 10.8.6. P10: each state is a place where others can look. */
function* do_init_module(kernel: Kernel, module: number): Process {
  const { init, initMay, asyncProbe } = kernel.modules[module] as ModuleBehaviour;
  const name = `init of ${kernel.setup.modules[module]?.name}`;
  if (init.max > 0) yield sleep(name, init);
  const picked = initMay.length > 1 ? yield choose('outcome', name, initMay) : 0;
  const outcome = OUTCOME[(initMay[picked] ?? 'ok') as OutcomeName];
  if (outcome !== OUTCOME.ok) return tail(give_up, module, outcome);
  const registered = yield call(register_drivers_of, module);
  if (registered !== OUTCOME.ok) return tail(give_up, module, registered);
  yield setLive(module);
  if (!asyncProbe && !kernel.quirks['no-async-wait-on-load']) yield waitFor(asyncIdle()); // 6.4
  yield wakeWaiters(module);
  return OUTCOME.ok;
}

/** The init function's registrations, one after the other; the first error undoes those before it (10.8.5). */
export function* register_drivers_of(kernel: Kernel, module: number): Process {
  const drivers = kernel.setup.modules[module]?.drivers ?? [];
  for (let i = 0; i < drivers.length; i++) {
    const outcome = yield call(kernel.doors.register, drivers[i] as number);
    if (outcome === OUTCOME.ok) continue;
    for (let j = i - 1; j >= 0; j--) yield call(kernel.doors.unregister, drivers[j] as number);
    return outcome;
  }
  return OUTCOME.ok;
}

function* give_up(_kernel: Kernel, module: number, outcome: number): Process {
  yield setGoing(module, outcome);
  yield setAbsent(module);
  yield wakeWaiters(module);
  return outcome;
}

/** 10.8 delete_module. 0: ours to remove and GOING now; else an outcome. */
const startRemoval = step(
  'in use?',
  (kernel, module) => ({
    reads: kernel.setup.modules
      .filter(({ depends }) => depends.includes(module))
      .map(({ id }) => objectOf('module', id)),
    writes: [objectOf('module', module)],
  }),
  (world, module) => {
    const users = world.setup.modules.filter(({ depends }) => depends.includes(module));
    if (users.some(({ id }) => world.module(id, 'state') !== ABSENT)) return OUTCOME.EWOULDBLOCK;
    const state = world.module(module, 'state');
    if (state !== LIVE) return state === ABSENT ? OUTCOME.ENOENT : OUTCOME.EBUSY;
    world.emit(FACT['module-going'], module, OUTCOME.ok);
    return OUTCOME.ok;
  },
);

/** rmmod: exit unregisters the drivers in reverse, then all asynchronous work is waited for (10.8). */
export function* delete_module(kernel: Kernel, module: number): Process {
  const outcome = yield startRemoval(module);
  if (outcome !== OUTCOME.ok) return outcome;
  for (const driver of [...(kernel.setup.modules[module]?.drivers ?? [])].reverse()) {
    yield call(kernel.doors.unregister, driver);
  }
  yield waitFor(asyncIdle());
  yield setAbsent(module);
  yield wakeWaiters(module);
  return OUTCOME.ok;
}

/** A built-in's init at its initcall: no module states, no waiting for its asynchronous probes (10.9, 6.4). */
export function* initcall(kernel: Kernel, module: number): Process {
  const { init, initMay } = kernel.modules[module] as ModuleBehaviour;
  const name = `init of ${kernel.setup.modules[module]?.name}`;
  if (init.max > 0) yield sleep(name, init);
  const picked = initMay.length > 1 ? yield choose('outcome', name, initMay) : 0;
  if ((initMay[picked] ?? 'ok') === 'ok') yield call(register_drivers_of, module);
  yield markBuiltin(module);
  return 0;
}

/** A built-in counts as live: nothing loads it again, and what needs it finds it. */
const markBuiltin = changesModule('built-in ready', (world, module) => {
  world.emit(FACT['module-live'], module);
  return 0;
});
