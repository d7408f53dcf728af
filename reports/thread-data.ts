/** The data of the page about the thread, made from comparisons (`probesim compare ... --format json`). */

import type { CompareReport, PromiseCell, SystemRow } from './compare-report.ts';
import { endsText, isWhole, shortName } from './compare-summary.ts';
import { COLUMNS, FAMILIES, rangeText, settleText, verdictText } from './compare-words.ts';

export interface ThreadData {
  readonly format: 1;
  readonly scenarios: readonly ThreadScenario[];
  readonly systems: readonly { readonly name: string; readonly says: string; readonly group: string }[];
  /** Scenario, then system. */
  readonly cells: Readonly<Record<string, Readonly<Record<string, ThreadCell>>>>;
}

export interface ThreadScenario {
  readonly name: string;
  readonly file: string;
  readonly title: string;
  readonly digest: string;
}

/** What one system does with one scenario. */
export interface ThreadCell {
  readonly ends: string;
  readonly everyOrder: boolean;
  readonly breaks: readonly ThreadBreak[];
  readonly useless: string;
  readonly settles: string;
}

/** One promise that breaks, and a run that shows it. */
export interface ThreadBreak {
  readonly promise: string;
  /** `BREAKS: specific first`. */
  readonly text: string;
  readonly why: string;
  readonly token: string;
  readonly replay: string;
}

/** The data of the page. */
export function threadData(reports: readonly CompareReport[]): ThreadData {
  const systems = reports[0]?.systems ?? [];
  return {
    format: 1,
    scenarios: reports.map(({ scenario }) => ({ name: shortName(scenario.file), ...scenario })),
    systems: systems.map(({ name, says, family }) => ({ name, says, group: FAMILIES[family] })),
    cells: Object.fromEntries(
      reports.map(({ scenario, systems: rows }) => [
        shortName(scenario.file),
        Object.fromEntries(rows.map((row) => [row.name, cellOf(row)])),
      ]),
    ),
  };
}

function cellOf(row: SystemRow): ThreadCell {
  return {
    ends: endsText(row),
    everyOrder: isWhole(row),
    breaks: row.promises.flatMap(breakOf),
    useless: rangeText(row.costs.uselessProbes),
    settles: settleText(row.costs),
  };
}

function breakOf(cell: PromiseCell): readonly ThreadBreak[] {
  const first = cell.breaks.find(({ byDesign }) => !byDesign) ?? cell.breaks[0];
  if (first === undefined) return [];
  const head = new Map(COLUMNS).get(cell.name) ?? cell.name;
  const { why, token, replay } = first;
  return [{ promise: cell.name, text: `${verdictText(cell)}: ${head}`, why, token, replay }];
}
