/** A table of plain text whose columns share a width: long texts wrap inside their cell. */

import Table from 'cli-table3';
import { plain } from './layout.ts';

/** A row of cells; or a heading over the whole width. */
export type TextRow = readonly string[] | string;

const GAP = '  ';
/** Blanks alone: lines and crosses do not survive a mail, and double the height. */
const NO_LINES = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: GAP, 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: GAP },
};

/** The lines of a table; texts from files are made harmless. */
export function textTable(
  head: readonly string[],
  rows: readonly TextRow[],
  width: number,
): readonly string[] {
  const safe = rows.map((row): TextRow => (typeof row === 'string' ? plain(row) : row.map(plain)));
  const body = safe.filter((row) => typeof row !== 'string');
  const over = Math.max(0, ...safe.map((row) => (typeof row === 'string' ? row.length + 1 : 0)));
  const widths = shares(head.map(plain), body, width - GAP.length * head.length);
  const short = over - widths.reduce((sum, chars) => sum + GAP.length + chars, -GAP.length);
  const made = new Table({
    head: head.map(plain),
    // A heading of a group needs room, too.
    colWidths: widths.map((chars, at) => (at === widths.length - 1 ? chars + Math.max(0, short) : chars)),
    wordWrap: true,
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  made.push(
    ...safe.map((row) =>
      typeof row === 'string' ? [{ content: `${row}:`, colSpan: head.length }] : [...row],
    ),
  );
  return made
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}

/**
 * Every column gets its longest word; what is left goes first to those that need the least to hold their cells on one
 * line. Heads may wrap.
 */
function shares(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  room: number,
): readonly number[] {
  const longest = (texts: readonly string[]): number => Math.max(...texts.map(({ length }) => length));
  const columns = head.map((_, column) => rows.map((row) => row[column] ?? ''));
  const given = head.map((title, column) =>
    longest([title, ...(columns[column] ?? [])].flatMap((text) => text.split(/\s/u))),
  );
  const more = columns.map((texts, column) => Math.max(0, longest(texts) - (given[column] ?? 0)));
  let left = room - given.reduce((sum, chars) => sum + chars, 0);
  for (; left < 0; left++) given[given.indexOf(Math.max(...given))] = Math.max(...given) - 1;
  const order = head.map((_, column) => column).sort((one, other) => (more[one] ?? 0) - (more[other] ?? 0));
  for (const column of order) {
    const chars = Math.min(left, more[column] ?? 0);
    given[column] = (given[column] ?? 0) + chars;
    left -= chars;
  }
  return given;
}
