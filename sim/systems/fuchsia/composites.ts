/**
 * Fuchsia's composite nodes (systems reference A5.1, A5.7; the composite node spec managers of index and manager): a
 * node that needs several parents. A spec names its parents by what their bind rules accept, here a role; the composite
 * node is made when every parent is bound to the spec, in whatever order they come, and goes with the first that goes.
 * Its driver is decided when the spec is added, or when the first driver comes that matches the whole spec; the node
 * itself is never matched.
 *
 * Specs are asked before drivers: a node that any spec names is bound to no driver of its own, though that spec has no
 * driver or its place is taken (A5.1). A node of several specs goes to the first in the order of the file (that of the
 * original is the order of a hash table); one that can bind to several goes to all. A spec is never taken back.
 */
import type { LinuxWorld } from '../../linux/kernel.ts';
import { step } from '../../linux/operations.ts';
import { objectOf } from '../../model/layout.ts';
import { OUTCOME } from '../../model/outcome.ts';
import { FACT } from '../../model/world.ts';
import { isThere } from '../slots.ts';
import { candidatesRead } from '../steps.ts';
import { compositeDrivers } from './index.ts';
import { OF_NODE, OF_SYSTEM } from './marks.ts';
import { placesFor, placesOf } from './specs.ts';

function setMark(world: LinuxWorld, device: number, mark: number, value: number): void {
  if (world.deviceMark(device, mark) !== value) world.emit(FACT['device-marked'], device, mark, value);
}

/** AddSpec: an outcome. */
export const addSpec = step(
  'spec added',
  (kernel, device) => ({ reads: candidatesRead(kernel, device), writes: [objectOf('device-mark', device)] }),
  (world, device) => {
    if (world.deviceMark(device, OF_NODE.spec)) return OUTCOME.EEXIST;
    setMark(world, device, OF_NODE.spec, 1);
    setMark(world, device, OF_NODE.matched, (compositeDrivers(world, device)[0] ?? -1) + 1);
    return OUTCOME.ok;
  },
);

/**
 * new_driver_available: a spec without a driver takes the first that matches it, now or when base drivers are known;
 * one whose driver has gone takes the next, if there is one.
 */
export const matchSpec = step(
  'driver of the spec',
  (kernel, device) => ({
    reads: [...candidatesRead(kernel, device), objectOf('mark', OF_SYSTEM.base)],
    writes: [objectOf('device-mark', device)],
  }),
  (world, device) => {
    if (!world.deviceMark(device, OF_NODE.spec)) return 0;
    const now = world.deviceMark(device, OF_NODE.matched) - 1;
    if (now < 0 || !world.isRegistered(now))
      setMark(world, device, OF_NODE.matched, (compositeDrivers(world, device)[0] ?? -1) + 1);
    return 0;
  },
);

/**
 * BindParentSpec: the node takes the first free place of a spec that has a driver, or all of them if it can bind to
 * several. Pure but for its marks; true if it has any now.
 */
export function bindParent(world: LinuxWorld, device: number): boolean {
  const several = world.kernel.traits.device.multibind?.[device] === 1;
  if (several) setMark(world, device, OF_NODE.multibound, 1);
  let bound = false;
  for (const [composite, place] of placesFor(world.kernel, device)) {
    const marks = (mark: number): number => world.deviceMark(composite, mark);
    if (!marks(OF_NODE.spec) || !marks(OF_NODE.matched) || marks(OF_NODE.parent + place)) continue;
    setMark(world, composite, OF_NODE.parent + place, device + 1);
    bound = true;
    if (!several) break;
  }
  return bound;
}

/** TryToAssemble: driver + 1 of the spec if all parents are there and the node is not; 0 otherwise. */
export const isComplete = step(
  'all parents there?',
  (_kernel, device) => ({
    reads: [objectOf('device', device), objectOf('device-mark', device)],
    writes: [],
  }),
  (world, device) => {
    const isFull = placesOf(world.kernel, device).every(
      (place) => world.deviceMark(device, OF_NODE.parent + place) !== 0,
    );
    return isFull && !world.device(device, 'named') ? world.deviceMark(device, OF_NODE.matched) : 0;
  },
);

/** 1: the node `b` has a place in the composite. */
export const hasPlace = step(
  'a parent of it?',
  (_kernel, composite) => ({ reads: [objectOf('device-mark', composite)], writes: [] }),
  (world, composite, node) =>
    placesOf(world.kernel, composite).some(
      (place) => world.deviceMark(composite, OF_NODE.parent + place) === node + 1,
    )
      ? 1
      : 0,
);

/** The places of a node that is on its way out are free again. */
export const leavePlaces = step(
  'place of a parent free',
  (_kernel, composite) => ({ reads: [], writes: [objectOf('device-mark', composite)] }),
  (world, composite, node) => {
    for (const place of placesOf(world.kernel, composite))
      if (world.deviceMark(composite, OF_NODE.parent + place) === node + 1)
        setMark(world, composite, OF_NODE.parent + place, 0);
    return 0;
  },
);

/** Driver + 1 that the spec of a composite node has; 0: none, or the node is not there or has one. */
export const driverOfSpec = step(
  'driver of the spec?',
  (_kernel, device) => ({ reads: [objectOf('device', device), objectOf('device-mark', device)], writes: [] }),
  (world, device) =>
    isThere(world, device) && !world.device(device, 'driver') ? world.deviceMark(device, OF_NODE.matched) : 0,
);
