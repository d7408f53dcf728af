/**
 * The rule of the 2021 thread's priority proposal (reference 11.3) and what it leaves open, as traits: the same
 * paths run under every answer, so that answers can be compared (systems reference, C1 to C5, C7, C8).
 */
import type { Kernel } from '../../linux/kernel.ts';
import type { Dialect, DriverFacts, Trait } from '../system.ts';

/** What may be said under `under: { priority: ... }`; numbers are places in the lists of words. */
export const TIES = ['first-registered', 'newest', 'most-specific', 'refuse'] as const;
export const NEWCOMERS = ['alone', 'all'] as const;
export const DEFERRALS = ['falls-through', 'holds'] as const;
export const HAND_OVERS = ['two-steps', 'one-step', 'at-once'] as const;

export const TIE = { firstRegistered: 0, newest: 1, mostSpecific: 2, refuse: 3 } as const;
export const HAND_OVER = { twoSteps: 0, oneStep: 1, atOnce: 2 } as const;

/** For ever, as a reservation in milliseconds. */
export const FOR_EVER = -1;
const MILLISECOND = 1_000_000;
const PRIORITY_MAX = 1_000_000;
const RESERVATION_MAX = 600_000;

/** One answer to each open question. */
export interface Rule {
  readonly tie: (typeof TIES)[number];
  /** A catch-all comes after all others whatever its number (C8). */
  readonly catchAllType: boolean;
  /** Whom a registering driver has tried on a device without a driver: itself alone, or all by rank. */
  readonly newcomer: (typeof NEWCOMERS)[number];
  /** A better driver said "later": the next one is tried, or a catch-all has to wait. */
  readonly deferral: (typeof DEFERRALS)[number];
  /** How long a catch-all waits for a better driver that is obtainable or deferred (C3), milliseconds; 0: not. */
  readonly reservation: number;
  /** A catch-all's success counts only if nobody better has come during its probe. */
  readonly recheck: boolean;
  /** Reprobe by hand in two critical sections (8.4) or in one (C5), or on its own when a better driver comes. */
  readonly handOver: (typeof HAND_OVERS)[number];
  /** A better driver that came too late is noted on the device (C4). */
  readonly notice: boolean;
}

/** Bids where the scenario says nothing: catch-alls and stand-ins lowest, then kinds, then names. */
function usualPriority({ catchAll, generic, best }: DriverFacts): number {
  if (catchAll || generic) return 0;
  return best === 3 ? 20 : 10;
}

const yesNo = (says: string, flag: boolean): Trait<null> => ({
  says,
  values: 'yes-no',
  unsaid: () => (flag ? 1 : 0),
});

const oneOf = <T extends string>(says: string, words: readonly T[], said: T): Trait<null> => ({
  says,
  values: { words },
  unsaid: () => words.indexOf(said),
});

const PRIORITY: Trait<DriverFacts> = {
  says: 'Its priority: the highest is tried first.',
  values: { min: -PRIORITY_MAX, max: PRIORITY_MAX },
  unsaid: usualPriority,
};

/** The dialect, with one rule's answers where a scenario says nothing. */
export function traitsFor(rule: Rule): Dialect {
  const reservation: Trait<null> = {
    says: 'Milliseconds that a catch-all waits for a better driver to come; -1: for ever, 0: not at all.',
    values: { min: FOR_EVER, max: RESERVATION_MAX },
    unsaid: () => rule.reservation,
  };
  return {
    driver: { priority: PRIORITY },
    device: {},
    system: {
      tie: oneOf('Who is tried first among drivers of equal rank.', TIES, rule.tie),
      'catch-all-type': yesNo('Catch-alls come last, whatever their priority.', rule.catchAllType),
      newcomer: oneOf('Whom a registration has tried on a free device.', NEWCOMERS, rule.newcomer),
      deferral: oneOf('What a catch-all does if a better driver deferred.', DEFERRALS, rule.deferral),
      reservation,
      recheck: yesNo('A catch-all lets go if a better driver came during its probe.', rule.recheck),
      'hand-over': oneOf('How a device passes to a better driver.', HAND_OVERS, rule.handOver),
      notice: yesNo('A better driver that came too late is noted on the device.', rule.notice),
    },
  };
}

/** Words of the system's own on a device. */
export const MARKS = { device: ['held', 'by hand', 'better'], driver: [], system: [] } as const;
export const HELD = 0;
export const BY_HAND = 1;
export const BETTER = 2;

/** The rule's answer to one question: the place of a word, 1 or 0, or a number as it was said. */
export const asks = ({ traits }: Kernel, trait: string): number => traits.system[trait] ?? 0;

/** Nanoseconds; 0: no reservation, negative: for ever. */
export const reservationOf = (kernel: Kernel): number => asks(kernel, 'reservation') * MILLISECOND;

const isCatchAll = ({ setup }: Kernel, driver: number): boolean => setup.drivers[driver]?.catchAll === true;

/** Positive: `one` is of a higher rank on this device than `other`, ties of order aside. */
export function outranks(kernel: Kernel, one: number, other: number, device: number): number {
  if (asks(kernel, 'catch-all-type')) {
    const type = Number(isCatchAll(kernel, other)) - Number(isCatchAll(kernel, one));
    if (type !== 0) return type;
  }
  const priority = kernel.traits.driver['priority'] ?? [];
  const byNumber = (priority[one] ?? 0) - (priority[other] ?? 0);
  if (byNumber !== 0 || asks(kernel, 'tie') !== TIE.mostSpecific) return byNumber;
  return (kernel.specificity[one]?.[device] ?? 0) - (kernel.specificity[other]?.[device] ?? 0);
}

/** Specific drivers that rank above this catch-all on the device; of any other driver nobody is waited for. */
export function betterThan(kernel: Kernel, driver: number, device: number): readonly number[] {
  if (!isCatchAll(kernel, driver)) return [];
  return kernel.setup.drivers.flatMap(({ id, catchAll }) =>
    !catchAll && kernel.possible[id]?.[device] && outranks(kernel, id, driver, device) > 0 ? [id] : [],
  );
}
