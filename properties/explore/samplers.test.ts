/** Every sampler: what it makes can be repeated and replayed; and each does what it is there for. Fixed seeds. */
import { describe, expect, it } from 'vitest';
import { replayed } from '../../sim/engine/choice.ts';
import { choose, holding, sleep, spawn, tail } from '../../sim/engine/effect.ts';
import type { Machine } from '../../sim/engine/machine.ts';
import { run } from '../../sim/engine/run.ts';
import { bounded } from '../../sim/explore/bounded.ts';
import { wilson } from '../../sim/explore/confidence.ts';
import { EVERYTHING, touching } from '../../sim/explore/interest.ts';
import { pct } from '../../sim/explore/pct.ts';
import { portfolio, sampled } from '../../sim/explore/portfolio.ts';
import { pos } from '../../sim/explore/pos.ts';
import { randomWalk, stickyWalk } from '../../sim/explore/random-walk.ts';
import { seedSweep } from '../../sim/explore/seed-sweep.ts';
import { runsUnder, type Strategy } from '../../sim/explore/strategy.ts';
import { swarm } from '../../sim/explore/swarm-walk.ts';
import { PROFILE_RUNS, surw, urw } from '../../sim/explore/urw.ts';
import { add, append, toyMachine, type Toy, type ToyProcess } from '../engine/toy.ts';
import { shape, tally } from './shapes.ts';

const ONE_CELL = [touching('cell 1', new Set([1]))];

const STRATEGIES: readonly (readonly [string, (seed: string) => Strategy])[] = [
  ['random', randomWalk],
  ['sticky', stickyWalk],
  ['pct:3', (seed) => pct(seed, 3)],
  ['pct:2..5', (seed) => pct(seed, 2, 5)],
  ['pos', pos],
  ['urw', urw],
  ['surw', (seed) => surw(seed, ONE_CELL)],
  ['swarm', swarm],
  ['sampled', (seed) => sampled(seed, ONE_CELL)],
  ['seeds', (seed) => seedSweep((number) => `${seed}/${number}`)],
];

function* busy(_kernel: never, digit: number, depth: number): ToyProcess {
  yield append(0, digit);
  if (depth > 0) yield spawn(100 + digit, busy, digit + 1, depth - 1);
  const face = yield choose('outcome', 'dice', ['one', 'two', 'three']);
  yield sleep('nap', { min: 0, max: 1000 });
  yield* holding<Toy>(0, counted, face);
}

function* counted(_kernel: never, face: number): ToyProcess {
  yield add(1, face);
  yield add(2, 1);
}

/** Spawning, choosing, sleeping, locking. */
const build = (): Machine<Toy> =>
  toyMachine([
    ['a', busy, 1, 2],
    ['b', busy, 4, 0],
    ['c', busy, 5, 1],
  ]);

const allOf = (strategy: Strategy, runs: number, clock: 'timed' | 'untimed') => [
  ...runsUnder(build(), strategy, { clock, stepsMax: 1000, runs }),
];

describe.each(STRATEGIES)('%s', (name, make) => {
  it('has its name', () => expect(make('1').name).toBe(name));

  it.each(['timed', 'untimed'] as const)('makes the same runs from the same seed (%s)', (clock) => {
    const picks = (seed: string) => allOf(make(seed), 60, clock).map((one) => one.picks);
    expect(picks('1')).toEqual(picks('1'));
    expect(picks('1')).not.toEqual(picks('2'));
  });

  it.each(['timed', 'untimed'] as const)('makes runs that replay from their deviations (%s)', (clock) => {
    const machine = build();
    for (const one of runsUnder(machine, make('1'), { clock, stepsMax: 1000, runs: 60 })) {
      const words = [...machine.world.words];
      const deviations = one.deviations();
      expect([...machine.world.words]).toEqual(words);
      const other = build();
      const chooser = replayed(deviations);
      expect(run(other, chooser, { clock, stepsMax: 1000 })).toEqual(one.end);
      expect([...other.world.words]).toEqual(words);
      expect(chooser.unused()).toEqual([]);
    }
  });

  it('draws outcomes too', () => {
    const faces = allOf(make('1'), 60, 'untimed').flatMap((one) =>
      one.deviations().flatMap(({ at, pick }) => (at.startsWith('o:') ? [pick] : [])),
    );
    expect([...new Set(faces)].sort()).toEqual(['three', 'two']);
  });
});

it('sticky walks switch less: with stay 1 only when somebody ends', () => {
  const switches = (strategy: Strategy): number => {
    const machine = shape([3, 3, 3]);
    let sum = 0;
    for (const _run of runsUnder(machine, strategy, { clock: 'untimed', stepsMax: 99, runs: 300 })) {
      sum += `${machine.world.words[0]}`.replace(/(\d)\1*/g, 'x').length - 1;
    }
    return sum / 300;
  };
  expect(switches(stickyWalk('1', 1))).toBe(2);
  const [sticky, random] = [switches(stickyWalk('1')), switches(randomWalk('1'))];
  expect(sticky).toBeGreaterThan(2);
  expect(random).toBeGreaterThan(sticky + 2);
});

describe('pos', () => {
  const IDLE_TURNS = 6;
  function* late(): ToyProcess {
    return tail(idleThenAppend, IDLE_TURNS);
  }
  function* idleThenAppend(_kernel: never, left: number): ToyProcess {
    yield left > 0 ? add(3, 1) : append(0, 2);
    if (left > 0) return tail(idleThenAppend, left - 1);
  }
  function* early(): ToyProcess {
    yield append(0, 1);
  }
  const lateFirst = (strategy: Strategy): number => {
    const machine = toyMachine([
      ['late', late],
      ['early', early],
    ]);
    let hits = 0;
    for (const _run of runsUnder(machine, strategy, { clock: 'untimed', stepsMax: 99, runs: 4000 })) {
      if (machine.world.words[0] === 21) hits++;
    }
    return hits;
  };

  it('keeps the place of a turn that does not depend on what was taken', () => {
    // The one turn of `early` must be the lowest of 8 numbers; a random walk has to lose 7 times in a row.
    const { low, high } = wilson(lateFirst(pos('1')), 4000);
    expect(low).toBeLessThan(1 / (IDLE_TURNS + 2));
    expect(high).toBeGreaterThan(1 / (IDLE_TURNS + 2));
    expect(wilson(lateFirst(randomWalk('1')), 4000).high).toBeLessThan(0.02);
  });

  it('draws a new place for a turn that does', () => {
    // Process 1 loses against each of four turns that it conflicts with, each time with a new number.
    const last = tally(shape([1, 4]), pos('1'), 8000).get(22221) ?? 0;
    const { low, high } = wilson(last, 8000);
    expect(low).toBeLessThan(1 / 16);
    expect(high).toBeGreaterThan(1 / 16);
  });
});

describe('portfolios', () => {
  const byOf = (strategy: Strategy, runs: number): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const { by } of runsUnder(build(), strategy, { clock: 'untimed', stepsMax: 999, runs })) {
      counts[by] = (counts[by] ?? 0) + 1;
    }
    return counts;
  };

  it('keep their shares, every 22 runs, and say who made a run', () => {
    const random = PROFILE_RUNS;
    expect(byOf(sampled('1', ONE_CELL), 220)).toEqual({
      random,
      surw: 100 - random,
      'pct:2..5': 50,
      pos: 30,
      sticky: 20,
      swarm: 20,
    });
  });

  it('take everything for interesting when nothing is', () => {
    expect(byOf(sampled('1', []), 110)['urw']).toBe(50 - PROFILE_RUNS);
    expect(sampled('1', []).says).toBe(
      'A portfolio: 45 % urw, 23 % pct:2..5, 14 % pos, 9 % sticky, 9 % swarm.',
    );
  });

  it('go on without a member that has nothing left, and end with the last', () => {
    const mixed = portfolio('mixed', [
      { strategy: bounded(0), share: 1 },
      { strategy: randomWalk('1'), share: 1 },
    ]);
    expect(mixed.random).toBe(false);
    expect(byOf(mixed, 10)).toEqual({ 'bounded:0': 1, random: 9 });
    expect(byOf(portfolio('one', [{ strategy: bounded(0), share: 1 }]), 10)).toEqual({ 'bounded:0': 1 });
  });
});

it('what nobody is interested in is taken freely', () => {
  const machine = shape([2, 2]);
  const nothing = surw('1', [touching('nothing', new Set([7]))]);
  const seen = new Set<number>();
  for (const _run of runsUnder(machine, nothing, { clock: 'untimed', stepsMax: 99, runs: 200 })) {
    seen.add(machine.world.words[0] ?? 0);
  }
  expect(seen.size).toBe(6);
  expect(EVERYTHING.covers({ reads: [], writes: [], locks: [] })).toBe(true);
});
