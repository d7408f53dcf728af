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

/**
 * All ways to end, and the names of the claims that broke in some order, in one list. `starts` counts in it: a world
 * counts starts only as far as a script tells them apart, so every driver gets one.
 */
export function shown(scenario: Scenario, ...claims: readonly Invariant[]): readonly string[] {
  const { ends, broken } = allOrders(claims.length > 0 ? counting(scenario) : scenario, claims);
  return [...ends, ...broken];
}

/** Starts are counted up to this. */
const COUNTED = 4;

/** The same machine; an answer that is always the same is said by a script of it. */
function counting(scenario: Scenario): Scenario {
  const drivers = scenario.drivers.map((driver) => {
    const { script, may } = driver.probe;
    const [only, ...others] = may;
    if (script.length > 0 || only === undefined || others.length > 0) return driver;
    return { ...driver, probe: { ...driver.probe, script: Array.from({ length: COUNTED }, () => only) } };
  });
  return { ...scenario, drivers };
}

export const deviceId = (world: World, name: string): number =>
  world.setup.devices.findIndex((one) => one.name === name);
export const driverId = (world: World, name: string): number =>
  world.setup.drivers.findIndex((one) => one.name === name);

/** How often a driver was started on a device, in a search by `shown`. Throws if nobody counts. */
export function starts(world: World, driver: string, device: string): number {
  const pair = [driverId(world, driver), deviceId(world, device)] as const;
  if ((world.setup.attemptsMax[pair[0]]?.[pair[1]] ?? 0) < 2)
    throw new Error(`starts of ${driver} are not counted`);
  return world.attempts(...pair);
}
