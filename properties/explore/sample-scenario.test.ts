/** Sampled scenarios: what is told can be seen again, counts are those of single runs, budgets end it honestly. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { endingOf } from '../../sim/check/expect.ts';
import { replayed } from '../../sim/engine/choice.ts';
import { seeded } from '../../sim/engine/random.ts';
import { bounded } from '../../sim/explore/bounded.ts';
import { sampled } from '../../sim/explore/portfolio.ts';
import { randomWalk } from '../../sim/explore/random-walk.ts';
import { seedSweep } from '../../sim/explore/seed-sweep.ts';
import { promiseInterests } from '../../sim/promise-reads.ts';
import { sampleScenario } from '../../sim/sample-scenario.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { simulate } from '../../sim/simulate.ts';
import { swarmScenario } from '../../sim/swarm-scenario.ts';
import { INVARIANTS, invariantsNamed } from '../invariants/index.ts';
import { scenarioFrom } from '../runs.ts';

const shipped = (name: string): Scenario =>
  scenarioFrom(readFileSync(new URL(`../../scenarios/${name}.yaml`, import.meta.url), 'utf8'));

const RETRY = shipped('lost-deferred-retry');
const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

describe('a sweep of seeds', () => {
  const sample = sampleScenario(RETRY, INVARIANTS, { strategy: seedSweep(), clock: 'timed', runs: 100 });
  const singles = Array.from({ length: 100 }, (_, at) => {
    const result = simulate(RETRY, { chooser: seeded(`${at + 1}`), clock: 'timed', invariants: INVARIANTS });
    return { ends: endingOf(result.world), breaks: result.breaches.length > 0 };
  });

  it('counts what single runs show', () => {
    for (const { ends, runs, first } of sample.endings) {
      const same = singles.map((single) => JSON.stringify(single.ends) === JSON.stringify(ends));
      expect(runs).toBe(same.filter(Boolean).length);
      expect(first.seed).toBe(`${same.indexOf(true) + 1}`);
      expect(first.deviations).toEqual([]);
    }
    expect(sum(sample.endings.map(({ runs }) => runs))).toBe(100);
    const [stranded] = sample.broken;
    expect(stranded?.broken?.invariant).toBe('nobody-stranded');
    expect(stranded?.runs).toBe(singles.filter(({ breaks }) => breaks).length);
  });

  it('tells the share of each driver of each device with its interval', () => {
    const [one, other] = sample.devices['sound'] ?? [];
    expect((one?.runs ?? 0) + (other?.runs ?? 0)).toBe(100);
    expect(one?.runs).toBeGreaterThanOrEqual(other?.runs ?? 0);
    expect(one?.share.low).toBeLessThan((one?.runs ?? 0) / 100);
    expect(one?.share.high).toBeGreaterThan((one?.runs ?? 0) / 100);
    expect(sample.devices['wm8960-codec']).toEqual([
      { driver: 'wm8960', runs: 100, share: expect.objectContaining({ high: 1 }) as unknown },
    ]);
  });
});

describe('the portfolio', () => {
  const interests = promiseInterests(RETRY, INVARIANTS);
  const strategy = sampled('1', interests);
  const sample = sampleScenario(RETRY, INVARIANTS, { strategy, clock: 'untimed', runs: 400 });

  it('finds both endings and the broken promise; each replays', () => {
    expect(sample.endings.length).toBe(2);
    expect(sample.broken.length).toBe(1);
    for (const { ends, broken, first } of [...sample.endings, ...sample.broken]) {
      const chooser = replayed(first.deviations);
      const result = simulate(RETRY, { chooser, clock: 'untimed', invariants: INVARIANTS });
      expect(chooser.unused()).toEqual([]);
      if (ends) expect(endingOf(result.world)).toEqual(ends);
      else expect(result.breaches.map(({ why }) => why)).toContain(broken?.why);
    }
  });

  it('says what each member allows to say', () => {
    expect(sum(sample.members.map(({ runs }) => runs))).toBe(400);
    expect(sum(sample.members.map(({ breaking }) => breaking))).toBe(sample.broken[0]?.runs);
    for (const { runs, breaking, unseen, breachesAtMost } of sample.members) {
      expect(breachesAtMost).toBe(breaking > 0 ? null : 3 / runs);
      expect(unseen).toBeLessThan(0.2);
    }
    expect(sample.members.map(({ by }) => by)).toContain('surw');
  });

  it('is told about the promises that read something', () => {
    expect(interests.map(({ name }) => name)).toContain('nobody-stranded');
  });
});

describe('ends', () => {
  it('when time is up', () => {
    let asked = 0;
    const options = { strategy: randomWalk('1'), clock: 'untimed', expired: () => ++asked > 7 } as const;
    expect(sampleScenario(RETRY, [], options).runs).toBe(7);
  });

  it('after a thousand runs of a strategy without end, and by itself after all of one that has an end', () => {
    const count = (strategy: Parameters<typeof sampleScenario>[2]['strategy']): number =>
      sampleScenario(RETRY, [], { strategy, clock: 'untimed' }).runs;
    expect(count(randomWalk('1'))).toBe(1000);
    expect(count(bounded(1))).toBe(bounded1Runs());
  });

  const bounded1Runs = (): number => {
    const strategy = bounded(1);
    const told: number[] = [];
    const onProgress = ({ runs }: { readonly runs: number }): void => void told.push(runs);
    const sample = sampleScenario(RETRY, [], { strategy, clock: 'untimed', onProgress });
    expect(sample.members).toEqual([expect.objectContaining({ unseen: null, breachesAtMost: null })]);
    expect(told.at(-1)).toBe(sample.runs);
    return strategy.planned();
  };

  it('and does not take a run that was cut off for an ending', () => {
    const options = { strategy: seedSweep(), clock: 'timed', runs: 3, stepsMax: 2000 } as const;
    const sample = sampleScenario(shipped('deferral-livelock'), INVARIANTS, options);
    expect(sample.cutOff).toBe(3);
    expect(sample.endings).toEqual([]);
    expect(sample.devices).toEqual({});
    expect(sample.broken.map(({ broken, runs }) => [broken?.invariant, runs])).toEqual([['settles', 3]]);
  });
});

describe('swarm', () => {
  it('tells the features of each round, and which of them brings a finding about', () => {
    const guard = 'forget-missed-trigger';
    const told: string[] = [];
    const swarm = swarmScenario(invariantsNamed(['nobody-stranded']), {
      seed: '1',
      rounds: 12,
      runs: 40,
      clock: 'untimed',
      features: [guard, 'nothing'],
      scenarioWith: (features) => ({ ...RETRY, quirks: features.includes(guard) ? [guard] : [] }),
      strategyFor: (_scenario, seed) => randomWalk(seed),
      onRound: (round, features) => void told.push(`${round}: ${features.join()}`),
    });
    expect(told).toEqual(swarm.rounds.map(({ features }, round) => `${round}: ${features.join()}`));
    expect(new Set(told.map((line) => line.split(': ')[1])).size).toBeGreaterThan(2);
    const [stranded, ...endings] = swarm.findings;
    expect(stranded?.finding.broken?.invariant).toBe('nobody-stranded');
    expect(stranded?.effects.map(({ feature, effect }) => [feature, effect])).toEqual([
      [guard, 'triggers'],
      ['nothing', 'unclear'],
    ]);
    const kept = endings.find(({ finding }) => finding.ends?.['sound'] === 'imx-wm8960');
    expect(kept?.effects[0]?.effect).toBe('suppresses');
  });
});
