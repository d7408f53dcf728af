/** Set comparison: what was seen is possible, and what was never seen is listed and explained one by one. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { scenarioDigest } from '../../sim/scenario/digest.ts';
import { scenarioFrom } from '../../sim/scenario-from.ts';
import { directedScenario, possibleEndings } from './endings.ts';
import { observedEndings } from './observed-endings.ts';
import { readExperiment, ROOT } from './suites.ts';

const table = v.record(
  v.string(),
  v.object({
    digest: v.string(),
    possible: v.nullable(v.array(v.string())),
    never: v.record(v.string(), v.string()),
  }),
);
const TABLE = v.parse(table, JSON.parse(readFileSync(join(ROOT, 'properties/kernel/endings.json'), 'utf8')));
const SEEN = observedEndings();
const REMEDY = 'if it is meant: npm run kernel:endings, and read the diff';

it('all experiments that came to rest are in the table, and no others', () => {
  expect(Object.keys(TABLE).sort(), REMEDY).toEqual([...SEEN.keys()].sort());
});

describe.each(Object.entries(TABLE))('%s', (experiment, { digest, possible, never }) => {
  it('its endings', () => {
    expect(scenarioDigest(readExperiment(experiment).scenario), REMEDY).toBe(digest);
    if (possible === null) return;
    const seen = [...(SEEN.get(experiment) ?? [])];
    expect(seen.filter((ending) => !possible.includes(ending))).toEqual([]);
    expect(Object.keys(never).sort(), REMEDY).toEqual(possible.filter((one) => !seen.includes(one)).sort());
    for (const why of Object.values(never)) expect(why).toMatch(/^(?:needs |no durations )/);
  });
});

it('the table is what exploration says', () => {
  const experiment = 'scenarios/experiments/e13-registration-waits-for-a-probe.yaml';
  const found = possibleEndings(readExperiment(experiment).scenario);
  expect(found?.map(({ ending }) => ending)).toEqual(TABLE[experiment]?.possible);
});

it('a directed scenario is one that the rig can read, with the delay in it', () => {
  const { scenario } = readExperiment('scenarios/experiments/e13-registration-waits-for-a-probe.yaml');
  const about = 'probe of d by A';
  const delay = { turn: 0, process: 'add d', step: 1, at: 'd:add d', about, min: 1, max: 2e9, takes: 7e6 };
  const directed = scenarioFrom(directedScenario(scenario, [delay]));
  expect(directed.drivers.find(({ name }) => name === 'A')?.probeOn['d']?.takes).toEqual({
    min: 7e6,
    max: 7e6,
  });
});
