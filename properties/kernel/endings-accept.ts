/**
 * Writes endings.json anew: `npm run kernel:endings`. With `-- --direct` it first writes the directed scenarios, one
 * for each ending that was never seen and that durations can lead to; they are recorded like all others.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { formatScenario } from '../../sim/scenario/format.ts';
import { scenarioDigest } from '../../sim/scenario/digest.ts';
import { directedTo } from './directed.ts';
import { possibleEndings, timingText, type PossibleEnding } from './endings.ts';
import { directedEndings, DIRECTED, observedEndings } from './observed-endings.ts';
import { readExperiment, ROOT } from './suites.ts';

const HEADER =
  '# Made by endings-accept.ts: durations that lead to an ending that its original was not seen to come to.\n';
const isDirecting = process.argv.includes('--direct');

interface Row {
  readonly digest: string;
  readonly possible: readonly string[] | null;
  /** Endings that a directed scenario showed, with its file. */
  readonly directed: Readonly<Record<string, string>>;
  readonly never: Readonly<Record<string, string>>;
}

async function rowOf(experiment: string, seen: ReadonlySet<string>): Promise<Row> {
  const { scenario } = readExperiment(experiment);
  const possible = possibleEndings(scenario);
  const unseen = (possible ?? []).filter(({ ending }) => !seen.has(ending));
  const directed: Record<string, string> = {};
  const never: Record<string, string> = {};
  for (const [index, one] of unseen.entries()) {
    const file = `${DIRECTED}/${basename(experiment, '.yaml')}-${index + 1}.yaml`;
    const why = await directOne(experiment, one, file);
    if (directedEndings(file).has(one.ending)) directed[one.ending] = file;
    else never[one.ending] = why;
  }
  return {
    digest: scenarioDigest(scenario),
    possible: possible?.map(({ ending }) => ending) ?? null,
    directed,
    never,
  };
}

/** Directs one ending, and says why it may not be seen in spite of that. */
async function directOne(experiment: string, one: PossibleEnding, file: string): Promise<string> {
  const found = directedTo(readExperiment(experiment).scenario, one.ending);
  const first = timingText(one.timing);
  switch (found.is) {
    case 'scenario':
      if (isDirecting) {
        mkdirSync(join(ROOT, DIRECTED), { recursive: true });
        const text = `${HEADER}${formatScenario(found.scenario)}`;
        const options = await resolveConfig(join(ROOT, file));
        writeFileSync(join(ROOT, file), await format(text, { ...options, filepath: file }));
      }
      return `${first}. Directed, kernels came to another ending: ${[...directedEndings(file)].join(' or ')}`;
    case 'refused':
      return `${first}. No delays between actions were found that lead there, also not by drawing them; its shortest schedule holds somebody up between two of his steps: ${found.why.join('; ')}`;
    case 'not found':
      return `${first}. With a pause before each action it is too large to be searched`;
  }
}

const table: Record<string, Row> = {};
for (const [experiment, seen] of [...observedEndings()].sort(([a], [b]) => (a < b ? -1 : 1)))
  table[experiment] = await rowOf(experiment, seen);
writeFileSync(join(ROOT, 'properties/kernel/endings.json'), `${JSON.stringify(table, null, 2)}\n`);
