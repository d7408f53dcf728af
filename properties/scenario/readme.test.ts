/** scenarios/README.md: its scenarios can be read, its tables are those of the schema. */
import { readFileSync } from 'node:fs';
import * as prettier from 'prettier';
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../sim/scenario/parse.ts';
import { renderProblems } from '../../sim/scenario/render.ts';
import { BUS_RULES, PROBE_RESULTS } from '../../sim/scenario/scenario.ts';
import { systemTable, traitTable } from './readme-systems.ts';
import { keyTables, limitTable } from './readme-tables.ts';

const PAGE = new URL('../../scenarios/README.md', import.meta.url);
const page = readFileSync(PAGE, 'utf8');
const blocks = [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({
  language,
  text,
}));
const scenarios = blocks.filter(({ language, text }) => language === 'yaml' && /^title:/m.test(text));

function withSection(text: string, name: string, content: string): string {
  const section = new RegExp(`(<!-- ${name} -->).*?(<!-- /${name} -->)`, 's');
  expect(text).toMatch(section);
  return text.replace(section, (_, begin: string, end: string) => `${begin}\n\n${content}\n\n${end}`);
}

describe('the page about scenario files', () => {
  // To bring the tables up to date: npx vitest run properties/scenario/readme.test.ts --update
  it('has the tables of the schema, the limits and the systems', async () => {
    const made = { keys: keyTables(), limits: limitTable(), systems: systemTable(), traits: traitTable() };
    const current = Object.entries(made).reduce(
      (text, [name, table]) => withSection(text, name, table),
      page,
    );
    const text = await prettier.format(current, { parser: 'markdown', printWidth: 110, singleQuote: true });
    await expect(text).toMatchFileSnapshot(PAGE.pathname);
  });

  it('has scenarios to copy', () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(4);
  });

  it.each(scenarios.map(({ text }) => [/^title: (.*)$/m.exec(text)?.[1] ?? '', text]))(
    '%s: can be read',
    (_, text) => {
      const result = parseScenario(text, { file: 'README.md' });
      expect('problems' in result ? renderProblems(result.problems) : renderProblems(result.warnings)).toBe(
        '',
      );
    },
  );

  it('names every answer of a probe and every bus', () => {
    for (const word of [...PROBE_RESULTS, ...BUS_RULES]) expect(page).toContain(`\`${word}\``);
  });

  it('shows what problems really look like', () => {
    const wrong =
      blocks.find(({ language, text }) => language === 'yaml' && /^titel:/m.test(text))?.text ?? '';
    const shown = blocks.find(({ language }) => language === 'text')?.text;
    const result = parseScenario(wrong, { file: 'mine.yaml' });
    expect('problems' in result ? renderProblems(result.problems) : '').toBe(shown);
  });
});
