/** The claims that reports/bench/proposals.ts counts: the three promises, the second by who was passed over. */
import type { Invariant, Moment } from '../../sim/check/invariant.ts';
import { CAUSE, OUTCOME } from '../../sim/model/outcome.ts';
import { FACT } from '../../sim/model/world.ts';
import { invariantsNamed } from '../../properties/invariants/index.ts';

type Reading = 'not asked' | 'deferred' | 'obtainable';

/** Whether this driver is available in one reading and in no weaker one. */
function isAvailable({ world, judge }: Moment, driver: number, device: number, reading: Reading): boolean {
  const registered = judge.available(driver, device, 'registered');
  if (reading === 'obtainable') return !registered && judge.available(driver, device, 'obtainable');
  const said = world.verdict(driver, device) - 1;
  const later = said === OUTCOME.EPROBE_DEFER || said === OUTCOME.supplier;
  return registered && later === (reading === 'deferred');
}

/** The second promise by who was passed over: registered and not asked, registered and deferred, only obtainable. */
const overCatchAll = (reading: Reading): Invariant => ({
  name: `specific-over-catch-all (${reading})`,
  says: 'A catch-all never binds a device while a specific driver for it is available.',
  because: 'It should come last.',
  mutant: 'scenarios/specific-defers-catch-all-wins.yaml',
  atFact: (moment: Moment) => {
    const { world, fact, a: device, b: driver } = moment;
    if (fact !== FACT.bound || !world.setup.drivers[driver]?.catchAll) return undefined;
    const better = world.setup.drivers.some(
      ({ id, catchAll }) => !catchAll && isAvailable(moment, id, device, reading),
    );
    return better ? { device, why: 'a catch-all bound it' } : undefined;
  },
});

/** The third promise, hand-overs by design counted. */
const neverRebinds: Invariant = {
  name: 'late-registration-never-rebinds',
  says: 'Registering a driver never takes a device from the driver that it is bound to.',
  because: 'Whoever uses it loses it.',
  mutant: 'scenarios/hid-generic-hand-over.yaml',
  atFact: ({ fact, a: device, c: cause }: Moment) =>
    fact === FACT.released && cause === CAUSE['better-driver'] ? { device, why: 'it was taken' } : undefined,
};

export const CLAIMS: readonly Invariant[] = [
  ...invariantsNamed(['at-most-one-driver']),
  overCatchAll('not asked'),
  overCatchAll('deferred'),
  overCatchAll('obtainable'),
  neverRebinds,
  ...invariantsNamed(['nobody-stranded', 'no-deadlock']),
];
