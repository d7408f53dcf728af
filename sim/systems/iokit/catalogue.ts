/**
 * IOKit's catalogue of personalities (systems reference A4.1, A4.2a to c): what names a driver, whether its code is
 * there or not. A driver whose module is installed has its personality in the catalogue from the start; any other
 * brings it when it registers.
 */
import type { Kernel, LinuxWorld } from '../../linux/kernel.ts';
import { loadabilityOf, pairsOfDevice, step } from '../../linux/operations.ts';
import { objectOf } from '../../model/layout.ts';
import { FACT } from '../../model/world.ts';
import { isObtainable } from '../judge.ts';
import { candidates, candidatesRead, fits } from '../steps.ts';
import { mayRematch, rematchUsed, someDie } from './rematch.ts';
import { PAIR } from './marks.ts';
import { isPublished, mustFind, publishedRead } from './resource-names.ts';

const trait = (world: LinuxWorld, name: string, driver: number): number =>
  world.kernel.traits.driver[name]?.[driver] ?? 0;

/** Whether the catalogue has a personality of this driver that names the device. */
export const isListed = (world: LinuxWorld, driver: number, device: number): boolean =>
  fits(world, device, driver) &&
  (world.isRegistered(driver) || isObtainable(world, driver, device)) &&
  isPublished(world, mustFind(world.kernel, driver, device));

/** What isListed looks at, for all drivers of the device's bus. */
export const catalogueRead = (kernel: Kernel, device: number): number[] => [
  ...candidatesRead(kernel, device),
  ...kernel.setup.drivers
    .filter(({ id, module }) => module >= 0 && kernel.possible[id]?.[device])
    .flatMap(({ module }) => loadabilityOf(module)),
  ...kernel.setup.drivers.flatMap(({ id }) => publishedRead(kernel, mustFind(kernel, id, device))),
];

/** Place in the catalogue: what was installed stands first, the rest in the order of its coming. */
function places(world: LinuxWorld, device: number): readonly number[] {
  const installed = world.setup.drivers
    .filter(({ id, module }) => module >= 0 && world.setup.obtainable[id]?.[device])
    .map(({ id }) => id);
  return [...installed, ...candidates(world, device).filter((id) => !installed.includes(id))];
}

/** Drivers with this mark, highest score first; equals in the order of the catalogue (A4.1). */
export function inOrder(world: LinuxWorld, device: number, mark: number, score: string): number[] {
  const order = places(world, device);
  const rank = (driver: number): number => (order.includes(driver) ? order.indexOf(driver) : order.length);
  return world.setup.drivers
    .map(({ id }) => id)
    .filter((id) => world.kernel.possible[id]?.[device] && world.pairMark(id, device) === mark)
    .sort((a, b) => trait(world, score, b) - trait(world, score, a) || rank(a) - rank(b));
}

function markPair(world: LinuxWorld, device: number, driver: number, mark: number): void {
  if (world.pairMark(driver, device) !== mark) world.emit(FACT['pair-marked'], device, driver, mark);
}

const overPairs = (name: string, run: Parameters<typeof step>[2]) =>
  step(
    name,
    (kernel, device) => ({ reads: catalogueRead(kernel, device), writes: pairsOfDevice(kernel, device) }),
    run,
  );

/** A4.2a: the personalities that name the device, as the catalogue is at this moment; of these the rematch's. */
export const findDrivers = step(
  'find drivers',
  (kernel, device) => ({
    reads: catalogueRead(kernel, device),
    writes: [...pairsOfDevice(kernel, device), ...(someDie(kernel) ? [objectOf('device-mark', device)] : [])],
  }),
  (world, device) => {
    const dying = someDie(world.kernel);
    for (const { id } of world.setup.drivers) {
      if (!world.kernel.possible[id]?.[device]) continue;
      const isCandidate = isListed(world, id, device) && (!dying || mayRematch(world, id, device));
      markPair(world, device, id, isCandidate ? PAIR.listed : PAIR.none);
    }
    if (dying) rematchUsed(world, device);
    return 0;
  },
);

/** The first candidate with a mark, by the score of its dictionary; -1: none. */
export const firstMarked = overPairs(
  'next candidate',
  (world, device, mark) => inOrder(world, device, mark, 'score')[0] ?? -1,
);

/** A4.2e and f: the best of the next category by the score after its probe; -1: none is left. */
export const nextToStart = overPairs('next to start', (world, device) => {
  const probed = inOrder(world, device, PAIR.probed, 'probe-score');
  const slot = Math.min(...probed.map((id) => world.slotAt(id, device)));
  return probed.find((id) => world.slotAt(id, device) === slot) ?? -1;
});

/** Sets one candidate's mark. */
export const setMark = overPairs('candidate', (world, device, driver, mark) => {
  markPair(world, device, driver, mark);
  return 0;
});

/** A4.2f: one of the category has started, the rest of its list is dropped. */
export const dropCategory = overPairs('rest of the category dropped', (world, device, driver) => {
  for (const { id } of world.setup.drivers)
    if (world.slotAt(id, device) === world.slotAt(driver, device) && world.kernel.possible[id]?.[device])
      markPair(world, device, id, PAIR.none);
  return 0;
});

/** The pass ends: nothing of it is remembered. */
export const forgetCandidates = overPairs('candidates forgotten', (world, device) => {
  for (const { id } of world.setup.drivers)
    if (world.kernel.possible[id]?.[device]) markPair(world, device, id, PAIR.none);
  return 0;
});
