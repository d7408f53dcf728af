/**
 * Trace acceptance: is there a schedule of this machine that shows exactly these visible events, in this order, with
 * anything silent between them? Depth first over states and positions (exploration.md D.20). If there is none, the
 * longest prefix that some schedule shows, and what the machine could have shown next.
 */
import { CHOOSE } from '../engine/effect.ts';
import { Canonicaliser } from '../engine/canonical.ts';
import type { Machine } from '../engine/machine.ts';
import { StateSet } from './states.ts';
import type { Budget } from './subject.ts';

/** A machine whose visible events can be drained after each turn. */
export interface Visible<W> {
  readonly machine: Machine<W>;
  /** Visible events since the last call, in order. */
  readonly shown: () => readonly string[];
}

export interface Acceptance {
  readonly accepted: boolean;
  /** Events of the longest matched prefix. */
  readonly matched: number;
  /** What some schedule shows after that prefix instead. */
  readonly allowed: readonly string[];
  /** False: a budget struck before the question was decided. */
  readonly decided: boolean;
  readonly states: number;
}

interface Place {
  readonly state: number;
  readonly position: number;
}

/**
 * Looks for a schedule, from where the machine stands, that shows exactly `expected` and may go on silently
 * after it.
 */
export function accepts<W>(
  visible: Visible<W>,
  expected: readonly string[],
  budget: Budget = {},
): Acceptance {
  const { machine, shown } = visible;
  const canonical = new Canonicaliser(machine);
  const size = machine.memory.length;
  const row = new Int32Array(size + 1);
  const seen = new StateSet(size + 1);
  const allowed = new Map<number, Set<string>>();
  const stack: Place[] = [];
  let matched = 0;
  const enter = (position: number): void => {
    canonical.apply();
    row.set(machine.memory);
    row[size] = position;
    const before = seen.size;
    const state = seen.add(row);
    if (state !== before) return;
    matched = Math.max(matched, position);
    stack.push({ state, position });
  };
  shown();
  enter(0);
  const finish = (decided: boolean): Acceptance => ({
    accepted: matched === expected.length,
    matched,
    allowed: [...(allowed.get(matched) ?? [])].sort(),
    decided,
    states: seen.size,
  });
  for (let place = stack.pop(); place; place = stack.pop()) {
    if (place.position === expected.length) return finish(true);
    if (seen.size > (budget.states ?? Infinity) || budget.expired?.()) return finish(false);
    const from = place;
    for (const [slot, answer] of turnsFrom(machine, () => seen.restore(from.state, row), row)) {
      machine.moved();
      machine.perform(slot, answer);
      const position = advance(expected, from.position, shown(), allowed);
      if (position >= 0) enter(position);
    }
  }
  return finish(true);
}

/** Each turn that is possible in a state, the machine standing in that state whenever one is handed out. */
function* turnsFrom<W>(
  machine: Machine<W>,
  restore: () => void,
  row: Int32Array,
): Generator<[number, number]> {
  const stand = (): void => {
    restore();
    machine.memory.set(row.subarray(0, -1));
  };
  stand();
  const turns: [number, number][] = [];
  for (let slot = 0; slot < machine.slots; slot++) {
    if (!machine.isLive(slot) || !machine.isReady(slot)) continue;
    const turn = machine.turnOf(slot);
    const answers = turn?.is === CHOOSE ? turn.options.length : 1;
    for (let answer = 0; answer < answers; answer++) turns.push([slot, answer]);
  }
  for (const turn of turns) {
    stand();
    yield turn;
  }
}

/** The position after these events, -1 if one of them is not the next expected one. */
function advance(
  expected: readonly string[],
  from: number,
  events: readonly string[],
  allowed: Map<number, Set<string>>,
): number {
  let position = from;
  for (const event of events) {
    if (expected[position] !== event) {
      const others = allowed.get(position) ?? new Set<string>();
      allowed.set(position, others.add(event));
      return -1;
    }
    position++;
  }
  return position;
}
