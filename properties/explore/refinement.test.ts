/**
 * The soundness condition of projection on whole runs: what a run of the whole shows of a device, a run of its
 * projection shows too. Generated machines with a fixed seed, shipped stories, and a coupling planted on purpose.
 */
import fc from 'fast-check';
import * as fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectionOf } from '../../sim/explore-clusters.ts';
import { checkRefinement } from '../../sim/refinement.ts';
import { parseScenario } from '../../sim/scenario/parse.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { machines } from '../library/machines.ts';
import { scenarioOf } from '../library/made-up.ts';

const SCENARIOS = path.resolve(import.meta.dirname, '../../scenarios');
const BUDGET = { states: 8000 };
const DRAWN = 30;
const SEED = 20_261_124;

function storyIn(file: string): Scenario {
  const parsed = parseScenario(fs.readFileSync(path.join(SCENARIOS, file), 'utf8'), { file });
  if ('problems' in parsed) throw new Error(`${file} does not parse`);
  return parsed.scenario;
}

/** Checks of every device under two orders: what was refused, in words, and how many were decided. */
function checked(scenarios: readonly Scenario[]): { refused: string[]; decided: number } {
  const results = scenarios.flatMap((scenario) =>
    scenario.devices.flatMap(({ name }) =>
      ['1', '2'].map((seed) => checkRefinement(scenario, name, { seed, budget: BUDGET })),
    ),
  );
  const refused = results
    .filter(({ accepted, decided }) => decided && !accepted)
    .map(({ device, matched, events, allowed }) => {
      return `${device}: after ${matched} events "${events[matched]}", allowed ${allowed.join(', ')}`;
    });
  return { refused, decided: results.filter(({ decided }) => decided).length };
}

describe('whole runs refine projections', () => {
  it(`on machines drawn with seed ${SEED}`, () => {
    const drawn = fc
      .sample(machines({ asynchronous: false }), { numRuns: DRAWN, seed: SEED })
      .map(scenarioOf);
    const { refused, decided } = checked(drawn);
    expect(refused).toEqual([]);
    expect(decided).toBeGreaterThanOrEqual(60);
  });

  it.each([
    'lost-deferred-retry.yaml',
    'odroid-n2-dwmac.yaml',
    'softdep-vfio-first.yaml',
    'nvidia-card-native-in-initramfs.yaml',
    'unplug-during-probe.yaml',
  ])('on %s', (file) => {
    const { refused, decided } = checked([storyIn(file)]);
    expect(refused).toEqual([]);
    expect(decided).toBeGreaterThan(0);
  });

  it('a coupling that the projection does not know is caught', () => {
    const story = storyIn('lost-deferred-retry.yaml');
    // The sound card needs the codec. A projection that forgets it cannot show a deferral.
    const { projected } = projectionOf(story, 'sound');
    const blind: Scenario = {
      ...projected,
      drivers: projected.drivers.map((driver) => ({ ...driver, probe: { ...driver.probe, needs: [] } })),
    };
    const deferral = 'probe-answered sound imx-wm8960 EPROBE_DEFER';
    const runs = Array.from({ length: 60 }, (_, seed) => String(seed)).map((seed) =>
      checkRefinement(story, 'sound', { seed, budget: BUDGET, projected: blind }),
    );
    const deferring = runs.filter(({ events }) => events.includes(deferral));
    expect(deferring.length).toBeGreaterThan(0);
    for (const { accepted, matched, events } of deferring) {
      expect([accepted, events[matched]]).toEqual([false, deferral]);
    }
  });
});
