/**
 * Modules in the kernel: kernel/module/main.c (reference 10.8). States: absent, unformed, coming, live, going. Init
 * functions of different modules run in parallel; there is no global lock.
 */
import { call, choose, sleep, tail, waitFor } from '../engine/effect.ts';
import { ABSENT, GOING, LIVE } from '../model/layout.ts';
import { OUTCOME, type OutcomeName } from '../model/outcome.ts';
import { asyncIdle } from './defer.ts';
import type { Kernel, ModuleBehaviour, Process } from './kernel.ts';
import {
  BUSY,
  THERE,
  addUnformed,
  endShared,
  isLive,
  joinLoad,
  loadAnswered,
  markBuiltin,
  provider,
  providerNow,
  setAbsent,
  setComing,
  setGoing,
  setLive,
  settled,
  sharedOutcome,
  startRemoval,
  wakeWaiters,
} from './module-steps.ts';

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
  if (!joins) yield endShared(module, outcome);
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
