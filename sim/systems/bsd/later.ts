/**
 * What a NetBSD driver leaves for after its attach (systems reference A2.7). config_defer: deferred.ts.
 * config_interrupts waits for the end of the cold start, config_mountroot for the root file system, each in a thread
 * of its own here; the eight and two threads of A2.6 never run out on machines of this size. Hooks of config_finalize
 * run at the end of the boot, one after the other and again until none finds anything. What is asked for after its
 * moment runs at once.
 */
import { call, holding, sleep, spawn, tail, waitFor } from '../../engine/effect.ts';
import { workerIdentity, type Kernel, type Process } from '../../linux/kernel.ts';
import { systemLock } from '../../linux/locks.ts';
import { step } from '../../linux/operations.ts';
import { objectOf } from '../../model/layout.ts';
import { OUTCOME, STAGE } from '../../model/outcome.ts';
import { deviceMark, isOpen, markDevice, markSystem, systemMark } from '../steps.ts';
import { ALL, config_attach, config_search } from './autoconf.ts';
import {
  AT_ONCE,
  configTrait,
  DEFER,
  findsChildren,
  FINALIZE,
  INTERRUPTS,
  LATER,
  mayHoldUp,
  MOUNTROOT,
  nothingPending,
  processesDeferred,
  whenOf,
} from './deferred.ts';

/** Place of the system's one word: how far the boot is from its end. */
export const BOOT = 0;
const OVER = 0;
const INTERRUPTS_WORK = 1;
export const COLD = 2;

export const CONFIG = configTrait(
  'When the rest of its attach runs, which finds its children: at once, or as config_defer and its sisters say.',
  FINALIZE + 1,
);

/** Searches for one free device's driver and attaches it. 1: it has one now. `which`: autoconf.ts. */
export function* attach_best(kernel: Kernel, device: number, which: number): Process {
  if (!(yield isOpen(device))) return 0;
  const winner = yield call(config_search, device, which);
  if (winner === 0) return 0;
  if ((yield call(config_attach, winner - 1, device)) !== OUTCOME.ok) return 1;
  const when = whenOf(kernel, winner - 1);
  if (yield call(config_later, device, when)) return 1;
  yield call(find_children, device);
  yield call(config_process_deferred, device, -1, 0);
  return 1;
}

function* attach_child(_kernel: Kernel, child: number): Process {
  return yield call(attach_best, child, ALL);
}

const find_children = findsChildren(attach_child);

export const config_process_deferred = processesDeferred(find_children);

/** A2.7: queues the rest of the attach if its moment is still to come. 1: it is. */
function* config_later(kernel: Kernel, device: number, when: number): Process {
  if (when === AT_ONCE || !(yield call(isToCome, when))) return 0;
  yield markDevice(device, LATER, when);
  if (when === INTERRUPTS || when === MOUNTROOT)
    yield spawn(workerIdentity(kernel, 'config thread', device), config_thread, device, when);
  return 1;
}

function* isToCome(_kernel: Kernel, when: number): Process {
  if (when === DEFER) return 1;
  if (when === MOUNTROOT) return (yield rootMounted()) ? 0 : 1;
  const boot = yield systemMark(BOOT);
  return boot > (when === INTERRUPTS ? INTERRUPTS_WORK : OVER) ? 1 : 0;
}

const rootMounted = step(
  'the root file system',
  () => ({ reads: [objectOf('stage')], writes: [] }),
  (world) => (world.one('stage') === STAGE.root ? 1 : 0),
);

const interruptsWork = step(
  'the end of the cold start',
  () => ({ reads: [objectOf('mark', BOOT)], writes: [] }),
  (world) => (world.systemMark(BOOT) <= INTERRUPTS_WORK ? 1 : 0),
);

/** config_interrupts_thread, config_mountroot_thread. */
function* config_thread(kernel: Kernel, device: number, when: number): Process {
  yield waitFor(when === MOUNTROOT ? rootMounted() : interruptsWork());
  yield sleep(`deferred work of ${kernel.setup.devices[device]?.name}`, kernel.workerLatency);
  return yield* holding(systemLock(kernel, 0), finish_attach, device, when);
}

/**
 * The rest of an attach. Nothing if the device has been let go since: the source looks for that nowhere, and would call
 * the driver for a device that is gone. Returns how many children there are.
 */
function* finish_attach(_kernel: Kernel, device: number, when: number): Process {
  if ((yield deviceMark(device, LATER)) !== when) return 0;
  const found = yield call(find_children, device);
  yield markDevice(device, LATER, 0);
  return found;
}

/** True when no thread of config_mountroot has work left. */
const mountrootOver = step(
  'the threads of config_mountroot',
  ({ setup }) => ({ reads: setup.devices.map(({ id }) => objectOf('device-mark', id)), writes: [] }),
  (world) => (world.setup.devices.some(({ id }) => world.deviceMark(id, LATER) === MOUNTROOT) ? 0 : 1),
);

/** config_finalize_mountroot: user space starts when these threads have ended (sys/kern/init_main.c). */
export function* config_finalize_mountroot(): Process {
  yield waitFor(mountrootOver());
  return 0;
}

/** A2.7: whoever has pending work is waited for, without the kernel lock; then the hooks, with it. */
export function* config_finalize(kernel: Kernel): Process {
  if (mayHoldUp(kernel)) yield waitFor(nothingPending());
  return yield* holding(systemLock(kernel, 0), finalize_hooks);
}

function* finalize_hooks(kernel: Kernel): Process {
  let worked = 0;
  for (const { id } of kernel.setup.devices) worked += yield call(finish_attach, id, FINALIZE);
  if (worked > 0) return tail(finalize_hooks);
  yield markSystem(BOOT, OVER);
  return 0;
}

/** Interrupts work from now on. */
export const endColdStart = () => markSystem(BOOT, INTERRUPTS_WORK);
