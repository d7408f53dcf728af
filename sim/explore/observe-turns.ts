/**
 * Which turns the search for an observed run tries, and in which order. The order decides nothing but how soon a
 * schedule is found: a run that was seen is one where everybody ran on until something held him up.
 */
import { CHOOSE, SLEEP, SPAWN, UNLOCK } from '../engine/effect.ts';
import { IDENTITY_MAX, type Machine } from '../engine/machine.ts';
import type { Observation } from './observe.ts';

/** The slots of a machine, taken or free. */
export const slotsOf = <W>(machine: Machine<W>): readonly number[] =>
  Array.from({ length: machine.slots }, (_, slot) => slot);

/** The identity of a slot's process, whichever twin it is: twins are told apart by nobody who looks on. */
const whoIs = <W>(machine: Machine<W>, slot: number): number => machine.identityOf(slot) % IDENTITY_MAX;

/** Rank of a silent turn of somebody who is running. */
export const EAGER = -1;

/** For each process, how soon the search should let it move: by when the next event that it can make was seen. */
export function rankingAt<W, E>(
  { lengths, seenAt, isMadeBy }: Observation<E>,
  places: readonly number[],
  machine: Machine<W>,
): (slot: number) => number {
  const next = lengths
    .map((length, list) => ({ list, index: places[list] ?? 0, length }))
    .filter(({ index, length }) => index < length)
    .sort((one, other) => seenAt(one.list, one.index) - seenAt(other.list, other.index));
  return (slot) => {
    const identity = whoIs(machine, slot);
    const rank = next.findIndex(({ list, index }) => isMadeBy(list, index, identity));
    return rank < 0 ? next.length : rank;
  };
}

export interface SlotAnswer {
  readonly slot: number;
  readonly answer: number;
}

/**
 * Turns that touch nothing that another process could touch meanwhile, and that keep nobody from anything: whoever
 * stands before one may as well take it at once, and no other turn needs to be tried here. The lock that is given back
 * is nobody else's until then. A sleep takes no time under the untimed clock, so it is one of them, unless a gap is
 * still to come: there it counts who sleeps. A choice touches nothing either, but is put off until its process tells
 * the answer (observe.ts): five drivers that may refuse would else be guessed for, all at once.
 */
const LOCAL: ReadonlySet<number> = new Set([UNLOCK, SPAWN]);

/** Slots whose process could move, and that what was seen does not put off. */
function openSlots<W, E>(
  machine: Machine<W>,
  { gate }: Observation<E>,
  places: readonly number[],
): readonly number[] {
  const isOpen = (slot: number): boolean =>
    gate(whoIs(machine, slot), places)?.every((count, list) => (places[list] ?? 0) >= count) ?? true;
  return slotsOf(machine).filter((slot) => machine.isLive(slot) && machine.isReady(slot) && isOpen(slot));
}

/** The places after each gap that can be passed here: nobody is left who would have moved in so long a time. */
export function gapsPassed<W, E>(
  machine: Machine<W>,
  observation: Observation<E>,
  places: readonly number[],
): readonly (readonly number[])[] {
  const { lengths, gapAt, after } = observation;
  return lengths.flatMap((length, list) => {
    const index = places[list] ?? 0;
    const gap = index < length ? gapAt(list, index) : 0;
    if (gap === 0 || !after(list, index).every((count, other) => (places[other] ?? 0) >= count)) return [];
    const sleepsOn = (slot: number): boolean => {
      const turn = machine.turnOf(slot);
      return turn?.is === SLEEP && turn.max > gap / SLEEPS_LONGER;
    };
    if (!openSlots(machine, observation, places).every(sleepsOn)) return [];
    return [places.map((place, other) => (other === list ? place + 1 : place))];
  });
}

/** A kernel's sleeps take longer than they are asked to: one may reach over a gap of so many times its length. */
const SLEEPS_LONGER = 1.25;

/** The turns to be tried here. */
export function turnsOf<W, E>(
  machine: Machine<W>,
  observation: Observation<E>,
  places: readonly number[],
): readonly SlotAnswer[] {
  const ready = openSlots(machine, observation, places);
  const { lengths, gapAt } = observation;
  const hasGaps = lengths.some((length, list) => (places[list] ?? 0) < length && gapAt(list, length - 1) > 0);
  const isLocal = (slot: number): boolean => {
    const kind = machine.turnOf(slot)?.is ?? -1;
    return LOCAL.has(kind) || (kind === SLEEP && !hasGaps);
  };
  const local = ready.find(isLocal);
  return (local === undefined ? ready : [local]).flatMap((slot) => {
    const turn = machine.turnOf(slot);
    const answers = turn?.is === CHOOSE ? turn.options.length : 1;
    return Array.from({ length: answers }, (_, answer) => ({ slot, answer }));
  });
}
