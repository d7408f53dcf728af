/**
 * Critical sections that are all the same to everybody else. Who takes a lock usually has to be tried against everybody
 * who wants it too. Not so if all that it does with the lock is to look at things that nobody can change any more:
 * then it may as well go first. That is right if nobody can be stuck for ever with the lock held, for then the lock
 * would have been free for it some day in any run; and its looks would have seen the same.
 */
import { CHOOSE, LOCK, SLEEP, UNLOCK, WAIT, STEP, type Turn } from '../engine/effect.ts';
import { ENDED, type Interner } from '../engine/intern.ts';

/** Whether a local state's turn changes nothing and depends on nothing that others may still do. */
export type IsLook = (state: number) => boolean;

/** Longer sections are not looked through. */
const TURNS_MAX = 30;

export class Sections<W> {
  private readonly threads: Interner<W>;
  /** By lock: whether somebody may wait for something while holding it; in the automata met so far. */
  private readonly blocking: (boolean | undefined)[] = [];

  constructor(threads: Interner<W>) {
    this.threads = threads;
  }

  /** Whether the section that a process in this local state is about to enter only looks, and sees what stays. */
  onlyLooks(state: number, world: W, isLook: IsLook): boolean {
    const enters = this.threads.turns[state];
    if (enters?.is !== LOCK || this.isBlocking(enters.lock)) return false;
    let at = this.threads.next(state, 0);
    for (let turns = 0; turns < TURNS_MAX; turns++) {
      const turn = this.threads.turns[at];
      if (turn?.is === UNLOCK) return turn.lock === enters.lock;
      if (!isIdle(turn) && !(turn?.is === STEP && isLook(at))) return false;
      at = this.threads.next(at, turn?.is === STEP ? turn.op.run(world, turn.a, turn.b, turn.c) : 0);
    }
    return false;
  }

  /** Some answer that was given is another one by now. */
  isStale(): boolean {
    return this.blocking.some((known, lock) => known === false && this.findBlocking(lock));
  }

  private isBlocking(lock: number): boolean {
    return (this.blocking[lock] ??= this.findBlocking(lock));
  }

  private findBlocking(lock: number): boolean {
    const { threads } = this;
    const todo: number[] = [];
    threads.turns.forEach((turn, state) => {
      if (turn?.is === LOCK && turn.lock === lock) todo.push(...threads.successors(state));
    });
    const seen = new Set<number>([ENDED]);
    for (let state = todo.pop(); state !== undefined; state = todo.pop()) {
      if (seen.has(state)) continue;
      seen.add(state);
      const turn = threads.turns[state];
      if (turn?.is === LOCK || turn?.is === WAIT) return true;
      if (turn?.is !== UNLOCK || turn.lock !== lock) todo.push(...threads.successors(state));
    }
    return false;
  }
}

/** Takes a turn and does nothing with it. */
function isIdle<W>(turn: Turn<W> | undefined): boolean {
  return turn?.is === SLEEP || (turn?.is === CHOOSE && turn.options.length === 1);
}
