/** A scenario from its text for whoever writes programs: the whole catalogue of names is known, mistakes are thrown. */
import { INVARIANTS } from '../properties/invariants/index.ts';
import { QUIRK_NAMES } from './linux/quirks.ts';
import { parseScenario, type Catalogues } from './scenario/parse.ts';
import { renderProblems } from './scenario/render.ts';
import type { Scenario } from './scenario/scenario.ts';
import { SYSTEM_NAMES } from './systems/catalogue.ts';

const CATALOGUES: Catalogues = {
  systems: SYSTEM_NAMES,
  quirks: QUIRK_NAMES,
  invariants: INVARIANTS.map(({ name }) => name),
};

/** The scenario of a YAML text. Throws an Error with all mistakes, ready to read; `file` names the text in it. */
export function scenarioFrom(text: string, file = 'inline'): Scenario {
  const parsed = parseScenario(text, { file, catalogues: CATALOGUES });
  if ('problems' in parsed) throw new Error(renderProblems(parsed.problems));
  return parsed.scenario;
}
