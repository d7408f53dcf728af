/** Two runs of any program that end differently because of order differ in one swap of two turns somewhere between. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boring } from '../../sim/engine/choice.ts';
import { seeded } from '../../sim/engine/random.ts';
import { criticalSwap, released, swapText, type Followed, type Named } from '../../sim/explore/swap.ts';
import { programs, type Program } from '../engine/programs.ts';
import { SEED, seedOf } from '../seed.ts';
import { follow, namesOf, ordersOnly, take, type ToyTaken } from './toy-runs.ts';

/** The run shows the finding if it ends with these counters. */
function swapBetween(program: Program, failing: ToyTaken, passing: ToyTaken) {
  const followed = ({ turns, cells }: ToyTaken): Followed => ({
    turns,
    shows: cells === failing.cells,
    ends: `the counters are ${cells}`,
    deviations: [],
  });
  const swap = criticalSwap({
    passing: followed(passing),
    failing: followed(failing),
    follow: (order: readonly Named[]) => followed(follow(program, order)),
  });
  return { swap, followed };
}

describe(`critical swaps (seed ${SEED})`, () => {
  it('are found wherever order decides, and both runs replay to their ends', () => {
    let [found, adjacent] = [0, 0];
    fc.assert(
      fc.property(programs, fc.nat(1000), (program, seed) => {
        const failing = take(program, ordersOnly(seeded(String(seed))));
        const passing = take(program, boring);
        if (failing.cells === passing.cells) return;
        const { swap } = swapBetween(program, failing, passing);
        expect(swap).not.toBeNull();
        if (!swap) return;
        found++;
        if (swap.adjacent) adjacent++;
        expect(namesOf(swap.before)).toEqual(namesOf([...swap.after].reverse()));
        expect(swap.before[0].process).not.toBe(swap.before[1].process);
        expect(swap.endsAfter).toBe(`the counters are ${failing.cells}`);
        expect(swap.endsBefore).not.toBe(swap.endsAfter);
      }),
      { seed: seedOf(SEED), numRuns: 500 },
    );
    expect(found).toBeGreaterThan(100);
    expect(adjacent / found).toBeGreaterThan(0.5);
  });

  it('are told in two sentences', () => {
    // Twice p1's cell, then p0 adds: the sums differ.
    const program: Program = [
      [{ do: 'add', cell: 0, by: 1 }],
      [{ do: 'branch', cell: 0, odd: [], even: [] }],
    ];
    const seeds = Array.from({ length: 20 }, (_, seed) => String(seed));
    const runs = seeds.map((seed) => take(program, ordersOnly(seeded(seed))));
    const passing = take(program, boring);
    const failing = runs.find(({ cells }) => cells !== passing.cells);
    const swap = failing && swapBetween(program, failing, passing).swap;
    expect(swap && swapText(swap)).toMatchInlineSnapshot(
      `"If "add" of p0 comes directly before "one less" of p1, the counters are 2,5,2,0,0,0,0,0. If "one less" of p1 comes first, the counters are 2,6,0,3,0,0,0,0."`,
    );
  });
});

describe('releasing deviations', () => {
  const deviations = [
    { at: 's:a@1', pick: 'b' },
    { at: 'o:b@1/dice', pick: 'six' },
    { at: 's:b@2', pick: 'c' },
  ];

  it('tries one at a time first, then the first ones together, and never gives up an outcome', () => {
    const tried: string[] = [];
    const result = released(deviations, (left) => {
      tried.push(left.map(({ at }) => at).join(' '));
      return left.length === 1;
    });
    expect(tried).toEqual(['o:b@1/dice s:b@2', 's:a@1 o:b@1/dice', 'o:b@1/dice s:b@2', 'o:b@1/dice']);
    expect(result).toEqual([deviations[1]]);
    expect(released(deviations, () => false)).toBeNull();
  });
});
