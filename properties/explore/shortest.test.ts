/** Shortest schedules: they replay to what they promise, and no schedule with fewer deviations does (brute force). */
import * as fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { recorded, replayed, type Chooser } from '../../sim/engine/choice.ts';
import { exploreScenario } from '../../sim/explore-scenario.ts';
import { parseScenario } from '../../sim/scenario/parse.ts';
import { simulate } from '../../sim/simulate.ts';
import { endingOf } from '../../sim/check/expect.ts';
import { INVARIANTS } from '../invariants/index.ts';

const SCENARIOS = path.resolve(import.meta.dirname, '../../scenarios');

function scenarioIn(file: string) {
  const parsed = parseScenario(fs.readFileSync(path.join(SCENARIOS, file), 'utf8'), { file });
  if ('problems' in parsed) throw new Error(`${file} does not parse`);
  return parsed.scenario;
}

const FILES = [
  'lost-deferred-retry.yaml',
  'unbind-hits-the-wrong-driver.yaml',
  'unbind-then-late-driver.yaml',
];

describe.each(FILES)('%s', (file) => {
  const scenario = scenarioIn(file);
  const { endings, broken, complete } = exploreScenario(scenario, INVARIANTS);

  it('every outcome replays from its deviations', () => {
    expect(complete).toBe(true);
    expect(endings.length).toBeGreaterThan(1);
    for (const { ends, broken: claim, deviations, shortest } of [...endings, ...broken]) {
      expect(shortest).toBe(true);
      const chooser = replayed(deviations);
      const result = simulate(scenario, { chooser, clock: 'untimed', invariants: INVARIANTS });
      expect(chooser.unused()).toEqual([]);
      if (ends) expect(endingOf(result.world)).toEqual(ends);
      else expect(result.breaches.map(({ why }) => why)).toContain(claim?.why);
    }
  });

  it('no schedule with one deviation less reaches an ending that needs more', () => {
    const seen = new Set(upToOneDeviation(scenario).map((ends) => JSON.stringify(ends)));
    for (const { ends, deviations } of endings) {
      expect(seen.has(JSON.stringify(ends))).toBe(deviations.length <= 1);
    }
  });
});

/** Endings of the boring run and of all runs with exactly one deviation. */
function upToOneDeviation(scenario: Parameters<typeof simulate>[0]): Record<string, string | null>[] {
  const probe = recorded({ choose: () => 0 });
  const ends = [endingOf(simulate(scenario, { chooser: probe, clock: 'untimed' }).world)];
  probe.answers.forEach(({ count }, place) => {
    for (let option = 1; option < count; option++) {
      ends.push(endingOf(simulate(scenario, { chooser: deviateAt(place, option), clock: 'untimed' }).world));
    }
  });
  return ends;
}

function deviateAt(place: number, option: number): Chooser {
  let asked = 0;
  return { choose: () => (asked++ === place ? option : 0) };
}
