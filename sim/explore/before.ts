/**
 * Happens-before over the turns of one run: program order, starting a process, and the order of turns that touch the
 * same object unless both only read it or both only merge into it. Whatever keeps these edges is the same run in
 * another order.
 */
import type { TurnTaken } from './taken.ts';

/** What has happened to an object since its last write, that write included. */
interface History {
  write: number;
  reads: number[];
  merges: number[];
}

/** Direct predecessors of every turn, ascending; following them gives the whole past of a turn. */
export function predecessors(turns: readonly TurnTaken[]): readonly (readonly number[])[] {
  const histories = new Map<number, History>();
  const historyOf = (object: number): History => {
    let found = histories.get(object);
    if (!found) histories.set(object, (found = { write: -1, reads: [], merges: [] }));
    return found;
  };
  return turns.map(({ after, touches }, index) => {
    const before = new Set<number>([after]);
    const comesAfter = (...others: readonly number[]): void => others.forEach((other) => before.add(other));
    for (const object of touches.reads) {
      const { write, merges } = historyOf(object);
      comesAfter(write, ...merges);
    }
    for (const object of touches.merges) {
      const { write, reads } = historyOf(object);
      comesAfter(write, ...reads);
    }
    for (const object of touches.writes) {
      const { write, reads, merges } = historyOf(object);
      comesAfter(write, ...reads, ...merges);
    }
    for (const object of touches.reads) historyOf(object).reads.push(index);
    for (const object of touches.merges) historyOf(object).merges.push(index);
    for (const object of touches.writes) histories.set(object, { write: index, reads: [], merges: [] });
    before.delete(-1);
    before.delete(index);
    return [...before].sort((a, b) => a - b);
  });
}

/** The turns that these come after, directly or through others, themselves included. */
export function pastOf(edges: readonly (readonly number[])[], roots: readonly number[]): ReadonlySet<number> {
  const past = new Set<number>();
  const todo = [...roots];
  for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
    if (past.has(at)) continue;
    past.add(at);
    todo.push(...(edges[at] ?? []));
  }
  return past;
}
