/** The page about the proposals is what its data says, and its sentences follow the tables. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import {
  proposalSentences,
  proposalsHtml,
  proposalsMarkdown,
  type ProposalsData,
} from '../../reports/proposals-page.ts';

const REPORTS = fileURLToPath(new URL('../../reports/', import.meta.url));
const DATA = JSON.parse(readFileSync(`${REPORTS}bench/results/proposals.json`, 'utf8')) as ProposalsData;
const REMEDY = 'PROBESIM_ACCEPT=1 npx vitest run properties/reports/proposals-page.test.ts';

it.each([
  ['proposals.md', proposalsMarkdown],
  ['proposals.html', proposalsHtml],
] as const)('%s', (name, render) => {
  const file = `${REPORTS}pages/${name}`;
  const text = render(DATA);
  if (process.env['PROBESIM_ACCEPT'] === '1') writeFileSync(file, text);
  expect(text, REMEDY).toBe(readFileSync(file, 'utf8'));
});

it('the sentences are computed: a rule that breaks nothing is named, and not when it breaks something', () => {
  const [linux] = DATA.rules;
  if (!linux) throw new Error('no rules');
  const none = Object.fromEntries(DATA.claims.map((claim) => [claim, []]));
  const perfect = { ...linux, name: 'perfect', broken: none };
  const spoilt = { ...linux, name: 'spoilt', broken: { ...none, 'no-deadlock': ['m'] } };
  const [everything, promises] = proposalSentences({ ...DATA, rules: [linux, perfect, spoilt] });
  expect(everything).toBe('Rules that keep everything on every machine: "perfect".');
  expect(promises).toContain('"perfect"; "spoilt"');
  const cut = { ...perfect, unfinished: ['m', 'n'] };
  const whole = { ...perfect, unfinished: [] };
  const last = (rules: ProposalsData['rules']): string | undefined =>
    proposalSentences({ ...DATA, rules }).at(-1);
  expect(last([cut, whole])).toMatch(/no break was found: by rule, 0 to 2 of the 39 machines were not/);
  expect(last([whole])).not.toMatch(/no break was found/);
});
