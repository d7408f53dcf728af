/** Several comparisons in one table: a row for each system, a column for each scenario. */

import type { CompareReport, PromiseCell, SystemRow } from './compare-report.ts';
import { shownBreaks, tableOf, type CompareCell, type CompareTable } from './compare-tables.ts';
import { cellOf, COLUMNS, endingsText, otherBreaks, tallyText, verdictText } from './compare-words.ts';

/** Devices that are named in a cell; of more it only says how many are bound. */
const NAMED_MAX = 3;

/** Name of a scenario in a head: its file without folders and ending. */
export const shortName = (file: string): string => file.replace(/^.*\//u, '').replace(/\.ya?ml$/u, '');

/** The table of all; the rows are those of the first comparison. */
export function summaryOf(reports: readonly CompareReport[]): CompareTable {
  const [first] = reports;
  if (first === undefined) return { head: [], groups: [] };
  return tableOf(
    first,
    reports.map((report, place) => {
      const ids = new Map(
        shownBreaks(report, place)
          .map(({ system, id }) => [system, id] as const)
          .reverse(),
      );
      return {
        head: shortName(report.scenario.file),
        cell: ({ name }) => summaryCell(report, name, ids.get(name)),
      };
    }),
  );
}

function summaryCell({ systems }: CompareReport, system: string, leadsTo: string | undefined): CompareCell {
  const row = systems.find(({ name }) => name === system);
  if (row === undefined) return { text: '-' };
  const broken = row.promises.some(({ verdict }) => verdict === 'broken');
  const meant = row.promises.some(({ verdict }) => verdict === 'by-design');
  return {
    text: [endsText(row), ...breakTexts(row), ...(isWhole(row) ? [] : ['so far'])].join('; '),
    kind: broken ? 'broken' : meant ? 'by-design' : 'held',
    ...(leadsTo === undefined ? {} : { leadsTo }),
  };
}

/** Whether every order was tried. */
export const isWhole = ({ coverage }: SystemRow): boolean =>
  coverage.kind === 'exhaustive' && coverage.complete;

/** `igd: i915 or none, nic: e1000`, or a tally. */
export function endsText(row: SystemRow): string {
  const devices = Object.entries(row.endings);
  if (devices.length > NAMED_MAX) return tallyText(row);
  return devices.map(([device, endings]) => `${device}: ${endingsText(endings)}`).join(', ');
}

/** `BREAKS specific first`, `by design nobody left`. */
function breakTexts(row: SystemRow): readonly string[] {
  const heads = new Map(COLUMNS);
  const columns = COLUMNS.flatMap(([promise]) => cellOf(row, promise) ?? []);
  return [...columns, ...otherBreaks(row)].flatMap((cell: PromiseCell) =>
    cell.breaks.length === 0 ? [] : [`${verdictText(cell)}: ${heads.get(cell.name) ?? cell.name}`],
  );
}
