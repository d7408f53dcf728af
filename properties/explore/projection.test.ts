/**
 * Projection loses nothing: whatever a device ends with in the joint search, it can end with in its own projection. On
 * generated machines with a fixed seed and on shipped stories; and every schedule of a projection replays there.
 */
import fc from 'fast-check';
import * as fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { replayed } from '../../sim/engine/choice.ts';
import { exhaustive } from '../../sim/explore/exhaustive.ts';
import { exploreClusters, projectionOf, spreadOf } from '../../sim/explore-clusters.ts';
import { subjectOf } from '../../sim/explore-scenario.ts';
import { endingOf } from '../../sim/check/expect.ts';
import { clusterOf, projectOn } from '../../sim/project-scenario.ts';
import { parseScenario } from '../../sim/scenario/parse.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { simulate } from '../../sim/simulate.ts';
import { machines } from '../library/machines.ts';
import { INVARIANTS } from '../invariants/index.ts';
import { scenarioOf } from '../library/made-up.ts';

const SCENARIOS = path.resolve(import.meta.dirname, '../../scenarios');
const BUDGET = { states: 4000 };
/** Machines drawn; about a third is too large for this budget and says nothing. */
const DRAWN = 24;
const SEED = 20_261_124;

function storyIn(file: string): Scenario {
  const parsed = parseScenario(fs.readFileSync(path.join(SCENARIOS, file), 'utf8'), { file });
  if ('problems' in parsed) throw new Error(`${file} does not parse`);
  return parsed.scenario;
}

/** Final drivers of each device over all orders; undefined if the budget was too small. */
function jointly(scenario: Scenario): Map<string, Set<string | null>> | undefined {
  const { endings, complete } = exhaustive(subjectOf(scenario, []), { budget: BUDGET });
  if (!complete) return undefined;
  const found = new Map(scenario.devices.map(({ name }) => [name, new Set<string | null>()]));
  for (const key of endings.keys()) {
    const { ends } = JSON.parse(key) as { ends: Record<string, string | null> };
    for (const [device, driver] of Object.entries(ends)) found.get(device)?.add(driver);
  }
  return found;
}

/** Endings that the projections miss, as `device: driver`; undefined if one of them was too large. */
function missed(scenario: Scenario): string[] | undefined {
  const joint = jointly(scenario);
  const projected = exploreClusters(scenario, [], { budget: BUDGET, shortestBudget: { states: 1 } });
  if (!joint || !projected.complete) return undefined;
  return projected.devices.flatMap(({ device, endings }) => {
    const own = new Set(endings.map(({ driver }) => driver));
    return [...(joint.get(device) ?? [])]
      .filter((driver) => !own.has(driver))
      .map((one) => `${device}: ${one}`);
  });
}

describe('projection against joint search', () => {
  it(`misses no ending on machines drawn with seed ${SEED}`, () => {
    const drawn = fc.sample(machines(), { numRuns: DRAWN, seed: SEED }).map(scenarioOf);
    const compared = drawn.filter(({ devices }) => devices.length > 1).map(missed);
    expect(compared.flatMap((one) => one ?? [])).toEqual([]);
    expect(compared.filter((one) => one !== undefined).length).toBeGreaterThanOrEqual(5);
  });

  it.each([
    'lost-deferred-retry.yaml',
    'autoprobe-off-loses-a-deferred-device.yaml',
    'unplug-during-probe.yaml',
  ])('misses no ending of %s', (file) => {
    expect(missed(storyIn(file))).toEqual([]);
  });
});

describe('a device whose part begins otherwise than the whole', () => {
  it('is explored with everybody', () => {
    const drawn = fc.sample(machines(), { numRuns: 150, seed: SEED }).map(scenarioOf);
    const placed = drawn.flatMap((scenario) =>
      spreadOf(scenario).devices.map(({ device, projected }) => ({ scenario, device, projected })),
    );
    const others = placed.filter(({ scenario, device, projected }) => {
      expect(projected).toEqual(projectionOf(scenario, device).projected);
      return projected === scenario && projectOn(scenario, clusterOf(scenario, device)) !== scenario;
    });
    expect(others.length).toBeGreaterThan(0);
  });
});

describe('every ending of a shipped machine', () => {
  const machine = storyIn('machines/laptop-lenovo-thinkpad-p14s-gen4.yaml');
  const { devices, unmatched, complete, classes } = exploreClusters(machine, INVARIANTS, {
    shortestBudget: { states: 1 },
  });

  it('is found, device by device, in a handful of classes', () => {
    expect(complete).toBe(true);
    expect(devices.length + unmatched.length).toBe(machine.devices.length);
    expect(classes).toBeLessThan(devices.length / 3);
  });

  it('replays in its projection, also where another device of the class was explored', () => {
    for (const { device, projected, endings } of devices) {
      for (const { driver, deviations } of endings) {
        const chooser = replayed(deviations);
        const { world } = simulate(projected, { chooser, clock: 'untimed' });
        expect([device, endingOf(world)[device]]).toEqual([device, driver]);
        expect(chooser.unused()).toEqual([]);
      }
    }
  });

  it('a device of a class has a projection of its own', () => {
    const twin = devices.find(({ device, like }) => like !== device);
    expect(twin).toBeDefined();
    expect(twin?.projected).toEqual(projectOn(machine, clusterOf(machine, twin?.device ?? '')));
  });
});
