/** A comparison for a terminal and for mail: three tables, then how each break is seen again. */

import Table from 'cli-table3';
import pc from 'picocolors';
import type { Colors } from 'picocolors/types.js';
import { foldCommand } from './command.ts';
import type { CompareReport, SystemRow } from './compare-report.ts';
import {
  cellOf,
  COLUMNS,
  compareSentence,
  coverageText,
  endingsText,
  otherBreaks,
  rangeText,
  readText,
  settleText,
  tellingDevices,
  verdictText,
} from './compare-words.ts';
import { hang, plain, wrap } from './layout.ts';
import type { RenderOptions } from './render.ts';

/** Devices side by side in one table; the rest go into further ones. */
const DEVICES_A_TABLE = 3;

/** The comparisons one after the other. */
export function renderCompareText(reports: readonly CompareReport[], options: RenderOptions): string {
  const colours = pc.createColors(options.colour);
  return reports
    .map((report) => one(report, options, colours))
    .join(`${colours.dim('='.repeat(options.width))}\n`);
}

function one(report: CompareReport, options: RenderOptions, colours: Colors): string {
  const { width } = options;
  const { scenario } = report;
  const sections = [
    [
      ...wrap(plain(scenario.title), width).map((line) => colours.bold(line)),
      ...hang('  scenario  ', `${scenario.file} (${scenario.digest})`, width),
      ...hang('  compared  ', compareSentence(report), width),
    ],
    endingTables(report, options, colours),
    [colours.bold('WHICH PROMISES HOLD'), ...promiseTable(report, width)],
    [colours.bold('WHAT IT TAKES (timed clock)'), ...costTable(report, width)],
    breakLines(report, width, colours),
    [colours.dim('the same comparison again:'), ...foldCommand(plain(report.again), width)],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function endingTables(
  report: CompareReport,
  { width, all = false }: RenderOptions,
  colours: Colors,
): string[] {
  const telling = tellingDevices(report);
  const devices = all ? report.devices : telling;
  const same = report.devices.length - telling.length;
  const tables: string[] = [];
  for (let at = 0; at < devices.length; at += DEVICES_A_TABLE) {
    const some = devices.slice(at, at + DEVICES_A_TABLE);
    const rows = report.systems.map((row) => [
      row.name,
      ...some.map((device) => endingsText(row.endings[device] ?? [])),
    ]);
    tables.push(...table(['system', ...some], rows, width));
  }
  const rest =
    same > 0 && !all
      ? hang('  ', `${same} more end the same way under every system (--all lists them)`, width)
      : [];
  return [colours.bold('WHO CAN END WITH WHAT'), ...tables, ...rest];
}

function promiseTable({ systems }: CompareReport, width: number): readonly string[] {
  const rows = systems.map((row) => [
    row.name,
    ...COLUMNS.map(([promise]) => verdictText(cellOf(row, promise))),
  ]);
  return table(['system', ...COLUMNS.map(([, head]) => head)], rows, width);
}

function costTable({ systems }: CompareReport, width: number): readonly string[] {
  const rows = systems.map((row) => [
    row.name,
    rangeText(row.costs.uselessProbes),
    settleText(row.costs),
    row.stranded.join(', ') || '-',
    [coverageText(row), readText(row)].filter((text) => text !== '').join('; '),
  ]);
  return table(['system', 'useless probes', 'settles after', 'can be left without', 'seen'], rows, width);
}

const GAP = '  ';
/** Blanks alone: lines and crosses do not survive a mail, and double the height. */
const NO_LINES = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: GAP, 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: GAP },
};

/** Columns share the width by what is in them; long texts wrap inside their cell. */
function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly string[] {
  const safe = rows.map((cells) => cells.map(plain));
  const wanted = head.map((title, column) =>
    Math.max(...[title, ...safe.map((cells) => cells[column] ?? '')].map((text) => longestWord(text))),
  );
  const room = width - GAP.length * head.length;
  const full = head.map((title, column) =>
    Math.max(...[title, ...safe.map((cells) => cells[column] ?? '')].map(({ length }) => length)),
  );
  const made = new Table({
    head: head.map(plain),
    colWidths: [...shares(wanted, full, room)],
    wordWrap: true,
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  made.push(...safe.map((cells) => [...cells]));
  return made
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}

const longestWord = (text: string): number => Math.max(...text.split(/\s/u).map(({ length }) => length));

/** Every column gets its longest word, the first ones to need more get it while there is room. */
function shares(least: readonly number[], full: readonly number[], room: number): readonly number[] {
  const given = least.map((chars) => Math.min(chars, Math.floor(room / least.length) + 8));
  let left = room - given.reduce((sum, chars) => sum + chars, 0);
  return given.map((chars, column) => {
    const more = Math.max(0, Math.min(left, (full[column] ?? 0) - chars));
    left -= more;
    return chars + more;
  });
}

function breakLines({ systems }: CompareReport, width: number, colours: Colors): readonly string[] {
  const lines = systems.flatMap((row) => rowLines(row, width, colours));
  return lines.length === 0 ? [] : [colours.bold('HOW TO SEE EACH BREAK'), ...lines];
}

function rowLines(row: SystemRow, width: number, colours: Colors): readonly string[] {
  const columns = COLUMNS.flatMap(([promise]) => cellOf(row, promise) ?? []);
  return [...columns, ...otherBreaks(row)].flatMap(({ name, breaks }) => {
    const [first] = breaks;
    if (first === undefined) return [];
    const more = breaks.length > 1 ? ` (and ${breaks.length - 1} more)` : '';
    const paint = first.byDesign ? colours.yellow : colours.red;
    return [
      paint(`  ${row.name}: ${name}${first.byDesign ? ', by design' : ''}`),
      ...hang('    ', `${first.why}.${more}`, width),
      ...foldCommand(plain(first.replay), width),
    ];
  });
}
