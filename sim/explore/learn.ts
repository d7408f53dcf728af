/**
 * Before and during a search: random runs, so that it knows early nearly all that processes may do; and what a function
 * has met when called from one place is taken to be possible wherever it is called. Knowing too much is no harm.
 */
import { CHOOSE, STEP, WAIT, type Turn } from '../engine/effect.ts';
import type { Interner } from '../engine/intern.ts';
import { OutOfSlots, WORDS_PER_SLOT } from '../engine/machine.ts';
import { drawsOf, type Draws } from './draws.ts';
import type { Subject } from './subject.ts';

/** Enough turns in a row that met nothing new, and enough turns in all. */
const BARREN_MAX = 4000;
const TURNS_MAX = 400_000;
const RUN_TURNS_MAX = 5000;
/** Local states may become this many times as many by generalising. */
const GROWTH_MAX = 3;

export class Learner<W> {
  private readonly subject: Subject<W>;
  private readonly threads: Interner<W>;
  private readonly start: Int32Array;
  /** By local state: how many of its answers were given. */
  private readonly tried: number[] = [];
  private runs = 0;
  /** Results met at a point, by its text and by local state. */
  private readonly points = new Map<string, Set<number>>();
  private readonly met: (Set<number> | undefined)[] = [];
  /** Edges when all was generalised. */
  private generalised = -1;

  /** Runs begin where the machine stands now. */
  constructor(subject: Subject<W>, threads: Interner<W>) {
    this.subject = subject;
    this.threads = threads;
    this.start = subject.machine.snapshot();
  }

  /** Runs until a number of turns in a row met no new edge. The machine is anywhere afterwards. */
  untilBarren(): void {
    for (let turns = 0, barren = 0; turns < TURNS_MAX && barren < BARREN_MAX;) {
      const known = this.threads.edges;
      const taken = this.forTurns(500);
      turns += taken;
      barren = this.threads.edges === known ? barren + taken : 0;
    }
  }

  /** Runs for this many turns, and the rest of the last run. Returns how many turns it was, at least one. */
  forTurns(count: number): number {
    let turns = 0;
    while (turns < count) turns += Math.max(1, this.runOnce(drawsOf('learn', this.runs++)));
    this.subject.broken(false);
    this.generalise();
    return turns;
  }

  /** Lets every local state meet the results that others met at the same point of the same function. */
  private generalise(): void {
    const { threads } = this;
    if (threads.edges === this.generalised) return;
    const most = threads.size * GROWTH_MAX;
    for (let known = -1; known !== threads.edges && threads.size < most;) {
      known = threads.edges;
      for (let state = 1; state < threads.size; state++) {
        const met = (this.met[state] ??= this.metAt(state));
        const own = threads.results(state);
        for (const result of own) met.add(result);
        if (own.length < met.size) for (const result of met) threads.next(state, result);
      }
    }
    this.generalised = threads.edges;
  }

  /** Results at the point where a local state stands: one set for all that stand there. */
  private metAt(state: number): Set<number> {
    const point = pointOf(this.threads, state);
    let met = this.points.get(point);
    if (!met) this.points.set(point, (met = new Set(certain(this.threads.turns[state]))));
    return met;
  }

  /**
   * One run, with the answers of each local state in turn. Every process has a standing, and the highest that can move
   * does; how often standings change differs from run to run, so some processes are far ahead of others in some runs.
   * Returns how many turns it took.
   */
  private runOnce(draws: Draws): number {
    const { machine } = this.subject;
    machine.restore(this.start);
    const unrest = draws() ** 3;
    const standings = Array.from({ length: machine.slots }, draws);
    for (let turns = 0; turns < RUN_TURNS_MAX; turns++) {
      let first = -1;
      for (let slot = 0; slot < machine.slots; slot++) {
        const isHigher = first < 0 || (standings[slot] as number) > (standings[first] as number);
        if (isHigher && machine.isReady(slot)) first = slot;
      }
      if (first < 0 || !this.takes(first)) return turns;
      if (draws() < unrest) standings[first] = draws();
    }
    return RUN_TURNS_MAX;
  }

  /** False where there is no room for another process. */
  private takes(slot: number): boolean {
    const { machine } = this.subject;
    const turn = machine.turnOf(slot);
    const state = machine.memory[machine.slotAt + slot * WORDS_PER_SLOT] as number;
    const count = turn?.is === CHOOSE ? turn.options.length : 1;
    const answer = (this.tried[state] ?? 0) % count;
    this.tried[state] = answer + 1;
    try {
      machine.perform(slot, answer);
      return true;
    } catch (error) {
      if (error instanceof OutOfSlots) return false;
      throw error;
    }
  }
}

/** Results that whoever takes this turn may get for sure: any answer to a choice; nothing else than 0 of a lock. */
function certain<W>(turn: Turn<W> | undefined): Iterable<number> {
  if (turn === undefined || turn.is === STEP || turn.is === WAIT) return [];
  return turn.is === CHOOSE ? turn.options.keys() : [0];
}

/** The innermost function, its arguments, how far it has got, what it is about to do. */
function pointOf<W>(threads: Interner<W>, state: number): string {
  const [frame] = threads.frames(state);
  const turn = threads.turns[state];
  const what = turn && 'op' in turn ? `${turn.op.name} ${turn.a} ${turn.b} ${turn.c}` : JSON.stringify(turn);
  return `${frame?.fn.name}(${frame?.args.join()}) ${frame?.received} ${what}`;
}
