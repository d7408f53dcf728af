/**
 * Acceptance of what somebody saw of a machine: several observers, each with the events of its own in order, and a
 * partial order between them. Is there a schedule that shows exactly these events, each where the order allows it,
 * anything silent between, and then comes to rest as it was seen to? Depth first over states and places in the lists.
 */
import { CHOOSE, SLEEP, STEP } from '../engine/effect.ts';
import { Canonicaliser } from '../engine/canonical.ts';
import { OutOfSlots, type Machine } from '../engine/machine.ts';
import { EAGER, gapsPassed, rankingAt, slotsOf, turnsOf, type SlotAnswer } from './observe-turns.ts';
import { moveOf, placesAfter, sumOf, wayTo, type Course, type Standing } from './observe-way.ts';
import { StateSet } from './states.ts';
import type { Budget, Move } from './subject.ts';

/** What was seen. An event is at a place: the list that it is in, and its number there. */
export interface Observation<E> {
  /** How many events each list has. */
  readonly lengths: readonly number[];
  /** Whether an event of the machine is the one at this place. */
  readonly fits: (list: number, index: number, event: E) => boolean;
  /** How many events of each list are surely before the one at this place. */
  readonly after: (list: number, index: number) => readonly number[];
  /** Whether the machine may come by without the event at this place; it is before a place that is not so. */
  readonly isOptional: (list: number, index: number) => boolean;
  /**
   * How long nothing was seen there, in nanoseconds, if the place is such a gap; else 0. Whoever could have moved has
   * moved before a gap: what is passed there is a state in which everybody waits, or sleeps for long.
   */
  readonly gapAt: (list: number, index: number) => number;
  /** Which place was seen first: smaller is earlier. Guides the search, decides nothing. */
  readonly seenAt: (list: number, index: number) => number;
  /**
   * How many events of each list are surely before this process's next turn, when so many of each have been shown.
   * Null: it may move at any time.
   */
  readonly gate: (identity: number, places: readonly number[]) => readonly number[] | null;
  /** Whether this process could be the one that shows the event at this place. Guides the search only. */
  readonly isMadeBy: (list: number, index: number, identity: number) => boolean;
  /** Asked when all is seen and nobody can move: whether it was seen to end so. Null: it was seen before any end. */
  readonly isEnd: (() => boolean) | null;
}

/** A machine whose visible events can be drained after each turn. */
export interface Showing<W, E> {
  readonly machine: Machine<W>;
  /** Visible events since the last call, in order. */
  readonly shown: () => readonly E[];
}

export interface Seen<E> {
  readonly accepted: boolean;
  /** False: a budget struck, or there was no room for a process, before the question was decided. */
  readonly decided: boolean;
  readonly states: number;
  /** Events of the longest prefix that some schedule shows, and how many of each list they are. */
  readonly matched: number;
  readonly places: readonly number[];
  /** What some schedule shows there instead. */
  readonly allowed: readonly E[];
  /** The schedule, if it was accepted. */
  readonly way: readonly Move[];
}

/**
 * Looks for a schedule, from where the machine stands, that shows what was observed. If there is one, the machine
 * stands at its end afterwards. A wrong turn that shows late costs a search dear, so short searches with other
 * preferences come before the long one.
 */
export function observes<W, E>(
  showing: Showing<W, E>,
  observation: Observation<E>,
  budget: Budget = {},
): Seen<E> {
  const { machine } = showing;
  const from = machine.snapshot();
  const most = budget.states ?? Infinity;
  let spent = 0;
  for (const patience of PATIENCE) {
    for (const habit of HABITS) {
      machine.restore(from);
      const limits = { ...budget, states: most - spent, patience };
      const seen = searchOnce(showing, observation, habit, limits);
      spent += seen.states;
      const isOver = seen.accepted || seen.decided || spent >= most || budget.expired?.() === true;
      if (isOver) return { ...seen, states: spent };
    }
  }
  throw new Error('the last search has no end');
}

/**
 * States that one search may meet without getting further, round by round. A long run needs many states although each
 * of its events is found soon, so what counts is how long nothing new was shown.
 */
const PATIENCE = [1000, 5000, 25_000, Infinity];

/** Who goes first: whoever is running, nobody unless he is needed, or everybody who can. */
const HABITS = ['runs on', 'waits', 'hurries'] as const;
type Habit = (typeof HABITS)[number];

interface Limits extends Budget {
  readonly patience: number;
}

function searchOnce<W, E>(
  showing: Showing<W, E>,
  observation: Observation<E>,
  habit: Habit,
  { states = Infinity, patience, expired }: Limits,
): Seen<E> {
  showing.shown();
  const search = new ObservationSearch(showing, observation, habit);
  let cut = false;
  for (let next = search.next(); next; next = search.next()) {
    if (search.isDone(next)) return { ...search.verdict(true, true), way: wayTo(next) };
    if (search.states > states || search.idle > patience || expired?.()) return search.verdict(false, false);
    cut = !search.expand(next) || cut;
  }
  return search.verdict(false, !cut);
}

/** Where a turn leads. */
interface Reached {
  readonly to: readonly Standing[];
  readonly isEager: boolean;
  /** False: the turn starts a process that there is no room for. */
  readonly hasRoom: boolean;
}

class ObservationSearch<W, E> {
  private readonly showing: Showing<W, E>;
  private readonly observation: Observation<E>;
  private readonly habit: Habit;
  private readonly canonical: Canonicaliser<W>;
  private readonly row: Int32Array;
  private readonly seen: StateSet;
  private readonly stack: Standing[];
  private readonly total: number;
  private best: Pick<Seen<E>, 'matched' | 'places'> = { matched: -1, places: [] };
  private grewAt = 0;
  private allowed: E[] = [];

  constructor(showing: Showing<W, E>, observation: Observation<E>, habit: Habit) {
    const { lengths } = observation;
    this.showing = showing;
    this.habit = habit;
    this.observation = observation;
    this.canonical = new Canonicaliser(showing.machine);
    this.row = new Int32Array(showing.machine.memory.length + lengths.length);
    this.seen = new StateSet(this.row.length);
    this.total = sumOf(lengths);
    const start = lengths.map(() => 0);
    this.stack = [...this.enter(start, { rested: [], from: null, by: [] })];
  }

  get states(): number {
    return this.seen.size;
  }

  /** States since the longest prefix grew. */
  get idle(): number {
    return this.seen.size - this.grewAt;
  }

  /** The next standing to look at, the machine standing there. */
  next(): Standing | undefined {
    const next = this.stack.pop();
    if (next) this.stand(next);
    return next;
  }

  isDone({ places }: Standing): boolean {
    const { isEnd } = this.observation;
    if (sumOf(places) < this.total) return false;
    return isEnd === null || (isAtRest(this.showing.machine) && isEnd());
  }

  /** All turns from here; false if there was no room for one. */
  expand(from: Standing): boolean {
    const { machine } = this.showing;
    const rankOf = rankingAt(this.observation, from.places, machine);
    const passed = gapsPassed(machine, this.observation, from.places);
    const reached = turnsOf(machine, this.observation, from.places).map((move) => {
      this.stand(from);
      const rank = rankOf(move.slot);
      const { to, isEager, hasRoom } = this.take(from, move);
      return { rank: isEager ? EAGER : rank, to, hasRoom };
    });
    // The stack takes the last one first.
    for (const { to } of reached.sort((one, other) => other.rank - one.rank)) this.stack.push(...to);
    this.stand(from);
    for (const places of passed)
      this.stack.push(...this.enter(places, { rested: from.rested, from, by: [] }));
    return reached.every(({ hasRoom }) => hasRoom);
  }

  verdict(accepted: boolean, decided: boolean): Seen<E> {
    return { accepted, decided, states: this.states, ...this.best, allowed: this.allowed, way: [] };
  }

  private take(from: Standing, { slot, answer }: SlotAnswer): Reached {
    const { machine, shown } = this.showing;
    const identity = machine.identityOf(slot);
    const hasRested = from.rested.includes(identity);
    const others = hasRested ? from.rested.filter((other) => other !== identity) : from.rested;
    const isSleep = machine.turnOf(slot)?.is === SLEEP;
    const by = this.perform(slot, answer);
    const events = shown();
    if (!by) return { to: [], isEager: false, hasRoom: false };
    const rested = isSleep ? [...others, identity] : others;
    const to = this.follow(from.places, events, { rested, from, by });
    // Whoever runs, runs on: what is silent is done at once. Whoever has slept begins when it is needed.
    const isKeen = this.habit === 'hurries' || (this.habit === 'runs on' && !hasRested);
    return { to, isEager: events.length === 0 && isKeen, hasRoom: true };
  }

  /** The turns that were taken; undefined: they start a process that there is no room for. */
  private perform(slot: number, answer: number): readonly Move[] | undefined {
    const { machine } = this.showing;
    const move = moveOf(machine, slot, answer);
    const kind = machine.turnOf(slot)?.is;
    try {
      machine.perform(slot, answer);
      if (kind !== CHOOSE || machine.turnOf(slot)?.is !== STEP) return [move];
      // An answer is chosen when it is given, not before: what does not fit shows at once.
      machine.moved();
      const given = moveOf(machine, slot, 0);
      machine.perform(slot, 0);
      return [move, given];
    } catch (error) {
      if (error instanceof OutOfSlots) return undefined;
      throw error;
    }
  }

  private enter(places: readonly number[], course: Course): readonly Standing[] {
    const { machine } = this.showing;
    this.canonical.apply();
    this.row.set(machine.memory);
    this.row.set(places, machine.memory.length);
    const before = this.seen.size;
    const state = this.seen.add(this.row);
    if (state !== before) return [];
    const matched = sumOf(places);
    if (matched > this.best.matched) {
      this.best = { matched, places };
      this.grewAt = this.seen.size;
      this.allowed = [];
    }
    return [{ state, places, ...course }];
  }

  private stand({ state }: Standing): void {
    const { machine } = this.showing;
    this.seen.restore(state, this.row);
    machine.memory.set(this.row.subarray(0, machine.memory.length));
    machine.moved();
  }

  /** Enters every place that these events lead to; an event that fits nowhere is remembered. */
  private follow(from: readonly number[], events: readonly E[], course: Course): readonly Standing[] {
    let reached: readonly (readonly number[])[] = [from];
    for (const event of events) {
      const next = reached.flatMap((places) => placesAfter(this.observation, places, event));
      const isFurthest = reached.some((places) => sumOf(places) === this.best.matched);
      if (next.length === 0 && isFurthest) this.allowed.push(event);
      reached = next;
    }
    return reached.flatMap((places) => this.enter(places, course));
  }
}

const isAtRest = <W>(machine: Machine<W>): boolean =>
  !slotsOf(machine).some((slot) => machine.isLive(slot) && machine.isReady(slot));
