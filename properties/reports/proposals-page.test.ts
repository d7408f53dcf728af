/** The page about the proposals is what its data says, and its sentences follow the tables. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { ProposalsData } from '../../reports/proposals-data.ts';
import { proposalsHtml, proposalsMarkdown } from '../../reports/proposals-page.ts';
import { proposalSentences } from '../../reports/proposals-sentences.ts';

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
  const keeps = { ...linux, name: 'keeps', broken: { ...none, 'nobody-stranded': ['m'] } };
  const [everything, ...more] = proposalSentences({ ...DATA, rules: [linux, perfect, spoilt, keeps] });
  expect(everything).toBe(
    'Rules that keep all three promises in both strengths and strand nobody on any machine: "perfect".',
  );
  for (const name of ['perfect', 'spoilt', 'keeps'])
    expect(more.some((text) => text.startsWith(`"${name}" keeps all three`))).toBe(true);
  expect(more.some((text) => text.startsWith('"linux-6.1" keeps'))).toBe(false);
  expect(more.join('\n')).toContain('1 machine: 0 on which Linux as it is does so too, and 1 more (m).');
  expect(more.join('\n')).toContain('"perfect" strands nobody whom Linux does not');
  const cut = { ...perfect, unfinished: ['m', 'n'] };
  const whole = { ...perfect, unfinished: [] };
  const last = (rules: ProposalsData['rules']): string | undefined =>
    proposalSentences({ ...DATA, rules }).at(-1);
  expect(last([cut, whole])).toMatch(/no break was found: by rule, 0 to 2 of the 40 machines were not/);
  expect(last([cut, whole])).toContain('(m, n)');
  expect(last([whole])).toMatch(/in every order. All 40 machines were searched to the end/);
});
