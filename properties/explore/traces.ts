/**
 * Mazurkiewicz traces by brute force: all orders of a small machine are walked, and orders are the same trace if the
 * same turns come in the same order wherever they are in conflict. Written apart from sim/explore, from the definition.
 */
import { CHOOSE, LOCK, STEP, UNLOCK, WAIT, type Footprint } from '../../sim/engine/effect.ts';
import type { Machine } from '../../sim/engine/machine.ts';
import type { Toy } from '../engine/toy.ts';
import type { Move } from '../../sim/explore/subject.ts';

interface Taken {
  readonly name: string;
  readonly touches: Footprint;
  /** Name, answer, and the turns before it that it is in conflict with. */
  readonly text: string;
}

/** What a turn may touch; locks are numbered below zero, to be none of the cells. */
function touchedBy(machine: Machine<Toy>, slot: number): Footprint {
  const turn = machine.turnOf(slot);
  if (turn?.is === LOCK || turn?.is === UNLOCK) return { reads: [], writes: [-1 - turn.lock] };
  if (turn?.is !== STEP && turn?.is !== WAIT) return { reads: [], writes: [] };
  return turn.op.touches(machine.blueprint.kernel as never, turn.a, turn.b, turn.c);
}

function inConflict(one: Footprint, other: Footprint): boolean {
  const meets = (a: readonly number[], b: readonly number[]): boolean => a.some((each) => b.includes(each));
  const changes = ({ writes, merges = [] }: Footprint): readonly number[] => [...writes, ...merges];
  return (
    meets(one.writes, [...changes(other), ...other.reads]) ||
    meets(other.writes, [...changes(one), ...one.reads]) ||
    meets(one.merges ?? [], other.reads) ||
    meets(other.merges ?? [], one.reads)
  );
}

/** Performs a turn; the turns so far and this one. Every process must have an identity of its own. */
function take(
  machine: Machine<Toy>,
  slot: number,
  answer: number,
  before: readonly Taken[],
): readonly Taken[] {
  const process = `${machine.identityOf(slot)}`;
  const name = `${process}.${before.filter((one) => one.name.startsWith(`${process}.`)).length}`;
  const touches = touchedBy(machine, slot);
  const rivals = before.filter((one) => inConflict(one.touches, touches)).map((one) => one.name);
  machine.perform(slot, answer);
  return [...before, { name, touches, text: `${name}=${answer}<${rivals.sort().join(' ')}` }];
}

const keyOf = (turns: readonly Taken[]): string =>
  turns
    .map(({ text }) => text)
    .sort()
    .join('|');

/** All complete traces from where the machine stands; undefined if there are more than `max` beginnings of traces. */
export function allTraces(machine: Machine<Toy>, max: number): ReadonlySet<string> | undefined {
  const complete = new Set<string>();
  const seen = new Set<string>(['']);
  const todo: { readonly state: Int32Array; readonly turns: readonly Taken[] }[] = [
    { state: machine.snapshot(), turns: [] },
  ];
  for (let next = todo.pop(); next; next = todo.pop()) {
    const { state, turns } = next;
    machine.restore(state);
    const options = Array.from({ length: machine.slots }, (_, slot) => slot)
      .filter((slot) => machine.isReady(slot))
      .flatMap((slot) => answersOf(machine, slot).map((answer) => [slot, answer] as const));
    if (options.length === 0) complete.add(keyOf(turns));
    for (const [slot, answer] of options) {
      machine.restore(state);
      const longer = take(machine, slot, answer, turns);
      const key = keyOf(longer);
      if (seen.has(key)) continue;
      if (seen.size >= max) return undefined;
      seen.add(key);
      todo.push({ state: machine.snapshot(), turns: longer });
    }
  }
  return complete;
}

function answersOf(machine: Machine<Toy>, slot: number): number[] {
  const turn = machine.turnOf(slot);
  return Array.from({ length: turn?.is === CHOOSE ? turn.options.length : 1 }, (_, answer) => answer);
}

/** The trace of a schedule from where the machine stands. */
export function traceOf(machine: Machine<Toy>, moves: readonly Move[]): string {
  let turns: readonly Taken[] = [];
  for (const { identity, answer } of moves) {
    const slots = Array.from({ length: machine.slots }, (_, slot) => slot);
    const slot = slots.find((one) => machine.isReady(one) && machine.identityOf(one) === identity);
    if (slot === undefined) throw new Error(`process ${identity} is not ready where the schedule takes it`);
    turns = take(machine, slot, answer, turns);
  }
  return keyOf(turns);
}
