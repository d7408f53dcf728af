/** PCT hits planted bugs at least as often as its paper promises, and no deeper ones than it is asked for. */
import { describe, expect, it } from 'vitest';
import { wilson, Z_99_ONE_SIDED } from '../../sim/explore/confidence.ts';
import { pct } from '../../sim/explore/pct.ts';
import { runsUnder } from '../../sim/explore/strategy.ts';
import { tail } from '../../sim/engine/effect.ts';
import { add, read, toyMachine, type ToyProcess } from '../engine/toy.ts';
import { hitsOf } from './depths.ts';
import { shape, tally } from './shapes.ts';

const SEEDS = ['1', '2', '3'];

describe.each(SEEDS)('PCT with seed %s', (seed) => {
  it.each([1, 2, 3] as const)('hits a bug of depth %i more often than 1 / (n k^(d-1))', (depth) => {
    const { hits, runs, processes, questions } = hitsOf(depth, pct(seed, depth), 10_000);
    const bound = 1 / (processes * questions ** (depth - 1));
    // The lower limit at 99 %: the true rate is above the bound, not only the measured one.
    expect(wilson(hits, runs, Z_99_ONE_SIDED).low).toBeGreaterThan(bound);
  });

  it('never hits one that is deeper: nobody is dropped, so nobody is interrupted', () => {
    expect(hitsOf(2, pct(seed, 1), 2000).hits).toBe(0);
    expect(hitsOf(3, pct(seed, 1), 2000).hits).toBe(0);
  });
});

describe('what PCT knows of the length of runs', () => {
  it('comes from the first run, which drops nobody', () => {
    for (let seed = 0; seed < 50; seed++) {
      const machine = shape([3, 3, 3]);
      const [first] = [...runsUnder(machine, pct(`${seed}`, 5), { clock: 'untimed', stepsMax: 99, runs: 1 })];
      // Three processes, each to its end: two are asked about at 3 turns, one at 3 more.
      expect(machine.world.words[0]?.toString()).toMatch(/^(\d)\1\1(\d)\2\2(\d)\3\3$/);
      expect(first?.picks.length).toBe(6);
    }
  });

  it('a drop can strike at every question', () => {
    const machine = shape([4, 4]);
    const firsts = new Set<string>();
    const limits = { clock: 'untimed', stepsMax: 99, runs: 400 } as const;
    for (const _run of runsUnder(machine, pct('1', 2), limits)) firsts.add(`${machine.world.words[0]}`);
    // One process is interrupted after 0 to 3 of its turns by all of the other.
    expect([...firsts].sort()).toEqual(
      ['11112222', '12222111', '11222211', '11122221', '22221111', '21111222', '22111122', '22211112'].sort(),
    );
  });
});

it('keeps the longest run in mind, and drops at its last question too', () => {
  const runs = 4000;
  const seen = tally(shape([2, 1]), pct('1', 2), runs);
  // 1, 2, 1 wants process 1 first and the drop at the second of two questions, which only runs of 1, 1 and of this ask.
  expect([...seen.keys()].sort()).toEqual([112, 121, 211]);
  const { low, high } = wilson(seen.get(121) ?? 0, runs);
  expect(low).toBeLessThan(1 / 4);
  expect(high).toBeGreaterThan(1 / 4);
});

it('goes on fairly when the highest priority never rests', () => {
  const machine = toyMachine([
    ['spins', spin],
    ['frees', free],
  ]);
  const runs = [...runsUnder(machine, pct('1', 2), { clock: 'untimed', stepsMax: 20_000, runs: 20 })];
  // Without it every run in which the spinning process has the higher priority would be cut off.
  expect(runs.filter(({ picks }) => picks.length > 4000).length).toBeGreaterThan(0);
  expect(runs.map(({ end }) => end.is)).toEqual(runs.map(() => 'quiet'));
});

function* spin(): ToyProcess {
  return (yield read(0)) === 0 ? tail(spin) : 0;
}

function* free(): ToyProcess {
  yield add(0, 1);
}
