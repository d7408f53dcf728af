/**
 * When a process that waits goes on, whatever the timing. It goes on when the last of two things has happened: it got
 * there, and it was let go. Which one was last may be another one in time than it was in the run. Where the one is in
 * the past of the other, it cannot, and there a bound holds in every timing that keeps the order of turns in conflict.
 */
import { pastOf } from './before.ts';
import type { TurnTaken } from './taken.ts';

/** Turn `late` happens no later than turn `early`; -1: the start. */
export interface NoLater {
  readonly late: number;
  readonly early: number;
  /** The wait itself goes on, or somebody else takes its chance away before it can go on. */
  readonly is: 'goes on' | 'kept';
}

type Edges = readonly (readonly number[])[];

/** What holds for sure of the wait that ends with turn `index`. */
export function surelyLetGo(turns: readonly TurnTaken[], edges: Edges, index: number): readonly NoLater[] {
  const turn = turns[index];
  if (!turn) return [];
  const bound = (late: number, is: NoLater['is']): readonly NoLater[] => {
    const early = lastOf([turn.after, ...lastTouching(turns, turn, late)], edges);
    return early === null ? [] : [{ late, early, is }];
  };
  const kept = new Set([...turn.missed.map(({ until }) => until), ...takersBefore(turns, turn, index)]);
  return [...bound(index, 'goes on'), ...[...kept].flatMap((until) => bound(until, 'kept'))];
}

/**
 * Whoever took the lock before: it was free until then. In the run that may have been before the wait began, but in
 * time the wait can have begun long before, and would not have left it.
 */
function takersBefore(turns: readonly TurnTaken[], { touches }: TurnTaken, index: number): readonly number[] {
  const lock = touches.writes.find((object) => object % 2 === 1);
  if (lock === undefined) return [];
  return turns.flatMap(({ waits, touches: own }, at) =>
    at < index && waits && own.writes.includes(lock) ? [at] : [],
  );
}

/** The turns before `end` that made what the wait looks at as it is then: one write of each object, and its merges. */
function lastTouching(turns: readonly TurnTaken[], { touches }: TurnTaken, end: number): readonly number[] {
  const open = new Set([...touches.reads, ...touches.writes, ...touches.merges]);
  const found: number[] = [];
  for (let at = end - 1; at >= 0 && open.size > 0; at--) {
    const other = turns[at]?.touches;
    if (!other) continue;
    const written = other.writes.filter((object) => open.has(object));
    if (written.length > 0 || other.merges.some((object) => open.has(object))) found.push(at);
    written.forEach((object) => open.delete(object));
  }
  return found;
}

/** The turn that all others are in the past of; null: which one is last depends on the timing. */
function lastOf(all: readonly number[], edges: Edges): number | null {
  const last = Math.max(...all);
  if (last < 0) return last;
  const past = pastOf(edges, [last]);
  return all.every((each) => each < 0 || past.has(each)) ? last : null;
}
