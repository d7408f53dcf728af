import { driverName, type Invariant, type Moment } from '../../sim/check/invariant.ts';
import { isBinding, placeName, slotTold } from '../../sim/check/slots.ts';
import type { Strength } from '../../sim/model/judge.ts';
import { OUTCOME } from '../../sim/model/outcome.ts';
import type { World } from '../../sim/model/world.ts';

/**
 * The second promise, judged at the moment of binding, among those who would have had the same slot, and in both
 * readings of "available" (design 6). The weaker reading, registered, is reported when it breaks; the stronger one,
 * obtainable, only where registered does not.
 */
export const specificOverCatchAll: Invariant = {
  name: 'specific-over-catch-all',
  says: 'A catch-all driver never binds a device while a specific driver for it is available.',
  because: 'A driver that takes anything should come last; here order alone decides.',
  mutant: 'scenarios/specific-defers-catch-all-wins.yaml',
  atFact: (moment) => {
    const { world, fact, a: device, b: driver } = moment;
    if (!isBinding(fact) || !world.setup.drivers[driver]?.catchAll) return undefined;
    for (const strength of ['registered', 'obtainable'] as const) {
      const better = world.setup.drivers.find(({ id }) => isBetter(moment, id, strength))?.id;
      if (better === undefined) continue;
      const why = sentence(world, { device, driver, better, strength });
      return { device, strength, ...slotTold(world, driver, device), why };
    }
    return undefined;
  },
};

/** Whether this other driver is specific, would have had the same slot, and was available. */
function isBetter(
  { world, judge, a: device, b: driver }: Moment,
  other: number,
  strength: Strength,
): boolean {
  if (world.setup.drivers[other]?.catchAll !== false || other === driver) return false;
  return (
    world.slotAt(other, device) === world.slotAt(driver, device) && judge.available(other, device, strength)
  );
}

interface Case {
  readonly device: number;
  readonly driver: number;
  readonly better: number;
  readonly strength: Strength;
}

function sentence(world: World, { device, driver, better, strength }: Case): string {
  const [catchAll, specific] = [driverName(world, driver), driverName(world, better)];
  const verdict = world.verdict(better, device) - 1;
  const state =
    verdict === OUTCOME.EPROBE_DEFER || verdict === OUTCOME.supplier
      ? `${specific} had deferred it and would have come back`
      : strength === 'registered'
        ? `${specific} was registered and had not been asked`
        : `the module of ${specific} was loadable but not loaded yet`;
  return `${catchAll} bound ${placeName(world, driver, device)} although ${state}`;
}
