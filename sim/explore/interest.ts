/** Which turns a sampler gives its attention to, and which turns depend on each other: both by declared footprints. */
import { LOCK, STEP, UNLOCK, WAIT, type Footprint } from '../engine/effect.ts';
import { BookFull, conflict, ObjectBook, type Touched } from './objects.ts';
import type { AnyTurn } from './watch.ts';

/** What a turn touches: objects of the model, and locks. */
export interface Touch extends Footprint {
  readonly locks: readonly number[];
}

const NOTHING: Touch = { reads: [], writes: [], locks: [] };

/** By its declaration, whatever the state. Sleeping, choosing and spawning touch nothing. */
function touchOf(turn: AnyTurn, kernel: unknown): Touch {
  if (turn.is === LOCK || turn.is === UNLOCK) return { ...NOTHING, locks: [turn.lock] };
  if (turn.is !== STEP && turn.is !== WAIT) return NOTHING;
  return { ...turn.op.touches(kernel as never, turn.a, turn.b, turn.c), locks: [] };
}

/** Turns of interest: a name for people, and a predicate over what a turn touches. */
export interface Interest {
  readonly name: string;
  readonly covers: (touch: Touch) => boolean;
}

/** All turns. */
export const EVERYTHING: Interest = { name: 'everything', covers: () => true };

/** Turns that read or change one of these objects. */
export function touching(name: string, objects: ReadonlySet<number>): Interest {
  const has = (object: number): boolean => objects.has(object);
  return {
    name,
    covers: ({ reads, writes, merges = [] }) => reads.some(has) || writes.some(has) || merges.some(has),
  };
}

/** What turns touch, found out once per distinct turn of an interned machine. */
export function touches(kernel: unknown): (turn: AnyTurn) => Touch {
  const known = new WeakMap<AnyTurn, Touch>();
  return (turn) => {
    let touch = known.get(turn);
    if (!touch) known.set(turn, (touch = touchOf(turn, kernel)));
    return touch;
  };
}

export type Conflicts = (a: AnyTurn, b: AnyTurn) => boolean;

/** Whether two turns may depend on each other: one changes what the other reads or changes. */
export function conflicts(kernel: unknown): Conflicts {
  let book = new ObjectBook(kernel);
  let known = new WeakMap<AnyTurn, Touched>();
  const touched = (turn: AnyTurn): Touched => {
    let found = known.get(turn);
    if (!found) known.set(turn, (found = book.ofTurn(turn)));
    return found;
  };
  return function ask(a, b): boolean {
    try {
      return conflict(touched(a), touched(b));
    } catch (error) {
      if (!(error instanceof BookFull)) throw error;
      book = new ObjectBook(kernel, book.words * 2);
      known = new WeakMap();
      return ask(a, b);
    }
  };
}
