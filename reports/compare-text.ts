/** A comparison for a terminal and for mail: three tables, then how each break is seen again. */

import pc from 'picocolors';
import type { Colors } from 'picocolors/types.js';
import { foldCommand } from './command.ts';
import type { CompareReport } from './compare-report.ts';
import { DEVICE_HEAD, inPieces, type CompareTable, type Shown } from './compare-tables.ts';
import { viewOf, type CompareView, type OneView } from './compare-view.ts';
import { hang, pad, plain, wrap } from './layout.ts';
import type { RenderOptions } from './render.ts';
import { textTable, type TextRow } from './text-table.ts';

/** Columns side by side in one table; the rest go into further ones. */
const DEVICES_A_TABLE = 3;
const SCENARIOS_A_TABLE = 2;

/** The comparisons one after the other; several have a table of all in front. */
export function renderCompareText(reports: readonly CompareReport[], options: RenderOptions): string {
  const colours = pc.createColors(options.colour);
  const view = viewOf(reports, options.all ?? false);
  return [
    ...summary(view, options.width, colours),
    ...view.comparisons.map((one) => comparison(one, options.width, colours)),
    whole([legend(view, options.width, colours)]),
  ].join(`${colours.dim('='.repeat(options.width))}\n`);
}

/** Sections with a blank line between them. */
const whole = (sections: readonly (readonly string[])[]): string =>
  `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;

function summary({ title, summary: table }: CompareView, width: number, colours: Colors): readonly string[] {
  if (table === null) return [];
  const tables = inPieces(table, SCENARIOS_A_TABLE).map((piece) => drawn(piece, width));
  return [whole([[colours.bold(title)], ...tables])];
}

function comparison(view: OneView, width: number, colours: Colors): string {
  const { tables, notes, again } = view;
  const endings = inPieces(tables.endings, DEVICES_A_TABLE).map((piece) => drawn(piece, width));
  return whole([
    [
      ...wrap(plain(view.title), width).map((line) => colours.bold(line)),
      ...hang('  scenario  ', `${view.file} (${view.digest})`, width),
      ...hang('  compared  ', view.sentence, width),
    ],
    [colours.bold('WHO CAN END WITH WHAT'), ...endings.flat(), ...deviceLines(view, width)],
    [colours.bold('WHICH PROMISES HOLD'), ...drawn(tables.promises, width)],
    [
      colours.bold('WHAT IT TAKES'),
      ...drawn(tables.costs, width),
      ...notes.flatMap((text) => hang('  ', text, width)),
    ],
    breakLines(view.breaks, width, colours),
    [colours.dim('the same comparison again:'), ...foldCommand(plain(again), width)],
  ]);
}

function deviceLines({ devices, alike }: OneView, width: number): readonly string[] {
  const table = devices.length > 0 ? textTable(DEVICE_HEAD, devices, width) : [];
  return [...table, ...(alike === '' ? [] : hang('  ', `${alike} (--all lists them)`, width))];
}

/** A table in groups, each under its heading. */
function drawn({ head, groups }: CompareTable, width: number): readonly string[] {
  const rows = groups.flatMap(({ title, rows: own }): TextRow[] => [
    title,
    ...own.map((cells) => cells.map(({ text }) => text)),
  ]);
  return textTable(head, rows, width);
}

function breakLines(breaks: readonly Shown[], width: number, colours: Colors): readonly string[] {
  const lines = breaks.flatMap(({ title, why, byDesign, replay }) => [
    (byDesign ? colours.yellow : colours.red)(`  ${plain(title)}`),
    ...hang('    ', why, width),
    ...foldCommand(plain(replay), width),
  ]);
  return lines.length === 0 ? [] : [colours.bold('HOW TO SEE EACH BREAK'), ...lines];
}

function legend({ legend: entries }: CompareView, width: number, colours: Colors): readonly string[] {
  const column = Math.max(...entries.map(([word]) => word.length));
  return [
    colours.bold('WHAT THE COLUMNS SAY'),
    ...entries.flatMap(([word, says]) => hang(`  ${pad(word, column)}  `, says, width)),
  ];
}
