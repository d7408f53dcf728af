/**
 * The endings of everything that ships, with exact counts, compared with what was accepted last. To accept:
 * `npm run golden:accept`, the only time that this suite writes files.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { scenarioFrom } from '../runs.ts';
import { endingsText, wayOf, WAYS } from './endings.ts';
import { GOLDEN_DIR, MACHINES, STORIES } from './shipped.ts';

const ACCEPT = process.env['PROBESIM_ACCEPT'] === '1';
const ENDINGS_DIR = path.join(GOLDEN_DIR, 'endings');
const REMEDY = 'not the accepted endings; if it is meant: npm run golden:accept, and read the diff';
const ALL = [...STORIES, ...MACHINES];

const goldenFile = (name: string): string => path.join(ENDINGS_DIR, `${name}.json`);

/** Accepted endings of scenarios that are gone. */
function stale(): readonly string[] {
  if (!existsSync(ENDINGS_DIR)) return [];
  const wanted = new Set(ALL.map(({ name }) => goldenFile(name)));
  const files = readdirSync(ENDINGS_DIR, { recursive: true, encoding: 'utf8' });
  return files
    .map((name) => path.join(ENDINGS_DIR, name))
    .filter((file) => /\.json$/.test(file) && !wanted.has(file));
}

beforeAll(() => {
  if (ACCEPT) stale().forEach((file) => rmSync(file));
});

it.each(ALL)('$name ends as accepted', ({ name, text }) => {
  const shown = endingsText(scenarioFrom(text, `scenarios/${name}.yaml`), wayOf(name));
  expect(shown.complete, `${name} is no longer quick: give it another way in endings.ts`).toBe(true);
  const file = goldenFile(name);
  if (ACCEPT) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, shown.text);
  }
  expect(existsSync(file), `${name}: never accepted; npm run golden:accept`).toBe(true);
  expect(shown.text, `${name}: ${REMEDY}`).toBe(readFileSync(file, 'utf8'));
});

it('nothing is accepted, and nothing is treated apart, that is gone', () => {
  expect(stale()).toEqual([]);
  const names = new Set(ALL.map(({ name }) => name));
  expect(Object.keys(WAYS).filter((name) => !names.has(name))).toEqual([]);
});
