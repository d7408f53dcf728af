/** The pages of the two races say what the recordings say; PROBESIM_ACCEPT=1 writes them anew. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { racePage, type RacePage } from '../../reports/kernel/race-page.ts';
import { forgottenPage, livelockPage } from './race-data.ts';

const PAGES = [
  ['race-u.txt', forgottenPage],
  ['race-w.txt', livelockPage],
] as const;

it.each(PAGES)('%s', (name, data) => {
  const file = fileURLToPath(new URL(`../../reports/kernel/${name}`, import.meta.url));
  const text = racePage(data());
  if (process.env['PROBESIM_ACCEPT'] === '1') writeFileSync(file, text);
  expect(
    readFileSync(file, 'utf8'),
    'PROBESIM_ACCEPT=1 npx vitest run properties/reports/race-pages.test.ts',
  ).toBe(text);
});

const NASTY: RacePage = {
  title: 'a title \u202e with \u001b[31m colours',
  about: [`From nobody ${'w'.repeat(200)}`, 'From here on'],
  scenario: { file: 'f', lines: ['  deep: { line: here }', '# \t tab'] },
  schedule: { says: [], steps: [{ process: 'p', does: 'x '.repeat(100) }] },
  trace: {
    says: [],
    records: [{ at: 1_234_567, cpu: 1, task: 'kworker/1', says: 'y '.repeat(90) }],
    more: 3,
  },
  shows: 'shown',
  numbers: [{ experiment: 'e', kernel: '6.1', exact: { shown: 1, of: 2 }, free: { shown: 0, of: 0 } }],
  closes: [{ what: 'this', checked: 'so '.repeat(60) }],
  commands: [`npx probesim ${'long '.repeat(40)}`],
};

it('a page fits a mail, whatever it is made of', () => {
  const lines = racePage(NASTY).split('\n');
  expect(lines.filter((line) => line.length > 76)).toEqual([]);
  expect(lines.filter((line) => /[^\x20-\x7e]/.test(line))).toEqual([]);
  expect(lines.filter((line) => line.startsWith('From '))).toEqual([]);
  expect(lines).toContain('    deep: { line: here }');
  expect(lines.filter((line) => line.endsWith('\\')).length).toBeGreaterThan(1);
});
