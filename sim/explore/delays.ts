/**
 * Can a schedule of the untimed clock happen in time, and what would have to be slow? Every turn gets a time. Sleeps
 * take what the scenario says, all else takes no time; a process that can go on goes on at once; turns that touch the
 * same thing keep their order. These are difference constraints over the happens-before graph of the run.
 *
 * A process that waits goes on when the last of two things has happened: it got there, and it was let go. Which one
 * was last is taken from the run first; if that contradicts itself, it is left open unless no timing can change it
 * (let-go.ts), which can only be too generous: no solution then means that no timing makes this schedule happen, a
 * solution has to be tried.
 */
import type { Deviation } from '../engine/choice.ts';
import { predecessors } from './before.ts';
import { solve, type Constraint, type Solution } from './constraints.ts';
import { surelyLetGo, type NoLater } from './let-go.ts';
import type { Takes, TurnTaken } from './taken.ts';

/** A sleep that has to take longer than its shortest time. */
export interface Delay extends Takes {
  /** Position of the turn in the run. */
  readonly turn: number;
  readonly process: string;
  readonly step: number;
  /** Nanoseconds; `min < takes <= max`. */
  readonly takes: number;
}

/** The delay as an answer under the timed clock. */
export const answerOf = ({ at, min, takes }: Delay): Deviation => ({ at, pick: String(takes - min) });

export type Timing =
  | {
      readonly is: 'possible';
      /** All other sleeps take their shortest time; none of these can be left out. */
      readonly delays: readonly Delay[];
      /** Whether waiting processes could be let go in the order of the run, no part of a nanosecond lost. */
      readonly sure: boolean;
    }
  /** No durations within the stated ones give this schedule: `why` is one circle of contradictions, in words. */
  | { readonly is: 'impossible'; readonly why: readonly string[] };

/** Why one turn cannot be before another. */
interface Reason extends Constraint {
  readonly why: 'takes at least' | 'takes at most' | 'goes on' | 'was kept' | 'same process' | 'same thing';
}

/**
 * Times are in parts of a nanosecond: a sleeper that wakes finds that everybody else who can run at that instant has
 * run, so even a sleep of no time takes one part. Who sleeps longer wakes at the first part of its nanosecond,
 * whichever part it fell asleep in: a sleep may be short by less than a nanosecond.
 */
const PARTS = 64;
/** Turn number `i` is node `i + 1`; node 0 is the start. */
const node = (turn: number): number => turn + 1;

/** What of a run has to happen: all of it, or a part that is closed under happens-before. */
export interface DelayOptions {
  readonly needed?: ReadonlySet<number>;
  /**
   * Nanoseconds by which all that was before in the run precedes the end of these sleeps: what is not instantaneous, as
   * nothing is in a real kernel, is over by then.
   */
  readonly apart?: { readonly by: number; readonly of: (takes: Takes) => boolean };
}

/** The smallest set of delays that makes a run, or the needed part of it, happen under the timed clock. */
export function delaysFor(turns: readonly TurnTaken[], { needed, apart }: DelayOptions = {}): Timing {
  const edges = predecessors(turns);
  const isNeeded = (turn: number): boolean => turn < 0 || (needed?.has(turn) ?? true);
  const reasons = (how: Reading): Reason[] =>
    turns
      .flatMap((turn, index) => [
        ...reasonsFor(turn, index, {
          ...how,
          edges: edges[index] ?? [],
          sure: () => surelyLetGo(turns, edges, index),
        }),
        ...apartFrom(turn, index, apart),
      ])
      .filter(({ from, to }) => isNeeded(from - 1) && isNeeded(to - 1));
  let circle: readonly Reason[] = [];
  for (const how of READINGS) {
    const own = reasons(how);
    const found = solve(turns.length + 1, own);
    if (found.is === 'solved') return timingOf(turns, fewest(turns, own, found), how);
    circle = found.circle;
  }
  return { is: 'impossible', why: contradiction(turns, circle) };
}

/** How exactly the rules of time are taken. */
interface Reading {
  /** Waiting processes are let go in the order of the run. */
  readonly strict: boolean;
  /** Sleeps are not short by parts of a nanosecond. */
  readonly whole: boolean;
}

/** From what is sure to work to what is not excluded. */
const READINGS: readonly Reading[] = [
  { strict: true, whole: true },
  { strict: true, whole: false },
  { strict: false, whole: false },
];

type Solved = Extract<Solution<Reason>, { is: 'solved' }>;

function timingOf(turns: readonly TurnTaken[], { values }: Solved, { strict, whole }: Reading): Timing {
  const delays = turns.flatMap((turn, index) => delayAt(turn, index, values));
  return { is: 'possible', delays, sure: strict && whole };
}

interface Known extends Reading {
  readonly edges: readonly number[];
  /** What holds of its wait in every timing. */
  readonly sure: () => readonly NoLater[];
}

function reasonsFor(turn: TurnTaken, index: number, { edges, strict, whole, sure }: Known): Reason[] {
  const { after, enabledBy, missed, takes, waits } = turn;
  const to = node(index);
  const shortest = takes ? takes.min * PARTS - (whole ? 0 : PARTS - 1) : 0;
  const least = takes ? Math.max(1, shortest) : 0;
  const reasons: Reason[] = [
    { from: node(after), to, least, why: takes ? 'takes at least' : 'same process' },
    ...edges
      .filter((from) => from !== after)
      .map((from) => ({ from: node(from), to, least: 0, why: 'same thing' as const })),
  ];
  if (takes) {
    const most = Math.max(1, takes.max * PARTS);
    return [...reasons, { from: to, to: node(after), least: -most, why: 'takes at most' }];
  }
  if (waits && !strict) return [...reasons, ...sure().map(noLater)];
  if (enabledBy < 0 && missed.length === 0) return [...reasons, goesOn(to, after)];
  return [
    ...reasons,
    goesOn(to, enabledBy),
    { from: node(enabledBy), to, least: 0, why: 'same thing' },
    // Between its getting there and its going on there was no time in which it could have gone on.
    ...missed.map(({ since, until }): Reason => {
      return { from: node(until), to: node(since < 0 ? after : since), least: 0, why: 'was kept' };
    }),
  ];
}

/** A sleep that ends well after the turn before it, whoever took that. */
function apartFrom({ takes }: TurnTaken, index: number, apart: DelayOptions['apart']): Reason[] {
  if (!apart || !takes || !apart.of(takes)) return [];
  return [{ from: node(index - 1), to: node(index), least: apart.by * PARTS, why: 'same thing' }];
}

const goesOn = (from: number, turn: number): Reason => ({ from, to: node(turn), least: 0, why: 'goes on' });

const noLater = ({ late, early, is }: NoLater): Reason =>
  is === 'goes on'
    ? goesOn(node(late), early)
    : { from: node(late), to: node(early), least: 0, why: 'was kept' };

/** Each delay in turn is taken away; where the run is still possible, it stays away. */
function fewest(turns: readonly TurnTaken[], reasons: readonly Reason[], first: Solved): Solved {
  let [best, kept] = [first, reasons];
  turns.forEach((turn, index) => {
    if (delayAt(turn, index, best.values).length === 0) return;
    const most = Math.max(1, (turn.takes?.min ?? 0) * PARTS);
    const shortest: Reason = { from: node(index), to: node(turn.after), least: -most, why: 'takes at most' };
    const tried = solve(turns.length + 1, [...kept, shortest]);
    if (tried.is === 'solved') [best, kept] = [tried, [...kept, shortest]];
  });
  return best;
}

function delayAt(
  { process, step, after, takes }: TurnTaken,
  turn: number,
  times: readonly number[],
): Delay[] {
  if (!takes) return [];
  const { min, max } = takes;
  const parts = (times[node(turn)] ?? 0) - (times[node(after)] ?? 0);
  const took = parts <= min * PARTS + 1 ? min : Math.min(max, Math.ceil(parts / PARTS));
  return took > min ? [{ ...takes, turn, process, step, takes: took }] : [];
}

/** A circle in words: what has to pass, what can pass in the same time at most, and the orders that tie the two. */
function contradiction(turns: readonly TurnTaken[], circle: readonly Reason[]): string[] {
  const sleeps = (why: Reason['why'], end: 'from' | 'to', bound: 'min' | 'max'): string | null => {
    const all = circle
      .filter((each) => each.why === why)
      .flatMap((each) => turns[each[end] - 1]?.takes ?? []);
    const sum = all.reduce((time, takes) => time + takes[bound], 0);
    const parts = all.map((takes) => `${takes.about} ${timeText(takes[bound])}`).reverse();
    return parts.length > 0 ? `${timeText(sum)} (${parts.join(', ')})` : null;
  };
  const most = sleeps('takes at most', 'from', 'max');
  const orders = circle
    .filter(({ why, from, to }) => {
      const [one, other] = [turns[from - 1]?.process, turns[to - 1]?.process];
      return (why === 'same thing' || why === 'was kept') && one !== other;
    })
    .map(({ why, from, to }) => {
      const [one, other] = [nameOf(turns[from - 1]), nameOf(turns[to - 1])];
      return why === 'same thing'
        ? `${one} comes before ${other}`
        : `${one} has to come as soon as ${other}, or somebody else goes on first`;
    });
  return [
    `in this schedule at least ${sleeps('takes at least', 'to', 'min') ?? 'a moment'} pass`,
    most === null ? 'in which no time can pass' : `in which at most ${most} can pass`,
    ...orders,
  ];
}

const nameOf = (turn: TurnTaken | undefined): string =>
  turn ? `"${turn.does}" of ${turn.process}` : 'the start';

const UNITS: readonly (readonly [unit: string, nanoseconds: number])[] = [
  ['s', 1e9],
  ['ms', 1e6],
  ['us', 1e3],
];

/** Nanoseconds in the largest unit that leaves at least 1: `2.5ms`. */
export function timeText(nanoseconds: number): string {
  if (nanoseconds === 0) return '0';
  const [unit, size] = UNITS.find(([, each]) => nanoseconds >= each) ?? ['ns', 1];
  return `${Number((nanoseconds / size).toFixed(6))}${unit}`;
}
