/** Claims of one statement, for searches over all orders: what no run may show, what every run ends with. */
import type { Invariant, Moment } from '../../sim/check/invariant.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import type { World } from '../../sim/model/world.ts';
import { allOrders } from './under.ts';

const OWN = { because: 'the statement says so', mutant: 'none: it lives in one test' };

/** Broken at each fact of which this is true. */
export function never(why: string, isBroken: (moment: Moment) => boolean): Invariant {
  return { ...OWN, name: why, says: why, atFact: (moment) => (isBroken(moment) ? { why } : undefined) };
}

/** Broken at each end of which this is not true. */
export function atTheEnd(why: string, holds: (world: World) => boolean): Invariant {
  return { ...OWN, name: why, says: why, atEnd: ({ world }) => (holds(world) ? [] : [{ why }]) };
}

/** All ways to end, and the names of the claims that broke in some order, in one list. */
export function shown(scenario: Scenario, ...claims: readonly Invariant[]): readonly string[] {
  const { ends, broken } = allOrders(scenario, claims);
  return [...ends, ...broken];
}

export const deviceId = (world: World, name: string): number =>
  world.setup.devices.findIndex((one) => one.name === name);
export const driverId = (world: World, name: string): number =>
  world.setup.drivers.findIndex((one) => one.name === name);

/** How often a driver was started on a device. */
export const starts = (world: World, driver: string, device: string): number =>
  world.attempts(driverId(world, driver), deviceId(world, device));
