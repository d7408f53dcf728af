/** The words of a comparison, the same in every format. */

import { count } from './layout.ts';
import type { CompareReport, Costs, Ending, PromiseCell, Range, SystemRow } from './compare-report.ts';

/** The promises that have a column of their own, and its head. All others are named where they break. */
export const COLUMNS: readonly (readonly [promise: string, head: string])[] = [
  ['at-most-one-driver', 'one driver'],
  ['specific-over-catch-all', 'specific first'],
  ['late-registration-never-rebinds', 'late stays'],
  ['no-deadlock', 'no deadlock'],
  ['nobody-stranded', 'nobody left'],
  ['settles', 'settles'],
];

/** What a cell says. */
export function verdictText(cell: PromiseCell | undefined): string {
  if (cell === undefined) return 'not promised';
  if (cell.verdict !== 'broken' && cell.verdict !== 'by-design') return VERDICTS[cell.verdict];
  const strengths = new Set(cell.breaks.flatMap(({ strength }) => (strength === null ? [] : [strength])));
  // Whoever breaks the weaker reading breaks the stronger one too: who is registered is obtainable.
  const only = strengths.size > 0 && !strengths.has('registered') ? ' if loadable counts' : '';
  return `${cell.verdict === 'broken' ? 'BREAKS' : 'by design'}${only}`;
}

const VERDICTS = { held: 'holds', 'so-far': 'so far', 'not-judged': 'not judged' } as const;

/** The cell of a promise, if the system was asked about it. */
export const cellOf = ({ promises }: SystemRow, name: string): PromiseCell | undefined =>
  promises.find((cell) => cell.name === name);

/** Promises without a column that break in this row. */
export const otherBreaks = ({ promises }: SystemRow): readonly PromiseCell[] =>
  promises.filter(({ name, breaks }) => breaks.length > 0 && COLUMNS.every(([promise]) => promise !== name));

/** Endings of one device: `i915 or vfio-pci`. */
export function endingsText(endings: readonly Ending[]): string {
  return endings.length === 0 ? 'not known' : endings.map(({ driver }) => driver ?? 'none').join(' or ');
}

/** How much of a system was seen. */
export function coverageText({ coverage: { kind, complete, states, runs } }: SystemRow): string {
  if (kind === 'exhaustive' && complete) return 'every order';
  const seen = [...(states > 0 ? [count(states, 'state')] : []), ...(runs > 0 ? [count(runs, 'run')] : [])];
  return `${kind}${complete ? '' : ', so far'} (${seen.join(', ')})`;
}

/** `1.2 to 3.4 ms`. */
export function settleText({ settle, unsettled, runs }: Costs): string {
  const never = unsettled > 0 ? `${unsettled} of ${runs} never` : '';
  if (settle === null) return never === '' ? '-' : never;
  const text = `${milliseconds(settle.best)} to ${milliseconds(settle.worst)} ms`;
  return never === '' ? text : `${text}; ${never}`;
}

const milliseconds = (nanoseconds: number): string => (nanoseconds / 1e6).toFixed(1);

/** `0 to 3`. */
export function rangeText(range: Range | null): string {
  if (range === null) return '-';
  return range.best === range.worst ? String(range.best) : `${range.best} to ${range.worst}`;
}

/** Devices that do not end the same way in every row: the ones that are worth a column. */
export function tellingDevices({ devices, systems }: CompareReport): readonly string[] {
  return devices.filter((device) => {
    const texts = new Set(systems.map(({ endings }) => endingsText(endings[device] ?? [])));
    return texts.size > 1 || [...texts].some((text) => text.includes(' or '));
  });
}

/** A footnote where a system was not read in code. */
export function readText({ readFrom }: SystemRow): string {
  if (readFrom === 'documents') return 'read in documents only';
  return readFrom === 'proposal' ? 'a proposal, in no kernel' : '';
}

/** Where a system's rules come from, and which of them it does not have. */
export function rulesText(row: SystemRow): string {
  const missing = row.leavesOut.length > 0 ? `not modelled: ${row.leavesOut.join(', ')}` : '';
  return [row.source, readText(row), missing].filter((text) => text !== '').join('; ');
}

/** One sentence over all rows. */
export function compareSentence({ systems }: CompareReport): string {
  const broken = systems.filter(({ promises }) => promises.some(({ verdict }) => verdict === 'broken'));
  const part = systems.filter(({ coverage }) => coverage.kind !== 'exhaustive' || !coverage.complete);
  const covered = part.length === 0 ? 'every order of each' : `all but ${part.length} in every order`;
  return `${count(systems.length, 'system')}, ${covered}; ${broken.length} of them can break a promise`;
}
