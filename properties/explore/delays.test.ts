/** Timing by difference constraints: what did happen in time is never called impossible, and found delays do it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boring, replayed, type Chooser } from '../../sim/engine/choice.ts';
import { sleep } from '../../sim/engine/effect.ts';
import { seeded } from '../../sim/engine/random.ts';
import { solve, type Constraint } from '../../sim/explore/constraints.ts';
import { predecessors } from '../../sim/explore/before.ts';
import { answerOf, delaysFor, timeText, type Timing } from '../../sim/explore/delays.ts';
import { following } from '../../sim/explore/swap.ts';
import { takeTurns, type TurnTaken } from '../../sim/explore/taken.ts';
import { machineOf, programs } from '../engine/programs.ts';
import { append, toyMachine, type Root, type ToyProcess } from '../engine/toy.ts';
import { SEED, seedOf } from '../seed.ts';
import { follow, namesOf, ordersOnly, take, takeOn } from './toy-runs.ts';

const delaysOf = (timing: Timing) => (timing.is === 'possible' ? timing.delays : []);

/** The timed run with these delays that follows the order of the turns wherever it is free to. */
function inTime(turns: readonly TurnTaken[], timing: Timing): Chooser {
  return following(turns, replayed(delaysOf(timing).map(answerOf), false));
}

/** The turns in another order that keeps happens-before. */
function reordered(turns: readonly TurnTaken[], picks: Iterator<number>): readonly TurnTaken[] {
  const edges = predecessors(turns);
  const order: number[] = [];
  while (order.length < turns.length) {
    const ready = turns.flatMap((_, index) =>
      !order.includes(index) && (edges[index] ?? []).every((from) => order.includes(from)) ? [index] : [],
    );
    order.push(ready[(picks.next().value ?? 0) % ready.length] ?? 0);
  }
  return order.flatMap((index) => turns[index] ?? []);
}

describe(`delays (seed ${SEED})`, () => {
  it('whatever a timed run did is possible', () => {
    let sleeps = 0;
    fc.assert(
      fc.property(programs, fc.nat(1000), (program, seed) => {
        const drawn = seeded(String(seed));
        const chooser: Chooser = {
          choose: (point) => (point.kind === 'outcome' ? 0 : drawn.choose(point)),
        };
        const { turns } = take(program, chooser, 'timed');
        sleeps += turns.filter(({ takes }) => takes && takes.max > takes.min).length;
        expect(delaysFor(turns).is).toBe('possible');
      }),
      { seed: seedOf(SEED), numRuns: 400 },
    );
    expect(sleeps).toBeGreaterThan(200);
  });

  it('whatever a timed run did is possible, in whatever order the same turns are told', () => {
    let told = 0;
    fc.assert(
      fc.property(programs, fc.nat(1000), fc.infiniteStream(fc.nat(1000)), (program, seed, picks) => {
        const drawn = seeded(String(seed));
        const chooser: Chooser = {
          choose: (point) => (point.kind === 'outcome' ? 0 : drawn.choose(point)),
        };
        const { turns } = take(program, chooser, 'timed');
        const order = reordered(turns, picks);
        const again = follow(program, order);
        // Where two processes of one name live one after the other instead of together, they are called otherwise.
        if (namesOf(again.turns).join() !== namesOf(order).join()) return;
        expect(delaysFor(again.turns).is).toBe('possible');
        if (namesOf(order).join() !== namesOf(turns).join()) told++;
      }),
      { seed: seedOf(SEED), numRuns: 400 },
    );
    expect(told).toBeGreaterThan(100);
  });

  it('an untimed run that is said to be possible for sure happens with these delays', () => {
    const count = { possible: 0, happened: 0, impossible: 0 };
    fc.assert(
      fc.property(programs, fc.nat(1000), (program, seed) => {
        const { turns, cells } = take(program, ordersOnly(seeded(String(seed))));
        const timing = delaysFor(turns);
        if (timing.is === 'impossible') {
          count.impossible++;
          return;
        }
        if (!timing.sure) return;
        count.possible++;
        if (takeOn(machineOf(program, 'interned'), inTime(turns, timing), 'timed').cells === cells)
          count.happened++;
      }),
      { seed: seedOf(SEED), numRuns: 400 },
    );
    expect(count.possible).toBeGreaterThan(100);
    expect(count.impossible).toBeGreaterThan(20);
    // Naps of these programs last some nanoseconds, so parts of one can matter.
    expect(count.happened / count.possible).toBeGreaterThan(0.95);
  });
});

function* napThenAppend(_kernel: never, digit: number, min: number, max: number): ToyProcess {
  yield sleep(`nap ${digit}`, { min, max });
  yield append(0, digit);
  return 0;
}

/** The turns in which the naps end and the digits are written in this order. */
function digitsInOrder(roots: readonly Root[], order: readonly string[]): readonly TurnTaken[] {
  const wanted = order.flatMap((process) => [1, 2].map((step) => ({ process, step })));
  return takeTurns(toyMachine(roots), following(wanted, boring), { clock: 'untimed', stepsMax: 100 }).turns;
}

describe('two naps', () => {
  const short: Root = ['short', napThenAppend, 1, 1000, 4000];
  const roots: readonly Root[] = [short, ['long', napThenAppend, 2, 3000, 9000]];

  it('in their usual order need no delay', () => {
    expect(delaysFor(digitsInOrder(roots, ['short', 'long']))).toEqual({
      is: 'possible',
      delays: [],
      sure: true,
    });
  });

  it('the other way round need one, as short as can be', () => {
    const turns = digitsInOrder(roots, ['long', 'short']);
    const timing = delaysFor(turns);
    expect(delaysOf(timing)).toMatchObject([{ process: 'short', about: 'nap 1', min: 1000, max: 4000 }]);
    const [delay] = delaysOf(timing);
    expect(delay?.takes).toBeGreaterThanOrEqual(3000);
    expect(delay?.takes).toBeLessThanOrEqual(3001);
    const again = takeTurns(toyMachine(roots), inTime(turns, timing), {
      clock: 'timed',
      stepsMax: 100,
    }).turns;
    expect(namesOf(again)).toEqual(namesOf(turns));
  });

  it('are impossible the other way round if they cannot overlap, and it is said why', () => {
    const apart: readonly Root[] = [short, ['long', napThenAppend, 2, 5_000_000, 9_000_000]];
    expect(delaysFor(digitsInOrder(apart, ['long', 'short']))).toEqual({
      is: 'impossible',
      why: [
        'in this schedule at least 5ms (nap 2 5ms) pass',
        'in which at most 4us (nap 1 4us) can pass',
        '"append" of long comes before "append" of short',
      ],
    });
  });

  it.each([
    [4000, 'possible'],
    [4001, 'impossible'],
  ])('meet if the long one can be over after %i nanoseconds: %s', (least, is) => {
    const roots: readonly Root[] = [short, ['long', napThenAppend, 2, least, 9000]];
    expect(delaysFor(digitsInOrder(roots, ['long', 'short'])).is).toBe(is);
  });

  it('of which only one matters put no condition on the other', () => {
    const apart: readonly Root[] = [short, ['long', napThenAppend, 2, 5_000_000, 9_000_000]];
    const turns = digitsInOrder(apart, ['long', 'short']);
    const needed = new Set(turns.flatMap(({ process }, index) => (process === 'short' ? [index] : [])));
    expect(delaysFor(turns, { needed })).toEqual({ is: 'possible', delays: [], sure: true });
  });

  it('a turn that takes no time does not come after one that does', () => {
    const now: readonly Root[] = [
      ...roots,
      [
        'now',
        function* (): ToyProcess {
          yield append(0, 3);
          return 0;
        },
      ],
    ];
    const order = [...digitsInOrder(now, ['short', 'long'])];
    expect(order.at(-1)?.process).toBe('now');
    expect(delaysFor(order).is).toBe('impossible');
  });
});

function* napTwice(_kernel: never, digit: number): ToyProcess {
  yield sleep('first nap', { min: 0, max: 10_000 });
  yield append(0, digit);
  yield sleep('second nap', { min: 0, max: 10_000 });
  yield append(0, digit);
  return 0;
}

it('one long nap is better than two: none of the delays can be left out', () => {
  const roots: readonly Root[] = [
    ['twice', napTwice, 1],
    ['five', napThenAppend, 5, 5000, 5000],
    ['eight', napThenAppend, 8, 8000, 8000],
  ];
  const order = ['five', 'five', 'twice', 'twice', 'eight', 'eight', 'twice', 'twice'];
  const counts = new Map<string, number>();
  const wanted = order.map((process) => {
    counts.set(process, (counts.get(process) ?? 0) + 1);
    return { process, step: counts.get(process) ?? 0 };
  });
  const { turns } = takeTurns(toyMachine(roots), following(wanted, boring), {
    clock: 'untimed',
    stepsMax: 100,
  });
  expect(namesOf(turns)).toEqual(namesOf(wanted));
  // As early as can be would be 5 and 3; 8 and nothing is one delay less.
  expect(delaysOf(delaysFor(turns))).toMatchObject([{ about: 'first nap', takes: 8000 }]);
});

function* napInTheEnd(_kernel: never, digit: number, naps: number): ToyProcess {
  for (let nap = 0; nap < naps; nap++) yield sleep('no time', { min: 0, max: 0 });
  yield sleep('nap', { min: 1000, max: 1000 });
  yield append(0, digit);
  return 0;
}

it('who wakes at the same instant wakes together, however often they had to fall asleep', () => {
  const roots: readonly Root[] = [
    ['often', napInTheEnd, 1, 3],
    ['once', napInTheEnd, 2, 0],
  ];
  const machine = toyMachine(roots);
  const { turns } = takeTurns(machine, boring, { clock: 'timed', stepsMax: 100 });
  expect(machine.world.words[0]).toBe(12);
  expect(delaysFor(turns)).toEqual({ is: 'possible', delays: [], sure: false });
});

describe(`difference constraints (seed ${SEED})`, () => {
  const constraint = (count: number): fc.Arbitrary<Constraint> =>
    fc.record({ from: fc.nat(count - 1), to: fc.nat(count - 1), least: fc.integer({ min: -5, max: 5 }) });

  it('are solved with the smallest values, or contradict themselves in a circle', () => {
    fc.assert(
      fc.property(fc.array(constraint(4), { maxLength: 8 }), (constraints) => {
        const solution = solve(4, constraints);
        if (solution.is === 'contradiction') {
          const { circle } = solution;
          expect(circle.reduce((sum, { least }) => sum + least, 0)).toBeGreaterThan(0);
          circle.forEach(({ to }, index) => expect(circle[(index + 1) % circle.length]?.from).toBe(to));
          return;
        }
        const { values } = solution;
        for (const { from, to, least } of constraints)
          expect(values[to] ?? NaN).toBeGreaterThanOrEqual((values[from] ?? NaN) + least);
        // None can be smaller by itself: it is 0 or some constraint holds exactly.
        values.forEach((value, index) => {
          const tight = constraints.some(
            ({ from, to, least }) => to === index && (values[from] ?? 0) + least === value,
          );
          expect(value === 0 || tight).toBe(true);
        });
      }),
      { seed: seedOf(SEED), numRuns: 2000 },
    );
  });
});

it('times are told in the largest unit that fits', () => {
  expect([7, 1500, 2_000_001, 10e9].map(timeText)).toEqual(['7ns', '1.5us', '2.000001ms', '10s']);
});
