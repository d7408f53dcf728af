/** The page on model and kernel says what the recordings say; PROBESIM_ACCEPT=1 writes it anew. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { agreementHtml, agreementMarkdown } from '../../reports/kernel/agreement.ts';
import { agreement } from './kernel-count.ts';

it.each([
  ['agreement.md', agreementMarkdown],
  ['agreement.html', agreementHtml],
] as const)('%s', (name, render) => {
  const file = fileURLToPath(new URL(`../../reports/kernel/${name}`, import.meta.url));
  const text = render(agreement());
  if (process.env['PROBESIM_ACCEPT'] === '1') writeFileSync(file, text);
  expect(
    readFileSync(file, 'utf8'),
    'PROBESIM_ACCEPT=1 npx vitest run properties/reports/kernel-page.test.ts',
  ).toBe(text);
});
