/** bounded(d) runs every schedule with at most d deviations once, fewest first: compared with all runs there are. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { choose, holding, sleep, spawn } from '../../sim/engine/effect.ts';
import type { Machine } from '../../sim/engine/machine.ts';
import { bounded } from '../../sim/explore/bounded.ts';
import { runsUnder } from '../../sim/explore/strategy.ts';
import { sampleScenario } from '../../sim/sample-scenario.ts';
import { INVARIANTS } from '../invariants/index.ts';
import { add, allRuns, append, toyMachine, type Toy, type ToyProcess } from '../engine/toy.ts';
import { scenarioFrom } from '../runs.ts';
import { shape } from './shapes.ts';

function* gambler(_kernel: never, digit: number): ToyProcess {
  const face = yield choose('outcome', 'dice', ['one', 'two', 'three']);
  yield append(0, digit + face);
  yield spawn(100, locker, 9);
}

function* locker(_kernel: never, digit: number): ToyProcess {
  yield sleep('nap', { min: 1, max: 1000 });
  yield* holding<Toy>(0, writer, digit);
}

function* writer(_kernel: never, digit: number): ToyProcess {
  yield append(0, digit);
  yield add(1, 1);
}

const TOYS: readonly (readonly [string, () => Machine<Toy>])[] = [
  ['three chains', () => shape([3, 2, 2])],
  ['one process', () => shape([5])],
  [
    'dice, children, locks, sleeps',
    () =>
      toyMachine([
        ['gambler', gambler, 1],
        ['locker', locker, 5],
      ]),
  ],
];

const LIMITS = { clock: 'untimed', stepsMax: 1000 } as const;

describe.each(TOYS)('%s', (_name, build) => {
  const all = allRuns(build, 'untimed', 200_000).map(({ answers }) => answers.map(({ picked }) => picked));
  const deviations = (picks: readonly number[]): number => picks.filter((pick) => pick !== 0).length;

  it.each([0, 1, 2, 3, 99])('bounded(%i) is exactly what brute force finds', (bound) => {
    const strategy = bounded(bound);
    const runs = [...runsUnder(build(), strategy, LIMITS)].map(({ picks }) => picks);
    const within = all.filter((picks) => deviations(picks) <= bound);
    expect(runs.length).toBe(within.length);
    expect(runs.map(String).sort()).toEqual(within.map(String).sort());
    const levels = runs.map(deviations);
    expect(levels).toEqual([...levels].sort((a, b) => a - b));
    expect(strategy.planned()).toBe(runs.length);
    expect(strategy.complete()).toBe(true);
    expect(strategy.exhausted()).toBe(within.length === all.length);
  });

  it('knows how many runs a level has before it begins', () => {
    const strategy = bounded(2);
    let level = 0;
    for (const { picks, run } of runsUnder(build(), strategy, LIMITS)) {
      if (deviations(picks) === level || deviations(picks) > 2) continue;
      level = deviations(picks);
      // The first run of this level has been made; all runs with fewer deviations lie behind it.
      const known = all.filter((other) => deviations(other) <= level).length;
      if (level === 2) expect(strategy.planned()).toBe(known);
      expect(run).toBe(all.filter((other) => deviations(other) < level).length);
    }
  });
});

describe('what bounded says when it was stopped', () => {
  it('early: not complete', () => {
    const strategy = bounded(2);
    expect([...runsUnder(shape([3, 3]), strategy, { ...LIMITS, runs: 3 })].length).toBe(3);
    expect(strategy.complete()).toBe(false);
    expect(strategy.exhausted()).toBe(false);
  });

  it('in the middle of a run: not complete either', () => {
    const strategy = bounded(9);
    expect([...runsUnder(shape([3, 3]), strategy, { ...LIMITS, stepsMax: 4 })].length).toBeGreaterThan(1);
    expect(strategy.complete()).toBe(false);
  });
});

it('bounded(2) finds both endings of the lost retry, the boring one first', () => {
  const file = new URL('../../scenarios/lost-deferred-retry.yaml', import.meta.url);
  const scenario = scenarioFrom(readFileSync(file, 'utf8'));
  const strategy = bounded(2);
  const found = sampleScenario(scenario, INVARIANTS, { strategy, clock: 'untimed' });
  expect(strategy.complete()).toBe(true);
  expect(found.runs).toBe(strategy.planned());
  expect(found.endings.map(({ ends }) => ends?.['sound'])).toEqual(['imx-wm8960', null]);
  expect(found.endings.map(({ first }) => first.deviations.length)).toEqual([0, 2]);
  expect(found.runs).toBeGreaterThan(1000);
});
