/**
 * Endless runs of machines that are too large for a search over states: a start in any order, then a fair and
 * deterministic schedule under which nothing fails any more. Such a run comes to rest or repeats itself, and what
 * repeats itself is a loop that lets everybody move, found without any bound on the states of the machine.
 */
import { CHOOSE, SLEEP, type Sleep } from '../engine/effect.ts';
import { OutOfSlots, type Machine } from '../engine/machine.ts';
import type { Loop } from './loop.ts';
import { isFairLoop } from './loop.ts';
import type { SlotMove } from './shortest.ts';

export interface Lasso {
  /** Turns from the start to the loop. */
  readonly stem: readonly SlotMove[];
  readonly loop: Loop;
  /** No stem to a loop has fewer deviations. */
  readonly stemIsShortest: boolean;
}

export interface HuntOptions {
  /** Draws below its argument. */
  readonly draw: (below: number) => number;
  /** Starts that are tried, the first of them without any hostile turn. */
  readonly starts: number;
  /** Turns of one run. */
  readonly stepsMax: number;
  readonly expired?: () => boolean;
}

export interface Hunt {
  readonly lasso: Lasso | undefined;
  readonly runs: number;
}

/** Looks for a loop from where the machine stands, and leaves it there. */
export function hunt<W>(machine: Machine<W>, { draw, starts, stepsMax, expired }: HuntOptions): Hunt {
  const start = machine.snapshot();
  let left = LOOKS_MAX;
  for (let runs = 1; runs <= starts; runs++) {
    if (expired?.() || left < 0) return { lasso: undefined, runs: runs - 1 };
    machine.restore(start);
    const run = new FairRun(machine, draw);
    const hostile = runs === 1 ? 0 : draw(HOSTILE_MAX) + 1;
    const lasso = run.begin(hostile, draw) ? run.toLoop(stepsMax) : undefined;
    left -= run.length * machine.slots;
    machine.restore(start);
    if (lasso) return { lasso, runs };
  }
  return { lasso: undefined, runs: starts };
}

/** Looks at who can move, over all runs: large machines get fewer starts. */
const LOOKS_MAX = 100_000_000;
/** Turns in any order before the schedule turns fair. */
const HOSTILE_MAX = 120;
/** A loop of more turns explains nothing; and each is looked for from a fixed point on. */
const FIRST_WINDOW = 64;

/** Nanoseconds from which on a nap is long; all others are the shortest there is. */
const LONG = 1_000_000;
/** Longest nap, in shortest ones. */
const NAP_MAX = 40;

class FairRun<W> {
  private readonly machine: Machine<W>;
  private readonly turns: SlotMove[] = [];
  private readonly draw: HuntOptions['draw'];
  /** How long each nap takes, by what it is about: drawn once, the same for ever. */
  private readonly naps = new Map<string, number>();
  /** All long naps take so long; 0: each its own time. */
  private readonly alike: number;
  private now = 0;
  /** By slot: how many turns had been taken when its last one was, and until when it naps. */
  private readonly movedAt: Int32Array;
  private readonly wakesAt: Int32Array;

  constructor(machine: Machine<W>, draw: HuntOptions['draw']) {
    this.machine = machine;
    this.draw = draw;
    this.alike = draw(2) * (1 + draw(NAP_MAX));
    this.movedAt = new Int32Array(machine.slots);
    this.wakesAt = new Int32Array(machine.slots);
  }

  /** Turns taken. */
  get length(): number {
    return this.turns.length;
  }

  /** Turns drawn from all that are possible. False: the run is over. */
  begin(turns: number, draw: HuntOptions['draw']): boolean {
    for (let turn = 0; turn < turns; turn++) {
      const ready: number[] = [];
      for (let slot = 0; slot < this.machine.slots; slot++) if (this.machine.isReady(slot)) ready.push(slot);
      const slot = ready[draw(Math.max(1, ready.length))];
      if (slot === undefined) return false;
      const asked = this.machine.turnOf(slot);
      const answer = asked?.is === CHOOSE ? draw(asked.options.length) : 0;
      if (!this.take(slot, answer)) return false;
    }
    return true;
  }

  /**
   * In turn, until the run is over or a memory comes again, with the same slot being next. Where it is looked for
   * moves on in windows that double (Brent), so nothing is stored.
   */
  toLoop(stepsMax: number): Lasso | undefined {
    let mark = this.mark();
    for (let window = FIRST_WINDOW; this.turns.length < stepsMax;) {
      const next = this.nextSlot();
      if (next < 0 || !this.take(next, 0)) return undefined;
      if (this.isAt(mark)) return this.lassoFrom(mark);
      if (this.turns.length - mark.turns < window) continue;
      mark = this.mark();
      window *= 2;
    }
    return undefined;
  }

  private mark(): Mark {
    return { memory: this.machine.snapshot(), turns: this.turns.length, clock: this.clock() };
  }

  private isAt({ memory, clock }: Mark): boolean {
    const now = this.machine.memory;
    return memory.every((word, at) => word === now[at]) && clock === this.clock();
  }

  /** Who moved longest ago, and how long naps still take: with the memory it decides all that is to come. */
  private clock(): string {
    const slots: number[] = [];
    for (let slot = 0; slot < this.machine.slots; slot++) if (this.machine.isLive(slot)) slots.push(slot);
    const queue = slots.sort((a, b) => (this.movedAt[a] ?? 0) - (this.movedAt[b] ?? 0) || a - b);
    return queue.map((slot) => `${slot}/${Math.max(0, (this.wakesAt[slot] ?? 0) - this.now)}`).join();
  }

  /** Who moved longest ago of those who can and do not nap; if there is nobody, who wakes first; -1: nobody. */
  private nextSlot(): number {
    let best = -1;
    for (let slot = 0; slot < this.machine.slots; slot++)
      if (this.machine.isReady(slot) && (best < 0 || this.isBefore(slot, best))) best = slot;
    if (best >= 0) this.now = Math.max(this.now, this.wakesAt[best] ?? 0);
    return best;
  }

  private isBefore(slot: number, other: number): boolean {
    const [one = 0, two = 0] = [this.wakesAt[slot], this.wakesAt[other]].map((at = 0) =>
      Math.max(at, this.now),
    );
    return one < two || (one === two && (this.movedAt[slot] ?? 0) < (this.movedAt[other] ?? 0));
  }

  /** The process in this slot has come to another turn: a nap begins now. */
  private arrive(slot: number): void {
    this.movedAt[slot] = this.turns.length;
    const turn = this.machine.turnOf(slot);
    if (turn?.is !== SLEEP) {
      this.wakesAt[slot] = 0;
      return;
    }
    this.wakesAt[slot] = this.now + this.napOf(turn);
  }

  private take(slot: number, answer: number): boolean {
    try {
      this.machine.moved();
      this.machine.perform(slot, answer);
    } catch (error) {
      if (error instanceof OutOfSlots) return false;
      throw error;
    }
    this.turns.push({ slot, answer });
    this.arrive(slot);
    if (this.machine.spawned >= 0) this.arrive(this.machine.spawned);
    return true;
  }

  private napOf({ about, max }: Sleep): number {
    if (max < LONG) return 1;
    const known = this.naps.get(about) ?? (this.alike || 1 + this.draw(NAP_MAX));
    this.naps.set(about, known);
    return known;
  }

  private lassoFrom(mark: Mark): Lasso | undefined {
    const stem = this.turns.slice(0, mark.turns);
    const turns = this.turns.slice(mark.turns);
    this.machine.restore(mark.memory);
    if (!isFairLoop(this.machine, turns)) return undefined;
    return { stem, loop: { turns, shortest: false }, stemIsShortest: false };
  }
}

interface Mark {
  readonly memory: Int32Array;
  readonly turns: number;
  readonly clock: string;
}
