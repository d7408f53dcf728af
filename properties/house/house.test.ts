/** The rules of the house, each a test of its own over the whole tree; and each rule against trees that break it. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { deadFiles, importTable, noCycles, packages } from './import-rules.ts';
import { comments, language, noState } from './language.ts';
import { docstrings, headComments } from './docs.ts';
import { fileSizes, functionSizes, parameters } from './sizes.ts';
import { complaintText, readFiles, treeOf, type Rule } from './source.ts';
import { goldens, machineTraces } from './tree-rules.ts';
import { bannedWords, oneClock } from './words.ts';

const RULES: readonly Rule[] = [
  importTable,
  noCycles,
  packages,
  deadFiles,
  bannedWords,
  oneClock,
  language,
  comments,
  noState,
  fileSizes,
  functionSizes,
  parameters,
  headComments,
  docstrings,
  goldens,
  machineTraces,
];

const NAMED = RULES.map((rule) => [rule.name, rule] as const);

const TREE = treeOf(readFiles(fileURLToPath(new URL('../..', import.meta.url))));

describe('the tree', () => {
  it('is there', () => {
    expect(TREE.sources.length).toBeGreaterThan(100);
  });

  it.each(NAMED)('%s', (_, { check }) => {
    const complaints = check(TREE).map(complaintText);
    if (complaints.length > 0) expect.fail(`\n${complaints.join('\n')}\n`);
  });
});

describe.each(NAMED)('the rule "%s"', (_, { check, bad, good }) => {
  it.each(bad)('refuses its example %$', (files) => {
    expect(check(treeOf(files)), JSON.stringify(files)).not.toEqual([]);
  });

  it('lets pass what only looks bad', () => {
    expect(check(treeOf(good)).map(complaintText)).toEqual([]);
  });
});
