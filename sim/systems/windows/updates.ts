/**
 * Windows Update (systems reference A6.4): what the store lacks is searched for a device once its best package is
 * installed, and after the search that an administrator asks for. A module that user space could load stands for a
 * package that Windows Update has.
 */
import { call, holding, restUntil, tail } from '../../engine/effect.ts';
import type { Kernel, LinuxWorld, Process } from '../../linux/kernel.ts';
import { systemLock } from '../../linux/locks.ts';
import { loadabilityOf, step } from '../../linux/operations.ts';
import { objectOf } from '../../model/layout.ts';
import { OUTCOME } from '../../model/outcome.ts';
import { isObtainable } from '../judge.ts';
import { load_with_needs, rootIsThere } from '../loads.ts';
import { isThere } from '../slots.ts';
import { candidatesRead, fits } from '../steps.ts';
import { install_if_better } from './install.ts';
import { installedOn } from './marks.ts';
import { extendsDevices, isFilter } from './packages.ts';
import { compare } from './rank.ts';

/** The lock of device installation. */
export const installer = (kernel: Kernel): number => systemLock(kernel, 0);

/** Module + 1 of the package outside the store that the device wants; 0: there is none. */
const wantedElsewhere = step(
  'a better package elsewhere?',
  (kernel, device) => ({
    reads: [
      ...candidatesRead(kernel, device),
      objectOf('device', device),
      objectOf('device-mark', device),
      ...kernel.setup.drivers
        .filter(({ id, module }) => module >= 0 && kernel.possible[id]?.[device])
        .flatMap(({ module }) => loadabilityOf(module)),
    ],
    writes: [],
  }),
  (world, device) => {
    const wanted = isThere(world, device) ? wantedFor(world, device) : undefined;
    return (world.setup.drivers[wanted ?? -1]?.module ?? -1) + 1;
  },
);

/** The best function driver that is better than what is installed; else a filter of what is installed. */
function wantedFor(world: LinuxWorld, device: number): number | undefined {
  const { kernel, setup } = world;
  const current = installedOn(world, device);
  const elsewhere = setup.drivers.map(({ id }) => id).filter((id) => isElsewhere(world, id, device));
  const [best] = elsewhere
    .filter((id) => !isFilter(kernel, id) && (current < 0 || compare(world, id, current) < 0))
    .sort((one, other) => compare(world, one, other));
  return best ?? elsewhere.find((id) => current >= 0 && extendsDevices(kernel, id));
}

/** Windows Update has it, the store has not. */
const isElsewhere = (world: LinuxWorld, driver: number, device: number): boolean =>
  fits(world, device, driver) && !world.isRegistered(driver) && isObtainable(world, driver, device);

/** One package after the other, as long as there is a better one. */
export function* search_updates(kernel: Kernel, device: number): Process {
  yield restUntil(rootIsThere());
  const module = (yield wantedElsewhere(device)) - 1;
  if (module < 0) return 0;
  const outcome = yield call(load_with_needs, module);
  yield* holding(installer(kernel), install_if_better, device);
  return outcome === OUTCOME.ok ? tail(search_updates, device) : 0;
}

/** The wizard searches by itself: the store, then Windows Update; only what is better is installed (A6.8). */
export function* search_automatically(kernel: Kernel, device: number): Process {
  const outcome = yield* holding(installer(kernel), install_if_better, device);
  yield call(search_updates, device);
  return outcome;
}
