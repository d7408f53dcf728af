/** A comparison as a page: one table, and every break a link to the line that shows it again. */

import type { CompareReport } from './compare-report.ts';
import { beside, DEVICE_HEAD, type CompareTable } from './compare-tables.ts';
import { viewOf, type OneView } from './compare-view.ts';
import { escaped, htmlCommand, htmlDetails, htmlGroups, htmlTable, page } from './html.ts';
import type { RenderOptions } from './render.ts';

/** All comparisons on one page; several have a table of all in front. */
export function renderCompareHtml(reports: readonly CompareReport[], options: RenderOptions): string {
  const { title, summary, comparisons, systems, legend } = viewOf(reports, options.all ?? false);
  return page(title, [
    ...(summary ? [`<h1>${escaped(title)}</h1>`, drawn(summary)] : []),
    ...comparisons.flatMap(one),
    `<h2>The systems</h2>\n${pairs(systems)}`,
    `<h2>What the columns say</h2>\n${pairs(legend)}`,
  ]);
}

const drawn = ({ head, groups }: CompareTable): string => htmlGroups(head, groups);

const list = (items: readonly string[]): string =>
  `<ul>${items.map((item) => `<li>${item}</li>`).join('\n')}</ul>`;

const pairs = (entries: readonly (readonly [string, string])[]): string =>
  list(entries.map(([name, text]) => `<strong>${escaped(name)}</strong>: ${escaped(text)}`));

function one(view: OneView): readonly string[] {
  const { tables, notes, devices, breaks, assumptions } = view;
  const shown = breaks.map(({ id, title, why, replay }) =>
    htmlDetails(id, title, `<p>${escaped(why)}</p>\n${htmlCommand(replay)}`),
  );
  return [
    `<h1>${escaped(view.title)}</h1>`,
    `<p>${escaped(view.sentence)} Scenario: <code>${escaped(view.file)}</code></p>`,
    drawn(beside([tables.endings, tables.promises, tables.costs])),
    ...notes.map((text) => `<p>${escaped(text)}</p>`),
    devices.length > 0 ? `<h2>Who can end with what</h2>\n${htmlTable(DEVICE_HEAD, devices)}` : '',
    view.alike === '' ? '' : `<p>${escaped(view.alike)} (--all lists them).</p>`,
    shown.length > 0 ? `<h2>How to see each break</h2>\n${shown.join('\n')}` : '',
    assumptions.length > 0 ? `<h2>Assumed</h2>\n${list(assumptions.map(escaped))}` : '',
    `<h2>The same comparison again</h2>\n${htmlCommand(view.again)}`,
  ];
}
