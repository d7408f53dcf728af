/**
 * Small machines with stories, made up: one to four devices and drivers on buses with different rules, parents,
 * suppliers, modules, and up to three people who do things at the same time. Everything is numbers and words that
 * shrink on their own; numbers are taken modulo what there is, so every draw is a valid scenario (made-up.ts).
 */
import fc from 'fast-check';
import { listOf } from './lists.ts';

export type BusName = 'simbus' | 'pci' | 'usb' | 'hid';
export type Answer = 'ok' | 'ENODEV' | 'EPROBE_DEFER' | 'any' | 'later';
export type Verb = (typeof VERBS)[number];

export const VERBS = [
  'add',
  'remove',
  'register',
  'unregister',
  'modprobe',
  'rmmod',
  'bind',
  'unbind',
  'drivers_probe',
  'reprobe',
  'override',
  'rescan',
  'autoprobe',
  'new_id',
  'settle',
  'pause',
] as const;

/** What may occur. A property says what it leaves out, and why. */
export interface Features {
  readonly buses: readonly BusName[];
  readonly verbs: readonly Verb[];
  readonly answers: readonly Answer[];
  readonly asynchronous: boolean;
  readonly suppliers: boolean;
  readonly needs: boolean;
  /** The match callback may answer EPROBE_DEFER or EINVAL. */
  readonly matchErrors: boolean;
  readonly systems: readonly string[];
}

export const EVERYTHING: Features = {
  buses: ['simbus', 'pci', 'usb', 'hid'],
  verbs: VERBS,
  answers: ['ok', 'ENODEV', 'EPROBE_DEFER', 'any', 'later'],
  asynchronous: true,
  suppliers: true,
  needs: true,
  matchErrors: true,
  systems: ['linux-6.1', 'linux-6.12'],
};

export interface Deed {
  readonly verb: Verb;
  readonly a: number;
  readonly b: number;
}

interface DrawnDevice {
  /** On the machine's second bus. */
  readonly elsewhere: boolean;
  readonly id: 'a' | 'b';
  /** Of an earlier device; undefined: none. */
  readonly parent: number | undefined;
  readonly suppliers: readonly number[];
  readonly inStory: boolean;
  readonly whole: boolean;
  readonly special: boolean;
}

interface DrawnDriver {
  readonly elsewhere: boolean;
  readonly matches: 'a' | 'b' | '*';
  readonly asynchronous: boolean;
  readonly answer: Answer;
  readonly needs: number | undefined;
  readonly late: boolean;
  readonly match: 'ids' | 'EPROBE_DEFER' | 'EINVAL';
  readonly from: 'before' | 'story' | 'module';
  readonly whole: boolean;
}

export interface Drawn {
  readonly system: string;
  /** Most of the machine is on one bus: drivers and devices that never meet show nothing. */
  readonly bus: BusName;
  readonly second: BusName;
  readonly udev: boolean;
  /** Every module needs the one before it. */
  readonly chained: boolean;
  readonly devices: readonly DrawnDevice[];
  readonly drivers: readonly DrawnDriver[];
  readonly lanes: readonly (readonly Deed[])[];
}

const few = fc.nat({ max: 7 });

/** One in five. */
const seldom = fc.nat({ max: 4 }).map(
  (drawn) => drawn === 4,
  (value) => (value === true ? 4 : 0),
);
const id = fc.constantFrom('a' as const, 'a' as const, 'b' as const);

function device({ suppliers }: Features): fc.Arbitrary<DrawnDevice> {
  return fc.record({
    elsewhere: seldom,
    id,
    parent: fc.option(few, { nil: undefined, freq: 2 }),
    suppliers: suppliers ? fc.uniqueArray(few, { maxLength: 2 }) : fc.constant([]),
    inStory: fc.boolean(),
    whole: fc.boolean(),
    special: fc.boolean(),
  });
}

function driver({ answers, asynchronous, needs, matchErrors }: Features): fc.Arbitrary<DrawnDriver> {
  return fc.record({
    elsewhere: seldom,
    matches: fc.oneof(id, fc.constant('*' as const)),
    asynchronous: asynchronous ? fc.boolean() : fc.constant(false),
    answer: fc.constantFrom(...answers),
    needs: needs ? fc.option(few, { nil: undefined, freq: 2 }) : fc.constant(undefined),
    late: fc.boolean(),
    match: matchErrors
      ? fc.oneof(
          { weight: 8, arbitrary: fc.constant('ids' as const) },
          { weight: 1, arbitrary: fc.constantFrom('EPROBE_DEFER' as const, 'EINVAL' as const) },
        )
      : fc.constant('ids' as const),
    from: fc.constantFrom('before', 'story', 'module'),
    whole: fc.boolean(),
  });
}

const deed = ({ verbs }: Features): fc.Arbitrary<Deed> =>
  fc.record({ verb: fc.constantFrom(...verbs), a: few, b: few });

/** Draws of machines with these features; `scenarioOf` makes scenarios of them. */
export function machines(change: Partial<Features> = {}): fc.Arbitrary<Drawn> {
  const features = { ...EVERYTHING, ...change };
  return fc.record({
    system: fc.constantFrom(...features.systems),
    bus: fc.constantFrom(...features.buses),
    second: fc.constantFrom(...features.buses),
    udev: fc.boolean(),
    chained: fc.boolean(),
    devices: listOf(device(features), { minLength: 1, maxLength: 4 }),
    drivers: listOf(driver(features), { minLength: 1, maxLength: 4 }),
    lanes: listOf(listOf(deed(features), { minLength: 1, maxLength: 4 }), { maxLength: 3 }),
  });
}
