/** URW and SURW make all interleavings equally likely where the numbers of turns are known. Seeds are fixed. */
import { describe, expect, it } from 'vitest';
import { EVERYTHING, touching } from '../../sim/explore/interest.ts';
import { pos } from '../../sim/explore/pos.ts';
import { randomWalk } from '../../sim/explore/random-walk.ts';
import type { Strategy } from '../../sim/explore/strategy.ts';
import { PROFILE_RUNS, surw, urw } from '../../sim/explore/urw.ts';
import { chiSquare, chiSquareLimit, family, ORDER, shape, tally } from './shapes.ts';

/** Processes with so many turns each, and the multinomial number of their interleavings. */
const SHAPES = [
  { name: '1x8', turns: [1, 8], orders: 9 },
  { name: '2x4', turns: [2, 4], orders: 15 },
  { name: '3x3x2', turns: [3, 3, 2], orders: 560 },
] as const;

const WRITES = [touching('order', new Set([ORDER]))];

const strategies: readonly (readonly [string, (seed: string) => Strategy])[] = [
  ['urw', urw],
  ['surw on what they write', (seed) => surw(seed, WRITES)],
];

describe.each(strategies)('%s', (_name, make) => {
  it.each(SHAPES)('is uniform over the interleavings of $name', ({ turns, orders }) => {
    const runs = 40 * orders + 2000;
    const seen = tally(shape(turns), make('1'), runs, PROFILE_RUNS);
    expect(seen.size).toBe(orders);
    expect(chiSquare(seen, runs, orders)).toBeLessThan(chiSquareLimit(orders - 1));
  });
});

it('urw counts the turns of children that are not born yet', () => {
  // The first write and the spawn, then 2 beside 3 of the child, all beside 3 of another:
  // C(10, 3) times C(5, 2) orders of turns. The spawn writes nothing, so they are told apart by fewer numbers.
  const runs = 60_000;
  const seen = tally(family(2, 3, 3), urw('1'), runs, PROFILE_RUNS);
  const orders = familyOrders();
  expect([...seen.keys()].sort()).toEqual([...orders.keys()].sort());
  let chi = 0;
  for (const [order, ways] of orders) {
    const expected = (runs * ways) / 1200;
    chi += ((seen.get(order) ?? 0) - expected) ** 2 / expected;
  }
  expect(chi).toBeLessThan(chiSquareLimit(orders.size - 1));
});

it('surw, too, when to spawn is no turn of interest: whoever was drawn may have been so for the child', () => {
  const runs = 60_000;
  const seen = tally(family(2, 3, 3), surw('1', WRITES), runs, PROFILE_RUNS);
  // C(9, 3) times C(5, 2): the first write, then 2 beside 3 of the child, all beside 3 of another.
  expect(seen.size).toBe(840);
  expect(chiSquare(seen, runs, 840)).toBeLessThan(chiSquareLimit(839));
});

/** In how many orders of turns each number can come about: digits 1 (parent), 2 (child), 3 (other), 0 the spawn. */
function familyOrders(): Map<number, number> {
  const found = new Map<number, number>();
  const extend = (written: number, parent: number, childs: number, others: number): void => {
    if (parent + childs + others === 0) found.set(written, (found.get(written) ?? 0) + 1);
    // Of the parent's 4 turns the second is the spawn, which writes nothing.
    if (parent > 0) extend(parent === 3 ? written : written * 10 + 1, parent - 1, childs, others);
    if (childs > 0 && parent < 3) extend(written * 10 + 2, parent, childs - 1, others);
    if (others > 0) extend(written * 10 + 3, parent, childs, others - 1);
  };
  extend(0, 4, 3, 3);
  return found;
}

describe('the test itself', () => {
  it.each([
    ['the random walk', randomWalk],
    ['pos', pos],
  ])('%s is not uniform', (_name, make) => {
    const seen = tally(shape([1, 8]), make('1'), 2000);
    expect(chiSquare(seen, 2000, 9)).toBeGreaterThan(chiSquareLimit(8));
  });

  it('knows the limit', () => {
    // Tables: 26.12 at 8 degrees of freedom, 36.12 at 14.
    expect(chiSquareLimit(8)).toBeCloseTo(26.12, 0);
    expect(chiSquareLimit(14)).toBeCloseTo(36.12, 0);
  });

  it('urw is surw on everything', () => {
    const [one, other] = [urw('7'), surw('7', [EVERYTHING])];
    expect(tally(shape([3, 3, 2]), one, 500)).toEqual(tally(shape([3, 3, 2]), other, 500));
  });
});
