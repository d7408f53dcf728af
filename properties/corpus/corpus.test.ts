/**
 * The matrix of systems and promises: its pages say what it says, each break is seen again, some cells come out
 * again.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { corpusHtml, corpusMarkdown } from '../../reports/corpus-page.ts';
import { CORPUS_VERDICTS, type CorpusReport } from '../../reports/corpus-report.ts';
import { SYSTEM_NAMES } from '../../sim/systems/catalogue.ts';
import { scenarioFrom } from '../runs.ts';
import { SEED } from '../seed.ts';
import { shownAgain } from '../shown-again.ts';
import { corpusCell, PROMISES } from './corpus.ts';
import { GOLDEN_DIR, MACHINES, STORIES } from '../golden/shipped.ts';

const REPORT = JSON.parse(readFileSync(path.join(GOLDEN_DIR, 'systems.json'), 'utf8')) as CorpusReport;
const PAGES = path.join(GOLDEN_DIR, '..', '..', 'reports', 'pages');
const TEXTS = new Map([...STORIES, ...MACHINES].map(({ name, text }) => [name, text]));
const HINT = 'if it is meant: npm run corpus:accept, and read the diff';

it('has every shipped scenario, every system and every promise', () => {
  expect(Object.keys(REPORT.verdicts), HINT).toEqual([...TEXTS.keys()]);
  expect(
    REPORT.systems.map(({ name }) => name),
    HINT,
  ).toEqual(SYSTEM_NAMES);
  expect(REPORT.promises).toEqual(PROMISES);
  for (const row of Object.values(REPORT.verdicts))
    for (const system of SYSTEM_NAMES) {
      expect(row[system]).toHaveLength(PROMISES.length);
      expect([...(row[system] ?? '?')].filter((letter) => !Object.hasOwn(CORPUS_VERDICTS, letter))).toEqual(
        [],
      );
    }
});

it('every promise that breaks somewhere has a witness, and no other', () => {
  for (const system of SYSTEM_NAMES)
    for (const [at, promise] of PROMISES.entries()) {
      const breaks = Object.values(REPORT.verdicts).some((row) => /[bod]/.test(row[system]?.[at] ?? ''));
      expect(REPORT.witnesses[system]?.[promise] !== undefined, `${system} ${promise}`).toBe(breaks);
    }
});

it('the pages say what the data says', () => {
  expect(readFileSync(path.join(PAGES, 'systems.md'), 'utf8'), HINT).toBe(corpusMarkdown(REPORT));
  expect(readFileSync(path.join(PAGES, 'systems.html'), 'utf8'), HINT).toBe(corpusHtml(REPORT));
});

const ALL = Object.entries(REPORT.witnesses).flatMap(([system, own]) =>
  Object.entries(own).map(([promise, witness]) => ({ system, promise, witness })),
);

describe('each break', () => {
  it.each(ALL)('$system breaks $promise, seen again by its token', ({ system, promise, witness }) => {
    const scenario = { ...scenarioFrom(TEXTS.get(witness.scenario) ?? ''), system };
    expect(shownAgain(scenario, promise, witness.token), HINT).toContain(witness.why);
  });
});

/** Another selection with every commit. */
const DRAWN = STORIES.flatMap(({ name }) => SYSTEM_NAMES.map((system) => ({ name, system })))
  .map((pair, index) => ({ pair, key: draw(`${SEED} ${index}`) }))
  .sort((a, b) => a.key - b.key)
  .slice(0, 40)
  .map(({ pair }) => pair);

function draw(text: string): number {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0;
  return hash;
}

describe(`forty cells computed again (seed ${SEED})`, () => {
  it.each(DRAWN)('$name under $system', ({ name, system }) => {
    const { verdicts } = corpusCell(scenarioFrom(TEXTS.get(name) ?? ''), system);
    expect(verdicts, HINT).toBe(REPORT.verdicts[name]?.[system]);
  });
});
