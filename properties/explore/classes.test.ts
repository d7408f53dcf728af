/**
 * Devices are sorted into classes by a sketch of what their projections go by; only one projection per sketch is made.
 * The projections themselves, made all the same, are of the class that the sketch said, name by name.
 */
import * as fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classKey, namesOf } from '../../sim/device-classes.ts';
import { spreadOf } from '../../sim/explore-clusters.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { device, driver, module } from '../engine/build.ts';
import { rack } from './rack.ts';
import { machines } from '../library/machines.ts';
import { scenarioOf } from '../library/made-up.ts';
import { scenarioFrom } from '../runs.ts';
import { SEED, seedOf } from '../seed.ts';

const MACHINES = path.resolve(import.meta.dirname, '../../scenarios/machines');

const MODALIASES = ['x:1', 'x:2', 'y:1', 'y:2'];
const patterns = fc.uniqueArray(fc.constantFrom('x:*', '*:1', 'y:2', '*'), { maxLength: 2 });

/** Racks in which drivers match some devices, and modules are loaded for some, not always the same ones. */
const racks: fc.Arbitrary<Scenario> = fc
  .tuple(
    fc.array(fc.tuple(fc.constantFrom(...MODALIASES), fc.constantFrom('boot', 'story')), { maxLength: 6 }),
    fc.array(fc.tuple(patterns, patterns, patterns), { minLength: 1, maxLength: 3 }),
  )
  .map(([devices, drivers]) => ({
    ...rack(0),
    devices: devices.map(([modalias, appears], i) => device(`d${i}`, { modalias, appears })),
    drivers: drivers.map(([matches, , overrideOnly], i) =>
      driver(`v${i}`, [], { matches, overrideOnly, module: `m${i}` }),
    ),
    modules: drivers.map(([, aliases], order) =>
      module(`m${order}`, { order, aliases, drivers: [`v${order}`] }),
    ),
  }));

/** Devices whose own projection is of another class than the one they were put into. */
function misplaced(scenario: Scenario): string[] {
  const { searches, devices } = spreadOf(scenario);
  return devices.flatMap(({ device, projected, search, as, own }) => {
    const searched = searches[search]?.scenario;
    if (!searched || classKey(projected) !== classKey(searched)) return [device];
    const names = namesOf(searched).map(own);
    return own(as) === device && names.join() === namesOf(projected).join() ? [] : [device];
  });
}

describe('classes of devices', () => {
  it.each(fs.readdirSync(MACHINES).filter((name) => name.endsWith('.yaml')))('of %s', (name) => {
    const scenario = scenarioFrom(fs.readFileSync(path.join(MACHINES, name), 'utf8'), name);
    expect(misplaced(scenario)).toEqual([]);
  });

  it.each([false, true])('of a rack, drivers deferring: %s', (deferring) => {
    const scenario = rack(40, deferring);
    const { searches, devices } = spreadOf(scenario);
    expect(misplaced(scenario)).toEqual([]);
    expect({ searches: searches.length, devices: devices.length }).toEqual({ searches: 4, devices: 40 });
  });

  it(`of racks drawn with seed ${SEED}`, () => {
    let shared = 0;
    const noneMisplaced = fc.property(racks, (scenario) => {
      const { searches, devices } = spreadOf(scenario);
      if (searches.length < devices.length) shared++;
      expect(misplaced(scenario)).toEqual([]);
    });
    fc.assert(noneMisplaced, { seed: seedOf(SEED), numRuns: 300 });
    expect(shared).toBeGreaterThan(50);
  });

  it(`of machines drawn with seed ${SEED}`, () => {
    const noneMisplaced = fc.property(machines(), (drawn) => {
      expect(misplaced(scenarioOf(drawn))).toEqual([]);
    });
    fc.assert(noneMisplaced, { seed: seedOf(SEED), numRuns: 100 });
  });
});
