/**
 * What a process may still touch: for each local state, the union of the footprints of all turns reachable
 * from it in the automata met so far, children that it may spawn included. Optionally "as long as somebody
 * else holds these locks": then turns behind an acquire of such a lock do not count (lock discipline,
 * exploration-design 3.1).
 *
 * Automata are learned while searching. A search that met a new edge used futures that were too small, so it
 * is repeated with the larger automata until nothing is new (exhaustive.ts says why that is enough).
 */
import { LOCK, SPAWN, STEP } from '../engine/effect.ts';
import { ENDED, type Interner } from '../engine/intern.ts';
import { ObjectBook, unite, type Touched } from './objects.ts';

export class Futures<W> {
  private readonly threads: Interner<W>;
  private readonly book: ObjectBook;
  /** Own footprint of each local state's turn. */
  private readonly turns: Touched[] = [];
  /** Futures with no lock barred, and with one or more: those are few. */
  private readonly open: (Touched | undefined)[] = [];
  private readonly barred = new Map<number, Map<number, Touched>>();

  constructor(threads: Interner<W>, book: ObjectBook) {
    this.threads = threads;
    this.book = book;
  }

  /** Footprint of the turn that a local state is about to take. */
  turn(state: number): Touched {
    return (this.turns[state] ??= this.book.ofTurn(this.threads.turns[state]));
  }

  /** The same in the state that the world is in now, if the operation knows it to be less there. */
  turnNow(state: number, world: W): Touched {
    const turn = this.threads.turns[state];
    const narrows = turn?.is === STEP ? turn.op.narrows : undefined;
    return narrows && turn?.is === STEP
      ? this.book.ofFootprint(narrows(world, turn.a, turn.b, turn.c))
      : this.turn(state);
  }

  /** All that a process in this local state may touch while the locks in `barred` cannot be acquired. */
  of(state: number, barred: readonly number[]): Touched {
    if (barred.length === 0) return (this.open[state] ??= this.collect(state, barred));
    // At most four locks are held at once (a device, its parents): the number names the ascending list exactly.
    const key = barred.reduce((sum, lock) => sum * 4096 + lock + 1, 0);
    let byState = this.barred.get(key);
    if (!byState) this.barred.set(key, (byState = new Map()));
    let known = byState.get(state);
    if (!known) byState.set(state, (known = this.collect(state, barred)));
    return known;
  }

  private collect(state: number, barred: readonly number[]): Touched {
    const future = this.book.none();
    const seen = new Set<number>([ENDED]);
    const todo = [state];
    for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      const turn = this.threads.turns[at];
      if (turn?.is === LOCK && barred.includes(turn.lock)) continue;
      unite(future, this.turn(at));
      if (turn?.is === SPAWN) todo.push(this.threads.start(turn.fn, turn.args));
      todo.push(...this.threads.successors(at));
    }
    return future;
  }
}
