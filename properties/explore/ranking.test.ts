/**
 * The ranking of the study (reports/bench/samplers.ts has the whole table): on a planted check-then-act race in the
 * Linux model SURW on what the promise reads is best, the portfolio that spends half its runs on it comes next, and
 * uniform walks over everything find it last.
 */
import { expect, it } from 'vitest';
import { wilson } from '../../sim/explore/confidence.ts';
import { pct } from '../../sim/explore/pct.ts';
import { sampled } from '../../sim/explore/portfolio.ts';
import { pos } from '../../sim/explore/pos.ts';
import { randomWalk } from '../../sim/explore/random-walk.ts';
import { runsUnder, type Strategy } from '../../sim/explore/strategy.ts';
import { surw, urw } from '../../sim/explore/urw.ts';
import { promiseInterests } from '../../sim/promise-reads.ts';
import { specificOverCatchAll } from '../invariants/specific-over-catch-all.ts';
import { crowdOf, windowOf } from './window.ts';

const RUNS = 2000;
const CROWD = crowdOf(4, 3);
const READS = promiseInterests(CROWD, [specificOverCatchAll]);

function hitsOf(strategy: Strategy): number {
  const { machine, begin, inside } = windowOf(CROWD);
  let hits = 0;
  begin();
  for (const _run of runsUnder(machine, strategy, { clock: 'untimed', stepsMax: 10_000, runs: RUNS })) {
    if (inside() > 0) hits++;
    begin();
  }
  return hits;
}

it('SURW on what the promise reads finds the race most often, walks over everything hardly ever', () => {
  const best = hitsOf(surw('1', READS));
  const mixed = hitsOf(sampled('1', READS));
  const middle = [hitsOf(pct('1', 3)), hitsOf(pos('1'))];
  const last = [hitsOf(randomWalk('1')), hitsOf(urw('1'))];
  const { low } = wilson(best, RUNS);
  for (const hits of [mixed, ...middle, ...last]) expect(wilson(hits, RUNS).high).toBeLessThan(low);
  expect(mixed).toBeGreaterThan(Math.max(...middle));
  expect(Math.min(...middle)).toBeGreaterThan(Math.max(...last));
});

it('the promise reads the driver list, and of each device what matching and verdicts look at', () => {
  expect(READS.length).toBe(4);
  expect(new Set(READS.map(({ name }) => name))).toEqual(new Set(['specific-over-catch-all']));
});
