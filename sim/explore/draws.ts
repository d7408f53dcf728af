/** Chance for strategies: one stream per run, from the strategy's seed and the number of the run. */
import seedrandom from 'seedrandom';
import type { ChoicePoint, Chooser } from '../engine/choice.ts';

/** A number in [0, 1), the next of its stream. */
export type Draws = () => number;

/** The stream of one run: equal seeds and numbers give equal streams. */
export function drawsOf(seed: string, run: number): Draws {
  const stream = seedrandom.alea(`${seed}/${run}`);
  return () => stream.double();
}

/** An integer in [0, count), each equally likely. */
export const below = (draws: Draws, count: number): number => Math.floor(draws() * count);

/** A chooser that asks `pick` who runs next; outcomes, faults and delays are drawn, each option equally likely. */
export function scheduledBy(draws: Draws, pick: (point: ChoicePoint) => number): Chooser {
  return { choose: (point) => (point.kind === 'schedule' ? pick(point) : below(draws, point.count)) };
}
