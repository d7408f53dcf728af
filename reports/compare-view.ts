/** What a comparison shows, in words and tables, before any format draws it: all formats say the same. */

import type { CompareReport } from './compare-report.ts';
import { arrivalsSentence, compareSentence, promiseLegend } from './compare-sentences.ts';
import { summaryOf } from './compare-summary.ts';
import { columnDevices, deviceRows, shownBreaks, tablesOf, type Shown } from './compare-tables.ts';
import type { CompareTable, CompareTables } from './compare-tables.ts';
import { documentsNote, rulesText, tellingDevices } from './compare-words.ts';
import { count } from './layout.ts';

/** All comparisons of one call. */
export interface CompareView {
  readonly title: string;
  /** All scenarios in one table; null: there is only one. */
  readonly summary: CompareTable | null;
  readonly comparisons: readonly OneView[];
  /** Each system, and where its rules come from. */
  readonly systems: readonly (readonly [name: string, text: string])[];
  /** Words of heads and cells, explained. */
  readonly legend: readonly (readonly [word: string, says: string])[];
}

/** One scenario. */
export interface OneView {
  readonly title: string;
  readonly file: string;
  readonly digest: string;
  /** What was covered and what broke. */
  readonly sentence: string;
  readonly tables: CompareTables;
  /** What stands under the tables. */
  readonly notes: readonly string[];
  /** Devices one by one, where they are too many for columns. */
  readonly devices: readonly (readonly string[])[];
  /** How many devices are left out because they end the same way under every system; empty: none. */
  readonly alike: string;
  readonly breaks: readonly Shown[];
  readonly assumptions: readonly string[];
  readonly again: string;
}

/** What these reports show; `all`: devices that end alike everywhere too. */
export function viewOf(reports: readonly CompareReport[], all: boolean): CompareView {
  const [only] = reports;
  const rows = reports.flatMap(({ systems }) => systems);
  return {
    title: reports.length === 1 && only ? only.scenario.title : `${reports.length} scenarios compared`,
    summary: reports.length > 1 ? summaryOf(reports) : null,
    comparisons: reports.map((report, place) => oneView(report, place, all)),
    systems: [...new Map(rows.map((row) => [row.name, rulesText(row)]))],
    legend: promiseLegend(reports),
  };
}

function oneView(report: CompareReport, place: number, all: boolean): OneView {
  const { scenario, systems, assumptions, again } = report;
  const devices = columnDevices(report, all);
  return {
    ...scenario,
    sentence: `${compareSentence(report)}.`,
    tables: tablesOf(report, devices, place),
    notes: [arrivalsSentence(report), documentsNote(systems)].filter((text) => text !== ''),
    devices: devices.length > 0 ? [] : deviceRows(report, all),
    alike: alikeText(
      all ? 0 : report.devices.length - Math.max(devices.length, tellingDevices(report).length),
    ),
    breaks: shownBreaks(report, place),
    assumptions,
    again,
  };
}

function alikeText(devices: number): string {
  if (devices === 0) return '';
  return `${count(devices, 'device')} more: ${devices === 1 ? 'it ends' : 'each ends'} the same way under every system`;
}
