/**
 * Matching by priority, as Huck proposed it on 1 April 2021 (reference 11.3): start with the highest priority, the
 * generic driver has the lowest; a driver of a higher priority that comes later leaves bound devices alone, and moving
 * them is a person's work. It was never merged.
 *
 * The mail leaves open who wins a tie, what happens while the specific driver defers or its module is not loaded,
 * and what a catch-all registering late does to a device whose specific driver is registered but busy. Each is a
 * trait (rules.ts); the other entries answer them differently.
 */
import { judgeOf } from '../../linux/available.ts';
import { LINUX_DOORS } from '../../linux/doors.ts';
import type { LinuxWorld } from '../../linux/kernel.ts';
import type { Doors } from '../../linux/system-parts.ts';
import { HOLDERS } from '../../linux/waits.ts';
import type { Judge } from '../../model/judge.ts';
import { objectOf } from '../../model/layout.ts';
import { AS_LINUX, LINUX } from '../linux.ts';
import { NO_MARKS, type System } from '../system.ts';
import { ask_by_rank, meet_newcomer, NEWCOMER } from './auction.ts';
import { bind_store, commit } from './commit.ts';
import { reprobe } from './hand-over.ts';
import { KEEPER, TIMER } from './reservation.ts';
import { asks, BY_HAND, FOR_EVER, HAND_OVER, MARKS, traitsFor, type Rule } from './rules.ts';

const DOORS: Doors = {
  ...LINUX_DOORS,
  verbs: { ...LINUX_DOORS.verbs, bind: bind_store, reprobe },
  inside: { walk: ask_by_rank, newcomer: meet_newcomer, commit },
};

/** As Linux, but what a person binds by hand is his choice, and a rule that hands over at once says so. */
function judge(world: LinuxWorld): Judge {
  const linux = judgeOf(world);
  return {
    ...linux,
    available: (driver, device, strength) =>
      !world.deviceMark(device, BY_HAND) && linux.available(driver, device, strength),
    handsOver: (device) => asks(world.kernel, 'hand-over') === HAND_OVER.atOnce || linux.handsOver(device),
  };
}

/** The rule as the mail has it; what it leaves open is answered as Linux does it today. */
const AS_PROPOSED: Rule = {
  tie: 'first-registered',
  catchAllType: false,
  newcomer: 'alone',
  deferral: 'falls-through',
  reservation: 0,
  recheck: false,
  handOver: 'two-steps',
  notice: false,
};

/** Priorities with everything but a reservation. */
const STRICT: Rule = {
  ...AS_PROPOSED,
  catchAllType: true,
  newcomer: 'all',
  recheck: true,
  handOver: 'one-step',
  notice: true,
};

const RESERVED: Rule = { ...STRICT, deferral: 'holds', reservation: 30_000 };

const WALKERS = 'walks that stand on the driver';

function priority(says: string, source: string, rule: Rule, leavesOut: readonly string[] = []): System {
  return {
    ...LINUX,
    says,
    source,
    leavesOut: [AS_LINUX, ...leavesOut],
    readFrom: 'proposal',
    family: 'proposal',
    doors: DOORS,
    dialect: 'priority',
    traits: traitsFor(rule),
    marks: { ...NO_MARKS, ...MARKS },
    workers: [KEEPER, TIMER, NEWCOMER],
    holders: { [WALKERS]: [...(HOLDERS[WALKERS] ?? []), { fn: 'offer', arg: 0 }] },
    judgeOf: judge,
    judgeReads: (_kernel, device) => [objectOf('device-mark', device)],
  };
}

export const PRIORITY_SYSTEMS = {
  'priority-2021': priority(
    'Huck 2021: the highest priority is tried first, the generic driver last; bound devices are left alone',
    'reference 11.3, mail of 1 April 2021; never merged',
    AS_PROPOSED,
  ),
  'priority-strict': priority(
    'Priorities with the holes closed: a catch-all type, all asked at a registration, a second look before binding',
    'systems reference C1, C4, C5, C8',
    STRICT,
  ),
  'priority-reserved': priority(
    'As priority-strict, and a catch-all waits at most 30 s for a better driver that is obtainable or deferred',
    'systems reference C3',
    RESERVED,
  ),
  'priority-patient': priority(
    'As priority-reserved, but a catch-all waits for ever',
    'systems reference C3, without its bound',
    { ...RESERVED, reservation: FOR_EVER },
  ),
  'priority-hand-over': priority(
    'As priority-reserved, and a better driver takes a bound device from a worse one at once',
    'systems reference C5, C9',
    { ...RESERVED, handOver: 'at-once' },
    ['margins, idle windows, a limit per lifetime (C9)'],
  ),
} as const satisfies Record<string, System>;
