/** The page about the thread of 2021: what its data says, every position in it, every break seen again. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ThreadData } from '../../reports/thread-data.ts';
import { compareCommand, threadHtml, threadMarkdown } from '../../reports/thread-page.ts';
import { POSITIONS, THREAD_SCENARIOS, THREAD_SYSTEMS } from '../../reports/thread-positions.ts';
import { SYSTEM_NAMES, systemOf } from '../../sim/systems/catalogue.ts';
import { MACHINES, STORIES } from '../golden/shipped.ts';
import { scenarioFrom } from '../runs.ts';
import { shownAgain } from '../shown-again.ts';

const REPORTS = fileURLToPath(new URL('../../reports/', import.meta.url));
const DATA = JSON.parse(readFileSync(`${REPORTS}bench/results/thread.json`, 'utf8')) as ThreadData;
const REMEDY = 'npx tsx reports/bench/thread.ts; only the page: PROBESIM_ACCEPT=1, and this test';
const TEXTS = new Map([...STORIES, ...MACHINES].map(({ name, text }) => [name, text]));

it.each([
  ['thread.md', threadMarkdown],
  ['thread.html', threadHtml],
] as const)('%s', (name, render) => {
  const file = `${REPORTS}pages/${name}`;
  const text = render(DATA);
  if (process.env['PROBESIM_ACCEPT'] === '1') writeFileSync(file, text);
  expect(text, REMEDY).toBe(readFileSync(file, 'utf8'));
});

describe('nothing is missing', () => {
  it('every position names systems and scenarios that there are', () => {
    for (const { systems, scenarios } of POSITIONS) {
      expect(SYSTEM_NAMES).toEqual(expect.arrayContaining([...systems]));
      expect(THREAD_SCENARIOS).toEqual(expect.arrayContaining([...scenarios]));
    }
  });

  it('every proposal of the catalogue is a position', () => {
    const proposals = SYSTEM_NAMES.filter((system) => systemOf({ system }).family === 'proposal');
    expect(THREAD_SYSTEMS).toEqual(expect.arrayContaining(proposals));
  });

  it('the table has every scenario under every system, and all shipped machines', () => {
    expect(
      DATA.systems.map(({ name }) => name),
      REMEDY,
    ).toEqual(THREAD_SYSTEMS);
    expect(
      DATA.scenarios.map(({ file }) => file),
      REMEDY,
    ).toEqual(THREAD_SCENARIOS.map((name) => `scenarios/${name}.yaml`));
    for (const own of Object.values(DATA.cells)) expect(Object.keys(own)).toEqual(THREAD_SYSTEMS);
    expect(THREAD_SCENARIOS).toEqual(expect.arrayContaining(MACHINES.map(({ name }) => name)));
  });
});

const BREAKS = DATA.scenarios.flatMap(({ name, file }) =>
  Object.entries(DATA.cells[name] ?? {}).flatMap(([system, { breaks }]) =>
    breaks.map((one) => ({ ...one, name, file, system })),
  ),
);

describe('each break', () => {
  it.each(BREAKS)(
    '$name under $system: $promise, seen again',
    ({ file, system, promise, why, token, replay }) => {
      const text = TEXTS.get(file.replace(/^scenarios\/|\.yaml$/gu, ''));
      const scenario = { ...scenarioFrom(text ?? ''), system };
      expect(shownAgain(scenario, promise, token), REMEDY).toContain(why);
      expect(replay).toContain(`npx probesim replay ${token}`);
    },
  );

  it('has a line on both pages', () => {
    const [markdown, html] = [threadMarkdown(DATA), threadHtml(DATA)];
    for (const { replay } of BREAKS) for (const page of [markdown, html]) expect(page).toContain(replay);
    expect(markdown).toContain(compareCommand(DATA));
  });
});
