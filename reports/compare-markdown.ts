/** A comparison as GitHub-flavoured Markdown: nothing from a file becomes markup. */

import type { CompareReport } from './compare-report.ts';
import { beside, DEVICE_HEAD, type CompareTable } from './compare-tables.ts';
import { viewOf, type OneView } from './compare-view.ts';
import { plain } from './layout.ts';
import { anchored, codeSpan, details, escape, fence, grid, section, tableLines } from './markdown.ts';
import type { RenderOptions } from './render.ts';

/** Comparisons one after another, a rule between them; several have a table of all in front. */
export function renderCompareMarkdown(reports: readonly CompareReport[], options: RenderOptions): string {
  const { title, summary, comparisons, systems, legend } = viewOf(reports, options.all ?? false);
  return [
    ...(summary ? [`## ${escape(title)}\n\n${drawn(summary)}\n`] : []),
    ...comparisons.map(one),
    `${section('The systems', pairs(systems))}\n\n${section('What the columns say', pairs(legend))}\n`,
  ].join('\n---\n\n');
}

const pairs = (entries: readonly (readonly [string, string])[]): readonly string[] =>
  entries.map(([name, text]) => `- **${escape(name)}**: ${escape(text)}`);

/** A table in groups: the name of a group stands in a row of its own. */
export function drawn({ head, groups }: CompareTable): string {
  const rows = groups.flatMap(({ title, rows: own }) => [
    [`**${escape(title)}**`, ...head.slice(1).map(() => '')],
    ...own.map((cells) =>
      cells.map(({ text, leadsTo }) =>
        leadsTo === undefined ? escape(text) : `[${escape(text)}](#${leadsTo})`,
      ),
    ),
  ]);
  return tableLines(head.map(escape), rows);
}

function one(view: OneView): string {
  const { tables, notes, devices, breaks, assumptions } = view;
  const shown = breaks.map(({ id, title, why, replay }) =>
    anchored(id, details(escape(title), `${escape(why)}\n\n${fence(plain(replay))}`)),
  );
  return [
    `## ${escape(view.title)}`,
    `${escape(view.sentence)} Scenario: ${codeSpan(view.file)} (${codeSpan(view.digest)}).`,
    drawn(beside([tables.endings, tables.promises, tables.costs])),
    ...notes.map(escape),
    devices.length > 0 ? section('Who can end with what', [grid(DEVICE_HEAD, devices)]) : '',
    view.alike === '' ? '' : `${escape(view.alike)} (--all lists them).`,
    section('How to see each break', shown),
    section(
      'Assumed',
      assumptions.map((text) => `- ${escape(text)}`),
    ),
    `The same comparison again:\n\n${fence(plain(view.again))}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}
