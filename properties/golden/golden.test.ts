/**
 * The boring run of every shipped story, compared with the text that was accepted last. A change of the model shows
 * here as a diff to be read. To accept: `npm run golden:accept`, the only time that this suite writes files.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { boring } from '../../sim/engine/choice.ts';
import { simulate } from '../../sim/simulate.ts';
import { systemOf } from '../../sim/systems/catalogue.ts';
import { invariantsFor } from '../invariants/index.ts';
import { scenarioFrom, STEPS_OF_A_SUITE } from '../runs.ts';
import { GOLDEN_DIR, STORIES } from './shipped.ts';
import { goldenText } from './trace.ts';

const ACCEPT = process.env['PROBESIM_ACCEPT'] === '1';
/** A golden text is there to be read. */
const LINES_MAX = 500;
const REMEDY = 'not the accepted run; if it is meant: npm run golden:accept, and read the diff';

const goldenFile = (name: string): string => path.join(GOLDEN_DIR, `${name}.txt`);

beforeAll(() => {
  if (ACCEPT) dropStale();
});

it('there are stories', () => {
  expect(STORIES.length).toBeGreaterThanOrEqual(12);
});

it.each(STORIES)('$name runs as accepted', ({ name, text }) => {
  const scenario = scenarioFrom(text, `scenarios/${name}.yaml`);
  const invariants = invariantsFor(scenario, systemOf(scenario));
  const options = { chooser: boring, clock: 'timed', invariants, stepsMax: STEPS_OF_A_SUITE } as const;
  const shown = goldenText(simulate(scenario, options));
  expect(shown.split('\n').length, `${name} is too long for a story: tell it smaller`).toBeLessThan(
    LINES_MAX,
  );
  const file = goldenFile(name);
  if (ACCEPT) write(file, shown);
  expect(existsSync(file), `${name}: never accepted; npm run golden:accept`).toBe(true);
  expect(shown, `${name}: ${REMEDY}`).toBe(readFileSync(file, 'utf8'));
});

function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Texts of stories that are gone. */
function dropStale(): void {
  if (!existsSync(GOLDEN_DIR)) return;
  const wanted = new Set(STORIES.map(({ name }) => goldenFile(name)));
  for (const name of readdirSync(GOLDEN_DIR, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(GOLDEN_DIR, name);
    if (file.endsWith('.txt') && !wanted.has(file)) rmSync(file);
  }
}
