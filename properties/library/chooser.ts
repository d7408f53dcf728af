/**
 * A run's answers as a few small numbers that a property-based tester can draw and shrink. Every question of a run has
 * a place that does not depend on what else happens (who asks, at which of its steps), and the place picks its number
 * from the schedule. So setting one number to 0 takes its deviations away and shifts no other answer to another
 * question, as dropping an entry of a stream of answers would.
 */
import { placeOf, type ChoicePoint, type Chooser } from '../../sim/engine/choice.ts';
import { hashOfText } from '../../sim/engine/hash.ts';

/**
 * Numbers by place, absent ones are 0: `{ 17: 3, 90: 1 }`, or a list. 0 is the boring answer, n is option n or the last
 * one there is, 16 is the last one; of a delay it is n sixteenths of the way from the shortest to the longest.
 */
export type Schedule = Readonly<Record<number, number>>;

/** Places of a schedule. Questions that share one share its number; small machines ask 20 to 150 questions a run. */
export const PLACES = 128;
/** The largest number that means anything: the last option, the longest delay. */
export const NUMBER_MAX = 16;

/** The chooser that answers by a schedule. Every schedule fits every scenario; `{}` is the ordinary run. */
export function chooserOf(schedule: Schedule): Chooser {
  // Whoever answers nothing needs no places; texts cost more than the run.
  if (!Object.values(schedule).some((number) => number > 0)) return { choose: () => 0 };
  return { choose: (point) => optionFor(point, schedule[placeIn(point)] ?? 0) };
}

function placeIn(point: ChoicePoint): number {
  return Number.parseInt(hashOfText(placeOf(point)).slice(0, 8), 16) % PLACES;
}

function optionFor({ kind, count }: ChoicePoint, number: number): number {
  const last = count - 1;
  if (!(number > 0)) return 0;
  if (number >= NUMBER_MAX) return last;
  return kind === 'delay' ? Math.round((last * number) / NUMBER_MAX) : Math.min(last, Math.floor(number));
}
