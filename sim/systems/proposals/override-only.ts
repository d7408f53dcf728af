/**
 * What landed in 5.15 (reference 9.2), applied to every catch-all of a scenario and not only to vfio-pci: its table
 * counts only where driver_override names it (R1, R2), so no walk ever finds it by itself. Ids that an administrator
 * gives (`ids=`, new_id) count as before.
 *
 * It leaves open who writes driver_override, and when: that is user space's policy (R5), in a story's hands here.
 */
import type { Scenario } from '../../scenario/scenario.ts';
import { AS_LINUX, LINUX } from '../linux.ts';
import type { System } from '../system.ts';

/** Buses whose devices have a driver_override file (8.1). */
const WITH_OVERRIDE: readonly string[] = ['generic', 'pci', 'platform'];

/** Catch-alls of those buses match by override alone; `ids` says whether those given by hand go the same way. */
export function onlyByOverride(scenario: Scenario, { ids: byHandToo }: { readonly ids: boolean }): Scenario {
  const buses = new Set(
    scenario.buses.flatMap(({ name, rules }) => (WITH_OVERRIDE.includes(rules) ? [name] : [])),
  );
  return {
    ...scenario,
    drivers: scenario.drivers.map((driver) => {
      if (!driver.catchAll || !buses.has(driver.bus)) return driver;
      const { matches, ids, overrideOnly } = driver;
      const moved = byHandToo ? [...matches, ...ids] : matches;
      return { ...driver, matches: [], ids: byHandToo ? [] : ids, overrideOnly: [...overrideOnly, ...moved] };
    }),
  };
}

export const OVERRIDE_ONLY: System = {
  ...LINUX,
  says: 'What landed in 5.15, for every catch-all: it matches only where driver_override names it',
  source: 'reference 9.2 R1, R2, R5',
  leavesOut: [
    AS_LINUX,
    'the prefix of module aliases: events of devices still load the catch-all (9.2 R3)',
    'user space that looks for the best variant (9.2 R5)',
  ],
  readFrom: 'proposal',
  family: 'proposal',
  prepare: (scenario) => onlyByOverride(scenario, { ids: false }),
};
