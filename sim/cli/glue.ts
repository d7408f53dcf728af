/** The real things behind the command line (parts.ts), each put into the form that commands want. */

import path from 'node:path';
import { INVARIANTS } from '../../properties/invariants/index.ts';
import { checkLogJsonSchema } from '../../reports/check-log-schema.ts';
import { compareJsonSchema } from '../../reports/compare-schema.ts';
import { exploreJsonSchema } from '../../reports/explore-schema.ts';
import { FORMATS } from '../../reports/index.ts';
import { reportJsonSchema } from '../../reports/schema.ts';
import { ImportError } from '../import/error.ts';
import { runImport } from '../import/run-import.ts';
import { QUIRKS, type Quirk } from '../linux/quirks.ts';
import { parseScenario } from '../scenario/parse.ts';
import { renderProblems } from '../scenario/render.ts';
import { scenarioJsonSchema } from '../scenario/schema.ts';
import { SYSTEMS } from '../systems/catalogue.ts';
import { rulesDigest } from './digest.ts';
import { workerPool } from './explore/pool.ts';
import type { Entry, Imported, ImportRequest, Loaded, Parts } from './parts.ts';
import { runJob } from './runner.ts';
import { packageRoot, packageVersion, shippedEntries, sourcesDir } from './shipped.ts';
import { shrinkJob } from './shrinker.ts';
import { systemEntry } from './system-entry.ts';
import { UserError } from './trouble.ts';

const SCENARIOS_DIR = path.join(packageRoot(), 'scenarios');

const NAMES = {
  systems: Object.keys(SYSTEMS),
  quirks: Object.keys(QUIRKS),
  invariants: INVARIANTS.map(({ name }) => name),
};

let modelDigest: string | undefined;

export const PARTS: Parts = {
  version: packageVersion(),
  scenariosDir: SCENARIOS_DIR,
  modelDigest: () => (modelDigest ??= rulesDigest(sourcesDir())),
  parse,
  runner: runJob,
  shrinker: shrinkJob,
  openPool: workerPool,
  catalogues: () => ({
    systems: Object.entries(SYSTEMS).map(systemEntry),
    quirks: Object.entries(QUIRKS).map(quirkEntry),
    invariants: INVARIANTS.map(({ name, says, because }) => ({ name, says, because })),
    scenarios: shippedEntries(SCENARIOS_DIR),
    formats: FORMATS.map(({ name, says }) => ({ name, says })),
  }),
  importMachine,
  schemas: {
    scenario: () => ({ ...scenarioJsonSchema() }),
    report: reportJsonSchema,
    explore: exploreJsonSchema,
    compare: compareJsonSchema,
    'check-log': checkLogJsonSchema,
  },
};

function parse(text: string, file: string): Loaded {
  const result = parseScenario(text, { file, catalogues: NAMES });
  return 'problems' in result
    ? { ok: false, problems: renderProblems(result.problems) }
    : { ok: true, scenario: result.scenario, warnings: renderProblems(result.warnings) };
}

function importMachine({ machine, modules, modprobeDirs }: ImportRequest): Imported {
  try {
    return runImport({ machine, modules, modprobeD: modprobeDirs });
  } catch (error) {
    if (error instanceof ImportError) throw new UserError(error.message);
    throw error;
  }
}

function quirkEntry([name, { guard, without }]: readonly [string, Quirk]): Entry {
  return { name, says: `Switches off this guard: ${guard}.`, because: `without it ${without}.` };
}
