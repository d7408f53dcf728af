/**
 * A run as a list of turns: who took it, what it touched, what it came after. Slices, lanes, swaps and delays are all
 * read off this list; nothing of it needs the machine again.
 */
import type { Chooser } from '../engine/choice.ts';
import {
  CHOOSE,
  LOCK,
  SLEEP,
  SPAWN,
  STEP,
  UNLOCK,
  WAIT,
  type Footprint,
  type Turn,
} from '../engine/effect.ts';
import type { Machine } from '../engine/machine.ts';
import { placesOf } from '../engine/places.ts';
import { run, type ClockMode, type RunEnd } from '../engine/run.ts';

/** One turn of a recorded run. */
export interface TurnTaken {
  readonly process: string;
  /** How many steps processes of this name have taken, this one included: with the name it names the turn. */
  readonly step: number;
  /** The effect in words: an operation's name, `lock ...`, `starts ...`. */
  readonly does: string;
  /** What it touched in this very state: objects as even numbers, locks as odd ones. */
  readonly touches: Required<Footprint>;
  /** Position of the same process's turn before, or of the turn that started the process; -1: there at the start. */
  readonly after: number;
  /** It takes a lock, or waits for something, if only for no time. */
  readonly waits: boolean;
  /** It had to wait: position of the turn that let it go on at last. -1: it could go on when it got here. */
  readonly enabledBy: number;
  /** Chances that it did not take while it waited. */
  readonly missed: readonly Missed[];
  readonly takes: Takes | null;
}

/** Of a sleep: the shortest and longest time, in nanoseconds, what takes it, and how the timed clock asks for it. */
export interface Takes {
  readonly about: string;
  readonly min: number;
  readonly max: number;
  /** Identity of the question how long it takes, as a deviation names it. */
  readonly at: string;
}

/** It could have gone on since turn `since` (-1: since it got there), until turn `until` took that away. */
export interface Missed {
  readonly since: number;
  readonly until: number;
}

/** A whole run, recorded. */
export interface RunTaken {
  readonly turns: readonly TurnTaken[];
  readonly end: RunEnd;
}

export interface TakeOptions {
  readonly clock: ClockMode;
  readonly stepsMax: number;
  readonly afterTurn?: (slot: number) => void;
}

/** Runs the machine from where it stands and records every turn. */
export function takeTurns<W>(machine: Machine<W>, chooser: Chooser, options: TakeOptions): RunTaken {
  const turns: TurnTaken[] = [];
  const waiting = waitingRoom(machine);
  const sleeps = sleepNames(machine);
  let last: { index: number; answer: number } = { index: 0, answer: 0 };
  /** Position of each slot's last turn, or of the one that started its process. */
  const before = new Map<number, number>();
  let begun: Omit<TurnTaken, 'does' | 'step'> & { turn: Turn<W> };
  const asked: Chooser = {
    choose(point) {
      const answer = chooser.choose(point);
      if (point.kind !== 'schedule') last = { index: turns.length, answer };
      return answer;
    },
  };
  const end = run(machine, asked, {
    clock: options.clock,
    stepsMax: options.stepsMax,
    beforeTurn(slot) {
      const turn = machine.turnOf(slot) as Turn<W>;
      begun = {
        turn,
        process: machine.nameOf(slot),
        touches: touchedBy(machine, turn),
        after: before.get(slot) ?? -1,
        waits: turn.is === LOCK || turn.is === WAIT,
        ...waiting.past(slot),
        takes: sleeps.takes(slot, turn),
      };
    },
    afterTurn(slot) {
      const { turn, ...rest } = begun;
      sleeps.after([slot, machine.spawned]);
      const answer = last.index === turns.length ? last.answer : 0;
      before.set(slot, turns.length);
      if (machine.spawned >= 0) before.set(machine.spawned, turns.length);
      waiting.after(turns.length, [slot, machine.spawned]);
      turns.push({ ...rest, step: machine.stepsOf[slot] ?? 0, does: wordsOf(machine, turn, answer) });
      options.afterTurn?.(slot);
    },
  });
  return { turns, end };
}

/** Names the questions that the timed clock asks of sleepers, as run.ts does; the untimed one does not ask. */
function sleepNames<W>(machine: Machine<W>): {
  takes: (slot: number, turn: Turn<W>) => Takes | null;
  after: (arrived: readonly number[]) => void;
} {
  const places = placesOf(machine);
  /** By slot: whose it is, also when it has just ended. */
  const identities: number[] = [];
  const arrive = (slot: number): void => {
    if (machine.isLive(slot)) identities[slot] = machine.identityOf(slot);
    places?.arrive(slot, identities[slot] ?? -1);
  };
  for (let slot = 0; slot < machine.slots; slot++) if (machine.isLive(slot)) arrive(slot);
  return {
    takes(slot, turn) {
      if (turn.is !== SLEEP) return null;
      const { about, min, max } = turn;
      const place = places ? places.of(slot, machine.identityOf(slot)) : (machine.stepsOf[slot] ?? 0);
      return { about, min, max, at: `d:${machine.nameOf(slot)}@${place}/${about}` };
    },
    after: (arrived) => arrived.filter((slot) => slot >= 0).forEach(arrive),
  };
}

/** The history of one wait. */
type Waited = Pick<TurnTaken, 'enabledBy' | 'missed'>;

const NEVER: Waited = { enabledBy: -1, missed: [] };

/** Who waits for a lock or a condition, and which turns let it go on. */
function waitingRoom<W>(machine: Machine<W>): {
  past: (slot: number) => Waited;
  after: (position: number, arrived: readonly number[]) => void;
} {
  /** By slot: whether it could go on, since which turn (-1: since it got there), and what it missed. */
  const places = new Map<number, { ready: boolean; enabledBy: number; missed: Missed[] }>();
  const arrive = (slot: number): void => {
    const is = machine.turnOf(slot)?.is;
    if (is === LOCK || is === WAIT)
      places.set(slot, { ready: machine.isReady(slot), enabledBy: -1, missed: [] });
    else places.delete(slot);
  };
  for (let slot = 0; slot < machine.slots; slot++) if (machine.isLive(slot)) arrive(slot);
  return {
    past(slot) {
      const { enabledBy, missed } = places.get(slot) ?? NEVER;
      return { enabledBy, missed };
    },
    after(position, arrived) {
      for (const slot of arrived) if (slot >= 0) arrive(slot);
      for (const [slot, place] of places) {
        if (arrived.includes(slot)) continue;
        const ready = machine.isReady(slot);
        if (ready && !place.ready) place.enabledBy = position;
        if (!ready && place.ready) place.missed.push({ since: place.enabledBy, until: position });
        place.ready = ready;
      }
    },
  };
}

const NOTHING: Required<Footprint> = { reads: [], writes: [], merges: [] };

/** What a turn touches in the state that the machine is in, in the numbers of `TurnTaken.touches`. */
function touchedBy<W>(machine: Machine<W>, turn: Turn<W>): Required<Footprint> {
  if (turn.is === LOCK || turn.is === UNLOCK) return { ...NOTHING, writes: [turn.lock * 2 + 1] };
  if (turn.is !== STEP && turn.is !== WAIT) return NOTHING;
  const { op, a, b, c } = turn;
  const kernel = machine.blueprint.kernel as never;
  return asObjects(op.narrows?.(machine.world, a, b, c) ?? op.touches(kernel, a, b, c));
}

/** A footprint in the numbers of `TurnTaken.touches`. */
export function asObjects({ reads, writes, merges = [] }: Footprint): Required<Footprint> {
  const doubled = (objects: readonly number[]): number[] => objects.map((object) => object * 2);
  return { reads: doubled(reads), writes: doubled(writes), merges: doubled(merges) };
}

function wordsOf<W>(machine: Machine<W>, turn: Turn<W>, answer: number): string {
  switch (turn.is) {
    case STEP:
      return turn.op.name;
    case WAIT:
      return `${turn.op.name}: ready`;
    case LOCK:
      return `takes ${machine.blueprint.lockName(turn.lock)}`;
    case UNLOCK:
      return `drops ${machine.blueprint.lockName(turn.lock)}`;
    case SPAWN:
      return `starts ${machine.blueprint.processName(turn.identity)}`;
    case SLEEP:
      return turn.about;
    case CHOOSE:
      return `${turn.about}: ${turn.options[answer] ?? ''}`;
  }
}
