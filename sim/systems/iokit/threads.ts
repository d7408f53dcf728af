/**
 * IOKit's config threads (systems reference A4.6, A4.9): one per job, up to a limit. A job of the nub of resources has
 * one always. The original starts jobs in the order of their coming, those of the nub of resources first; here any
 * that waits may be next.
 */
import { tail, waitFor } from '../../engine/effect.ts';
import type { Kernel, LinuxWorld, Process } from '../../linux/kernel.ts';
import { step } from '../../linux/operations.ts';
import { objectOf } from '../../model/layout.ts';
import { FACT } from '../../model/world.ts';
import { OF_SYSTEM } from './marks.ts';
import { isResources } from './resource-names.ts';

const THREADS = objectOf('mark', OF_SYSTEM.threads);

const isFree = (world: LinuxWorld): boolean =>
  world.systemMark(OF_SYSTEM.threads) < (world.kernel.traits.system.threads ?? 0);

const threadFree = step(
  'a config thread',
  () => ({ reads: [THREADS], writes: [] }),
  (world) => (isFree(world) ? 1 : 0),
);

const takeThread = step(
  'config thread taken',
  () => ({ reads: [], writes: [THREADS] }),
  (world) => {
    if (!isFree(world)) return 0;
    world.emit(FACT['system-marked'], OF_SYSTEM.threads, world.systemMark(OF_SYSTEM.threads) + 1);
    return 1;
  },
);

/** The caller's thread is free again. */
export const giveThread = step(
  'config thread given back',
  () => ({ reads: [], writes: [THREADS] }),
  (world) => {
    world.emit(FACT['system-marked'], OF_SYSTEM.threads, world.systemMark(OF_SYSTEM.threads) - 1);
    return 0;
  },
);

/** Whether a job on this nub needs one of the threads that are limited. */
export const isLimited = (kernel: Kernel, device: number): boolean =>
  kernel.traits.system.threads !== 0 && !isResources(kernel, device);

/** Returns when the caller has a thread. */
export function* have_thread(_kernel: Kernel): Process {
  yield waitFor(threadFree());
  if (yield takeThread()) return 0;
  return tail(have_thread);
}
