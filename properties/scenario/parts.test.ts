/** Taking scenarios apart: each part of each shipped scenario can go, and what is left is a scenario without it. */
import * as fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { scenarioDigest } from '../../sim/scenario/digest.ts';
import { formatScenario } from '../../sim/scenario/format.ts';
import { PART_KINDS, partsOf, withoutParts } from '../../sim/scenario/parts.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { scenarioFrom } from '../runs.ts';

const SCENARIOS = path.resolve(import.meta.dirname, '../../scenarios');
const files = fs.readdirSync(SCENARIOS).filter((name) => name.endsWith('.yaml'));
const shipped = (file: string): Scenario =>
  scenarioFrom(fs.readFileSync(path.join(SCENARIOS, file), 'utf8'), file);

describe.each(files)('%s', (file) => {
  const scenario = shipped(file);
  const parts = PART_KINDS.flatMap((kind) => partsOf(scenario, kind));

  it('can lose each of its parts, and is another scenario then', () => {
    expect(parts.length).toBeGreaterThan(3);
    const stuck = parts.filter((part) => {
      const left = withoutParts(scenario, [part]);
      return !left || scenarioDigest(left) === scenarioDigest(scenario);
    });
    expect(stuck.map(({ what }) => what)).toEqual([]);
  });

  it('can lose all of them, kind by kind, and says so in a file', () => {
    let left = scenario;
    for (const kind of PART_KINDS) {
      const next = withoutParts(left, partsOf(left, kind));
      expect(next, kind).not.toBeNull();
      left = next ?? left;
    }
    expect([left.devices, left.drivers, left.modules, left.story]).toEqual([[], [], [], []]);
    expect(scenarioDigest(scenarioFrom(formatScenario(left)))).toBe(scenarioDigest(left));
  });
});

it('what hangs on a part goes with it', () => {
  const scenario = shipped('unplug-waits-for-itself.yaml');
  const part = partsOf(scenario, 'devices').find(({ what }) => what === 'device adapter');
  const left = part && withoutParts(scenario, [part]);
  expect(left?.devices.map(({ name }) => name)).toEqual(['hub', 'touch-panel']);
  expect(left && formatScenario({ ...left, about: '' })).not.toContain('adapter');
});
