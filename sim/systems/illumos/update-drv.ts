/**
 * illumos: update_drv, which adds an alias to an installed driver and takes one away (systems reference A7.8). A name
 * that stands in the driver's own file, a scenario's `matches`, cannot be taken away here.
 */
import { call, tail } from '../../engine/effect.ts';
import type { Kernel, LinuxWorld, Process } from '../../linux/kernel.ts';
import { step } from '../../linux/operations.ts';
import { removeDynamicId } from '../../linux/sysfs.ts';
import { objectOf } from '../../model/layout.ts';
import { CAUSE, OUTCOME } from '../../model/outcome.ts';
import { FACT } from '../../model/world.ts';
import { isThere } from '../auction.ts';
import { markDevice, nextPresent } from '../steps.ts';
import { MAJOR, placeOf } from './majors.ts';
import { rebind_node, unbind_entered } from './nodes.ts';

const idsOf = (kernel: Kernel, id: number): number =>
  objectOf('driver-ids', kernel.setup.dynamicIds[id]?.driver ?? -1);

const isAdded = (world: LinuxWorld, id: number): boolean => world.words[world.layout.dynamicId + id] !== 0;

const addAlias = step(
  'alias added',
  (kernel, id) => ({ reads: [], writes: [idsOf(kernel, id)] }),
  (world, id) => {
    if (isAdded(world, id)) return OUTCOME.EEXIST;
    world.emit(FACT['dynid-added'], id, world.setup.dynamicIds[id]?.driver);
    return OUTCOME.ok;
  },
);

const hasAlias = step(
  'alias there?',
  (kernel, id) => ({ reads: [idsOf(kernel, id)], writes: [] }),
  (world, id) => (isAdded(world, id) ? 1 : 0),
);

/** 1: the node is bound to the alias's driver, and by no better name of it, nor by its path. */
const boundByAlias = step(
  'bound by the alias?',
  (kernel, device, id) => ({
    reads: [objectOf('device-mark', device), objectOf('device-id', device), idsOf(kernel, id)],
    writes: [],
  }),
  (world: LinuxWorld, device, id) => {
    const driver = world.setup.dynamicIds[id]?.driver ?? -1;
    if (world.deviceMark(device, MAJOR) !== driver + 1 || world.device(device, 'override') === driver + 1)
      return 0;
    return world.kernel.idPlaces[id]?.[device] === placeOf(world, driver, device) ? 1 : 0;
  },
);

/** A7.4: nodes that have a better name now are rebound, unless somebody uses them. */
export function* walk_tree(_kernel: Kernel, bus: number, after: number): Process {
  const device = yield nextPresent(bus, after);
  if (device < 0) return OUTCOME.ok;
  yield call(rebind_node, device);
  return tail(walk_tree, bus, device);
}

const busOfId = ({ setup }: Kernel, id: number): number =>
  setup.drivers[setup.dynamicIds[id]?.driver ?? -1]?.bus ?? -1;

/** update_drv -a. */
export function* add_alias(kernel: Kernel, id: number): Process {
  if (!(yield isThere(kernel.setup.dynamicIds[id]?.driver ?? -1))) return OUTCOME.ENOENT;
  const outcome = yield addAlias(id);
  return outcome === OUTCOME.ok ? tail(walk_tree, busOfId(kernel, id), -1) : outcome;
}

/**
 * update_drv -d: nodes that are bound by the alias are unbound first. If one of them is in use the alias stays, and
 * those that were not stay unbound until they are configured again.
 */
export function* remove_alias(kernel: Kernel, id: number): Process {
  if (!(yield hasAlias(id))) return OUTCOME.ENOENT;
  let stillInUse = 0;
  for (const device of kernel.setup.dynamicIds[id]?.devices ?? []) {
    if (!(yield boundByAlias(device, id))) continue;
    const outcome = yield call(unbind_entered, device, CAUSE['driver-removed']);
    if (outcome === OUTCOME.EBUSY) stillInUse++;
    else yield markDevice(device, MAJOR, 0);
  }
  if (stillInUse > 0) return OUTCOME.EBUSY;
  yield removeDynamicId(id);
  return tail(walk_tree, busOfId(kernel, id), -1);
}
