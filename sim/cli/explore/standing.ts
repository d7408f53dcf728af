/** Where the searches of a command stand, as a line for the terminal. */

import { count } from '../../../reports/layout.ts';
import type { Told } from './board.ts';

/** One search. */
export type Standing = Omit<Told, 'stopped'> & { readonly isDone: boolean };

/** Less than this is no ground for a guess at the time left. */
const SHARE_MIN = 0.01;

/** `search 3 of 8: 12,345 states, 4,100 a second, frontier 88, about 40 % done, 12 s left`. */
export function standingText(all: readonly Standing[], milliseconds: number): string {
  const done = all.filter(({ isDone }) => isDone).length;
  const sum = (of: 'states' | 'runs'): number => all.reduce((so, one) => so + one[of], 0);
  const [states, runs] = [sum('states'), sum('runs')];
  const seconds = Math.max(1, milliseconds) / 1000;
  const rate = Math.round(states / seconds).toLocaleString('en-US');
  if (done === all.length && done > 0) return `${count(states, 'state')}: making small what was found`;
  const which = `search ${Math.min(all.length, done + 1)} of ${all.length}: ${count(states, 'state')}`;
  const open = all.filter(({ isDone }) => !isDone);
  if (open.length > 0 && open.every(({ stage }) => stage > 0))
    return `${which}, looking for the shortest schedules to what was found`;
  const frontier = Math.max(0, ...open.map(({ depth }) => depth));
  return [
    which,
    `${rate} a second`,
    `frontier ${frontier}`,
    ...(runs > 0 ? [count(runs, 'run')] : []),
    ...guess(all, seconds),
  ].join(', ');
}

/** How much is done, every search taken for as long as the others, and how long the rest takes at that speed. */
function guess(all: readonly Standing[], seconds: number): readonly string[] {
  const share = all.reduce((so, { isDone, share: own }) => so + (isDone ? 1 : own), 0) / all.length;
  if (!(share >= SHARE_MIN) || share >= 1) return [];
  const left = Math.ceil((seconds * (1 - share)) / share);
  return [
    `about ${Math.round(100 * share)} % done`,
    left < 120 ? `${left} s left` : `${Math.ceil(left / 60)} min left`,
  ];
}
