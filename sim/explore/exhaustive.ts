/**
 * Every order, by states: depth first over all states that matter, each visited once.
 *
 * Reduction. In each state only a persistent set of processes is tried. A set is cut from what the others may
 * still touch (futures.ts), and those futures are learned: some random runs teach most of the automata, the search
 * notices when a future that it used has grown by an edge that it met since, and then begins again. It ends with
 * futures that are those of all automata met. That is enough: take a run of the full system and its first turn along
 * an unknown edge. All turns before it are known, so the persistent sets allowed an equivalent run with the same
 * results, and the search would have met that edge.
 *
 * Cycles. Persistent sets alone keep all endings. A claim could break in a turn that is put off for ever, while others
 * go in a circle: so in every circle that nothing leads out of, one state is expanded fully (Valmari's condition for
 * terminal components). From any other circle the search goes on to states in which the turn is still to be taken.
 *
 * Runs without end need more: where a subject asks for them, every reduced state from which an open circle is reached
 * again is expanded fully. Then every fair endless run has an equivalent among the explored ones: in each state some
 * member of the persistent set moves later in it (its turn stays possible until then, and whoever can move all the time
 * does), that turn can be made first, and no turn is put off round a whole circle. endless.ts looks for these runs.
 */
import { Interner } from '../engine/intern.ts';
import { Futures } from './futures.ts';
import { Learner } from './learn.ts';
import type { Endless } from './endless.ts';
import type { LockCycle } from './lock-order.ts';
import { BookFull, ObjectBook } from './objects.ts';
import { Search } from './search.ts';
import type { Budget, Move, Progress, Subject } from './subject.ts';

export interface ExhaustiveOptions {
  readonly budget?: Budget;
  /** false: try everybody everywhere; for checks of the reduction. */
  readonly reduce?: boolean;
  /** Tells states apart by 64-bit signatures only (signatures.ts): less memory, and no proof. */
  readonly hashed?: boolean;
  readonly onProgress?: (progress: Progress) => void;
}

export interface Exhaustive {
  readonly states: number;
  readonly transitions: number;
  /** Nothing is left to try; otherwise a budget struck, or paths were cut, and all below is what was found so far. */
  readonly complete: boolean;
  /** Paths were cut where more processes lived than there is room for: the search is not complete. */
  readonly cut: boolean;
  /** Searches until no future grew any more. */
  readonly rounds: number;
  /** A schedule to each outcome class, not the shortest. */
  readonly endings: ReadonlyMap<string, readonly Move[]>;
  /** A schedule to each broken claim. */
  readonly broken: ReadonlyMap<string, readonly Move[]>;
  /** Some state can be reached again from itself: runs may go on for ever. */
  readonly cyclic: boolean;
  /** Whether they may even if everybody gets his turn. */
  readonly endless: Endless;
  /** Locks that are taken in a ring by different processes, and the deadlock if there is one. */
  readonly lockCycles: readonly LockCycle[];
  readonly bytes: number;
}

/** Explores all orders of a subject. Its machine must run interned threads. */
export function exhaustive<W>(subject: Subject<W>, options: ExhaustiveOptions = {}): Exhaustive {
  const { machine } = subject;
  const { threads } = machine;
  if (!(threads instanceof Interner)) throw new Error('an exhaustive search needs interned threads');
  const start = machine.snapshot();
  const learner = new Learner(subject, threads);
  if (options.reduce !== false) learner.untilBarren();
  const broken = new Map<string, readonly Move[]>();
  let words = 1;
  for (let rounds = 1; ;) {
    machine.restore(start);
    const book = new ObjectBook(machine.blueprint.kernel, words);
    const search = new Search(subject, new Futures(threads, book), learner, { ...options, broken });
    try {
      if (search.run()) return search.result(rounds);
      rounds++;
    } catch (error) {
      if (!(error instanceof BookFull)) throw error;
      words *= 2;
    }
  }
}
