/**
 * The execution at hand, for a search that keeps nothing else: the state before each turn, the turn that was taken
 * there, and which turns happened before it. Happened before is the smallest order that has each process's own turns,
 * a child's after the turn that started it, and turns that touch a thing in conflict.
 *
 * What a turn touches is what it may touch in any state. That operations know better in some states (narrows) is of
 * no use here: it says what may still interfere, and this search looks back. A step that finds a list longer depends
 * on who made it longer, and a footprint that another turn makes smaller hides orders in which it was not smaller.
 */
import type { Turn } from '../engine/effect.ts';
import type { Interner } from '../engine/intern.ts';
import { IDENTITY_MAX, WORDS_PER_SLOT, type Machine } from '../engine/machine.ts';
import type { ObjectBook, Touched } from './objects.ts';
import type { Move } from './subject.ts';

/** A set of places in an execution. */
export type Places = Uint32Array;

/** Whether a place is in the set. */
export function has(set: Places, place: number): boolean {
  return (((set[place >>> 5] ?? 0) >>> (place & 31)) & 1) === 1;
}

/** Adds a place that the set has room for. */
export function mark(set: Places, place: number): void {
  set[place >>> 5] = (set[place >>> 5] as number) | (1 << (place & 31));
}

/** Adds `from`, which is no longer than `into`. */
export function join(into: Places, from: Places): void {
  for (let i = 0; i < from.length; i++) into[i] = (into[i] as number) | (from[i] as number);
}

/** Whether no place is in both. */
export function disjoint(a: Places, b: Places): boolean {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if ((a[i] as number) & (b[i] as number)) return false;
  return true;
}

/** An empty set with room for the places below `count`. */
export function noPlaces(count: number): Places {
  return new Uint32Array((count + 31) >>> 5);
}

/** One place of the execution: a state, what has to be tried in it, and the turn that is being tried. Reused. */
export class Point {
  readonly memory: Int32Array;
  /** Who lives in each slot: a number that nobody else has in this execution; -1: nobody. */
  readonly process: Int32Array;
  /** Place of the last turn of the process in each slot, or of the turn that started it; -1: none yet. */
  readonly last: Int32Array;
  readonly ready: Uint8Array;
  readonly toTry: Uint8Array;
  /** All that begins with this process's turn has been seen elsewhere, up to order. */
  readonly asleep: Uint8Array;

  /** The turn being tried: whose (-1: none yet), with which answer, of how many. */
  slot = -1;
  answer = 0;
  answers = 0;
  own: Touched;
  /** Places before this one whose turns happened before this turn. */
  past: Places;

  constructor(place: number, words: number, slots: number, nothing: Touched) {
    this.memory = new Int32Array(words);
    this.process = new Int32Array(slots);
    this.last = new Int32Array(slots);
    this.ready = new Uint8Array(slots);
    this.toTry = new Uint8Array(slots);
    this.asleep = new Uint8Array(slots);
    this.own = nothing;
    this.past = noPlaces(place);
  }
}

/** The points of the execution, the machine that moves along it, and the footprints. */
export class Execution<W> {
  readonly machine: Machine<W>;
  readonly threads: Interner<W>;
  readonly nothing: Touched;
  private readonly points: Point[] = [];
  private readonly book: ObjectBook;
  /** Footprints of turns, by local state. */
  private readonly touched: (Touched | undefined)[] = [];

  constructor(machine: Machine<W>, threads: Interner<W>, book: ObjectBook) {
    this.machine = machine;
    this.threads = threads;
    this.book = book;
    this.nothing = book.none();
  }

  /** The point at a place; made when first asked for. */
  at(place: number): Point {
    const { machine, nothing } = this;
    return (this.points[place] ??= new Point(place, machine.memory.length, machine.slots, nothing));
  }

  /** Local state of the process in a slot at a point. */
  stateAt(point: Point, slot: number): number {
    return point.memory[this.machine.slotAt + slot * WORDS_PER_SLOT] as number;
  }

  turnAt(point: Point, slot: number): Turn<W> | undefined {
    return this.threads.turns[this.stateAt(point, slot)];
  }

  /** What a process's next turn may touch. */
  touchedAt(point: Point, slot: number): Touched {
    const state = this.stateAt(point, slot);
    return (this.touched[state] ??= this.book.ofTurn(this.threads.turns[state]));
  }

  /** What happened before the next turn of the process in a slot by its own doing, without conflicts. */
  ownPast(place: number, slot: number): Places {
    const past = noPlaces(place);
    const last = this.at(place).last[slot] as number;
    if (last < 0) return past;
    join(past, this.at(last).past);
    mark(past, last);
    return past;
  }

  /** The schedule to a place. */
  movesTo(place: number): Move[] {
    return Array.from({ length: place }, (_, at) => {
      const point = this.at(at);
      const { slotAt } = this.machine;
      const word = slotAt + point.slot * WORDS_PER_SLOT;
      const identity = (point.memory[word + 1] as number) % IDENTITY_MAX;
      return { identity, state: point.memory[word] as number, answer: point.answer };
    });
  }
}
