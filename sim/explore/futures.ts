/**
 * What a process may still touch: for each local state, the union of the footprints of all turns reachable
 * from it in the automata met so far, children that it may spawn included. Optionally "as long as somebody
 * else holds these locks": then turns behind an acquire of such a lock do not count (lock discipline,
 * exploration-design 3.1). And "now that these things are settled": nothing that follows unsettles them, so turns
 * behind an answer that cannot be given any more do not count either.
 *
 * Automata are learned while searching. A search that took two turns for independent which are not, because a future
 * was larger than it knew, is repeated (exhaustive.ts says why that is enough).
 */
import {
  CHOOSE,
  LOCK,
  SLEEP,
  SPAWN,
  STEP,
  UNLOCK,
  WAIT,
  type Footprint,
  type Settled,
  type Step,
  type Turn,
  type Wait,
} from '../engine/effect.ts';
import { ENDED, type Interner } from '../engine/intern.ts';
import type { Machine } from '../engine/machine.ts';
import { Footprints } from './footprints.ts';
import { Sections } from './sections.ts';
import { ObjectBook, unite, type Touched } from './objects.ts';

/** Sets of locks by number, each with what is settled; 0 is the empty one, with nothing settled. */
class LockSets {
  readonly locks: (readonly number[])[] = [[]];
  readonly settled: number[] = [0];
  /** By set, by lock. */
  private readonly larger: (number | undefined)[][] = [[]];
  /** By what is settled. */
  private readonly bases = new Map<number, number>([[0, 0]]);

  /** No lock, and these things settled. */
  base(settled: number): number {
    const known = this.bases.get(settled);
    if (known !== undefined) return known;
    const base = this.put([], settled);
    this.bases.set(settled, base);
    return base;
  }

  /** The set with one more lock, higher than all that are in it. */
  with(set: number, lock: number): number {
    const byLock = this.larger[set] as (number | undefined)[];
    const known = byLock[lock];
    if (known !== undefined) return known;
    return (byLock[lock] = this.put([...(this.locks[set] ?? []), lock], this.settled[set] ?? 0));
  }

  private put(locks: readonly number[], settled: number): number {
    this.larger.push([]);
    this.settled.push(settled);
    return this.locks.push(locks) - 1;
  }
}

/**
 * Kinds of turns. FREE (choosing from one, sleeping, spawning) and BRANCHING (choosing) touch nothing.
 * RELEASING races with nobody, for nobody else can be inside.
 */
export const FREE = 0;
export const RELEASING = 1;
export const BRANCHING = 2;
export const STEPPING = 3;
export const LOCKING = 4;
export const WAITING = 5;
const UNKNOWN = 255;

export class Futures<W> {
  readonly footprints: Footprints;
  readonly lockSets = new LockSets();
  readonly sections: Sections<W>;
  readonly threads: Interner<W>;
  private readonly book: ObjectBook;
  /** By local state: kind, own footprint (number + 1). */
  private kinds = new Uint8Array(256).fill(UNKNOWN);
  private own = new Int32Array(256);
  private readonly turns: (Touched | undefined)[] = [];
  /** By set of locks, by local state: number of the future + 1. */
  private readonly futures: Int32Array[] = [];

  constructor(threads: Interner<W>, book: ObjectBook) {
    this.threads = threads;
    this.book = book;
    this.footprints = new Footprints(book);
    this.sections = new Sections(threads);
  }

  /** Kind of the turn that a local state is about to take. */
  kindOf(state: number): number {
    const kind = this.kinds[state];
    return kind === undefined || kind === UNKNOWN ? this.meet(state) : kind;
  }

  /** Number of the footprint of the turn that a local state is about to take. */
  ownOf(state: number): number {
    this.kindOf(state);
    const known = this.own[state] as number;
    return known === 0 ? (this.own[state] = this.footprints.numberOf(this.turn(state)) + 1) - 1 : known - 1;
  }

  /** What that turn touches in the state that the world is in now, if the operation knows it to be less there. */
  narrowedOf(state: number, world: W): Footprint | undefined {
    const kind = this.threads.kinds[state];
    if (kind === STEP) {
      const { op, a, b, c } = this.threads.turns[state] as Step<W>;
      return op.narrows?.(world, a, b, c);
    }
    if (kind !== WAIT) return undefined;
    const { op, a, b, c } = this.threads.turns[state] as Wait<W>;
    return op.narrows?.(world, a, b, c);
  }

  /** Number of the empty set of locks, with what is settled in the machine's state. */
  baseIn({ blueprint, world }: Machine<W>): number {
    return this.lockSets.base(blueprint.settled?.(world) ?? 0);
  }

  /** Number of all that a process in this local state may touch while these locks cannot be acquired. */
  of(state: number, set: number): number {
    const known = this.futures[set]?.[state];
    return known ? known - 1 : this.find(state, set);
  }

  /**
   * Whether all that was concluded from futures and sections stands, now that more of the automata is known.
   * Futures that have grown are larger from now on.
   */
  stillHolds(): boolean {
    if (this.sections.isStale()) return false;
    return this.futures.every((byState, set) =>
      byState.every((known, state) => {
        if (known === 0) return true;
        const number = this.collect(state, set);
        byState[state] = number + 1;
        return number === known - 1 || this.footprints.mayGrow(known - 1, number);
      }),
    );
  }

  private meet(state: number): number {
    if (state >= this.kinds.length) {
      const size = Math.max(state + 1, this.kinds.length * 2);
      const kinds = new Uint8Array(size).fill(UNKNOWN);
      kinds.set(this.kinds);
      const own = new Int32Array(size);
      own.set(this.own);
      [this.kinds, this.own] = [kinds, own];
    }
    return (this.kinds[state] = kindOf(this.threads.turns[state]));
  }

  private turn(state: number): Touched {
    return (this.turns[state] ??= this.book.ofTurn(this.threads.turns[state]));
  }

  private find(state: number, set: number): number {
    const number = this.collect(state, set);
    let byState = this.futures[set] ?? new Int32Array(256);
    if (state >= byState.length) {
      const longer = new Int32Array(state * 2);
      longer.set(byState);
      byState = longer;
    }
    byState[state] = number + 1;
    this.futures[set] = byState;
    return number;
  }

  private collect(state: number, set: number): number {
    const barred = this.lockSets.locks[set] ?? [];
    const settled = this.lockSets.settled[set] ?? 0;
    const future = this.book.none();
    const seen = new Set<number>([ENDED]);
    const todo = [state];
    for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      const turn = this.threads.turns[at];
      if (turn?.is === LOCK && barred.includes(turn.lock)) continue;
      const left = settled === 0 ? undefined : onceSettled(turn, settled);
      unite(future, left ? this.book.ofFootprint(left.touches) : this.turn(at));
      if (turn?.is === SPAWN) todo.push(this.threads.child(at));
      todo.push(...(left ? this.successorsWhere(at, left) : this.threads.successors(at)));
    }
    return this.footprints.numberOf(future);
  }

  private successorsWhere(state: number, { can }: Settled): number[] {
    const { threads } = this;
    return threads.results(state).flatMap((result) => (can(result) ? [threads.next(state, result)] : []));
  }
}

/** What is left of a turn, if it is concerned. */
function onceSettled<W>(turn: Turn<W> | undefined, settled: number): Settled | undefined {
  return turn?.is === STEP || turn?.is === WAIT ? turn.op.once?.(settled, turn.a, turn.b, turn.c) : undefined;
}

function kindOf<W>(turn: Turn<W> | undefined): number {
  switch (turn?.is) {
    case SLEEP:
    case SPAWN:
      return FREE;
    case CHOOSE:
      return turn.options.length > 1 ? BRANCHING : FREE;
    case UNLOCK:
      return RELEASING;
    case LOCK:
      return LOCKING;
    case WAIT:
      return WAITING;
    default:
      return STEPPING;
  }
}
