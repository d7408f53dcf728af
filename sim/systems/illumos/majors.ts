/** illumos: which driver a node is bound to, by names alone (systems reference A7.1), and who is available. */
import type { Kernel, LinuxWorld } from '../../linux/kernel.ts';
import { step } from '../../linux/operations.ts';
import type { Judge } from '../../model/judge.ts';
import type { Marks } from '../../model/setup.ts';
import { knows, registeredFor } from '../auction.ts';
import { judgeWhere } from '../judge.ts';
import { candidatesRead } from '../steps.ts';
import type { Dialect } from '../system.ts';

export const TRAITS: Dialect = {
  driver: {},
  device: {
    'in-use': {
      says: 'Whether somebody has it open as long as it has a driver: then it cannot be unbound.',
      values: 'yes-no',
      unsaid: () => 0,
    },
    lazy: {
      says: 'Whether it is only bound when it comes, and attached when somebody opens it (attach, drivers_probe).',
      values: 'yes-no',
      unsaid: () => 0,
    },
  },
  system: {},
};

/** Places in MARKS: driver + 1 that the node is bound to, attached or not; attaches that hold a driver; threads. */
export const MAJOR = 0;
export const HELD = 0;
export const THREADS = 0;
export const FROZEN = 1;
export const MARKS: Marks = {
  device: ['major'],
  driver: ['held'],
  system: ['config threads', 'frozen'],
  pair: null,
  slots: false,
};

/** Behind all strings of the list: the node name (A7.1), here for a stand-in that has no ids. */
const NODE_NAME = 1_000;

const placeOf = ({ places }: Kernel, driver: number, device: number): number => {
  const place = places[driver]?.[device] ?? -1;
  return place < 0 ? NODE_NAME : place;
};

/**
 * ddi_compatible_driver_major: the path alias if its driver is active (that an inactive one counts for nothing is our
 * reading), else the active driver of the first compatible string. -1: none.
 */
export function majorOf(world: LinuxWorld, device: number): number {
  const alias = world.device(device, 'override') - 1;
  const active = registeredFor(world, device);
  if (alias >= 0 && active.includes(alias)) return alias;
  const { kernel } = world;
  let best = -1;
  for (const driver of active.filter((one) => knows(world, one, device)))
    if (best < 0 || placeOf(kernel, driver, device) < placeOf(kernel, best, device)) best = driver;
  return best;
}

/** Driver + 1 that the node should be bound to, 0: none. */
export const bestMajor = step(
  'driver by its names',
  (kernel, device) => ({ reads: candidatesRead(kernel, device), writes: [] }),
  (world, device) => majorOf(world, device) + 1,
);

/** Whether the node cannot be unbound while it has a driver (A7.4). */
export const inUse = ({ traits }: Kernel, device: number): boolean => traits.device['in-use']?.[device] === 1;

/** Whether the node waits for its first open (A7.7). */
export const isLazy = ({ traits }: Kernel, device: number): boolean => traits.device['lazy']?.[device] === 1;

/** Available: active, and one of the device's names is its own (B2). Idle nodes are rebound by design. */
export function judgeOf(world: LinuxWorld): Judge {
  const judge = judgeWhere(
    world,
    (driver, device) =>
      world.isRegistered(driver) &&
      (knows(world, driver, device) || world.device(device, 'override') === driver + 1),
    () => true,
  );
  return {
    ...judge,
    // Nobody attaches a lazy node, nor any once the tree is frozen.
    wouldAccept: (driver, device) =>
      !isLazy(world.kernel, device) && world.systemMark(FROZEN) === 0 && judge.wouldAccept(driver, device),
  };
}
