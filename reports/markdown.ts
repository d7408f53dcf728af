/** For issue trackers and job summaries: the text report's content as GitHub-flavoured Markdown. */

import { waitCycle } from './cycle.ts';
import { atTime, plain, seconds } from './layout.ts';
import type { RenderOptions } from './render.ts';
import type { DeviceReport, Finding, Report } from './report.ts';
import { slotsText } from './slots.ts';
import { isBoring, isUnmatched, surprises } from './stories.ts';
import { slotOf, waits } from './text.ts';
import { traceLines } from './trace.ts';
import { clockSentence, endingSentence, isFine, verdict } from './verdict.ts';

/** For an issue or a pull request: verdict, findings, devices; nothing from a file becomes markup. */
export function renderMarkdown(report: Report, options: RenderOptions): string {
  return [
    `## ${isFine(report) ? '✅' : '❌'} ${escape(report.scenario.title)}: ${escape(verdict(report))}`,
    facts(report),
    section('Findings', report.findings.map(finding)),
    deadlock(report),
    devices(report, options.all ?? false),
    section(
      'Worth a look',
      surprises(report).map((s) => `- **${escape(s.device)}**: ${escape(s.sentence)}.`),
    ),
    section(
      'Assumed',
      report.assumptions.map((text) => `- ${escape(text)}`),
    ),
    options.trace && report.facts ? details('Trace', fence(traceLines(report).join('\n'))) : '',
    `Trace hash ${codeSpan(report.traceHash)}. The same run again:\n\n${fence(plain(report.replay))}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

/** Reports one after another, a rule between them. */
export function renderManyMarkdown(reports: readonly Report[], options: RenderOptions): string {
  return reports.map((report) => renderMarkdown(report, options)).join('\n---\n\n');
}

/** Text from a file as Markdown text: nothing in it becomes markup, a link or a table cell. */
export function escape(text: string): string {
  return plain(text)
    .replace(/[\\`*{}[\]<>|~#!$]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\_')
    .replace(/^(\s*)([-+=])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])(?=\s)/, '$1\\$2');
}

/** A code span whose fence is longer than any run of backticks in it. */
export function codeSpan(text: string): string {
  const safe = plain(text).replace(/\|/g, '\\|');
  const fence = '`'.repeat(longestRun(safe) + 1);
  const space = safe.startsWith('`') || safe.endsWith('`') ? ' ' : '';
  return `${fence}${space}${safe}${space}${fence}`;
}

/** A code block whose fence is longer than any run of backticks in it. */
export function fence(text: string): string {
  const marks = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${marks}\n${text}\n${marks}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

/** A part that is folded until somebody opens it. */
export function details(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** A part that links lead to. */
export const anchored = (id: string, part: string): string => `<a id="${id}"></a>\n${part}`;

/** A table of cells that are Markdown already. */
export function tableLines(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** A table of texts from anywhere. */
export function grid(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return tableLines(
    head.map(escape),
    rows.map((cells) => cells.map(escape)),
  );
}

/** A heading with its lines; nothing if there are none. */
export function section(title: string, items: readonly string[]): string {
  return items.length === 0 ? '' : `### ${title}\n\n${items.join('\n')}`;
}

function facts(report: Report): string {
  const { system, scenario } = report;
  const quirks = system.quirks.length === 0 ? '' : ` without ${system.quirks.map(escape).join(', ')}`;
  return [
    `- scenario: ${codeSpan(scenario.file)} (${codeSpan(scenario.digest)})`,
    `- system: ${escape(system.name)}${quirks}`,
    `- clock: ${escape(clockSentence(report))}`,
    `- ended: ${escape(endingSentence(report))}`,
  ].join('\n');
}

function finding(finding: Finding): string {
  const about = [
    finding.device && `on ${escape(slotOf(finding) + finding.device)}`,
    finding.strength && `(${finding.strength})`,
  ];
  const title = [`**${escape(finding.invariant)}**`, ...about, finding.byDesign ? '— by design' : '']
    .filter(Boolean)
    .join(' ');
  return `- ${title}${atTime(finding.at)}: ${escape(finding.why)}.\n  Should hold: ${escape(finding.says)}`;
}

function deadlock({ ending }: Report): string {
  const cycle = waitCycle(ending.blocked);
  const shown = cycle.length > 0 ? cycle : ending.blocked;
  return section(
    ending.is === 'deadlock' ? 'Deadlock' : 'Still waiting',
    shown.map((entry) => `1. ${escape(waits(entry))}`),
  );
}

function devices(report: Report, all: boolean): string {
  const named = Object.entries(report.devices);
  const quiet = (device: DeviceReport): boolean => isBoring(device) || isUnmatched(device);
  const rows = named.filter(([, device]) => !quiet(device)).map(row);
  const quietRows = named.filter(([, device]) => quiet(device)).map(row);
  if (all || named.length <= 40) return section('Devices', [table([...rows, ...quietRows])]);
  const folded = details(`${quietRows.length} devices with nothing to tell`, table(quietRows));
  return section('Devices', [...(rows.length > 0 ? [table(rows), ''] : []), folded]);
}

function table(rows: readonly string[]): string {
  return ['| device | driver | when | by | tried before |', '|---|---|---|---|---|', ...rows].join('\n');
}

function row([name, device]: readonly [string, DeviceReport]): string {
  const when =
    device.state === 'bound' && device.boundAt !== null ? `${seconds(device.boundAt)}s` : device.state;
  const refused = device.tried
    .filter(({ outcome }) => outcome !== 'ok')
    .map((a) => `${a.driver} ${a.outcome}`);
  const cells = [
    name,
    (device.driver ?? '') + slotsText(device.slots),
    when,
    device.boundBy ?? '',
    refused.join(', '),
  ];
  return `| ${cells.map(escape).join(' | ')} |`;
}
