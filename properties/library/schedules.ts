/**
 * Schedules as an arbitrary of fast-check, with a way to shrink of their own. A schedule is small when few numbers
 * are left, wherever they stand, and the simplest ones are not always single steps away.
 */
import fc from 'fast-check';
import { shorter } from './lists.ts';
import { NUMBER_MAX, PLACES, type Schedule } from './chooser.ts';

type Entry = readonly [place: string, number: number];

/** Up to here one number may change while another goes: the attempts grow with the square. */
const TRADED_MAX = 8;

/** Few questions have many options. */
const NUMBERS = fc.oneof(
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 3 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: NUMBER_MAX }) },
  { weight: 1, arbitrary: fc.constant(NUMBER_MAX) },
);

class ScheduleArbitrary extends fc.Arbitrary<Schedule> {
  readonly drawn: fc.Arbitrary<[number, number][]>;

  constructor(deviationsMax: number) {
    super();
    const entry = fc.tuple(fc.nat({ max: PLACES - 1 }), NUMBERS);
    this.drawn = fc.array(entry, { maxLength: deviationsMax, size: 'max' });
  }

  generate(random: fc.Random, bias: number | undefined): fc.Value<Schedule> {
    return valueOf(Object.fromEntries(this.drawn.generate(random, bias).value));
  }

  canShrinkWithoutContext(value: unknown): value is Schedule {
    return typeof value === 'object' && value !== null;
  }

  shrink(schedule: Schedule): fc.Stream<fc.Value<Schedule>> {
    const entries = Object.entries(schedule).filter(([, number]) => number > 0);
    return fc.stream(smaller(entries)).map((fewer) => valueOf(Object.fromEntries(fewer)));
  }
}

const valueOf = (schedule: Schedule): fc.Value<Schedule> => new fc.Value(schedule, undefined);

/** Simpler ones, the simplest first: fewer numbers, then smaller ones. Each is tried from its beginning again. */
function* smaller(entries: readonly Entry[]): Generator<readonly Entry[]> {
  yield* shorter(entries, 0);
  if (entries.length <= TRADED_MAX) yield* traded(entries);
  for (const [index, [, number]] of entries.entries())
    for (const less of new Set([1, Math.floor(number / 2), number - 1]))
      if (less >= 1 && less < number) yield withNumber(entries, index, less);
}

/** What a single step does not reach: one number alone, whatever it is, two plain ones, or one less and one changed. */
function* traded(entries: readonly Entry[]): Generator<readonly Entry[]> {
  if (entries.length > 1)
    for (const [place] of entries) yield* EVERY_NUMBER.map((number): Entry[] => [[place, number]]);
  if (entries.length > 2)
    for (const [index, one] of entries.entries())
      for (const other of entries.slice(index + 1)) yield* plain([one, other]);
  for (const gone of entries) {
    const rest = entries.filter((entry) => entry !== gone);
    for (const [index, entry] of rest.entries())
      for (const number of plainNumbers(entry)) yield withNumber(rest, index, number);
  }
}

const EVERY_NUMBER = Array.from({ length: NUMBER_MAX }, (_, index) => index + 1);

function* plain([one, other]: readonly [Entry, Entry]): Generator<readonly Entry[]> {
  for (const a of plainNumbers(one))
    for (const b of plainNumbers(other)) yield withNumber(withNumber([one, other], 0, a), 1, b);
}

/** The first other option, the last one, and the one it is. */
const plainNumbers = ([, number]: Entry): ReadonlySet<number> => new Set([1, NUMBER_MAX, number]);

function withNumber(entries: readonly Entry[], at: number, number: number): readonly Entry[] {
  return entries.map((entry, index): Entry => (index === at ? [entry[0], number] : entry));
}

/** Schedules with at most so many numbers that are not 0. */
export function schedulesOf(deviationsMax: number): fc.Arbitrary<Schedule> {
  return new ScheduleArbitrary(deviationsMax);
}
