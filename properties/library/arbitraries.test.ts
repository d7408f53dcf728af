/** What `probesim/fast-check` draws: valid, printable, and small when a property fails. */
import * as fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeOf, type ChoicePoint } from '../../sim/engine/choice.ts';
import { hashOfText } from '../../sim/engine/hash.ts';
import { endingOf } from '../../sim/check/expect.ts';
import { boot } from '../../sim/scenario/boot/boot.ts';
import { formatScenario } from '../../sim/scenario/format.ts';
import { scenarioFrom } from '../../sim/scenario-from.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { simulate, simulateBooted } from '../../sim/simulate.ts';
import { SYSTEMS } from '../../sim/systems/catalogue.ts';
import { arbitraries, chooserOf, type Schedule } from './arbitraries.ts';
import { NUMBER_MAX, PLACES } from './chooser.ts';

const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1);
const STEPS_MAX = 20_000;
const STORIES = path.resolve(import.meta.dirname, '../../scenarios');

/** Two drivers for one device, and ten people with devices of their own who are only in the way. */
const CROWDED = `
title: a race in a crowd
devices:
  igd: { bus: pci, modalias: 'pci:igd', appears: story }
${Array.from({ length: 10 }, (_, i) => `  d${i}: { bus: platform, modalias: 'of:${i}', appears: story }`).join('\n')}
drivers:
  vfio-pci: { bus: pci, matches: 'pci:*' }
  i915: { bus: pci, matches: 'pci:igd' }
  any: { bus: platform, matches: 'of:*' }
given: [{ register: any }]
story:
  - { add: igd }
  - { register: vfio-pci }
${Array.from({ length: 10 }, (_, i) => `  - { add: d${i} }`).join('\n')}
  - { register: i915 }
`;

/** How everything ends under a schedule. */
function endingsOf(text: string): (schedule: Schedule) => string {
  const scenario = scenarioFrom(text);
  const booted = boot(scenario, SYSTEMS['linux-6.1'], 'untimed');
  return (schedule) => {
    const options = { chooser: chooserOf(schedule), clock: 'untimed', stepsMax: STEPS_MAX } as const;
    return JSON.stringify(endingOf(simulateBooted(scenario, booted, options).world));
  };
}

/** Numbers that are not 0 in what is left of a schedule that ends otherwise than the ordinary run, by seed. */
function shrunk(text: string): number[] {
  const ending = endingsOf(text);
  const usual = ending({});
  return SEEDS.map((seed) => {
    const ordinary = fc.property(arbitraries.schedules(), (each) => ending(each) === usual);
    const [counterexample] = fc.check(ordinary, { seed, numRuns: 1000 }).counterexample ?? [];
    if (!counterexample) expect.fail(`seed ${seed} found nothing`);
    expect(ending(counterexample)).not.toBe(usual);
    return Object.values(counterexample).filter((number) => number > 0).length;
  });
}

describe('schedules', () => {
  it(`shrink to one number where one is enough, whoever is in the way (${SEEDS.length} seeds)`, () => {
    expect(Math.max(...shrunk(CROWDED))).toBe(1);
  });

  it(`shrink to two or three on a story that needs two (${SEEDS.length} seeds)`, () => {
    const sizes = shrunk(fs.readFileSync(path.join(STORIES, 'lost-deferred-retry.yaml'), 'utf8'));
    expect(Math.min(...sizes)).toBe(2);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(3);
    expect(sizes.filter((size) => size === 2).length).toBeGreaterThanOrEqual(15);
  });

  it('print as the argument of chooserOf', () => {
    const never = fc.property(arbitraries.schedules(), (each) => Object.keys(each).length < 3);
    const { counterexample } = fc.check(never, { seed: 1 });
    const [shrunk = {}] = counterexample ?? [];
    expect(Object.values(shrunk)).toEqual([1, 1, 1]);
    expect(fc.stringify(shrunk)).toBe(JSON.stringify(shrunk));
  });

  it('deviate at most as often as somebody wants', () => {
    const drawn = fc.sample(arbitraries.schedules(3), { seed: 1, numRuns: 200 });
    expect(Math.max(...drawn.map((each) => Object.keys(each).length))).toBe(3);
    expect(drawn.some((each) => Object.keys(each).length === 0)).toBe(true);
  });
});

/** Where a question stands in a schedule, counted anew. */
const placeOfQuestion = (point: ChoicePoint): number =>
  Number.parseInt(hashOfText(placeOf(point)).slice(0, 8), 16) % PLACES;

function point(kind: ChoicePoint['kind'], count: number, place: string): ChoicePoint {
  const name = () => place;
  return { kind, count, about: name, place: name, option: String, slot: () => 0, stepsOf: () => 0 };
}

describe('chooserOf', () => {
  it('of nothing is the ordinary run, on both clocks', () => {
    fc.assert(
      fc.property(arbitraries.scenarios(), fc.constantFrom('timed', 'untimed'), (scenario, clock) => {
        const run = { clock, stepsMax: STEPS_MAX } as const;
        const { traceHash } = simulate(scenario, { ...run, chooser: chooserOf({}) });
        expect(traceHash).toBe(simulate(scenario, run).traceHash);
        expect(simulate(scenario, { ...run, chooser: chooserOf([0, 0, 0]) }).traceHash).toBe(traceHash);
      }),
      { numRuns: 20, seed: 1 },
    );
  });

  it('deviates only where a number is not 0, so that setting it to 0 takes it back', () => {
    fc.assert(
      fc.property(arbitraries.scenarios(), arbitraries.schedules(), (scenario, schedule) => {
        const inner = chooserOf(schedule);
        simulate(scenario, {
          clock: 'untimed',
          stepsMax: STEPS_MAX,
          chooser: {
            choose(question) {
              const picked = inner.choose(question);
              const number = schedule[placeOfQuestion(question)] ?? 0;
              const last = question.count - 1;
              expect(picked).toBe(number === NUMBER_MAX ? last : Math.min(number, last));
              return picked;
            },
          },
        });
      }),
      { numRuns: 20, seed: 1 },
    );
  });

  it('asks the place, not the moment', () => {
    const asked = ['a', 'b', 'c', 'd'].map((name) => point('schedule', 9, name));
    const schedule = Array.from({ length: PLACES }, (_, index) => index % NUMBER_MAX);
    const chooser = chooserOf(schedule);
    const forwards = asked.map((one) => chooser.choose(one));
    const backwards = asked.toReversed().map((one) => chooser.choose(one));
    expect(backwards.toReversed()).toEqual(forwards);
    expect(new Set(forwards).size).toBeGreaterThan(1);
  });

  it('never picks an option that there is not, whatever it is given', () => {
    const odd = [-1, 0.5, 1.9, 7, 1e9, Number.NaN, Number.POSITIVE_INFINITY];
    for (const number of odd) {
      const chooser = chooserOf(Array.from({ length: PLACES }, () => number));
      for (const kind of ['schedule', 'outcome', 'fault', 'delay'] as const) {
        const picked = chooser.choose(point(kind, 5, 'x'));
        expect([0, 1, 2, 3, 4], `${number} of a ${kind}`).toContain(picked);
      }
    }
  });

  it('spreads delays from the shortest to the longest', () => {
    const picked = [0, 2, 8, NUMBER_MAX].map((number) =>
      chooserOf(Array.from({ length: PLACES }, () => number)).choose(point('delay', 8_001, 'x')),
    );
    expect(picked).toEqual([0, 1000, 4000, 8000]);
  });
});

describe('scenarios', () => {
  it('are valid: their text gives the same scenario', () => {
    fc.assert(
      fc.property(arbitraries.scenarios(), (scenario) => {
        const again = scenarioFrom(formatScenario(scenario));
        expect({ ...scenario, about: '' }).toEqual({ ...again, about: '' });
      }),
      { numRuns: 40, seed: 2 },
    );
  });

  it('have only the features that were asked for', () => {
    const features = { buses: ['pci'], verbs: ['add'], systems: ['linux-6.12'], suppliers: false } as const;
    const drawn = fc.sample(arbitraries.scenarios(features), { numRuns: 40, seed: 3 });
    expect(new Set(drawn.map(({ system }) => system))).toEqual(new Set(['linux-6.12']));
    expect(new Set(drawn.flatMap(({ devices }) => devices.map(({ bus }) => bus)))).toEqual(new Set(['pci']));
    expect(drawn.flatMap(({ devices }) => devices.flatMap(({ suppliers }) => suppliers))).toEqual([]);
  });

  it.each(SEEDS.slice(0, 5))(
    'shrink to what a property is about, and print as the text of their file (seed %i)',
    (seed) => {
      const hasNoUsb = ({ devices }: Scenario): boolean => !devices.some(({ bus }) => bus === 'usb');
      const { counterexample } = fc.check(fc.property(arbitraries.scenarios(), hasNoUsb), { seed });
      const [shrunk] = counterexample ?? [];
      expect([shrunk?.devices.length, shrunk?.story.length]).toEqual([1, 0]);
      expect(scenarioFrom(fc.stringify(shrunk)).devices).toEqual(shrunk?.devices);
    },
  );
});
