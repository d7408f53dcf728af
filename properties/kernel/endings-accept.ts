/**
 * Writes endings.json anew: `npm run kernel:endings -- [FOLDER]`. With a folder, also the directed
 * scenarios that would drive a kernel to the endings that were never seen.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { scenarioDigest } from '../../sim/scenario/digest.ts';
import { directedScenario, possibleEndings, timingText } from './endings.ts';
import { observedEndings } from './observed-endings.ts';
import { readExperiment, ROOT } from './suites.ts';

const [, , folder] = process.argv;
if (folder !== undefined) mkdirSync(folder, { recursive: true });
const table: Record<string, unknown> = {};
for (const [experiment, seen] of [...observedEndings()].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const { scenario } = readExperiment(experiment);
  const possible = possibleEndings(scenario);
  const unseen = (possible ?? []).filter(({ ending }) => !seen.has(ending));
  table[experiment] = {
    digest: scenarioDigest(scenario),
    possible: possible && possible.map(({ ending }) => ending),
    never: Object.fromEntries(unseen.map(({ ending, timing }) => [ending, timingText(timing)])),
  };
  unseen.forEach(({ timing }, index) => {
    if (folder === undefined || timing.is === 'impossible') return;
    const file = join(folder, `${basename(experiment, '.yaml')}-${index + 1}.yaml`);
    writeFileSync(file, directedScenario(scenario, timing.delays));
  });
}
writeFileSync(join(ROOT, 'properties/kernel/endings.json'), `${JSON.stringify(table, null, 2)}\n`);
