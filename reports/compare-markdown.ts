/** A comparison as GitHub-flavoured Markdown: nothing from a file becomes markup. */

import type { CompareReport, SystemRow } from './compare-report.ts';
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
import { plain } from './layout.ts';
import { codeSpan, details, escape, fence, section } from './markdown.ts';
import type { RenderOptions } from './render.ts';

/** Comparisons one after another, a rule between them. */
export function renderCompareMarkdown(reports: readonly CompareReport[], options: RenderOptions): string {
  return reports.map((report) => one(report, options)).join('\n---\n\n');
}

function one(report: CompareReport, { all = false }: RenderOptions): string {
  const { scenario, systems, assumptions } = report;
  const devices = all ? report.devices : tellingDevices(report);
  const endings = systems.map((row) => [
    row.name,
    ...devices.map((device) => endingsText(row.endings[device] ?? [])),
  ]);
  const promises = systems.map((row) => [
    row.name,
    ...COLUMNS.map(([promise]) => verdictText(cellOf(row, promise))),
  ]);
  return [
    `## ${escape(scenario.title)}`,
    `${escape(compareSentence(report))}. Scenario: ${codeSpan(scenario.file)} (${codeSpan(scenario.digest)}).`,
    devices.length > 0 ? section('Who can end with what', [grid(['system', ...devices], endings)]) : '',
    section('Which promises hold', [grid(['system', ...COLUMNS.map(([, head]) => head)], promises)]),
    section('What it takes', [costs(systems)]),
    section('How to see each break', systems.flatMap(breaks)),
    section(
      'Assumed',
      assumptions.map((text) => `- ${escape(text)}`),
    ),
    `The same comparison again:\n\n${fence(plain(report.again))}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

function costs(systems: readonly SystemRow[]): string {
  return grid(
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

/** A table of texts from anywhere. */
export function grid(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escape).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

function breaks(row: SystemRow): readonly string[] {
  const columns = COLUMNS.flatMap(([promise]) => cellOf(row, promise) ?? []);
  return [...columns, ...otherBreaks(row)].flatMap(({ name, breaks: all }) => {
    const [first] = all;
    if (first === undefined) return [];
    const title = `${escape(row.name)}: ${escape(name)}${first.byDesign ? ' (by design)' : ''}`;
    return [details(title, `${escape(first.why)}.\n\n${fence(plain(first.replay))}`)];
  });
}
