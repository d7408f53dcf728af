/** One seed, one story, many rules: what comes and when is the same under all of them (D48). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seeded } from '../../sim/engine/random.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { simulate } from '../../sim/simulate.ts';
import { SYSTEM_NAMES, systemOf } from '../../sim/systems/catalogue.ts';
import { observe, type Observed } from '../observed.ts';
import { scenarioFrom } from '../runs.ts';
import { seedOf, SEED } from '../seed.ts';

/** Systems whose arrivals wait for nobody: a device has its name, a driver its entry, as soon as it comes. */
const SYSTEMS = SYSTEM_NAMES.filter((system) => systemOf({ system }).family !== 'other');

const times = fc.tuple(fc.nat(30), fc.nat(20)).map(([from, length]) => `${from}ms..${from + length}ms`);
const answers = fc.constantFrom('ok', 'ENODEV', 'EPROBE_DEFER', 'EIO');

const stories = fc
  .record({
    devices: fc.array(times, { minLength: 1, maxLength: 3 }),
    drivers: fc.array(fc.record({ at: times, takes: times, answer: answers, catchAll: fc.boolean() }), {
      minLength: 1,
      maxLength: 4,
    }),
    seed: fc.nat(1000).map(String),
  })
  .map(({ devices, drivers, seed }) => ({
    seed,
    text: JSON.stringify({
      title: 'arrivals',
      buses: { simbus: { rules: 'generic' } },
      devices: Object.fromEntries(
        devices.map((_, i) => [`d${i}`, { bus: 'simbus', modalias: `sim:${i}`, appears: 'story' }]),
      ),
      drivers: Object.fromEntries(
        drivers.map(({ takes, answer, catchAll }, i) => [
          `k${i}`,
          { bus: 'simbus', matches: 'sim:*', 'catch-all': catchAll, probe: { takes, may: answer } },
        ]),
      ),
      story: [
        ...devices.map((at, i) => ({ at, add: `d${i}` })),
        ...drivers.map(({ at }, i) => ({ at, register: `k${i}` })),
      ],
    }),
  }));

const runOf = (scenario: Scenario, system: string, seed: string): Observed =>
  observe(simulate({ ...scenario, system }, { chooser: seeded(seed), clock: 'timed', stepsMax: 20_000 }));

/** What came, and when in milliseconds, by name. */
const arrivals = (run: Observed): readonly string[] =>
  [...run.of('device-named'), ...run.of('driver-named')]
    .map(({ at, values }) => `${values.device ?? values.driver} ${at}`)
    .sort();

describe(`D48, seed ${SEED}`, () => {
  it('D48 GIVEN one seed and one story WHEN run under two systems THEN arrivals are the same, and bindings may differ', () => {
    const endings = new Set<string>();
    fc.assert(
      fc.property(stories, ({ text, seed }) => {
        const scenario = scenarioFrom(text);
        const runs = SYSTEMS.map((system) => runOf(scenario, system, seed));
        const [first, ...others] = runs.map(arrivals);
        for (const [index, other] of others.entries()) expect(other, SYSTEMS[index + 1]).toEqual(first);
        if (new Set(runs.map(({ ends }) => JSON.stringify(ends))).size > 1) endings.add(text);
      }),
      { numRuns: 40, seed: seedOf(SEED) },
    );
    expect(endings.size, 'stories that end differently under different rules').toBeGreaterThan(0);
  });

  it('D48 GIVEN another seed THEN they are not: the comparison can fail', () => {
    const text = fc.sample(stories, { numRuns: 1, seed: 1 })[0]?.text ?? '';
    const [one, other] = ['1', '2'].map((seed) => arrivals(runOf(scenarioFrom(text), 'linux-6.1', seed)));
    expect(one).not.toEqual(other);
  });
});
