/**
 * Android's first-stage module loading (systems reference A17): Linux's driver core, but the modules of the boot image
 * are loaded by init in rounds before anything else of user space runs. A round: for every module that is left, the
 * last of its dependencies that is left, itself if none is; these are loaded by some threads side by side, and the next
 * round begins when all are done. So a module never loads before what it needs, and within a round nothing is certain.
 *
 * The boot image's list names every loadable module of the scenario, in file order; it takes the place of an initramfs.
 * A machine that runs has its first stage behind it. The number of threads is UNCONFIRMED: two show both orders of any
 * two modules. Threads take from the back of the list; the order within the original's set is unspecified.
 */
import { call, spawn, tail, waitFor } from '../engine/effect.ts';
import { deferred_probe_initcall } from '../linux/defer.ts';
import { LINUX_DOORS } from '../linux/doors.ts';
import { workerIdentity, type Kernel, type LinuxWorld, type Process } from '../linux/kernel.ts';
import { finit_module } from '../linux/module.ts';
import { step } from '../linux/operations.ts';
import { LIVE, objectOf } from '../model/layout.ts';
import { OUTCOME } from '../model/outcome.ts';
import { FACT } from '../model/world.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { AS_LINUX, LINUX } from './linux.ts';
import { load_with_needs } from './loads.ts';
import { markSystem } from './steps.ts';
import type { Dialect, System } from './system.ts';

const THREADS = [0, 1] as const;
/** A round is a set of modules, thirty to a word: more than 480 modules are beyond the first stage. */
const PER_WORD = 30;
const WORDS = 16;
const OF_SYSTEM = { running: 0, failed: 1, round: 2 } as const;

const isLeft = (world: LinuxWorld, module: number): boolean =>
  module < PER_WORD * WORDS &&
  !world.setup.modules[module]?.builtin &&
  !world.kernel.modules[module]?.refused &&
  world.module(module, 'state') !== LIVE;

/** A17.3: what has to be loaded first for this module: its last dependency that is left, itself if none is. */
function firstFor(world: LinuxWorld, module: number): number {
  const { depends = [] } = world.setup.modules[module] ?? {};
  return [module, ...depends].filter((needed) => world.module(needed, 'state') !== LIVE).at(-1) ?? module;
}

/** load_sequential=1 of the module that registers this driver. */
const isSequential = (world: LinuxWorld, module: number): boolean =>
  (world.setup.modules[module]?.drivers ?? []).some(
    (driver) => world.kernel.traits.driver.sequential?.[driver] === 1,
  );

const inRound = (world: LinuxWorld, module: number): boolean =>
  ((world.systemMark(OF_SYSTEM.round + Math.floor(module / PER_WORD)) >> (module % PER_WORD)) & 1) === 1;

function setInRound(world: LinuxWorld, module: number, on: boolean): void {
  if (inRound(world, module) === on) return;
  const word = OF_SYSTEM.round + Math.floor(module / PER_WORD);
  world.emit(FACT['system-marked'], word, world.systemMark(word) ^ (1 << (module % PER_WORD)));
}

const modules = (kernel: Kernel): number[] => kernel.setup.modules.map(({ id }) => objectOf('module', id));
const words = (kernel: Kernel): number[] =>
  Array.from({ length: Math.min(WORDS, Math.ceil(kernel.setup.modules.length / PER_WORD)) }, (_, word) =>
    objectOf('mark', OF_SYSTEM.round + word),
  );

/** Module + 1 that the main thread loads by itself now; 0: none. */
const nextSequential = step(
  'next sequential module',
  (kernel) => ({ reads: modules(kernel), writes: [] }),
  (world) => {
    const left = world.setup.modules.filter(({ id }) => isLeft(world, id));
    const firsts = left.map(({ id }) => firstFor(world, id));
    return (firsts.find((id) => isSequential(world, id)) ?? -1) + 1;
  },
);

/** The round's set; its size. A refused dependency fails the whole (A17.5). */
const beginRound = step(
  'round begins',
  (kernel) => ({
    reads: modules(kernel),
    writes: [...words(kernel), objectOf('mark', OF_SYSTEM.running), objectOf('mark', OF_SYSTEM.failed)],
  }),
  (world) => {
    const left = world.setup.modules.filter(({ id }) => isLeft(world, id));
    const firsts = new Set(left.map(({ id }) => firstFor(world, id)));
    const refused = [...firsts].some((id) => world.kernel.modules[id]?.refused);
    if (refused) world.emit(FACT['system-marked'], OF_SYSTEM.failed, 1);
    if (refused || firsts.size === 0) return 0;
    for (const id of firsts) setInRound(world, id, true);
    world.emit(FACT['system-marked'], OF_SYSTEM.running, THREADS.length);
    return firsts.size;
  },
);

/** Module + 1 that a thread takes from the back; 0: the round has no more. */
const takeModule = step(
  'next of the round',
  (kernel) => ({ reads: [], writes: words(kernel) }),
  (world) => {
    const last = world.setup.modules.findLast(({ id }) => id < PER_WORD * WORDS && inRound(world, id));
    if (last) setInRound(world, last.id, false);
    return (last?.id ?? -1) + 1;
  },
);

const threadOver = step(
  'load thread over',
  () => ({ reads: [], writes: [objectOf('mark', OF_SYSTEM.running)] }),
  (world) => {
    world.emit(FACT['system-marked'], OF_SYSTEM.running, world.systemMark(OF_SYSTEM.running) - 1);
    return 0;
  },
);

const threadsOver = step(
  'the load threads of the round',
  () => ({ reads: [objectOf('mark', OF_SYSTEM.running)], writes: [] }),
  (world) => (world.systemMark(OF_SYSTEM.running) === 0 ? 1 : 0),
);

const hasFailed = step(
  'a load failed?',
  () => ({ reads: [objectOf('mark', OF_SYSTEM.failed)], writes: [] }),
  (world) => world.systemMark(OF_SYSTEM.failed),
);

const isFailure = (outcome: number): boolean => outcome !== OUTCOME.ok && outcome !== OUTCOME.EEXIST;

function* load_thread(_kernel: Kernel): Process {
  const module = (yield takeModule()) - 1;
  if (module < 0) {
    yield threadOver();
    return 0;
  }
  const outcome = yield call(finit_module, module);
  if (isFailure(outcome)) yield markSystem(OF_SYSTEM.failed, 1);
  return tail(load_thread);
}

/** A17.3: round after round until nothing is left; a failure ends it after its round. */
function* LoadModulesParallel(kernel: Kernel): Process {
  const sequential = (yield nextSequential()) - 1;
  if (sequential >= 0) {
    if (isFailure(yield call(finit_module, sequential))) return 0;
    return tail(LoadModulesParallel);
  }
  if ((yield beginRound()) === 0) return 0;
  for (const thread of THREADS) yield spawn(workerIdentity(kernel, 'load thread', thread), load_thread);
  yield waitFor(threadsOver());
  if (yield hasFailed()) return 0;
  return tail(LoadModulesParallel);
}

/** A17.2: in list order, each with what it needs; stops at the first failure if it is strict. */
function* LoadListedModules(kernel: Kernel, at: number): Process {
  const module = kernel.setup.modules[at];
  if (!module) return 0;
  if (!module.builtin && !kernel.modules[at]?.refused) {
    const outcome = yield call(load_with_needs, at);
    if (isFailure(outcome) && kernel.traits.system.strict === 1) return 0;
  }
  return tail(LoadListedModules, at + 1);
}

/** What the kernel does last, then init's first stage. */
function* first_stage(kernel: Kernel): Process {
  yield call(deferred_probe_initcall);
  if (kernel.traits.system.parallel === 1) return tail(LoadModulesParallel);
  return tail(LoadListedModules, 0);
}

const TRAITS: Dialect = {
  driver: {
    sequential: { says: 'its module has load_sequential=1', values: 'yes-no', unsaid: () => 0 },
  },
  device: {},
  system: {
    parallel: { says: 'the first stage loads modules in parallel rounds', values: 'yes-no', unsaid: () => 1 },
    strict: {
      says: 'one by one: the first failure ends the first stage',
      values: 'yes-no',
      unsaid: () => 1,
    },
  },
};

export const ANDROID: System = {
  ...LINUX,
  says: 'Android: Linux 6.1, its modules loaded by the first stage in parallel rounds between barriers',
  source: 'systems reference A17: libmodprobe (a copy), first_stage_init excerpts',
  leavesOut: [
    AS_LINUX,
    'soft dependencies, options, and a blocklist of its own; module_blacklist= stands for it (A17.1)',
    'more than two load threads (A17.3; their number is UNCONFIRMED)',
    'a list of modules of its own: all loadable ones are in it (A17.1)',
  ],
  doors: { ...LINUX_DOORS, lateInit: first_stage },
  dialect: 'android',
  traits: TRAITS,
  marks: {
    device: [],
    driver: [],
    system: ['running', 'failed', ...Array.from({ length: WORDS }, (_, word) => `round ${word}`)],
    pair: null,
    slots: false,
  },
  workers: [{ name: 'load thread', about: 'system' }],
  holders: { 'the load threads of the round': [{ fn: 'load_thread' }] },
  // A round ends when all its modules are loaded, and one failure ends them all: nobody can be left out.
  projects: false,
  prepare: (scenario: Scenario): Scenario =>
    scenario.boot === null ? scenario : { ...scenario, boot: { ...scenario.boot, initramfs: null } },
};
