/**
 * A loop of one machine: turns after which its memory is word for word what it was, and in which everybody moves or
 * cannot at some point. The shortest is found breadth first over (memory, who has been served); where that is too much,
 * the way round that a search knows (circles.ts) is followed until the memory recurs.
 */
import { CHOOSE } from '../engine/effect.ts';
import { IDENTITY_MAX, OutOfSlots, WORDS_PER_SLOT, type Machine } from '../engine/machine.ts';
import { StateSet } from './states.ts';
import type { SlotMove } from './shortest.ts';
import type { Move } from './subject.ts';

export interface Loop {
  readonly turns: readonly SlotMove[];
  /** No loop through this state that lets everybody move has fewer turns. */
  readonly shortest: boolean;
}

/** Who is served is a set of bits beside the memory. */
const BITS = 31;

/** The shortest loop from where the machine stands; undefined: not among so many states. */
export function shortestLoop<W>(machine: Machine<W>, statesMax: number): Loop | undefined {
  if (readySlots(machine).length > BITS) return undefined;
  const start = machine.snapshot();
  const found = new LoopSearch(machine, start).run(statesMax);
  machine.restore(start);
  return found && { turns: found, shortest: true };
}

class LoopSearch<W> {
  private readonly machine: Machine<W>;
  private readonly start: Int32Array;
  private readonly states: StateSet;
  /** A memory and the set of served slots. */
  private readonly row: Int32Array;
  private readonly parents: number[] = [-1];
  private readonly moves: SlotMove[] = [{ slot: -1, answer: 0 }];
  /** By slot, the bit of who could move at the start; 0: nobody waits for it. */
  private readonly bits: readonly number[];
  private readonly everybody: number;

  constructor(machine: Machine<W>, start: Int32Array) {
    this.machine = machine;
    this.start = start;
    this.row = new Int32Array(start.length + 1);
    this.states = new StateSet(this.row.length);
    const waiting = readySlots(machine);
    this.bits = Array.from({ length: machine.slots }, (_, slot) =>
      waiting.includes(slot) ? 1 << waiting.indexOf(slot) : 0,
    );
    this.everybody = this.bits.reduce((mask, bit) => mask | bit, 0);
  }

  run(statesMax: number): SlotMove[] | undefined {
    this.row.set(this.start);
    this.states.add(this.row);
    for (let node = 0; node < this.states.size && this.states.size < statesMax; node++) {
      const found = this.expand(node);
      if (found) return found;
    }
    return undefined;
  }

  private expand(node: number): SlotMove[] | undefined {
    const { machine, states, row } = this;
    states.restore(node, row);
    const served = row[row.length - 1] as number;
    const memory = row.slice(0, -1);
    machine.restore(memory);
    for (const slot of readySlots(machine)) {
      machine.restore(memory);
      if (!performed(machine, { slot, answer: 0 })) continue;
      const known = states.size;
      row.set(machine.memory);
      row[row.length - 1] = served | this.bitOf(slot) | this.blocked();
      if (row[row.length - 1] === this.everybody && this.isStart())
        return [...this.pathTo(node), { slot, answer: 0 }];
      if (states.add(row) !== known) continue;
      this.parents[known] = node;
      this.moves[known] = { slot, answer: 0 };
    }
    return undefined;
  }

  /** Slots of those who could move at the start and cannot now. */
  private blocked(): number {
    let mask = this.everybody;
    for (const slot of readySlots(this.machine)) mask &= ~this.bitOf(slot);
    return mask;
  }

  private bitOf(slot: number): number {
    return this.bits[slot] ?? 0;
  }

  private isStart(): boolean {
    return this.start.every((word, at) => word === this.machine.memory[at]);
  }

  private pathTo(node: number): SlotMove[] {
    const path: SlotMove[] = [];
    for (let at = node; at > 0; at = this.parents[at] as number) path.push(this.moves[at] as SlotMove);
    return path.reverse();
  }
}

/** Times that a way round is followed until twins stand where they stood. */
const ROUNDS_MAX = 24;

/** The loop that follows this way round from where the machine stands; undefined: it does not recur, or starves. */
export function followedLoop<W>(machine: Machine<W>, moves: readonly Move[]): Loop | undefined {
  const start = machine.snapshot();
  const turns: SlotMove[] = [];
  const waiting = new Set(readySlots(machine));
  const lastMoved: number[] = [];
  for (let round = 0; round < ROUNDS_MAX && moves.length > 0; round++) {
    for (const move of moves) {
      const slot = longestWaiting(machine, move, lastMoved);
      if (slot < 0 || !performed(machine, { slot, answer: 0 })) return undefined;
      lastMoved[slot] = turns.push({ slot, answer: 0 });
      waiting.delete(slot);
      for (const other of waiting) if (!machine.isReady(other)) waiting.delete(other);
    }
    if (waiting.size === 0 && start.every((word, at) => word === machine.memory[at])) {
      machine.restore(start);
      return { turns, shortest: false };
    }
  }
  machine.restore(start);
  return undefined;
}

/** The same moves as turns of this machine, which takes them; undefined where they cannot be followed. */
export function followed<W>(machine: Machine<W>, moves: readonly Move[]): SlotMove[] | undefined {
  const turns: SlotMove[] = [];
  const lastMoved: number[] = [];
  for (const move of moves) {
    const turn = { slot: longestWaiting(machine, move, lastMoved), answer: move.answer };
    if (turn.slot < 0 || !performed(machine, turn)) return undefined;
    lastMoved[turn.slot] = turns.push(turn);
  }
  return turns;
}

/** Of the processes that stand where this move begins, the one that moved longest ago: then none of them starves. */
function longestWaiting<W>(machine: Machine<W>, { identity, state }: Move, lastMoved: number[]): number {
  const { memory, slotAt } = machine;
  let best = -1;
  for (let slot = 0; slot < machine.slots; slot++) {
    const word = slotAt + slot * WORDS_PER_SLOT;
    if (memory[word] !== state || (memory[word + 1] as number) % IDENTITY_MAX !== identity) continue;
    if (machine.isReady(slot) && (best < 0 || (lastMoved[slot] ?? 0) < (lastMoved[best] ?? 0))) best = slot;
  }
  return best;
}

/** Whether these turns, taken from where the machine stands, are a loop that lets everybody move. */
export function isFairLoop<W>(machine: Machine<W>, turns: readonly SlotMove[]): boolean {
  const start = machine.snapshot();
  const waiting = new Set(readySlots(machine));
  let boring = turns.length > 0;
  for (const turn of turns) {
    boring &&= machine.isReady(turn.slot) && (turn.answer === 0 || machine.turnOf(turn.slot)?.is !== CHOOSE);
    if (!boring || !performed(machine, turn)) return false;
    waiting.delete(turn.slot);
    for (const slot of waiting) if (!machine.isReady(slot)) waiting.delete(slot);
  }
  return waiting.size === 0 && start.every((word, at) => word === machine.memory[at]);
}

function readySlots<W>(machine: Machine<W>): number[] {
  const ready: number[] = [];
  for (let slot = 0; slot < machine.slots; slot++) if (machine.isReady(slot)) ready.push(slot);
  return ready;
}

/** False where there is no room for another process. */
function performed<W>(machine: Machine<W>, { slot, answer }: SlotMove): boolean {
  try {
    machine.moved();
    machine.perform(slot, answer);
    return true;
  } catch (error) {
    if (error instanceof OutOfSlots) return false;
    throw error;
  }
}
