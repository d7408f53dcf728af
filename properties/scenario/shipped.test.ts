/** The scenarios of the package: each can be read, says what it is about, and writing it keeps it. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { QUIRKS } from '../../sim/linux/quirks.ts';
import { formatScenario } from '../../sim/scenario/format.ts';
import { parseScenario } from '../../sim/scenario/parse.ts';
import { renderProblems } from '../../sim/scenario/render.ts';
import { scenarioOf } from './examples.ts';

const FOLDER = fileURLToPath(new URL('../../scenarios', import.meta.url));
const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.yaml'),
);

describe('shipped scenarios', () => {
  it.each(files)('%s', (file) => {
    const text = readFileSync(path.join(FOLDER, file), 'utf8');
    const result = parseScenario(text, { file, catalogues: { quirks: Object.keys(QUIRKS) } });
    expect('problems' in result ? renderProblems(result.problems) : '').toBe('');
    const scenario = scenarioOf(text);
    expect(scenarioOf(formatScenario(scenario))).toEqual(scenario);
    expect(scenario.about, 'a comment at its head').not.toBe('');
  });
});
