/** A comparison as a page: the tables, and every break a link to the line that shows it again. */

import type { CompareReport, PromiseCell, SystemRow } from './compare-report.ts';
import {
  cellOf,
  COLUMNS,
  compareSentence,
  coverageText,
  endingsText,
  otherBreaks,
  rangeText,
  rulesText,
  settleText,
  tellingDevices,
  verdictText,
} from './compare-words.ts';
import { escaped, htmlCommand, htmlDetails, htmlTable, page, type Cell } from './html.ts';
import type { RenderOptions } from './render.ts';

/** All comparisons on one page. */
export function renderCompareHtml(reports: readonly CompareReport[], options: RenderOptions): string {
  const [only] = reports;
  const title = reports.length === 1 && only ? only.scenario.title : `${reports.length} scenarios compared`;
  return page(
    title,
    reports.flatMap((report, index) => parts(report, index, options)),
  );
}

function parts(report: CompareReport, index: number, { all = false }: RenderOptions): readonly string[] {
  const { scenario, systems, assumptions } = report;
  const devices = all ? report.devices : tellingDevices(report);
  const ids = (row: SystemRow, promise: string): string => `c${index}-${row.name}-${promise}`;
  const endings = systems.map((row) => [
    row.name,
    ...devices.map((device) => endingsText(row.endings[device] ?? [])),
  ]);
  const promises = systems.map((row): (string | Cell)[] => [
    row.name,
    ...COLUMNS.map(([promise]) => promiseCell(cellOf(row, promise), ids(row, promise))),
  ]);
  return [
    `<h1>${escaped(scenario.title)}</h1>`,
    `<p>${escaped(compareSentence(report))}. Scenario: <code>${escaped(scenario.file)}</code></p>`,
    devices.length > 0 ? `<h2>Who can end with what</h2>\n${htmlTable(['system', ...devices], endings)}` : '',
    `<h2>Which promises hold</h2>\n${htmlTable(['system', ...COLUMNS.map(([, head]) => head)], promises)}`,
    `<h2>What it takes</h2>\n${costs(systems)}`,
    `<h2>How to see each break</h2>`,
    ...systems.flatMap((row) => breaks(row, ids)),
    assumptions.length > 0
      ? `<h2>Assumed</h2>\n<ul>${assumptions.map((text) => `<li>${escaped(text)}</li>`).join('')}</ul>`
      : '',
    `<h2>The same comparison again</h2>\n${htmlCommand(report.again)}`,
  ];
}

function promiseCell(cell: PromiseCell | undefined, id: string): Cell {
  const text = verdictText(cell);
  if (cell === undefined) return { text };
  return cell.breaks.length > 0 ? { text, kind: cell.verdict, leadsTo: id } : { text, kind: cell.verdict };
}

function costs(systems: readonly SystemRow[]): string {
  return htmlTable(
    ['system', 'useless probes', 'settles after', 'can be left without a driver', 'seen', 'its rules'],
    systems.map((row) => [
      row.name,
      rangeText(row.costs.uselessProbes),
      settleText(row.costs),
      row.stranded.join(', '),
      coverageText(row),
      rulesText(row),
    ]),
  );
}

function breaks(row: SystemRow, ids: (row: SystemRow, promise: string) => string): readonly string[] {
  const columns = COLUMNS.flatMap(([promise]) => cellOf(row, promise) ?? []);
  return [...columns, ...otherBreaks(row)].flatMap(({ name, breaks: all }) => {
    const [first] = all;
    if (first === undefined) return [];
    const title = `${row.name}: ${name}${first.byDesign ? ' (by design)' : ''}`;
    return [
      htmlDetails(ids(row, name), title, `<p>${escaped(first.why)}.</p>\n${htmlCommand(first.replay)}`),
    ];
  });
}
