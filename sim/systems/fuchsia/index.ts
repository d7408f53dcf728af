/**
 * Fuchsia's driver index (systems reference A5.1, A5.3, A5.5): which of its drivers match a node. There is no score:
 * exactly one driver that is no fallback wins, else exactly one fallback; anything else is an error or nothing, so
 * order never decides.
 */
import type { Kernel, LinuxWorld } from '../../linux/kernel.ts';
import { step } from '../../linux/operations.ts';
import { objectOf } from '../../model/layout.ts';
import { candidates, candidatesRead } from '../steps.ts';

/**
 * Marks of the whole: whether a batch runs, all are wanted next, base drivers are resolved, replies that are missing.
 */
export const OF_SYSTEM = { ongoing: 0, wanted: 1, base: 2, replies: 3 } as const;
/** What `ongoing` says: no batch, one is about to begin, one of single nodes runs, one of all that are available. */
export const BATCH = { none: 0, begins: 1, single: 2, all: 3 } as const;
/** Marks of a node: it is an orphan; it waits for the next batch (1) or is in the one that runs (2). */
export const OF_NODE = { orphan: 0, queued: 1 } as const;

/** Answers of a match besides driver + 1. */
export const NOT_FOUND = 0;
export const AMBIGUOUS = -1;

/** Places of the trait `package`. */
export const PACKAGES = ['boot', 'base', 'ephemeral'] as const;
const [BOOT, BASE, EPHEMERAL] = [0, 1, 2] as const;

/** Whether the driver is a fallback. Pure. */
export const isFallback = (world: LinuxWorld, driver: number): boolean =>
  world.kernel.traits.driver.fallback?.[driver] === 1;

/** A5.5: base drivers are known once their packages are resolved; behind the gate every fallback waits for that. */
function isIndexed(world: LinuxWorld, driver: number): boolean {
  const { driver: of, system } = world.kernel.traits;
  const origin = of.package?.[driver] ?? BOOT;
  // A machine that runs has its base packages resolved long since.
  const resolved = world.kernel.boot === null || world.systemMark(OF_SYSTEM.base) === 1;
  if (origin === EPHEMERAL || resolved) return true;
  return origin !== BASE && !(system.gate === 1 && isFallback(world, driver));
}

/** Drivers of the index that match, in order of registration. Pure. */
export const matching = (world: LinuxWorld, device: number): number[] =>
  candidates(world, device).filter((driver) => isIndexed(world, driver));

/** What a match reads. */
export const matchReads = (kernel: Kernel, device: number): number[] => [
  ...candidatesRead(kernel, device),
  objectOf('mark', OF_SYSTEM.base),
];

/** A5.3: driver + 1, NOT_FOUND or AMBIGUOUS. Pure. */
export function resolved(world: LinuxWorld, device: number): number {
  const all = matching(world, device);
  const first = all.filter((driver) => !isFallback(world, driver));
  const chosen = first.length > 0 ? first : all;
  if (chosen.length > 1) return AMBIGUOUS;
  return (chosen[0] ?? -1) + 1;
}

export const matchDriver = step(
  'match of the index',
  (kernel, device) => ({ reads: matchReads(kernel, device), writes: [] }),
  resolved,
);
