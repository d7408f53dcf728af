/**
 * Deferred probing: drivers/base/dd.c (reference 5). Two FIFO lists under one mutex, one retry worker, a trigger
 * fired by every successful bind.
 *
 * The kernel's trigger counter tells a prober whether a trigger fired since it looked (4.1, 5.6). Here each device
 * carries that answer itself (`triggered`): the prober sets it to "watched", a trigger turns that into "fired", the
 * end clears it. It says the same and keeps the state finite.
 */
import { call, restUntil, sleep, spawn, tail, waitFor, type Footprint } from '../engine/effect.ts';
import { objectOf } from '../model/layout.ts';
import { FACT } from '../model/world.ts';
import { bus_probe_device } from './attach.ts';
import { identity, type Kernel, type LinuxWorld, type Process } from './kernel.ts';
import { step } from './operations.ts';

const DEFERRED = objectOf('deferred');
const WORK = objectOf('defer-work');
const member = (device: number): number => objectOf('defer-member', device);

/** 4.1.1: remembers that no trigger has fired yet for this prober. */
export const watchTrigger = step(
  'trigger count read',
  (_kernel, device) => ({ reads: [], writes: [objectOf('watch', device)] }),
  (world, device) => {
    world.emit(FACT['trigger-watched'], device);
    return 0;
  },
);

/** 5.2: to the end of the pending list; refused if nothing could match it, or if it is on a list already. */
export const deferDevice = step(
  'deferred list add',
  (_kernel, device) => ({ reads: [objectOf('device', device)], writes: [DEFERRED, member(device)] }),
  (world, device) => {
    if (!world.device(device, 'canMatch') || world.device(device, 'deferred') !== 0) return 0;
    world.emit(FACT['defer-pending'], device);
    return 1;
  },
);

/** 5.2: a device that has bound, or that leaves, is retried no more. */
export const undeferDevice = step(
  'deferred list delete',
  (_kernel, device) => ({ reads: [], writes: [DEFERRED, member(device)] }),
  (world, device) => {
    if (world.device(device, 'deferred') !== 0) world.emit(FACT['defer-removed'], device);
    return 0;
  },
  (world, device) =>
    world.device(device, 'deferred') === 0
      ? { reads: [member(device)], writes: [] }
      : { reads: [], writes: [DEFERRED, member(device)] },
);

/** 4.1.4: whether a trigger fired since this prober began to watch, and probing is not blocked. */
export const triggerMissed = step(
  'trigger count compared',
  (_kernel, device) => ({ reads: [objectOf('watch', device), objectOf('blocked')], writes: [] }),
  (world, device) => (world.device(device, 'triggered') === 2 && !world.one('probingBlocked') ? 1 : 0),
);

/** Two triggers in a row are one, the second finds everything moved and the work queued: they merge. */
function triggered(kernel: Kernel, movesMembers: boolean): Footprint {
  const waiting = kernel.setup.devices.filter(({ id }) => kernel.deferrable[id]);
  const watches = waiting.map(({ id }) => objectOf('watch', id));
  const members = movesMembers ? waiting.map(({ id }) => member(id)) : [];
  return { reads: [], writes: [], merges: [DEFERRED, WORK, ...watches, ...members] };
}

/** 5.3: before late_initcall nothing at all; then all pending devices become active and the work is queued. */
const fireTrigger = step(
  'deferred trigger',
  (kernel) => triggered(kernel, true),
  (world) => {
    if (!world.one('deferEnabled')) return 0;
    world.emit(FACT['defer-triggered']);
    if (!(world.one('deferWork') & 1)) world.emit(FACT['defer-work-queued']);
    return 1;
  },
  (world) =>
    world.one('deferEnabled')
      ? triggered(world.kernel, world.one('pendingFirst') !== 0)
      : { reads: [WORK], writes: [] },
);

/** A trigger, if there is anything in this scenario that could ever be retried. */
export function* driver_deferred_probe_trigger(kernel: Kernel): Process {
  if (kernel.somethingDefers) yield fireTrigger();
  return 0;
}

const workQueued = step(
  'retry work',
  () => ({ reads: [WORK], writes: [] }),
  (world) => world.one('deferWork') & 1,
);

const beginWork = step(
  'retry work begins',
  () => ({ reads: [], writes: [WORK] }),
  (world) => {
    world.emit(FACT['defer-work-began']);
    return 0;
  },
);

/** 5.4.1: the first active device, unlinked; -1 if there is none, and then the work has ended. */
const takeActive = step(
  'next retry',
  (kernel) => ({ reads: [], writes: [DEFERRED, WORK, ...kernel.setup.devices.map(({ id }) => member(id))] }),
  (world) => {
    const device = world.one('activeFirst') - 1;
    world.emit(device < 0 ? FACT['defer-work-ended'] : FACT['defer-taken'], Math.max(device, 0));
    return device;
  },
  (world) => {
    const device = world.one('activeFirst') - 1;
    return device < 0
      ? { reads: [DEFERRED], writes: [WORK] }
      : { reads: [], writes: [DEFERRED, member(device)] };
  },
);

/** Every device still listed active has been handed to the worker and the worker rests. */
export const workIdle = step(
  'the retry worker',
  () => ({ reads: [WORK], writes: [] }),
  (world) => (world.one('deferWork') === 0 ? 1 : 0),
);

/** The worker: one instance, so retries are serial among themselves and parallel with everything else (5.4). */
export function* deferred_probe_work_func(kernel: Kernel): Process {
  yield restUntil(workQueued());
  yield sleep('start of retry work', kernel.workerLatency);
  yield beginWork();
  yield call(retry_active_devices);
  return tail(deferred_probe_work_func);
}

/** P7: between the unlink and bus_probe_device nothing is held; the device may be bound, or gone, by then. */
function* retry_active_devices(_kernel: Kernel): Process {
  const device = yield takeActive();
  if (device < 0) return 0;
  yield call(bus_probe_device, device);
  return tail(retry_active_devices);
}

const enable = step(
  'deferred probing enabled',
  () => ({ reads: [], writes: [WORK] }),
  (world) => {
    world.emit(FACT['defer-enabled']);
    return 0;
  },
);

const finishInitcalls = step(
  'initcalls done',
  () => ({ reads: [], writes: [objectOf('initcalls')] }),
  (world) => {
    world.emit(FACT['initcalls-done']);
    return 0;
  },
);

const armTimeout = step(
  'deferred timeout armed',
  () => ({ reads: [], writes: [objectOf('timeout')] }),
  (world) => {
    world.emit(FACT['defer-timeout-armed']);
    return 0;
  },
);

/** late_initcall (5.5): enable, trigger, flush; again with initcalls done; then the timeout starts, if it is not 0. */
export function* deferred_probe_initcall(kernel: Kernel): Process {
  yield enable();
  yield call(driver_deferred_probe_trigger);
  yield waitFor(workIdle());
  yield finishInitcalls();
  yield call(driver_deferred_probe_trigger);
  yield waitFor(workIdle());
  if (!kernel.deferTimeout || !kernel.somethingDefers) return 0;
  yield armTimeout();
  yield spawn(identity('deferred probe timeout'), deferred_probe_timeout_work_func);
  return 0;
}

/** 1: the timeout was pending and begins anew. */
const extendTimeout = step(
  'deferred timeout extended',
  () => ({ reads: [], writes: [objectOf('timeout')] }),
  (world) => {
    if (world.one('deferTimeout') !== 1) return 0;
    world.emit(FACT['defer-timeout-armed']);
    return 1;
  },
);

/** 5.5: each registration gives a pending timeout its full length again; after it has expired nothing does. */
export function* deferred_probe_extend_timeout(kernel: Kernel): Process {
  if (!kernel.boot || !kernel.deferTimeout || !kernel.somethingDefers) return 0;
  if (!(yield extendTimeout())) return 0;
  yield spawn(identity('deferred probe timeout'), deferred_probe_timeout_work_func);
  return 0;
}

/** 1: no later arming is still running, so the time is up. */
const alarmRings = step(
  'deferred timeout rings',
  () => ({ reads: [], writes: [objectOf('timeout')] }),
  (world) => {
    world.emit(FACT['defer-alarm-rang']);
    if (world.one('deferAlarms') > 0) return 0;
    world.emit(FACT['defer-timeout-expired']);
    return 1;
  },
);

/**
 * The timeout work (5.5): inferred links are relaxed, everything is retried once; devices stay on the list. One process
 * per arming, all of one length, so the last one armed rings last.
 */
export function* deferred_probe_timeout_work_func(kernel: Kernel): Process {
  const length = kernel.deferTimeout ?? 0;
  yield sleep('deferred probe timeout', { min: length, max: length });
  if (!(yield alarmRings())) return 0;
  yield call(driver_deferred_probe_trigger);
  yield waitFor(workIdle());
  return 0;
}

const noProbes = step(
  'probes in flight',
  () => ({ reads: [objectOf('probe-count')], writes: [] }),
  (world) => (world.one('probeCount') === 0 ? 1 : 0),
);

/** True when no asynchronous work is pending in any domain (6.3). */
export const asyncIdle = step(
  'asynchronous probes',
  () => ({ reads: [objectOf('async-count')], writes: [] }),
  (world) => (world.one('asyncPending') === 0 ? 1 : 0),
);

/** 4.6: one pass, not a fixpoint: what the last two waits trigger may still be on its way when it returns. */
export function* wait_for_device_probe(_kernel: Kernel): Process {
  yield waitFor(workIdle());
  yield waitFor(noProbes());
  yield waitFor(asyncIdle());
  return 0;
}

export const setProbingBlocked = step(
  'probing blocked',
  () => ({ reads: [], writes: [objectOf('blocked')] }),
  (world: LinuxWorld, flag) => {
    world.emit(FACT['probing-blocked'], flag);
    return 0;
  },
);

/** 4.6: suspend blocks all probing, and waits for what is under way. */
export function* device_block_probing(_kernel: Kernel): Process {
  yield setProbingBlocked(1);
  return tail(wait_for_device_probe);
}

/** device_unblock_probing() (reference 4.6): probing goes on, and all that was deferred is tried again. */
export function* device_unblock_probing(_kernel: Kernel): Process {
  yield setProbingBlocked(0);
  yield call(driver_deferred_probe_trigger);
  return 0;
}
