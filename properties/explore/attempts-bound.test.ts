/**
 * Probes are counted only as far as their script tells attempts apart, so that a retry for ever is a circle of states.
 * A script whose last answer is written out again means the same and is counted further: it must end the same ways.
 */
import * as fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exhaustive } from '../../sim/explore/exhaustive.ts';
import { subjectOf } from '../../sim/explore-scenario.ts';
import type { ProbeSpec, Scenario } from '../../sim/scenario/scenario.ts';
import { INVARIANTS } from '../invariants/index.ts';
import { scenarioOf } from '../library/made-up.ts';
import { scenarioFrom } from '../runs.ts';
import { SEED, seedOf } from '../seed.ts';
import { smallMachines } from './agreement.ts';

const SCENARIOS = path.resolve(import.meta.dirname, '../../scenarios');
const FILES = [
  'unbind-then-late-driver',
  'duplicate-load',
  'experiments/e04-deferral-falls-through',
  'experiments/e08-async-pass-after-deferral',
  'experiments/e17-device-driver-attach',
];
const STATES_MAX = 4_000;
const MACHINES = 30;
/** The last answer once more, and for good measure twice. */
const REPEATS = [1, 2];

const counted = (probe: ProbeSpec, repeats: number): ProbeSpec => ({
  ...probe,
  script: [
    ...probe.script,
    ...probe.script.slice(-1).flatMap((last) => Array<typeof last>(repeats).fill(last)),
  ],
});

/** The same scenario, in which attempts are told apart for longer. */
const countedFurther = (scenario: Scenario, repeats: number): Scenario => ({
  ...scenario,
  drivers: scenario.drivers.map((driver) => ({
    ...driver,
    probe: counted(driver.probe, repeats),
    probeOn: Object.fromEntries(
      Object.entries(driver.probeOn).map(([device, probe]) => [device, counted(probe, repeats)]),
    ),
  })),
});

function searched(scenario: Scenario) {
  const { endings, broken, complete, states } = exhaustive(subjectOf(scenario, INVARIANTS), {
    budget: { states: STATES_MAX },
  });
  return { found: [...endings.keys(), ...broken.keys()].sort(), complete, states };
}

describe('endings do not depend on how far attempts are counted', () => {
  it.each(FILES)('in %s', (name) => {
    const file = path.join(SCENARIOS, `${name}.yaml`);
    const scenario = scenarioFrom(fs.readFileSync(file, 'utf8'), name);
    const { found, complete } = searched(scenario);
    expect(complete).toBe(true);
    for (const repeats of REPEATS) expect(searched(countedFurther(scenario, repeats)).found).toEqual(found);
  });

  it('and counting further makes a difference to states', () => {
    const scenario = scenarioFrom(`
title: asked again and again
buses: { simbus: {} }
devices: { d: { bus: simbus, modalias: "sim:d" } }
drivers: { A: { bus: simbus, matches: ["sim:d"], probe: { script: [ENODEV] } }, B: { bus: simbus } }
given: [{ register: A }]
story: [{ drivers_probe: d }, { drivers_probe: d }, { override: { device: d, driver: B } }]
`);
    const [own, further] = [searched(scenario), searched(countedFurther(scenario, 2))];
    expect(further.found).toEqual(own.found);
    expect(further.states).toBeGreaterThan(own.states);
  });

  it(`on machines drawn with seed ${SEED}`, () => {
    const agree = fc.property(smallMachines, (drawn) => {
      const scenario = scenarioOf(drawn);
      const own = searched(scenario);
      const further = searched(countedFurther(scenario, 2));
      if (own.complete && further.complete) expect(further.found).toEqual(own.found);
    });
    fc.assert(agree, { seed: seedOf(SEED), numRuns: MACHINES });
  });
});
