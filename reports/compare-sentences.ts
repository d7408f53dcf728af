/** Whole sentences of a comparison: what was covered, whose arrivals the times are of, what heads and cells mean. */

import type { CompareReport } from './compare-report.ts';
import { cellOf, COLUMNS, someOf, verdictText } from './compare-words.ts';
import { count } from './layout.ts';

/** So many systems are named in the sentence over all rows. */
const BREAKING_NAMED = 4;

/** One sentence over all rows. */
export function compareSentence({ systems }: CompareReport): string {
  const broken = systems.filter(({ promises }) => promises.some(({ verdict }) => verdict === 'broken'));
  const part = systems.filter(({ coverage }) => coverage.kind !== 'exhaustive' || !coverage.complete);
  const whole = systems.length - part.length;
  const covered =
    part.length === 0 ? 'every order of each' : `every order of ${whole === 0 ? 'none' : whole}`;
  const names = someOf(
    broken.map(({ name }) => name),
    BREAKING_NAMED,
  );
  const breaks = broken.length === 0 ? 'no promise breaks' : `a promise can break under ${names}`;
  return `${count(systems.length, 'system')}, ${covered}; ${breaks}`;
}

/** What the times are of: D48, the same arrivals for every system. */
export function arrivalsSentence({ systems, seed }: CompareReport): string {
  const runs = systems[0]?.costs.runs ?? 0;
  const seeds = seed === '1' ? `seeds 1 to ${runs}` : `seeds ${seed}/1 to ${seed}/${runs}`;
  return (
    `${count(runs, 'run')} of the timed clock for each system, ${seeds}: with the same seed, the same devices and drivers ` +
    'arrive at the same times under every system. From the best run to the worst; settled: nothing ' +
    'changes any more about a device, a driver or a module.'
  );
}

/** Words of the cells that need an explanation, as far as they occur. */
const LEGEND: readonly (readonly [word: string, says: string])[] = [
  ['so far', 'held in all that was tried, which was not every order (see the last column)'],
  ['BREAKS', 'some order breaks it'],
  [
    'BREAKS if loadable counts',
    'breaks only if a driver whose module could still be loaded counts as available',
  ],
  ['by design', 'breaks, and the system means it to'],
  ['not judged', 'the scenario asks for other promises, or the search cannot tell'],
  ['not promised', 'the system has no rule about it'],
];

/** What the heads and the words of the promises mean. */
export function promiseLegend(reports: readonly CompareReport[]): readonly (readonly [string, string])[] {
  const systems = reports.flatMap((report) => report.systems);
  const says = (promise: string): string =>
    systems.flatMap((row) => cellOf(row, promise) ?? [])[0]?.says ?? 'asked of none of these systems';
  const used = new Set(
    systems.flatMap((row) => COLUMNS.map(([promise]) => verdictText(cellOf(row, promise)))),
  );
  return [
    ...COLUMNS.map(([promise, head]) => [head, says(promise)] as const),
    ...LEGEND.filter(([word]) => used.has(word)),
  ];
}
