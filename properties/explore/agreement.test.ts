/**
 * The reduced search finds exactly what plain enumeration finds: endings and broken claims, on every experiment and on
 * small stories. A disagreement is a wrong footprint, a missing future, or a bug of the search.
 */
import * as fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { exhaustive } from '../../sim/explore/exhaustive.ts';
import { subjectOf } from '../../sim/explore-scenario.ts';
import { parseScenario } from '../../sim/scenario/parse.ts';
import { INVARIANTS } from '../invariants/index.ts';

const SCENARIOS = path.resolve(import.meta.dirname, '../../scenarios');
/** Plain enumeration of these takes minutes; they are compared as far as it gets. */
const LARGE: readonly string[] = ['e11-single-async-slot.yaml'];
const STATES_MAX = 40_000;

const files = [
  ...fs.readdirSync(path.join(SCENARIOS, 'experiments')).map((name) => `experiments/${name}`),
  'async-specific-loses-to-sync-catch-all.yaml',
  'autoprobe-off-loses-a-deferred-device.yaml',
  'lost-deferred-retry.yaml',
  'deferred-retry-kept.yaml',
  'single-async-slot-drops-a-driver.yaml',
  'unbind-hits-the-wrong-driver.yaml',
  'unbind-then-late-driver.yaml',
  'unplug-during-probe.yaml',
  'softdep-vfio-first.yaml',
  'probe-before-ready.yaml',
].filter((file) => file.endsWith('.yaml'));

function searched(file: string, reduce: boolean) {
  const parsed = parseScenario(fs.readFileSync(path.join(SCENARIOS, file), 'utf8'), { file });
  if ('problems' in parsed) throw new Error(`${file} does not parse`);
  const subject = subjectOf(parsed.scenario, INVARIANTS);
  const { endings, broken, complete, states } = exhaustive(subject, {
    reduce,
    budget: { states: STATES_MAX },
  });
  return { found: [...endings.keys(), ...broken.keys()].sort(), complete, states };
}

describe('reduced search against plain enumeration', () => {
  it.each(files)('agree on %s', (file) => {
    const reduced = searched(file, true);
    const plain = searched(file, false);
    expect(reduced.complete).toBe(true);
    expect(plain.complete).toBe(!LARGE.includes(path.basename(file)));
    // What an incomplete enumeration has found, the reduced search must have found too.
    if (plain.complete) expect(reduced.found).toEqual(plain.found);
    else expect(reduced.found).toEqual(expect.arrayContaining(plain.found));
    expect(reduced.states).toBeLessThanOrEqual(plain.states);
  });
});
