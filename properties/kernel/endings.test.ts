/** Set comparison: what was seen is possible, and what was never seen is listed and explained one by one. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { scenarioDigest } from '../../sim/scenario/digest.ts';
import { endingOf } from '../../sim/check/expect.ts';
import { seeded } from '../../sim/engine/random.ts';
import { formatScenario } from '../../sim/scenario/format.ts';
import { scenarioFrom } from '../../sim/scenario-from.ts';
import { simulate } from '../../sim/simulate.ts';
import { directedTo } from './directed.ts';
import { possibleEndings } from './endings.ts';
import { directedEndings, observedEndings } from './observed-endings.ts';
import { readExperiment, ROOT } from './suites.ts';

const table = v.record(
  v.string(),
  v.object({
    digest: v.string(),
    possible: v.nullable(v.array(v.string())),
    directed: v.record(v.string(), v.string()),
    never: v.record(v.string(), v.string()),
  }),
);
const TABLE = v.parse(table, JSON.parse(readFileSync(join(ROOT, 'properties/kernel/endings.json'), 'utf8')));
const SEEN = observedEndings();
const REMEDY = 'if it is meant: npm run kernel:endings, and read the diff';

it('all experiments that came to rest are in the table, and no others', () => {
  expect(Object.keys(TABLE).sort(), REMEDY).toEqual([...SEEN.keys()].sort());
});

describe.each(Object.entries(TABLE))('%s', (experiment, { digest, possible, directed, never }) => {
  it('its endings', () => {
    expect(scenarioDigest(readExperiment(experiment).scenario), REMEDY).toBe(digest);
    if (possible === null) return;
    const seen = [...(SEEN.get(experiment) ?? [])];
    expect(seen.filter((ending) => !possible.includes(ending))).toEqual([]);
    const unseen = possible.filter((one) => !seen.includes(one));
    expect([...Object.keys(directed), ...Object.keys(never)].sort(), REMEDY).toEqual(unseen.sort());
    for (const [ending, file] of Object.entries(directed))
      expect([...directedEndings(file)]).toContain(ending);
    for (const why of Object.values(never))
      expect(why).toMatch(/^(?:needs |no durations ).*\. (?:Directed, |No delays |With a pause )/);
  });
});

it('the table is what exploration says', () => {
  const experiment = 'scenarios/experiments/e13-registration-waits-for-a-probe.yaml';
  const found = possibleEndings(readExperiment(experiment).scenario);
  expect(found?.map(({ ending }) => ending)).toEqual(TABLE[experiment]?.possible);
});

it('a directed scenario leads to the ending, whenever workers start', () => {
  const experiment = 'properties/kernel/experiments/statements/rig-s-unbind-during-a-probe.yaml';
  const { scenario } = readExperiment(experiment);
  const found = directedTo(scenario, 'd: A');
  if (found.is !== 'scenario') throw new Error('none was found');
  const again = scenarioFrom(formatScenario(found.scenario));
  for (const seed of ['5', '6', '7'])
    expect(endingOf(simulate(again, { chooser: seeded(seed) }).world)).toEqual({ d: 'A' });
  expect(directedTo(scenario, 'd: nobody').is).toBe('not found');
});

it('a directed scenario leaves time between what was before and who wakes up', () => {
  const { scenario } = readExperiment('properties/kernel/experiments/random/r104.yaml');
  const found = directedTo(scenario, 'd0: none, d1: none, d2: none');
  const starts = found.is === 'scenario' ? found.scenario.story.map(({ at }) => at.min) : [];
  expect(Math.min(...starts)).toBeGreaterThanOrEqual(2e6);
});

it('an order that needs a hold-up between two steps is refused, with the circle', () => {
  const { scenario } = readExperiment('scenarios/experiments/e13-registration-waits-for-a-probe.yaml');
  expect(directedTo(scenario, 'd: B').is).toBe('refused');
});
