/** Where the search for an observed run stands: how far it is in what was seen, and how it came there. */
import { IDENTITY_MAX, WORDS_PER_SLOT, type Machine } from '../engine/machine.ts';
import type { Observation } from './observe.ts';
import type { Move } from './subject.ts';

export interface Standing {
  readonly state: number;
  readonly places: readonly number[];
  /** Identities that have slept and not moved since. */
  readonly rested: readonly number[];
  /** Where it was reached from, and by which turns: none where a gap was passed. */
  readonly from: Standing | null;
  readonly by: readonly Move[];
}

/** How a standing was come to. */
export type Course = Pick<Standing, 'rested' | 'from' | 'by'>;

/** A turn that is about to be taken, told so that another machine can follow it. */
export function moveOf<W>(machine: Machine<W>, slot: number, answer: number): Move {
  const state = machine.memory[machine.slotAt + slot * WORDS_PER_SLOT] ?? 0;
  return { identity: machine.identityOf(slot) % IDENTITY_MAX, state, answer };
}

/** The turns from the start to here. */
export function wayTo(standing: Standing): readonly Move[] {
  const way: (readonly Move[])[] = [];
  for (let at: Standing | null = standing; at; at = at.from) way.push(at.by);
  return way.reverse().flat();
}

/** How many events a place in all lists has behind it. */
export const sumOf = (places: readonly number[]): number => places.reduce((sum, place) => sum + place, 0);

/** The places after this event, one for each place whose event it can be. */
export function placesAfter<E>(
  observation: Observation<E>,
  places: readonly number[],
  event: E,
): readonly (readonly number[])[] {
  const { lengths, fits, after } = observation;
  return lengths.flatMap((length, list) =>
    nextOf(observation, list, places[list] ?? 0).flatMap((index) => {
      if (index >= length || !fits(list, index, event)) return [];
      if (!after(list, index).every((count, other) => other === list || (places[other] ?? 0) >= count))
        return [];
      return [places.map((place, other) => (other === list ? index + 1 : place))];
    }),
  );
}

/** The next place of a list, and those that can be reached by leaving out optional ones. */
function nextOf<E>({ isOptional }: Observation<E>, list: number, from: number): readonly number[] {
  const next = [from];
  for (let index = from; isOptional(list, index); index++) next.push(index + 1);
  return next;
}
