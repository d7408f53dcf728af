/**
 * Fuchsia's driver index (systems reference A5.1, A5.3, A5.5): which of its drivers match a node. There is no score:
 * exactly one driver that is no fallback wins, else exactly one fallback; anything else is an error or nothing, so
 * order never decides. Before any driver it asks whether a composite node spec names the node (composites.ts).
 */
import type { Kernel, LinuxWorld } from '../../linux/kernel.ts';
import { step } from '../../linux/operations.ts';
import { objectOf } from '../../model/layout.ts';
import { candidates, candidatesRead } from '../steps.ts';
import { OF_SYSTEM } from './marks.ts';
import { isNamed, specsOf } from './specs.ts';

/** Answers of a match besides driver + 1: an error, either nobody matches or too many do. */
const NO_DRIVER = 0;
/** A spec names the node: no driver is looked for. */
export const SPEC = -1;

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

/** Whether its bind rules are those of a composite: they fit specs, never a single node. */
const isForComposites = (world: LinuxWorld, driver: number): boolean =>
  world.kernel.traits.driver.composite?.[driver] === 1;

/** Whether its rules refuse a node that nobody named it for (A5.8). */
const refusesAutobind = (world: LinuxWorld, driver: number): boolean =>
  world.kernel.traits.driver['refuses-autobind']?.[driver] === 1;

/** Drivers of the index that match a single node, in order of registration. Pure. */
export const matching = (world: LinuxWorld, device: number): number[] =>
  candidates(world, device).filter(
    (driver) =>
      isIndexed(world, driver) && !isForComposites(world, driver) && !refusesAutobind(world, driver),
  );

/** A5.9: place in the list of drivers: no fallback before fallback, of these boot, base, ephemeral. */
function placeInList(world: LinuxWorld, driver: number): number {
  const origin = world.kernel.traits.driver.package?.[driver] ?? BOOT;
  return isFallback(world, driver) && origin !== EPHEMERAL ? 3 + origin : origin;
}

/** Drivers that match the spec of this composite node, in the order of the list: the first is its driver. Pure. */
export const compositeDrivers = (world: LinuxWorld, device: number): number[] =>
  candidates(world, device)
    .filter((driver) => isIndexed(world, driver) && isForComposites(world, driver))
    .sort((one, other) => placeInList(world, one) - placeInList(world, other));

/** What a match reads. */
export const matchReads = (kernel: Kernel, device: number): number[] => [
  ...candidatesRead(kernel, device),
  objectOf('mark', OF_SYSTEM.base),
  ...specsOf(kernel, device),
];

/** A5.1, A5.3: SPEC, driver + 1, or NO_DRIVER. Pure. */
export function resolved(world: LinuxWorld, device: number): number {
  if (isNamed(world, device)) return SPEC;
  const all = matching(world, device);
  const first = all.filter((driver) => !isFallback(world, driver));
  const chosen = first.length > 0 ? first : all;
  if (chosen.length > 1) return NO_DRIVER;
  return chosen[0] === undefined ? NO_DRIVER : chosen[0] + 1;
}

export const matchDriver = step(
  'match of the index',
  (kernel, device) => ({ reads: matchReads(kernel, device), writes: [] }),
  resolved,
);
