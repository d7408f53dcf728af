/**
 * kernel_init: enumeration, initcalls in link order on one thread, late_initcall, and the hand-over to user space
 * (reference 10.9, 5.5). Initcall levels do not wait for asynchronous probes of earlier levels; the end does (6.4).
 */
import { call, sleep, tail, waitFor } from '../engine/effect.ts';
import { objectOf } from '../model/layout.ts';
import { FACT } from '../model/world.ts';
import { asyncIdle } from './defer.ts';
import type { Kernel, Process } from './kernel.ts';
import { initcall } from './module.ts';
import { step } from './operations.ts';

/** The stage that user space is in. */
export const enterStage = step(
  'stage',
  () => ({ reads: [], writes: [objectOf('stage')] }),
  (world, stage) => {
    world.emit(FACT['stage-entered'], stage);
    return 0;
  },
);

/** Boots the kernel and returns when user space can start. */
export function* kernel_init(kernel: Kernel): Process {
  const boot = kernel.boot;
  if (!boot) return 0;
  yield call(enumerate_devices, 0);
  yield call(do_initcalls, 0);
  yield call(kernel.doors.lateInit);
  yield waitFor(asyncIdle());
  yield sleep('start of user space', boot.userspaceAfter);
  return 0;
}

/** Built-in modules, one after the other on this thread (10.9). */
export function* do_initcalls(kernel: Kernel, at: number): Process {
  const module = kernel.initcalls[at];
  if (module === undefined) return 0;
  yield call(initcall, module);
  return tail(do_initcalls, at + 1);
}

/** Devices that are there from the start, in the order of the scenario, parents before children. */
export function* enumerate_devices(kernel: Kernel, at: number): Process {
  const device = kernel.presentAtBoot[at];
  if (device === undefined) return 0;
  const after = kernel.appearsAfter[device];
  if (after && after.max > 0) yield sleep(`appearance of ${kernel.setup.devices[device]?.name}`, after);
  yield call(kernel.doors.add, device);
  return tail(enumerate_devices, at + 1);
}
