/** Whether a kernel's records are the events of a schedule, in an order that is the same schedule. */
import type { Expected } from '../../sim/observed/expected.ts';
import { fits } from '../../sim/observed/wanted.ts';
import type { Event } from './schedule.ts';

export interface Passed {
  /** Records that were matched at most, and how many there are. */
  readonly matched: number;
  readonly records: number;
  /** Events of the schedule that were shown. */
  readonly events: number;
  /** The event of the schedule that each record was taken for, by task; of the longest way. */
  readonly places: readonly number[];
}

interface Standing {
  readonly places: readonly number[];
  /** Whether event number i has been shown. */
  readonly done: Uint8Array;
  /** All events below have been shown. */
  readonly from: number;
}

/** How far the schedule may run ahead of the kernel in events that do not depend on each other. */
const AHEAD = 40;
const TRIES_MAX = 20_000;

/** Takes the records for events of the schedule, from its beginning, as far as they go. */
export function passes(expected: Expected, events: readonly Event[]): Passed {
  const { tasks } = expected;
  const records = tasks.reduce((sum, task) => sum + task.length, 0);
  const start: Standing = { places: tasks.map(() => 0), done: new Uint8Array(events.length), from: 0 };
  const stack = [start];
  const seen = new Set<string>();
  let best = start;
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const at = stack.pop();
    if (!at) break;
    if (sumOf(at.places) > sumOf(best.places)) best = at;
    if (sumOf(at.places) === records) break;
    const key = `${at.places.join()}/${at.done.subarray(at.from, at.from + AHEAD).join('')}`;
    if (seen.has(key)) continue;
    seen.add(key);
    stack.push(...nextOf(expected, events, at).reverse());
  }
  return {
    matched: sumOf(best.places),
    records,
    events: best.done.reduce((sum, each) => sum + each, 0),
    places: best.places,
  };
}

const sumOf = (places: readonly number[]): number => places.reduce((sum, place) => sum + place, 0);

/** All ways to take one more record, the one that was seen first before all others. */
function nextOf({ tasks, before }: Expected, events: readonly Event[], at: Standing): Standing[] {
  const heads = tasks
    .flatMap((task, list) => {
      const index = at.places[list] ?? 0;
      const wanted = task[index];
      const after = before[list]?.[index] ?? [];
      const isDue = after.every(
        (count, other) => other === list || other >= tasks.length || (at.places[other] ?? 0) >= count,
      );
      return wanted && isDue ? [{ list, wanted }] : [];
    })
    .sort((one, other) => one.wanted.at - other.wanted.at);
  return heads.flatMap(({ list, wanted }) =>
    dueIn(events, at)
      .filter((event) => fits(wanted, events[event]?.made ?? NONE))
      .map((event) => shownIn(at, list, event)),
  );
}

const NONE = { fact: -1, a: -1, b: -1, c: -1, identity: 0 };

/** Events that come next, those that they depend on being shown. */
function dueIn(events: readonly Event[], { done, from }: Standing): readonly number[] {
  const due: number[] = [];
  for (let number = from; number < Math.min(events.length, from + AHEAD); number++)
    if (done[number] === 0 && events[number]?.before.every((other) => done[other] === 1)) due.push(number);
  return due;
}

function shownIn(at: Standing, list: number, event: number): Standing {
  const done = at.done.slice();
  done[event] = 1;
  let { from } = at;
  while (done[from] === 1) from++;
  return { places: at.places.map((place, other) => (other === list ? place + 1 : place)), done, from };
}
