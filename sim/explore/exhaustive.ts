/**
 * Every order, by states: depth first over all states that matter, each visited once.
 *
 * Reduction. In each state only a persistent set of processes is tried. A set is cut from what the others may
 * still touch (futures.ts), and those futures are learned: the search starts with the automata it has, notices
 * every edge that it did not know, and repeats itself until a whole search met nothing new. That is enough:
 * take a run of the full system and its first turn along an unknown edge. All turns before it are known, so
 * the persistent sets allowed an equivalent run with the same results, and the search would have met that
 * edge.
 *
 * Cycles. A reduced state whose successor is on the stack is expanded fully, so that nobody is put off for ever.
 */
import { CHOOSE } from '../engine/effect.ts';
import { Canonicaliser } from '../engine/canonical.ts';
import { Interner } from '../engine/intern.ts';
import { IDENTITY_MAX, WORDS_PER_SLOT } from '../engine/machine.ts';
import { Futures } from './futures.ts';
import { BookFull, ObjectBook } from './objects.ts';
import { PersistentSets } from './persistent.ts';
import { StateSet } from './states.ts';
import type { Budget, Move, Progress, Subject } from './subject.ts';

export interface ExhaustiveOptions {
  readonly budget?: Budget;
  /** false: try everybody everywhere; for checks of the reduction. */
  readonly reduce?: boolean;
  readonly onProgress?: (progress: Progress) => void;
}

export interface Exhaustive {
  readonly states: number;
  readonly transitions: number;
  /** Nothing is left to try; otherwise a budget struck and all below is what was found so far. */
  readonly complete: boolean;
  /** Searches until the automata stopped growing. */
  readonly rounds: number;
  /** A schedule to each outcome class, not the shortest. */
  readonly endings: ReadonlyMap<string, readonly Move[]>;
  /** A schedule to each broken claim. */
  readonly broken: ReadonlyMap<string, readonly Move[]>;
  /** Some state can be reached again from itself: runs may go on for ever. */
  readonly cyclic: boolean;
  readonly bytes: number;
}

/** Explores all orders of a subject. Its machine must run interned threads. */
export function exhaustive<W>(subject: Subject<W>, options: ExhaustiveOptions = {}): Exhaustive {
  const { threads } = subject.machine;
  if (!(threads instanceof Interner)) throw new Error('an exhaustive search needs interned threads');
  const start = subject.machine.snapshot();
  const broken = new Map<string, readonly Move[]>();
  let words = 4;
  for (let rounds = 1; ; rounds++) {
    const known = threads.edges;
    subject.machine.restore(start);
    const book = new ObjectBook(subject.machine.blueprint.kernel, words);
    const search = new Search(subject, new Futures(threads, book), options, broken);
    if (!search.run()) words *= 2;
    else if (threads.edges === known || !search.complete || options.reduce === false) {
      return search.result(rounds, threads.edges === known || options.reduce === false);
    }
  }
}

interface Frame {
  readonly state: number;
  /** Turns to try: slot and answer, alternating. */
  readonly turns: number[];
  next: number;
  reduced: boolean;
  /** Moves from the start to this state. */
  readonly depth: number;
}

/** Turns to try, as in a frame, and whether others were left out. */
interface Options {
  readonly turns: number[];
  readonly reduced: boolean;
}

/** A run without decisions may be a circle: now and then a state is stored all the same. */
const UNSTORED_MAX = 5000;

class Search<W> {
  complete = true;
  private readonly subject: Subject<W>;
  private readonly settings: ExhaustiveOptions;
  private readonly sets: PersistentSets<W>;
  private readonly states: StateSet;
  private readonly stack: Frame[] = [];
  private readonly path: Move[] = [];
  private readonly onStack = new Set<number>();
  private readonly endings = new Map<string, readonly Move[]>();
  /** Kept over the rounds: a claim is told once, when it breaks first. */
  private readonly broken: Map<string, readonly Move[]>;
  private readonly canonical: Canonicaliser<W>;
  /** Processes of the state at hand, in the first slots. */
  private live = 0;
  private transitions = 0;
  private cyclic = false;

  constructor(
    subject: Subject<W>,
    futures: Futures<W>,
    settings: ExhaustiveOptions,
    broken: Map<string, readonly Move[]>,
  ) {
    this.broken = broken;
    this.subject = subject;
    this.settings = settings;
    this.sets = new PersistentSets(subject.machine, futures);
    this.canonical = new Canonicaliser(subject.machine);
    this.states = new StateSet(subject.machine.memory.length);
  }

  /** False: there are more objects than the sets can hold. */
  run(): boolean {
    try {
      this.explore();
      return true;
    } catch (error) {
      if (error instanceof BookFull) return false;
      throw error;
    }
  }

  private explore(): void {
    this.live = this.canonical.apply();
    const options = this.runOn();
    this.enter(this.states.add(this.subject.machine.memory), options);
    for (let frame = this.stack.at(-1); frame; frame = this.stack.at(-1)) {
      if (frame.next >= frame.turns.length) this.leave(frame);
      else if (this.overBudget()) return;
      else this.tryNext(frame);
    }
  }

  result(rounds: number, settled: boolean): Exhaustive {
    const { transitions, cyclic, endings, broken } = this;
    const complete = this.complete && settled;
    return {
      states: this.states.size,
      transitions,
      complete,
      rounds,
      endings,
      broken,
      cyclic,
      bytes: this.states.bytes,
    };
  }

  private overBudget(): boolean {
    const { states = Infinity, bytes = Infinity, expired } = this.settings.budget ?? {};
    const { size } = this.states;
    const over =
      size >= states ||
      (this.transitions % 1024 === 0 && (this.states.bytes > bytes || expired?.() === true));
    if (this.transitions % 8192 === 0) this.settings.onProgress?.({ states: size, depth: this.stack.length });
    if (over) this.complete = false;
    return over;
  }

  /** Takes the frame's next turn, runs on while there is nothing to decide, and enters the state if it is new. */
  private tryNext(frame: Frame): void {
    const { machine } = this.subject;
    const [slot, answer] = [frame.turns[frame.next] as number, frame.turns[frame.next + 1] as number];
    frame.next += 2;
    this.path.length = frame.depth;
    this.states.restore(frame.state, machine.memory);
    this.perform(slot, answer);
    const options = this.runOn();
    const before = this.states.size;
    const next = this.states.add(machine.memory);
    if (next === before) this.enter(next, options);
    else if (this.onStack.has(next)) {
      this.cyclic = true;
      if (frame.reduced) this.expandFully(frame);
    }
  }

  private perform(slot: number, answer: number): void {
    const { machine } = this.subject;
    const word = machine.slotAt + slot * WORDS_PER_SLOT;
    const identity = (machine.memory[word + 1] as number) % IDENTITY_MAX;
    this.path.push({ identity, state: machine.memory[word] as number, answer });
    machine.moved();
    machine.perform(slot, answer);
    this.transitions++;
    this.note(this.broken, this.subject.broken(false));
    this.live = this.canonical.apply();
  }

  /** States with one way on are run through without being stored (path compression). */
  private runOn(): Options {
    for (let run = 0; ; run++) {
      const options = this.options();
      if (options.turns.length !== 2 || run === UNSTORED_MAX) return options;
      this.perform(options.turns[0] as number, options.turns[1] as number);
    }
  }

  /** What has to be tried in the machine's state. */
  private options(): Options {
    const { machine } = this.subject;
    const ready = this.ready();
    const chosen = this.settings.reduce === false ? ready : this.sets.of(this.live, ready);
    const turns = chosen.flatMap((slot) => turnsOf(machine.turnOf(slot), slot));
    return { turns, reduced: chosen.length < ready.length };
  }

  private enter(state: number, { turns, reduced }: Options): void {
    if (turns.length === 0) {
      this.note(this.broken, this.subject.broken(true));
      this.note(this.endings, [this.subject.ending()]);
      return;
    }
    this.stack.push({ state, turns, next: 0, reduced, depth: this.path.length });
    this.onStack.add(state);
  }

  private leave(frame: Frame): void {
    this.stack.pop();
    this.onStack.delete(frame.state);
  }

  private ready(): number[] {
    const { machine } = this.subject;
    const ready: number[] = [];
    for (let slot = 0; slot < this.live; slot++) if (machine.isReady(slot)) ready.push(slot);
    return ready;
  }

  /** The cycle proviso: the others get their turn too. */
  private expandFully(frame: Frame): void {
    frame.reduced = false;
    const { machine } = this.subject;
    this.states.restore(frame.state, machine.memory);
    this.live = this.canonical.apply();
    const tried = new Set(frame.turns.filter((_, index) => index % 2 === 0));
    for (const slot of this.ready()) {
      if (!tried.has(slot)) frame.turns.push(...turnsOf(machine.turnOf(slot), slot));
    }
  }

  private note(found: Map<string, readonly Move[]>, names: readonly string[]): void {
    for (const name of names) if (!found.has(name)) found.set(name, [...this.path]);
  }
}

/** The turns of one process: one, or one per option of a choice. */
function turnsOf(
  turn: { readonly is: number; readonly options?: readonly string[] } | undefined,
  slot: number,
): number[] {
  const count = turn?.is === CHOOSE ? (turn.options?.length ?? 1) : 1;
  return Array.from({ length: count }, (_, answer) => [slot, answer]).flat();
}
