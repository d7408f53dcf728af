/**
 * The order in which locks are taken, over all that a search saw: who takes which lock while holding which. A cycle
 * of this order is a deadlock that may be, even if no run hung. Whether it can be is then decided: a search over
 * all orders keeps every state in which somebody waits for ever, so it has met the deadlock or there is none (a
 * lock held around both sides, or a spawn that orders them, can forbid it). Where the search is not complete, runs
 * are driven towards it.
 */
import { LOCK, type Lock } from '../engine/effect.ts';
import { IDENTITY_MAX, OutOfSlots, type Machine } from '../engine/machine.ts';
import type { SlotMove } from './shortest.ts';
import type { Move } from './subject.ts';

/** While holding one lock, these processes take the other. */
export interface LockStep {
  readonly holds: number;
  readonly takes: number;
  readonly by: ReadonlySet<number>;
}

export interface LockCycle {
  readonly steps: readonly LockStep[];
  /** A way to the deadlock; null: none was met. */
  readonly deadlock: readonly Move[] | null;
}

export interface LockOrder<W> {
  /** The process in this slot is about to take its turn. */
  readonly before: (machine: Machine<W>, slot: number) => void;
  /** Nobody can move any more; `way` leads here. */
  readonly ended: (machine: Machine<W>, way: () => readonly Move[]) => void;
  readonly cycles: () => readonly LockCycle[];
}

/** Cycles that are told, and locks of one. */
const CYCLES_MAX = 20;
const LENGTH_MAX = 5;

/** Nothing seen yet. */
export function lockOrder<W>(): LockOrder<W> {
  const taken = new Map<number, Map<number, Set<number>>>();
  const deadlocks = new Map<string, readonly Move[]>();
  return {
    before(machine, slot) {
      if (machine.kindOf(slot) !== LOCK) return;
      const { lock: wanted } = machine.turnOf(slot) as Lock;
      for (let lock = 0; lock < machine.blueprint.locks; lock++) {
        if (machine.ownerOf(lock) !== slot) continue;
        const after = taken.get(lock) ?? new Map<number, Set<number>>();
        taken.set(lock, after);
        const by = after.get(wanted) ?? new Set<number>();
        after.set(wanted, by.add(machine.identityOf(slot) % IDENTITY_MAX));
      }
    },
    ended(machine, way) {
      for (const locks of waitingRounds(machine)) {
        const key = keyOf(locks);
        if (!deadlocks.has(key)) deadlocks.set(key, way());
      }
    },
    cycles: () =>
      cyclesOf(taken).map((steps) => ({
        steps,
        deadlock: deadlocks.get(keyOf(steps.map(({ holds }) => holds))) ?? null,
      })),
  };
}

const keyOf = (locks: readonly number[]): string => [...locks].sort((a, b) => a - b).join();

/** Locks whose owners wait for each other in a ring, in the state of the machine. */
function waitingRounds<W>(machine: Machine<W>): readonly (readonly number[])[] {
  const rounds: number[][] = [];
  for (let slot = 0; slot < machine.slots; slot++) {
    const way: number[] = [];
    for (let at = slot; at >= 0;) {
      const turn = machine.turnOf(at);
      if (turn?.is !== LOCK) break;
      if (way.includes(turn.lock)) {
        rounds.push(way.slice(way.indexOf(turn.lock)));
        break;
      }
      way.push(turn.lock);
      at = machine.ownerOf(turn.lock);
    }
  }
  return rounds;
}

type Taken = ReadonlyMap<number, ReadonlyMap<number, ReadonlySet<number>>>;

/** Elementary cycles that several processes can be in at once, each told from its lowest lock on. */
function cyclesOf(taken: Taken): readonly (readonly LockStep[])[] {
  const found: (readonly LockStep[])[] = [];
  const follow = (first: number, steps: readonly LockStep[]): void => {
    const last = steps.at(-1)?.takes ?? first;
    for (const [takes, by] of taken.get(last) ?? []) {
      const way = [...steps, { holds: last, takes, by }];
      if (found.length === CYCLES_MAX) return;
      if (takes === first && way.length > 1 && canMeet(way)) found.push(way);
      else if (takes > first && way.length < LENGTH_MAX && !steps.some(({ holds }) => holds === takes))
        follow(first, way);
    }
  };
  for (const first of [...taken.keys()].sort((a, b) => a - b)) follow(first, []);
  return found;
}

/** Each step by another process: one alone takes its locks one after the other. */
function canMeet([step, ...rest]: readonly LockStep[], busy: ReadonlySet<number> = new Set()): boolean {
  if (!step) return true;
  return [...step.by].some((who) => !busy.has(who) && canMeet(rest, new Set([...busy, who])));
}

/**
 * A run into this deadlock, made by letting whoever holds a lock of the cycle and is about to take the next one
 * wait for the others; from where the machine stands, which it leaves anywhere.
 */
export function drivenTo<W>(
  machine: Machine<W>,
  { steps }: Pick<LockCycle, 'steps'>,
  options: { readonly draw: (below: number) => number; readonly runs: number; readonly turnsMax: number },
): readonly SlotMove[] | undefined {
  const start = machine.snapshot();
  const wanted = keyOf(steps.map(({ holds }) => holds));
  for (let run = 0; run < options.runs; run++) {
    machine.restore(start);
    const turns: SlotMove[] = [];
    while (turns.length < options.turnsMax) {
      if (waitingRounds(machine).some((locks) => keyOf(locks) === wanted)) return turns;
      const slot = nextOf(machine, steps, options.draw);
      if (slot < 0 || !performed(machine, slot)) break;
      turns.push({ slot, answer: 0 });
    }
  }
  return undefined;
}

function nextOf<W>(machine: Machine<W>, steps: readonly LockStep[], draw: (below: number) => number): number {
  const ready: number[] = [];
  for (let slot = 0; slot < machine.slots; slot++) if (machine.isReady(slot)) ready.push(slot);
  const isPoised = (slot: number): boolean => {
    const turn = machine.turnOf(slot);
    return (
      turn?.is === LOCK &&
      steps.some(({ holds, takes }) => takes === turn.lock && machine.ownerOf(holds) === slot)
    );
  };
  const others = ready.filter((slot) => !isPoised(slot));
  const from = others.length > 0 ? others : ready;
  return from[draw(Math.max(1, from.length))] ?? -1;
}

function performed<W>(machine: Machine<W>, slot: number): boolean {
  try {
    machine.moved();
    machine.perform(slot, 0);
    return true;
  } catch (error) {
    if (error instanceof OutOfSlots) return false;
    throw error;
  }
}
