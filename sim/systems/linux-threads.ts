/**
 * Concurrent probing as it was tried and given up (reference 11.1), and what became of it.
 *
 * 2.6.19: one kernel thread for every pair of driver and device. The caller promised to hold the device lock over the
 * probe; it held it while it started the thread and dropped it before the thread ran. The walk took "started" for "not
 * bound" and went on to the next driver, so one device could be probed by several drivers at once.
 *
 * Huck's version of October 2006: one thread for every device, which takes the device lock and tries the drivers one
 * after the other; only the device side has threads. Any probe error means the next driver.
 *
 * driver_async_probe=* (6.1): today's asynchronous probing for every driver.
 */
import { call, sleep, spawn, tail } from '../engine/effect.ts';
import { __device_attach, canMatch, HERE_AND_NOW, NOTHING } from '../linux/attach.ts';
import { deferDevice, deferred_probe_initcall, wait_for_device_probe } from '../linux/defer.ts';
import { LINUX_DOORS } from '../linux/doors.ts';
import { pairId, workerIdentity, type Kernel, type Process } from '../linux/kernel.ts';
import { step } from '../linux/operations.ts';
import { DEFERRALS, outcomeOf, really_probe, refused } from '../linux/probe.ts';
import type { Doors, WorkerKind } from '../linux/system-parts.ts';
import { objectOf } from '../model/layout.ts';
import { OUTCOME } from '../model/outcome.ts';
import { FACT } from '../model/world.ts';
import { AS_LINUX, LINUX, LINUX_6_1, LINUX_SYSTEMS } from './linux.ts';
import type { System } from './system.ts';

const counts = (name: string, change: 1 | -1) =>
  step(
    name,
    () => ({ reads: [], writes: [], merges: [objectOf('probe-count')] }),
    (world) => {
      world.emit(FACT['probe-counted'], change);
      return 0;
    },
  );
const threadStarted = counts('thread started', 1);
const threadEnded = counts('thread ended', -1);

const isThere = step(
  'there?',
  (_kernel, device) => ({ reads: [objectOf('device', device)], writes: [] }),
  (world, device) => (world.device(device, 'named') && !world.device(device, 'dead') ? 1 : 0),
);

const PAIR_THREAD: WorkerKind = { name: 'probe thread', about: 'pair' };

/** 2.6.19 driver_probe_device: the walk goes on as after a refusal, whatever becomes of the thread. */
function* driver_probe_device(kernel: Kernel, driver: number, device: number): Process {
  if (!(yield isThere(device))) return refused(OUTCOME.ENODEV);
  yield threadStarted();
  const thread = workerIdentity(kernel, PAIR_THREAD.name, pairId(kernel, driver, device));
  yield spawn(thread, probe_thread, driver, device);
  return refused(OUTCOME.ENODEV);
}

/** No lock, and no look whether somebody has the device. That a probe can be deferred was invented later. */
function* probe_thread(kernel: Kernel, driver: number, device: number): Process {
  yield sleep('start of a probe thread', kernel.workerLatency);
  yield canMatch(device);
  const result = yield call(really_probe, driver, device);
  if (DEFERRALS.has(outcomeOf(result))) yield deferDevice(device);
  yield threadEnded();
  return 0;
}

const DEVICE_THREAD: WorkerKind = { name: 'attach thread', about: 'device' };

/** Huck's device_attach: started, not waited for. */
function* device_attach(kernel: Kernel, device: number): Process {
  yield threadStarted();
  yield spawn(workerIdentity(kernel, DEVICE_THREAD.name, device), attach_thread, device);
  return NOTHING;
}

function* attach_thread(kernel: Kernel, device: number): Process {
  yield sleep('start of an attach thread', kernel.workerLatency);
  yield call(__device_attach, device, HERE_AND_NOW);
  yield threadEnded();
  return 0;
}

/** Before the root file system is looked for, all threads must have ended. */
function* wait_for_threads(_kernel: Kernel): Process {
  yield call(deferred_probe_initcall);
  return tail(wait_for_device_probe);
}

const withThreads = (inside: NonNullable<Doors['inside']>): Doors => ({
  ...LINUX_DOORS,
  lateInit: wait_for_threads,
  inside,
});

const BEFORE_2_6_21 = LINUX_SYSTEMS['linux-2.6.20'].age;

export const THREADED_SYSTEMS = {
  'linux-2.6.19-threads': {
    ...LINUX,
    says: 'Linux 2.6.19 with concurrent probing: one thread for every pair of driver and device, no lock held',
    source: 'reference 11.1: patches d779249ed4cb and 0f397f865076, and their review',
    leavesOut: [
      AS_LINUX,
      'a thread that cannot be created (11.1)',
      'the wait for all threads between initcall levels, a proposal of 27 October 2006 (11.1)',
    ],
    readFrom: 'documents',
    age: BEFORE_2_6_21,
    doors: withThreads({ probe: driver_probe_device }),
    workers: [PAIR_THREAD],
  },
  'linux-huck-2006': {
    ...LINUX,
    says: 'Huck 2006: one thread for every device, which holds its lock and tries the drivers one after the other',
    source: 'reference 11.1, 11.2: series of 16 October 2006, never merged as a whole',
    leavesOut: [AS_LINUX, 'a thread that cannot be created: then it was done in place (11.1)'],
    readFrom: 'documents',
    age: { ...BEFORE_2_6_21, probeErrorEndsWalk: false },
    doors: withThreads({ attach: device_attach }),
    workers: [DEVICE_THREAD],
  },
  'linux-6.1-all-async': {
    ...LINUX,
    says: 'Linux 6.1 with driver_async_probe=*: every driver that does not forbid it probes asynchronously',
    source: 'reference 6.1',
    age: LINUX_6_1,
    prepare: (scenario) => ({ ...scenario, kernel: { ...scenario.kernel, driverAsyncProbe: ['*'] } }),
  },
} as const satisfies Record<string, System>;
