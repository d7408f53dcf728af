/**
 * What loading a module does to what others see of it, step by step (reference 10.8); module.ts has the paths that take
 * these steps. Its state, whether its waiters have been woken, and whether its last load failed are three objects:
 * whoever asks for one does not race with the others.
 */
import type { Footprint } from '../engine/effect.ts';
import { ABSENT, COMING, LIVE, objectOf, UNFORMED } from '../model/layout.ts';
import { OUTCOME } from '../model/outcome.ts';
import type { Module, Setup } from '../model/setup.ts';
import { FACT } from '../model/world.ts';
import { allowsAsync } from './async.ts';
import type { Kernel, LinuxWorld } from './kernel.ts';
import { settlingStep, step } from './operations.ts';
import { findsBegun, isLiveForGood, seesLive } from './settled.ts';

const changesModule = (name: string, run: (world: LinuxWorld, module: number, b: number) => number) =>
  step(name, (_kernel, module) => ({ reads: [], writes: [objectOf('module', module)] }), run);

const stateOf = (_kernel: Kernel, module: number): Footprint => ({
  reads: [objectOf('module', module)],
  writes: [],
});

const looksAtModule = (name: string, run: (world: LinuxWorld, module: number) => number) =>
  step(name, stateOf, run);

/** 10.8.2, under module_mutex. 0: ours now; else the state of the module of this name that is in the way. */
export const addUnformed = settlingStep(
  'module of that name?',
  (kernel, module) => ({ reads: [], writes: [objectOf('module', module), ...toldOf(kernel, module)] }),
  (world, module) => {
    const state = world.module(module, 'state');
    const blind = world.kernel.quirks['two-inserts'] && state !== LIVE;
    if (state !== ABSENT && !blind) return state;
    world.emit(FACT['module-unformed'], module);
    return ABSENT;
  },
  (settled, module) => findsBegun(ABSENT, settled, module),
);

/** Where nobody can come to wait for a module, nobody is told (Module.awaited). */
const toldOf = ({ setup }: Kernel, module: number): number[] =>
  setup.modules[module]?.awaited ? [objectOf('module-told', module)] : [];

/** MOD.shared: a load is under way; from here on the last one has ended, with the outcome that is added. */
const UNDER_WAY = 1;
const ENDED = 2;

/** 6.12: 1 if a load of this module is under way; else this one is, and others will share it. */
export const joinLoad = changesModule('a load to share?', (world, module) => {
  if (world.module(module, 'shared') === UNDER_WAY) return 1;
  world.emit(FACT['module-load-shared'], module, UNDER_WAY);
  return 0;
});

export const endShared = changesModule('shared load ended', (world, module, outcome) => {
  world.emit(FACT['module-load-shared'], module, outcome + ENDED);
  return 0;
});

/** 6.12: outcome + 1 of the load that is shared, once its caller has it; 0 until then. */
export const sharedOutcome = looksAtModule('the other load', (world, module) =>
  Math.max(0, world.module(module, 'shared') - ENDED + 1),
);

/**
 * 10.8.2: the other load has ended, one way or the other, and whoever slept until then has been woken. That comes after
 * the wait for asynchronous probes (10.8.6), or when any other load ends: all wait in one queue.
 */
export const settled = step(
  'the other load',
  (_kernel, module) => ({ reads: [objectOf('module', module), objectOf('module-told', module)], writes: [] }),
  (world, module) => (world.module(module, 'untold') ? 0 : 1),
  // Who has been woken can be put to sleep by nothing but another load.
  (world, module) =>
    world.module(module, 'untold')
      ? { reads: [objectOf('module-told', module)], writes: [] }
      : { reads: [objectOf('module', module)], writes: [] },
);

export const isLive = settlingStep(
  'live?',
  stateOf,
  (world, module) => (world.module(module, 'state') === LIVE ? 1 : 0),
  seesLive(1),
);

/** What a module finds when it looks for one that it needs. */
export const BUSY = 0;
export const THERE = 1;
const MISSING = 2;

function providerState(world: LinuxWorld, module: number): number {
  const state = world.module(module, 'state');
  if (state === LIVE) return THERE;
  return state === COMING || state === UNFORMED ? BUSY : MISSING;
}

/** 10.8.3: a provider that is still initialising is waited for, until somebody is woken; what is there then counts. */
export const provider = settlingStep(
  'a module that it needs',
  (_kernel, module) => ({ reads: [objectOf('module', module), objectOf('module-told', module)], writes: [] }),
  (world, module) => (world.module(module, 'untold') ? BUSY : providerState(world, module)),
  (settled, module) =>
    isLiveForGood(settled, module)
      ? { touches: { reads: [objectOf('module-told', module)], writes: [] }, can: (found) => found === THERE }
      : undefined,
);
export const providerNow = settlingStep(
  'a module that it needs, at once',
  stateOf,
  providerState,
  seesLive(THERE),
);

export const setComing = changesModule('module coming', (world, module) => {
  world.emit(FACT['module-coming'], module);
  return 0;
});
export const setLive = changesModule('module live', (world, module) => {
  world.emit(FACT['module-live'], module);
  return 0;
});
export const setGoing = changesModule('module going', (world, module, outcome) => {
  world.emit(FACT['module-going'], module, outcome);
  return 0;
});
/**
 * wake_up_all() on the one queue of all who wait for modules. Twice is as good as once, so wake-ups merge; where nobody
 * has slept since the last one nothing changes, unless a load begins.
 */
export const wakeWaiters = step(
  'waiters woken',
  ({ setup }) => wakes(setup, setup.modules),
  (world, module) => {
    world.emit(FACT['module-waiters-woken'], module);
    return 0;
  },
  (world) => {
    const { setup } = world;
    return wakes(
      setup,
      setup.modules.filter(({ id, awaited }) => awaited && world.module(id, 'untold')),
    );
  },
);

function wakes({ modules }: Setup, asleep: readonly Module[]): Footprint {
  const awaited = ({ awaited: is }: Module): boolean => is;
  return {
    reads: modules.filter(awaited).map(({ id }) => objectOf('module', id)),
    writes: [],
    merges: asleep.filter(awaited).map(({ id }) => objectOf('module-told', id)),
  };
}

export const setAbsent = changesModule('module gone', (world, module) => {
  world.emit(FACT['module-absent'], module);
  return 0;
});
/**
 * At an ok a promise asks which probes of the module's drivers are queued, so it is ordered with the queueing. Two that
 * succeed say the same of the module; that another load was first says nothing of it.
 */
export const loadAnswered = step(
  'load answered',
  (kernel, module, outcome) => {
    const answer = [objectOf('module-answer', module)];
    if (outcome === OUTCOME.ok) return { reads: asyncSlotsOf(kernel, module), writes: [], merges: answer };
    return { reads: [], writes: outcome === OUTCOME.EEXIST || outcome === OUTCOME.EBUSY ? [] : answer };
  },
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

/** 10.8 delete_module. 0: ours to remove and GOING now; else an outcome. */
export const startRemoval = step(
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

/** A built-in counts as live: nothing loads it again, and what needs it finds it. */
export const markBuiltin = changesModule('built-in ready', (world, module) => {
  world.emit(FACT['module-live'], module);
  return 0;
});
