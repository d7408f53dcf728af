/** The words of a comparison, the same in every format. */

import { count } from './layout.ts';
import { slotsText } from './slots.ts';
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
  return endings.length === 0
    ? 'not known'
    : endings.map(({ driver, slots }) => `${driver ?? 'none'}${slotsText(slots)}`).join(' or ');
}

/** How much of a system was seen. */
export function coverageText({ coverage: { kind, complete, states, runs } }: SystemRow): string {
  if (kind === 'exhaustive' && complete) return 'every order';
  const seen = [...(states > 0 ? [count(states, 'state')] : []), ...(runs > 0 ? [count(runs, 'run')] : [])];
  return `${kind}${complete ? '' : ', so far'} (${seen.join(', ')})`;
}

/** `1.2 to 3.4 ms`, `90.5 to 352 ms`. */
export function settleText({ settle, unsettled, runs }: Costs): string {
  const never = unsettled > 0 ? `${unsettled} of ${runs} never` : '';
  if (settle === null) return never === '' ? '-' : never;
  const text = `${milliseconds(settle.best)} to ${milliseconds(settle.worst)} ms`;
  return never === '' ? text : `${text}; ${never}`;
}

/** A tenth of a millisecond is worth a digit where there are few. */
const milliseconds = (nanoseconds: number): string => (nanoseconds / 1e6).toFixed(nanoseconds < 1e8 ? 1 : 0);

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

/** Headings of the families. */
export const FAMILIES: Readonly<Record<SystemRow['family'], string>> = {
  linux: 'Linux through its ages',
  proposal: 'Proposals for Linux, in no kernel',
  other: 'Other systems',
};

/** A name, with the mark that `DOCUMENTS_ONLY` explains. */
export const nameText = ({ name, readFrom }: SystemRow): string =>
  readFrom === 'documents' ? `${name} *` : name;

/** The footnote to marked names; empty if there are none. */
export const documentsNote = (systems: readonly SystemRow[]): string =>
  systems.some(({ readFrom }) => readFrom === 'documents') ? '* read in documents only' : '';

/** Where a system's rules come from, and which of them it does not have. */
export function rulesText({ says, source, leavesOut, readFrom }: SystemRow): string {
  const documents = readFrom === 'documents' ? ' (documents only)' : '';
  const missing = leavesOut.length > 0 ? [`not modelled: ${leavesOut.join(', ')}`] : [];
  return [says, `read in: ${source}${documents}`, ...missing].join('; ');
}

/** The first few of a list: `a, b and 12 more`. */
export function someOf(names: readonly string[], most: number): string {
  if (names.length <= most + 1) return names.join(', ');
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

/** What becomes of all devices: `30 bound, 2 bound or not, 14 not bound; 3 in several ways`. */
export function tallyText({ endings }: SystemRow): string {
  const all = Object.values(endings);
  const bare = (own: readonly Ending[]): number => own.filter(({ driver }) => driver === null).length;
  const known = all.filter((own) => own.length > 0);
  const never = known.filter((own) => bare(own) === own.length).length;
  const open = known.filter((own) => bare(own) > 0).length - never;
  const several = known.filter((own) => own.length - bare(own) > 1).length;
  const parts = [
    [known.length - never - open, 'bound'],
    [open, 'bound or not'],
    [never, 'not bound'],
    [all.length - known.length, 'not known'],
  ] as const;
  const texts = parts.flatMap(([number, words]) => (number > 0 ? [`${number} ${words}`] : []));
  return `${texts.join(', ')}${several > 0 ? `; ${several} in several ways` : ''}`;
}
