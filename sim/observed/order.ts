/**
 * Which records are surely in the order of their logging. A trace is in the order of logging under one lock, not of
 * acting: a CPU may act, be delayed, and log later. So each act has a span of the trace in which it happened, bounded
 * by the neighbours in its own task's program order (words.ts says on which side); of two acts of different tasks, one
 * is surely first if its span ends before the other's begins. Exactly the swaps that this leaves open are allowed.
 */
import type { Logged } from './words.ts';

/** A record at its place in the trace. */
export interface Placed {
  readonly at: number;
  readonly logged: Logged;
  readonly isVisible: boolean;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The spans of one task's visible records; the silent ones bound them. */
export function spansOf(task: readonly Placed[]): readonly Span[] {
  return task.flatMap((record, index) => (record.isVisible ? [spanOf(task, record, index)] : []));
}

function spanOf(task: readonly Placed[], { at, logged }: Placed, index: number): Span {
  switch (logged) {
    case 'with':
      return { from: at, to: at };
    case 'after':
      return { from: task[index - 1]?.at ?? -Infinity, to: at };
    case 'before':
      return { from: at, to: task[index + 1]?.at ?? Infinity };
  }
}

/** For each record of each task: how many of every task's records are surely before it. */
export function surelyBefore(
  tasks: readonly (readonly Span[])[],
): readonly (readonly (readonly number[])[])[] {
  return tasks.map((own, list) =>
    own.map(({ from }, index) =>
      tasks.map((other, number) => (number === list ? index : countUntil(other, from))),
    ),
  );
}

/** For a moment of the trace: how many of each task's records are surely before it. */
export function surelyUntil(tasks: readonly (readonly Span[])[], place: number): readonly number[] {
  return tasks.map((spans) => countUntil(spans, place));
}

/** Ends of spans rise within a task. */
function countUntil(spans: readonly Span[], place: number): number {
  const first = spans.findIndex(({ to }) => to > place);
  return first < 0 ? spans.length : first;
}
