/** A run as it was seen, made into what the acceptance search asks for: names to numbers, words to facts, an order. */
import type { Kernel } from '../linux/kernel.ts';
import { spansOf, surelyBefore, surelyUntil, type Span } from './order.ts';
import type { ObservedCommand, ObservedRun, ObservedStep } from './run.ts';
import { actorsOf, answersOf, beginOf, namesOf, wantedOf, type Wanted } from './wanted.ts';

export interface Expected {
  /** Visible records, by task. */
  readonly tasks: readonly (readonly Wanted[])[];
  readonly before: readonly (readonly (readonly number[])[])[];
  /** By task and number of records shown: what is surely before the command begins that makes the next one. */
  readonly begins: readonly ReadonlyMap<number, readonly number[]>[];
  /** Times in which nothing was seen, in nanoseconds; they are the last list, after all tasks. */
  readonly gaps: readonly number[];
  /** Which task is the actor of this identity. */
  readonly actors: ReadonlyMap<number, number>;
  /** What can be said against the records before anything is run, e.g. a name that the scenario does not have. */
  readonly objections: readonly string[];
}

/** The records of one part of a run, the given past or the story. */
export function expectedOf(
  kernel: Kernel,
  { steps, commands, words, silence = SILENCE }: Omit<ObservedRun, 'end'>,
): Expected {
  const objections: string[] = [];
  const lists = new Map<string, Wanted[]>();
  const add = (task: string, wanted: Wanted): void => {
    const list = lists.get(task) ?? [];
    list.push(wanted);
    lists.set(task, list);
  };
  const names = namesOf(kernel, { steps, ...(words && { words }) }, (what) => objections.push(what));
  const records = merged(steps, commands);
  records.forEach((record, at) => {
    if ('step' in record) add(record.step.task, wantedOf(kernel, names, { ...record, at, steps }));
    else if ('begins' in record) add(record.begins.lane, beginOf(record.begins, at));
    else for (const answer of answersOf(names, record.ends, at)) add(record.ends.lane, answer);
  });
  const tasks = [...lists.values()];
  const gaps = silence === null ? [] : gapsOf(records, silence);
  const spans = [...tasks.map(spansOf), gaps.map(({ at }) => ({ from: at, to: at }))];
  return {
    tasks: tasks.map((list) => list.filter(({ isVisible }) => isVisible)),
    before: surelyBefore(spans),
    begins: tasks.map((list) => beginsOf(list, spans)),
    gaps: gaps.map(({ length }) => length),
    actors: actorsOf(kernel, [...lists.keys()]),
    objections,
  };
}

/** A command acts after its caller's clock says that it begins. */
function beginsOf(
  list: readonly Wanted[],
  spans: readonly (readonly Span[])[],
): ReadonlyMap<number, readonly number[]> {
  const begins = new Map<number, readonly number[]>();
  let shown = 0;
  for (const { isVisible, isBegin, at } of list) {
    if (isBegin) begins.set(shown, surelyUntil(spans, at));
    if (isVisible) shown++;
  }
  return begins;
}

type Merged =
  | { readonly step: ObservedStep; readonly index: number }
  | { readonly begins: ObservedCommand }
  | { readonly ends: ObservedCommand };

/** One order: the trace's own, and the moments that user space took by the same clock where they fall into it. */
function merged(steps: readonly ObservedStep[], commands: readonly ObservedCommand[]): readonly Merged[] {
  const moments = commands
    .flatMap((command): { readonly time: number; readonly record: Merged }[] => [
      { time: command.begin, record: { begins: command } },
      ...(command.result === 'never' ? [] : [{ time: command.end, record: { ends: command } }]),
    ])
    .sort((one, other) => one.time - other.time);
  let next = 0;
  const before = (time: number): Merged[] => {
    const from = next;
    while (next < moments.length && (moments[next]?.time ?? 0) < time) next++;
    return moments.slice(from, next).map(({ record }) => record);
  };
  return [...steps.flatMap((step, index) => [...before(step.t), { step, index }]), ...before(Infinity)];
}

const timeOf = (record: Merged | undefined): number => {
  if (record === undefined) return NaN;
  if ('step' in record) return record.step.t;
  return 'begins' in record ? record.begins.begin : record.ends.end;
};

/** Long enough for whoever can move to have moved, even on a host with other work. */
const SILENCE = 280e6;

/** Where nothing was seen for long: between the places of two records. */
function gapsOf(
  records: readonly Merged[],
  silence: number,
): readonly { readonly at: number; readonly length: number }[] {
  return records.flatMap((record, index) => {
    const length = timeOf(records[index + 1]) - timeOf(record);
    return length >= silence ? [{ at: index + 0.5, length }] : [];
  });
}
