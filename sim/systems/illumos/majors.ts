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
  driver: {
    'force-attach': {
      says: 'Whether its lazy nodes are attached at the end of the boot, by a thread in the background.',
      values: 'yes-no',
      unsaid: () => 0,
    },
  },
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
    assigned: {
      says: 'Whether it has the property ddi-assigned: no name of it counts, it is left to the null driver.',
      values: 'yes-no',
      unsaid: () => 0,
    },
    retired: {
      says: 'Whether fault management has retired it, or does some time after an attach: it is not attached any more.',
      values: { words: ['not', 'already', 'later'] },
      unsaid: () => 0,
    },
  },
  system: {},
};

/**
 * Places in MARKS: driver + 1 that the node is bound to, attached or not; whether a detach that takes time is under
 * way, whether the node has been retired; attaches that hold a driver; threads.
 */
export const MAJOR = 0;
export const DETACHING = 1;
export const RETIRED = 2;
export const HELD = 0;
export const THREADS = 0;
export const FROZEN = 1;
export const MARKS: Marks = {
  device: ['major', 'detaching', 'retired'],
  driver: ['held'],
  system: ['config threads', 'frozen'],
  pair: null,
  slots: false,
};

/** It does nothing, so a node that it has counts as one without a driver. */
const NULL_DRIVER = -1;

/** Behind all strings of the list: the node name (A7.1), here for a stand-in that has no ids. */
const NODE_NAME = 1_000;

const orNodeName = (place: number | undefined = -1): number => (place < 0 ? NODE_NAME : place);

/** The first of the device's strings that is a name of this driver's, by its file or by what update_drv added. */
export function placeOf(
  { kernel, setup, words, layout }: LinuxWorld,
  driver: number,
  device: number,
): number {
  const added = setup.dynamicIds
    .filter((id) => id.driver === driver && words[layout.dynamicId + id.id] !== 0)
    .map(({ id }) => orNodeName(kernel.idPlaces[id]?.[device]));
  return Math.min(orNodeName(kernel.places[driver]?.[device]), ...added);
}

/**
 * ddi_compatible_driver_major: the path alias if its driver is active (that an inactive one counts for nothing is our
 * reading), else the active driver of the first compatible string. -1: none.
 */
export function majorOf(world: LinuxWorld, device: number): number {
  const alias = world.device(device, 'override') - 1;
  const active = registeredFor(world, device);
  if (alias >= 0 && active.includes(alias)) return alias;
  if (world.kernel.traits.device['assigned']?.[device] === 1) return NULL_DRIVER;
  let best = -1;
  for (const driver of active.filter((one) => knows(world, one, device)))
    if (best < 0 || placeOf(world, driver, device) < placeOf(world, best, device)) best = driver;
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

/** A7.8: a retired node may not attach. */
export const isRetired = (world: LinuxWorld, device: number): boolean =>
  world.deviceMark(device, RETIRED) === 1 ||
  (world.kernel.traits.device['retired']?.[device] === RETIRED_BEFORE &&
    world.deviceMark(device, RETIRED) !== NO_MORE);

/** What RETIRED says of a node that somebody has taken back from retirement. */
export const NO_MORE = 2;

const RETIRED_BEFORE = 1;
const RETIRED_LATER = 2;

/** Whether fault management finds a fault in it once it is attached. */
export const isFaulty = ({ traits }: Kernel, device: number): boolean =>
  traits.device['retired']?.[device] === RETIRED_LATER;

/** Available: active, and one of the device's names is its own (B2). Idle nodes are rebound by design. */
export function judgeOf(world: LinuxWorld): Judge {
  const judge = judgeWhere(
    world,
    (driver, device) =>
      world.isRegistered(driver) &&
      (world.device(device, 'override') === driver + 1 ||
        (knows(world, driver, device) && world.kernel.traits.device['assigned']?.[device] !== 1)),
    () => true,
  );
  return {
    ...judge,
    // Nobody attaches a lazy node or a retired one, nor any once the tree is frozen.
    wouldAccept: (driver, device) =>
      !isLazy(world.kernel, device) &&
      !isRetired(world, device) &&
      world.systemMark(FROZEN) === 0 &&
      judge.wouldAccept(driver, device),
  };
}
