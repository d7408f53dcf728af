/**
 * What holds under every system that is not Linux, over all orders of a machine in which everything comes and goes.
 */
import { describe, expect, it } from 'vitest';
import { exploreScenario } from '../../sim/explore-scenario.ts';
import { seeded } from '../../sim/engine/random.ts';
import { simulate } from '../../sim/simulate.ts';
import { SYSTEM_NAMES, systemOf } from '../../sim/systems/catalogue.ts';
import { watchedRun } from '../engine/watched.ts';
import { invariantsFor } from '../invariants/index.ts';
import { SEED } from '../seed.ts';
import { allOrders, under } from './under.ts';

const OTHERS = SYSTEM_NAMES.filter((system) => systemOf({ system }).family !== 'linux');

const machine = `
devices:
  d: { bus: simbus, modalias: "sim:one", appears: story }
  e: { bus: simbus, modalias: "sim:two", appears: story }
drivers:
  S: { bus: simbus, matches: ["sim:one"], probe: { takes: 1ms } }
  T: { bus: simbus, matches: ["sim:*"], probe: { may: [ok, ENODEV] } }
  G: { bus: simbus, catch-all: true, matches: ["*"] }
given: [{ register: G }, { add: d }]
`;
const STORIES = {
  'drivers and devices come': 'story: [{ register: S }, { register: T }, { add: e }]',
  'drivers and devices go':
    'story: [{ do: [{ register: S }, { unregister: S }] }, { do: [{ add: e }, { remove: e }] }, { unregister: G }]',
  'a device is let go, removed, and comes again':
    'story: [{ unbind: { driver: G, device: d } }, { do: [{ remove: d }, { add: d }] }, { register: S }]',
  'an administrator insists':
    'story: [{ do: [{ register: S }, { bind: { driver: S, device: d } }] }, { override: { device: d, driver: S } }, { drivers_probe: d }, { rescan: simbus }]',
};
const CLAIMS = ['no-deadlock', 'at-most-one-driver', 'no-ghost', 'registers-once', 'settles', 'releases-own'];

/** Small enough for every order to be tried, none left out. */
const SMALL = `
devices:
  d: { bus: simbus, modalias: "sim:one", appears: story }
drivers:
  S: { bus: simbus, matches: ["sim:one"] }
  G: { bus: simbus, catch-all: true, matches: ["*"], probe: { takes: 1ms, may: [ok, EPROBE_DEFER] } }
given: [{ register: G }]
`;
const SMALL_STORIES = [
  'story: [{ register: S }, { add: d }, { unregister: G }]',
  'story: [{ register: S }, { do: [{ add: d }, { remove: d }] }, { drivers_probe: d }]',
  'story: [{ do: [{ add: d }, { unbind: { driver: G, device: d } }] }, { do: [{ register: S }, { unregister: S }] }]',
  'story: [{ add: d }, { do: [{ register: S }, { bind: { driver: S, device: d } }] }, { rescan: simbus }]',
];

describe.each(OTHERS)('%s', (system) => {
  it.each(Object.entries(STORIES))('keeps its head over all orders when %s', (_says, story) => {
    const { broken, exploration } = allOrders(under(system, `${machine}${story}`), CLAIMS);
    expect(broken).toEqual([]);
    expect(exploration.cut).toBe(false);
  });

  it.each(SMALL_STORIES)('shows the same whether orders are left out or not: %s', (story) => {
    const scenario = under(system, `${SMALL}${story}`);
    const claims = invariantsFor({ expect: { always: null } }, systemOf({ system }));
    const found = (reduce: boolean): readonly string[] => {
      const { complete, endings, broken } = exploreScenario(scenario, claims, {
        reduce,
        budget: { states: 300_000 },
        shortestBudget: { states: 1 },
      });
      expect(complete).toBe(true);
      return [...endings, ...broken].map((one) => JSON.stringify(one.ends ?? one.broken)).sort();
    };
    expect(found(true)).toEqual(found(false));
  });

  it('runs interned as it runs live, and touches only what it declares', () => {
    const seeds = Array.from({ length: 4 }, (_, index) => `${SEED}-${index}`);
    for (const story of Object.values(STORIES)) {
      const scenario = under(system, `${machine}${story}`);
      for (const [index, seed] of seeds.entries()) {
        const clock = index % 2 ? 'timed' : 'untimed';
        const hash = (threads: 'interned' | 'live'): string =>
          simulate(scenario, { chooser: seeded(seed), clock, threads }).traceHash;
        expect(hash('interned'), seed).toBe(hash('live'));
        const watched = watchedRun(scenario, clock);
        watched.run(seeded(seed));
        expect([...watched.violations], seed).toEqual([]);
      }
    }
  });
});
