/**
 * The tables of a comparison as data, drawn alike by every format: a row for each system, under the heading of its
 * family; and the list of breaks that the cells lead to.
 */

import type { CompareReport, PromiseCell, SystemRow } from './compare-report.ts';
import {
  cellOf,
  COLUMNS,
  coverageText,
  endingsText,
  FAMILIES,
  nameText,
  otherBreaks,
  rangeText,
  settleText,
  someOf,
  tallyText,
  tellingDevices,
  verdictText,
} from './compare-words.ts';

/** A cell: its words, and where they lead. */
export interface CompareCell {
  readonly text: string;
  readonly kind?: PromiseCell['verdict'];
  /** Id of a break (`Shown.id`). */
  readonly leadsTo?: string;
}

/** Rows of one family. */
export interface RowGroup {
  readonly title: string;
  readonly rows: readonly (readonly CompareCell[])[];
}

/** Columns side by side; the first has the systems. */
export interface CompareTable {
  readonly head: readonly string[];
  readonly groups: readonly RowGroup[];
}

export interface Column {
  readonly head: string;
  readonly cell: (row: SystemRow) => CompareCell;
}

/** More devices than this are not columns: they are told one by one (`deviceRows`). */
const DEVICE_COLUMNS_MAX = 6;
/** So many are named in a cell. */
const STRANDED_NAMED = 2;

/** Devices that have a column each: all if they are few, else those worth one; none where those are too many. */
export function columnDevices(report: CompareReport, all: boolean): readonly string[] {
  const few = report.devices.length <= DEVICE_COLUMNS_MAX;
  const devices = all || few ? report.devices : tellingDevices(report);
  return devices.length > DEVICE_COLUMNS_MAX ? [] : devices;
}

/** The three parts of a comparison; `beside` puts them together. */
export interface CompareTables {
  readonly endings: CompareTable;
  readonly promises: CompareTable;
  readonly costs: CompareTable;
}

/** The tables of one comparison; `place` tells its breaks apart from those of others on the page. */
export function tablesOf(report: CompareReport, devices: readonly string[], place: number): CompareTables {
  const each = devices.map((device): Column => ({
    head: device,
    cell: ({ endings }) => ({ text: endingsText(endings[device] ?? []) }),
  }));
  const tally: Column = { head: 'devices', cell: (row) => ({ text: tallyText(row) }) };
  const promises = COLUMNS.map(([promise, head]): Column => ({
    head,
    cell: (row) => promiseCell(row, promise, place),
  }));
  return {
    endings: tableOf(report, each.length > 0 ? each : [tally]),
    promises: tableOf(report, promises),
    costs: tableOf(report, COSTS),
  };
}

/** Tables of the same rows as one. */
export function beside([first, ...more]: readonly [CompareTable, ...CompareTable[]]): CompareTable {
  return {
    head: [...first.head, ...more.flatMap(({ head }) => head.slice(1))],
    groups: first.groups.map(({ title, rows }, group) => ({
      title,
      rows: rows.map((cells, row) => [
        ...cells,
        ...more.flatMap(({ groups }) => groups[group]?.rows[row]?.slice(1) ?? []),
      ]),
    })),
  };
}

/** A wide table as several, each with so many columns besides the first. */
export function inPieces({ head, groups }: CompareTable, columns: number): readonly CompareTable[] {
  const starts = head.slice(1).flatMap((_, at) => (at % columns === 0 ? [at + 1] : []));
  return starts.map((from) => {
    const piece = <T>(cells: readonly T[]): T[] => [
      ...cells.slice(0, 1),
      ...cells.slice(from, from + columns),
    ];
    return {
      head: piece(head),
      groups: groups.map(({ title, rows }) => ({ title, rows: rows.map(piece) })),
    };
  });
}

const COSTS: readonly Column[] = [
  { head: 'useless probes', cell: ({ costs }) => ({ text: rangeText(costs.uselessProbes) }) },
  { head: 'settles after', cell: ({ costs }) => ({ text: settleText(costs) }) },
  { head: 'can be stranded', cell: ({ stranded }) => ({ text: someOf(stranded, STRANDED_NAMED) || '-' }) },
  { head: 'seen', cell: (row) => ({ text: coverageText(row) }) },
];

function promiseCell(row: SystemRow, promise: string, place: number): CompareCell {
  const cell = cellOf(row, promise);
  const text = verdictText(cell);
  if (cell === undefined) return { text };
  const leads = cell.breaks.length > 0 ? { leadsTo: idOf(place, row.name, promise) } : {};
  return { text, kind: cell.verdict, ...leads };
}

/** A table of these columns for all systems. */
export function tableOf({ systems }: CompareReport, columns: readonly Column[]): CompareTable {
  const families = [...new Set(systems.map(({ family }) => family))];
  return {
    head: ['system', ...columns.map(({ head }) => head)],
    groups: families.map((family) => ({
      title: FAMILIES[family],
      rows: systems
        .filter((row) => row.family === family)
        .map((row) => [{ text: nameText(row) }, ...columns.map(({ cell }) => cell(row))]),
    })),
  };
}

export const DEVICE_HEAD = ['devices', 'ends with', 'under'] as const;

/** Many devices: each of its endings, and the systems under which it is the one; devices that fare alike together. */
export function deviceRows(report: CompareReport, all: boolean): readonly (readonly string[])[] {
  const alike = new Map<string, { readonly devices: string[]; readonly ways: Ways }>();
  for (const device of all ? report.devices : tellingDevices(report)) {
    const ways = waysOf(report, device);
    const key = JSON.stringify(ways);
    const group = alike.get(key);
    if (group) group.devices.push(device);
    else alike.set(key, { devices: [device], ways });
  }
  return [...alike.values()].flatMap(({ devices, ways }) =>
    ways.map(([text, names], index) => [
      index === 0 ? devices.join(', ') : '',
      text,
      index > 0 || names.length < 2 ? names.join(', ') : ways.length === 1 ? 'all' : 'all others',
    ]),
  );
}

type Ways = readonly (readonly [ending: string, systems: readonly string[]])[];

/** Endings of a device, the one of the most systems first. */
function waysOf({ systems }: CompareReport, device: string): Ways {
  const under = new Map<string, string[]>();
  for (const { name, endings } of systems) {
    const text = endingsText(endings[device] ?? []);
    under.set(text, [...(under.get(text) ?? []), name]);
  }
  return [...under].sort(([, one], [, other]) => other.length - one.length);
}

/** A break as it is listed under the tables. */
export interface Shown {
  readonly id: string;
  readonly system: string;
  readonly title: string;
  readonly why: string;
  readonly byDesign: boolean;
  readonly replay: string;
}

/** Where a cell leads; the page has several comparisons, one at each place. */
const idOf = (place: number, system: string, promise: string): string =>
  `c${place}-${system}-${promise}`.replaceAll('.', '-');

/** Every promise that breaks, once for each system, with one line that shows it. */
export function shownBreaks({ systems }: CompareReport, place: number): readonly Shown[] {
  return systems.flatMap((row) => {
    const columns = COLUMNS.flatMap(([promise]) => cellOf(row, promise) ?? []);
    return [...columns, ...otherBreaks(row)].flatMap(({ name, breaks }) => {
      const first = breaks.find(({ byDesign }) => !byDesign) ?? breaks[0];
      if (first === undefined) return [];
      const { why, byDesign, replay } = first;
      const more = breaks.length > 1 ? ` (and ${breaks.length - 1} more)` : '';
      return [
        {
          id: idOf(place, row.name, name),
          system: row.name,
          title: `${row.name}: ${name}${byDesign ? ', by design' : ''}`,
          why: `${why}.${more}`,
          byDesign,
          replay,
        },
      ];
    });
  });
}
