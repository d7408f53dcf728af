/**
 * Endless runs: sets of states that all reach each other, in which a run can go round for ever although everybody gets
 * his turn (weak fairness: who can move all the time does move) and luck is no longer against anybody.
 *
 * Two phases, as in liveness checks of real systems: on the way there anything may fail and any order is allowed;
 * on the way round all answers are the boring ones. So a probe that fails again and again by bad luck is no
 * finding, and neither are others that act for ever. A circle that starves somebody is none either: no scheduler
 * does that.
 *
 * It is enough to look at the largest sets: a walk through all of their transitions moves whoever any circle in them
 * moves, and passes every state in which somebody cannot move. Twins are interchangeable, so a process is told by its
 * identity and local state: who is stuck in one for ever can be relieved by a twin that leaves it.
 */
import { IDENTITY_MAX, WORDS_PER_SLOT, type Machine } from '../engine/machine.ts';
import { PriorityQueue } from 'js-sdsl';
import type { StateGraph, Transition } from './graph.ts';
import type { Move, Subject } from './subject.ts';

/** A search that has ended, to be asked about the transitions that it took. */
export interface Searched<W> {
  readonly subject: Subject<W>;
  readonly graph: StateGraph;
  /** Turns before the first state. */
  readonly before: readonly Move[];
  /** Puts the machine into a state. */
  readonly stand: (state: number) => void;
  /** Takes a transition again; `arrived` is called after each turn. False: it leads elsewhere now. */
  readonly along: (from: number, transition: Transition, arrived: (move: Move) => void) => boolean;
  /**
   * Number of the state that is this memory but for the places of processes, -1 if it was not met. Moves the
   * machine.
   */
  readonly stateOf: (memory: Int32Array) => number;
}

export interface Endless {
  /** What endless runs break, by name; all states of some fair circle show it. */
  readonly names: ReadonlySet<string>;
  /** Sets of states whose circles starve somebody. */
  readonly unfair: number;
  /** What breaks for ever from this memory on, going round the circle that it lies on. Moves the machine. */
  readonly through: (memory: Int32Array) => readonly string[];
  /** Turns from the start of the search to a circle that breaks this, few switches first. Moves the machine. */
  readonly wayTo: (name: string) => readonly Move[];
  /** Turns that lead from this memory back to its like and let everybody move. Moves the machine. */
  readonly around: (memory: Int32Array) => readonly Move[];
}

interface Circle {
  readonly states: ReadonlySet<number>;
  readonly names: readonly string[];
}

const NONE: Endless = {
  names: new Set(),
  unfair: 0,
  through: () => [],
  around: () => [],
  wayTo: () => [],
};

/** The circles of a search; undefined: it met no state twice. */
export function endlessIn<W>(searched: Searched<W> | undefined): Endless {
  if (!searched) return NONE;
  const all = searched.graph.circles(isBoring).map((states) => new Set(states));
  const fair = all.flatMap((states): Circle[] => {
    const names = judged(searched, states);
    return names ? [{ states, names }] : [];
  });
  const circleAt = (memory: Int32Array): Circle | undefined => {
    const state = searched.stateOf(memory);
    return state < 0 ? undefined : fair.find(({ states }) => states.has(state));
  };
  return {
    names: new Set(fair.flatMap(({ names }) => names)),
    unfair: all.length - fair.length,
    through: (memory) => circleAt(memory)?.names ?? [],
    wayTo: (name) => {
      const circles = fair.filter(({ names }) => names.includes(name));
      return wayTo(searched, (state) => circles.some(({ states }) => states.has(state)));
    },
    around: (memory) => {
      const circle = circleAt(memory);
      return circle ? new Walk(searched, circle.states).from(searched.stateOf(memory)) : [];
    },
  };
}

const isBoring = ({ answer }: Transition): boolean => answer === 0;

const within = <W>({ graph }: Searched<W>, states: ReadonlySet<number>, state: number): Transition[] =>
  graph.from(state).filter((transition) => isBoring(transition) && states.has(transition.to));

/** What all states of a set break if a run goes round in it; undefined if that is unfair to somebody. */
function judged<W>(searched: Searched<W>, states: ReadonlySet<number>): readonly string[] | undefined {
  const { subject } = searched;
  const moved = new Set<number>();
  let starved: ReadonlySet<number> | undefined;
  let names: ReadonlySet<string> | undefined;
  const look = (): void => {
    const ready = readyIn(subject.machine);
    starved = starved ? intersection(starved, ready) : ready;
    const broken = new Set(subject.endless?.() ?? []);
    names = names ? intersection(names, broken) : broken;
  };
  for (const state of states) {
    searched.stand(state);
    look();
    for (const transition of within(searched, states, state))
      searched.along(state, transition, (move) => {
        moved.add(keyOf(move));
        look();
      });
  }
  for (const key of starved ?? []) if (!moved.has(key)) return undefined;
  return [...(names ?? [])];
}

const intersection = <T>(one: ReadonlySet<T>, other: ReadonlySet<T>): ReadonlySet<T> =>
  new Set([...one].filter((each) => other.has(each)));

/** Local states are fewer than this. */
const STATES_MAX = 2 ** 28;

const keyOf = ({ identity, state }: Pick<Move, 'identity' | 'state'>): number =>
  identity * STATES_MAX + state;

/** Who could take a turn now. */
function readyIn<W>(machine: Machine<W>): ReadonlySet<number> {
  const { memory, slotAt, slots } = machine;
  const ready = new Set<number>();
  for (let slot = 0; slot < slots; slot++) {
    if (!machine.isLive(slot) || !machine.isReady(slot)) continue;
    const word = slotAt + slot * WORDS_PER_SLOT;
    ready.add(
      keyOf({ identity: (memory[word + 1] as number) % IDENTITY_MAX, state: memory[word] as number }),
    );
  }
  return ready;
}

interface Leg {
  readonly to: number;
  readonly moves: readonly Move[];
}

/** A way round a set of states that lets everybody move or passes where he cannot; short, but not the shortest. */
class Walk<W> {
  private readonly searched: Searched<W>;
  private readonly states: ReadonlySet<number>;
  private waiting = new Set<number>();

  constructor(searched: Searched<W>, states: ReadonlySet<number>) {
    this.searched = searched;
    this.states = states;
  }

  from(start: number): readonly Move[] {
    this.searched.stand(start);
    this.waiting = new Set(readyIn(this.searched.subject.machine));
    const walk: Move[] = [];
    let at = start;
    do {
      const way = this.nearest(at, (leg, served) => (this.waiting.size > 0 ? served : leg.to === start));
      if (way.length === 0) return [];
      for (const { moves } of way) walk.push(...moves);
      at = way.at(-1)?.to ?? at;
    } while (this.waiting.size > 0 || at !== start);
    return walk;
  }

  /** The shortest way to a transition of this kind, breadth first; it serves whom it serves. */
  private nearest(from: number, isWanted: (leg: Leg, served: boolean) => boolean): readonly Leg[] {
    const before = new Map<number, { readonly from: number; readonly leg: Leg } | null>([[from, null]]);
    for (const state of before.keys()) {
      for (const transition of within(this.searched, this.states, state)) {
        const served = new Set<number>();
        const leg = this.leg(state, transition, served);
        if (!leg) continue;
        if (isWanted(leg, served.size > 0)) {
          for (const key of served) this.waiting.delete(key);
          return [...back(before, state), leg];
        }
        if (!before.has(leg.to)) before.set(leg.to, { from: state, leg });
      }
    }
    return [];
  }

  /** Takes a transition; adds to `served` who waited and moves in it or cannot. */
  private leg(state: number, transition: Transition, served: Set<number>): Leg | undefined {
    const moves: Move[] = [];
    const arrives = this.searched.along(state, transition, (move) => {
      moves.push(move);
      if (this.waiting.has(keyOf(move))) served.add(keyOf(move));
      const ready = readyIn(this.searched.subject.machine);
      for (const key of this.waiting) if (!ready.has(key)) served.add(key);
    });
    return arrives ? { to: transition.to, moves } : undefined;
  }
}

function back(
  before: ReadonlyMap<number, { readonly from: number; readonly leg: Leg } | null>,
  to: number,
): Leg[] {
  const legs: Leg[] = [];
  for (let step = before.get(to); step; step = before.get(step.from)) legs.push(step.leg);
  return legs.reverse();
}

interface Reached {
  readonly state: number;
  readonly cost: number;
  readonly leg: Leg | null;
  readonly from: Reached | null;
  /** Who moved last. */
  readonly last: number;
}

/** Switches of processes cost most, then turns. */
const PER_SWITCH = 1 << 20;

/** The cheapest way along the transitions of a search; it may have taken others than the shortest run does. */
function wayTo<W>(searched: Searched<W>, isWanted: (state: number) => boolean): readonly Move[] {
  const queue = new PriorityQueue<Reached>([], (a, b) => a.cost - b.cost);
  const done = new Set<number>();
  queue.push({ state: 0, cost: 0, leg: null, from: null, last: -1 });
  for (let next = queue.pop(); next; next = queue.pop()) {
    if (done.has(next.state)) continue;
    done.add(next.state);
    if (isWanted(next.state)) return [...searched.before, ...movesTo(next)];
    for (const transition of searched.graph.from(next.state)) {
      if (done.has(transition.to)) continue;
      const moves: Move[] = [];
      if (!searched.along(next.state, transition, (move) => moves.push(move))) continue;
      const { cost, last } = costOf(moves, next);
      queue.push({ state: transition.to, cost, last, leg: { to: transition.to, moves }, from: next });
    }
  }
  return [];
}

function costOf(moves: readonly Move[], { cost, last }: Reached): Pick<Reached, 'cost' | 'last'> {
  let [sum, before] = [cost, last];
  for (const { identity, answer } of moves) {
    sum += 1 + (identity === before ? 0 : PER_SWITCH) + (answer > 0 ? PER_SWITCH : 0);
    before = identity;
  }
  return { cost: sum, last: before };
}

function movesTo(reached: Reached): readonly Move[] {
  const legs: Leg[] = [];
  for (let at: Reached | null = reached; at; at = at.from) if (at.leg) legs.push(at.leg);
  return legs.reverse().flatMap(({ moves }) => moves);
}
