/** Tables of a report, and its numbers as text. */

/** One part of a report: as text, and its rows as data. */
export interface Section {
  readonly title: string;
  readonly text: string;
  readonly rows: readonly object[];
}

/** A table in Markdown: the first two columns are words, the others numbers. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map((_, i) => (i < 2 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

/** A count with its thousands parted. */
export const count = (value: number): string => (Number.isNaN(value) ? '?' : value.toLocaleString('en'));

/** Seconds, with as many digits as mean something. */
export const seconds = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);

/** Whether a target is met, as words to stand behind a figure. */
export const verdict = (met: boolean, target: string): string =>
  met ? ` (target ${target}: met)` : ` (target ${target}: MISSED)`;
