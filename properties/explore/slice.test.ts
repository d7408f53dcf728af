/** A slice is a run by itself: its turns alone, in their order, are followed to the same turn with the same words. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seeded } from '../../sim/engine/random.ts';
import { pastOf, predecessors } from '../../sim/explore/before.ts';
import { lanesOf } from '../../sim/explore/lanes.ts';
import { sliceOf, type Slice } from '../../sim/explore/slice.ts';
import type { TurnTaken } from '../../sim/explore/taken.ts';
import { programs } from '../engine/programs.ts';
import { SEED, seedOf } from '../seed.ts';
import { follow, namesOf, ordersOnly, take } from './toy-runs.ts';

const kept = ({ pieces }: Slice) => pieces.flatMap((piece) => (piece.is === 'turn' ? [piece.turn] : []));

/** Who comes later is named and numbered by who was there before: a slice without the first has no second. */
function sharesNames(turns: readonly TurnTaken[]): boolean {
  const starts = turns.filter(({ after, process }) => turns[after]?.process !== process);
  return new Set(starts.map(({ process }) => process.replace(/ #.*/, ''))).size < starts.length;
}

/** `later` cannot go before `earlier`, which stands at `position`. */
function depends(earlier: TurnTaken, later: TurnTaken, position: number): boolean {
  const { reads, writes, merges } = later.touches;
  const meets = (one: readonly number[], other: readonly number[]): boolean =>
    one.some((object) => other.includes(object));
  const { touches } = earlier;
  return (
    later.after === position ||
    meets(touches.writes, [...reads, ...writes, ...merges]) ||
    meets(writes, [...touches.reads, ...touches.merges]) ||
    meets(touches.merges, reads) ||
    meets(merges, touches.reads)
  );
}

describe(`slices (seed ${SEED})`, () => {
  const runs = fc.tuple(programs, fc.nat(1000), fc.nat());

  it('can be run alone', () => {
    let folded = 0;
    fc.assert(
      fc.property(runs, ([program, seed, pick]) => {
        const { turns } = take(program, ordersOnly(seeded(String(seed))));
        if (sharesNames(turns)) return;
        const at = pick % turns.length;
        const slice = sliceOf(turns, { about: [at] });
        const own = kept(slice);
        folded += slice.folded;
        const { turns: again } = follow(program, own);
        expect(namesOf(again.slice(0, own.length))).toEqual(namesOf(own));
        expect(again[own.length - 1]?.does).toBe(turns[at]?.does);
        expect(slice.kept + slice.folded).toBe(turns.length);
      }),
      { seed: seedOf(SEED), numRuns: 400 },
    );
    expect(folded).toBeGreaterThan(1000);
  });

  it('happens-before is the order of turns that cannot be swapped, no more and no less', () => {
    let edges = 0;
    fc.assert(
      fc.property(programs, fc.nat(1000), (program, seed) => {
        const { turns } = take(program, ordersOnly(seeded(String(seed))));
        const short = turns.slice(0, 40);
        const direct = predecessors(short);
        const pairs = short.map((turn, index) =>
          short.flatMap((other, before) => (before < index && depends(other, turn, before) ? [before] : [])),
        );
        short.forEach((_, index) => {
          const past = [...pastOf(direct, [index])].sort((a, b) => a - b);
          edges += past.length;
          expect(past).toEqual([...pastOf(pairs, [index])].sort((a, b) => a - b));
        });
      }),
      { seed: seedOf(SEED), numRuns: 300 },
    );
    expect(edges).toBeGreaterThan(5000);
  });

  it('keeps what the look at the end reads, and nothing else', () => {
    const turns = take([[ADD(0)], [ADD(1)], [ADD(0), ADD(1)]], ordersOnly(seeded('3'))).turns;
    // run_block adds its result to the cell of its own number at the end.
    const slice = sliceOf(turns, { about: [], looksAt: { reads: [3], writes: [] } });
    expect(kept(slice)).toEqual([]);
    expect(slice.pieces).toEqual([{ is: 'folded', count: turns.length }]);
    const writersOf0 = sliceOf(turns, { about: [], looksAt: { reads: [0], writes: [] } });
    expect(new Set(kept(writersOf0).map(({ process }) => process)).size).toBeGreaterThan(1);
  });
});

const ADD = (cell: number) => ({ do: 'add', cell, by: 1 }) as const;

describe(`lanes (seed ${SEED})`, () => {
  it('never pass their width, and show every turn of the slice once', () => {
    fc.assert(
      fc.property(programs, fc.nat(100), fc.integer({ min: 60, max: 120 }), (program, seed, width) => {
        const { turns } = take(program, ordersOnly(seeded(String(seed))));
        const slice = sliceOf(turns, { about: [turns.length - 1] });
        const says = ({ does }: TurnTaken, index: number): string => does.repeat(1 + (index % 20));
        const lines = lanesOf(slice, { width, mark: 'this is what broke in the end', says });
        expect(lines.every(({ length }) => length <= width)).toBe(true);
        const numbers = lines.flatMap((line) => /^ *(\d+) /.exec(line)?.[1] ?? []);
        expect(numbers).toEqual(Array.from({ length: slice.kept }, (_, index) => String(index + 1)));
        expect(lines.some((line) => line.includes('<== this is what broke'))).toBe(true);
        expect(lanesOf(slice, { width, brief: true }).length).toBeLessThanOrEqual(lines.length);
      }),
      { seed: seedOf(SEED), numRuns: 200 },
    );
  });

  it('look like this', () => {
    const { turns } = take([[ADD(0)], [ADD(0), ADD(2)], [ADD(3)]], ordersOnly(seeded('2')));
    const about = [turns.findLastIndex(({ process }) => process === 'p1')];
    expect(lanesOf(sliceOf(turns, { about }), { width: 60, mark: 'broken' })).toMatchInlineSnapshot(`
      [
        "   # p2                       | p1",
        "   1   add                    |",
        "   2   add                    |",
        "   3   .                      | > add",
        " ... 1 turn folded",
        "   4                          |   add",
        "   5                          |   add",
        "     <== broken",
        " ... 1 turn folded",
      ]
    `);
  });
});
