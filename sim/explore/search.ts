/** One depth-first search over states (exhaustive.ts), with futures that it believes to be complete. */
import { CHOOSE, type Choose } from '../engine/effect.ts';
import { Canonicaliser } from '../engine/canonical.ts';
import { IDENTITY_MAX, OutOfSlots, WORDS_PER_SLOT, type Machine } from '../engine/machine.ts';
import { Circles } from './circles.ts';
import type { Exhaustive, ExhaustiveOptions } from './exhaustive.ts';
import { endlessIn, type Endless } from './endless.ts';
import { Frame, shareDone } from './frame.ts';
import { StateGraph } from './graph.ts';
import { growthOf, NO_GROWTH, type Growth } from './growth.ts';
import { lockOrder } from './lock-order.ts';
import { BRANCHING, type Futures } from './futures.ts';
import type { Learner } from './learn.ts';
import { Path } from './path.ts';
import { PersistentSets } from './persistent.ts';
import { signatureSet } from './signatures.ts';
import { recurrence, revisiting } from './revisit.ts';
import { StateSet } from './states.ts';
import type { Move, Subject } from './subject.ts';

export interface SearchOptions extends ExhaustiveOptions {
  /** Kept over the rounds: a claim is told once, when it breaks first. */
  readonly broken: Map<string, readonly Move[]>;
}

/** A run without decisions may be a circle: now and then a state is stored all the same. */
const UNSTORED_MAX = 5000;

export class Search<W> {
  private readonly subject: Subject<W>;
  private readonly machine: Machine<W>;
  private readonly growth: Growth;
  private readonly settings: SearchOptions;
  private readonly futures: Futures<W>;
  private readonly sets: PersistentSets<W>;
  private readonly states: Pick<StateSet, 'size' | 'bytes' | 'add'>;
  private readonly canonical: Canonicaliser<W>;
  private readonly frames: Frame[] = [];
  /** How many frames are in use. */
  private depth = 0;
  private readonly path = new Path();
  private readonly circles = new Circles();
  private readonly onStack = new Set<number>();
  /** Kept where somebody asks for runs without end. */
  private readonly graph: StateGraph | undefined;
  private readonly locks = lockOrder<W>();
  private readonly recurs: (run: number) => boolean;
  /** Turns before the first state that was stored. */
  private before: readonly Move[] = [];
  /** Told of every turn while a transition is taken once more. */
  private arrived: (() => void) | undefined;
  private readonly endings = new Map<string, readonly Move[]>();
  private readonly broken: Map<string, readonly Move[]>;
  /** Processes of the state at hand, in the first slots. */
  private live = 0;
  private transitions = 0;
  private complete = true;
  private cyclic = false;
  private cut = false;
  constructor(subject: Subject<W>, futures: Futures<W>, learner: Learner<W>, settings: SearchOptions) {
    this.subject = subject;
    this.machine = subject.machine;
    this.futures = futures;
    this.settings = settings;
    this.recurs = recurrence(subject.machine.memory);
    this.graph = subject.endless && !settings.hashed ? new StateGraph() : undefined;
    this.broken = settings.broken;
    this.sets = new PersistentSets(subject.machine, futures);
    this.canonical = new Canonicaliser(subject.machine);
    this.states = settings.hashed ? signatureSet() : new StateSet(subject.machine.memory.length);
    this.growth = settings.reduce === false ? NO_GROWTH : growthOf(futures.threads, futures, learner);
  }

  /** False: the futures have turned out to be too small. */
  run(): boolean {
    this.live = this.canonical.apply();
    this.runOn();
    this.before = this.path.told();
    this.enter();
    while (this.depth > 0) {
      const frame = this.frames[this.depth - 1] as Frame;
      if (frame.next >= frame.count) this.leave(frame);
      else if (this.overBudget()) return true;
      else this.tryNext(frame);
      if (this.growth.looksBad(this.transitions)) return false;
    }
    return !this.growth.hasGrown();
  }

  result(rounds: number): Exhaustive {
    const { transitions, complete, cyclic, cut, endings, broken } = this;
    const { size: states } = this.states;
    const { bytes } = this;
    const lockCycles = this.locks.cycles();
    const endless = this.endless();
    return {
      states,
      transitions,
      complete,
      rounds,
      endings,
      broken,
      cyclic,
      endless,
      lockCycles,
      cut,
      bytes,
    };
  }

  /** Where runs can go on for ever, among the transitions that were taken. Signatures do not tell. */
  private endless(): Endless {
    const { subject, graph, before, states, cyclic, path, canonical } = this;
    if (!cyclic || !graph || !(states instanceof StateSet)) return endlessIn(undefined);
    const again = revisiting({ machine: this.machine, states, canonical, path }, (live, arrived, turn) => {
      this.live = live;
      this.arrived = arrived;
      const through = this.runFrom(turn.slot, turn.answer);
      this.arrived = undefined;
      return through;
    });
    return endlessIn({ subject, graph, before, ...again });
  }

  private get bytes(): number {
    return this.states.bytes + (this.graph?.bytes ?? 0);
  }

  private overBudget(): boolean {
    const { states = Infinity, bytes = Infinity, expired } = this.settings.budget ?? {};
    const { size } = this.states;
    const over =
      size >= states || (this.transitions % 1024 === 0 && (this.bytes > bytes || expired?.() === true));
    if (this.transitions % 8192 === 0)
      this.settings.onProgress?.({
        states: size,
        depth: this.depth,
        share: shareDone(this.frames, this.depth),
      });
    if (over) this.complete = false;
    return over;
  }

  /** Takes the frame's next turn, runs on while there is nothing to decide, and enters the state if it is new. */
  private tryNext(frame: Frame): void {
    const slot = frame.turns[frame.next] as number;
    const answer = frame.turns[frame.next + 1] as number;
    frame.next += 2;
    this.path.cut(frame.moves);
    this.machine.memory.set(frame.memory);
    this.live = frame.live;
    if (!this.runFrom(slot, answer)) return;
    const before = this.states.size;
    const reached = this.enter();
    this.graph?.add(frame.state, { to: reached < 0 ? before : reached, slot, answer });
    if (reached < 0) return;
    const order = this.circles.orderOf(reached);
    if (order === 0) frame.exits = true;
    else {
      this.cyclic = true;
      frame.low = Math.min(frame.low, order);
      // Every circle of boring answers is closed by one of them.
      if (this.graph && answer === 0 && frame.reduced && this.onStack.has(reached)) this.expandFully(frame);
    }
  }

  /** False where the path is cut: more processes than there is room for, so what lies behind is not known. */
  private runFrom(slot: number, answer: number): boolean {
    try {
      this.perform(slot, answer);
      this.runOn();
      return true;
    } catch (error) {
      if (!(error instanceof OutOfSlots)) throw error;
      this.subject.broken(false);
      this.cut = true;
      this.complete = false;
      return false;
    }
  }

  private stateOf(slot: number): number {
    return this.machine.memory[this.machine.slotAt + slot * WORDS_PER_SLOT] as number;
  }

  private perform(slot: number, answer: number): void {
    const { machine } = this;
    const { memory } = machine;
    const word = machine.slotAt + slot * WORDS_PER_SLOT;
    this.path.add((memory[word + 1] as number) % IDENTITY_MAX, memory[word] as number, answer);
    this.locks.before(machine, slot);
    machine.moved();
    machine.perform(slot, answer);
    this.transitions++;
    const broken = this.subject.broken(false);
    if (broken.length > 0 && !this.arrived) this.note(this.broken, broken);
    this.live = this.canonical.applyAfter(slot, this.live);
    this.arrived?.();
  }

  /** States with one way on are run through without being stored (path compression). */
  private runOn(): void {
    for (let run = 0, last = -1; ; run++) {
      this.choose(last);
      if (this.sets.chosenCount !== 1 || run === UNSTORED_MAX || this.recurs(run)) return;
      const slot = this.sets.chosen[0] as number;
      if (this.futures.kindOf(this.stateOf(slot)) === BRANCHING) return;
      this.perform(slot, 0);
      last = this.canonical.hasMoved ? -1 : slot;
    }
  }

  /** Finds out who has to be tried in the machine's state. */
  private choose(last: number): void {
    if (this.settings.reduce === false) this.sets.chooseAll(this.live);
    else this.sets.choose(this.live, last);
  }

  /** Puts the machine's state on the stack with what was chosen, and returns -1; its number if it was seen, or ends. */
  private enter(): number {
    const before = this.states.size;
    const state = this.states.add(this.machine.memory);
    if (state !== before) return state;
    if (this.sets.chosenCount === 0) {
      this.end();
      return state;
    }
    this.push(state);
    return -1;
  }

  private push(state: number): void {
    const { machine, sets } = this;
    if (this.depth === this.frames.length) this.frames.push(new Frame(machine.memory.length));
    const frame = this.frames[this.depth++] as Frame;
    frame.memory.set(machine.memory);
    frame.state = state;
    frame.live = this.live;
    frame.next = 0;
    frame.reduced = sets.chosenCount < this.live;
    frame.moves = this.path.length;
    frame.count = 0;
    for (let i = 0; i < sets.chosenCount; i++) this.addTurns(frame, sets.chosen[i] as number);
    frame.exits = false;
    this.onStack.add(state);
    frame.low = this.circles.arrive(state);
  }

  private end(): void {
    this.locks.ended(this.machine, () => this.path.told());
    this.note(this.broken, this.subject.broken(true));
    this.note(this.endings, [this.subject.ending()]);
  }

  /** All turns of a state were tried. A circle that nothing leads out of must not put anybody off for ever. */
  private leave(frame: Frame): void {
    const isFirst = frame.low === this.circles.orderOf(frame.state);
    if (isFirst && !frame.exits && frame.reduced) {
      this.expandFully(frame);
      return;
    }
    this.depth--;
    this.onStack.delete(frame.state);
    const parent = this.frames[this.depth - 1];
    if (isFirst) this.circles.close(frame.state);
    if (!parent) return;
    if (!isFirst) parent.low = Math.min(parent.low, frame.low);
    parent.exits ||= isFirst || frame.exits;
  }

  /** The turns of one process: one, or one per option of a choice. */
  private addTurns(frame: Frame, slot: number): void {
    const answers = answersOf(this.machine, slot);
    for (let answer = 0; answer < answers; answer++) {
      frame.turns[frame.count++] = slot;
      frame.turns[frame.count++] = answer;
    }
  }

  /** The others get their turn too. */
  private expandFully(frame: Frame): void {
    frame.reduced = false;
    this.machine.memory.set(frame.memory);
    const tried = new Set(frame.turns.filter((_, index) => index < frame.count && index % 2 === 0));
    this.sets.chooseAll(frame.live);
    for (const slot of this.sets.chosen.subarray(0, this.sets.chosenCount))
      if (!tried.has(slot)) this.addTurns(frame, slot);
  }

  private note(found: Map<string, readonly Move[]>, names: readonly string[]): void {
    for (const name of names) if (!found.has(name)) found.set(name, this.path.told());
  }
}

function answersOf<W>(machine: Machine<W>, slot: number): number {
  return machine.kindOf(slot) === CHOOSE ? (machine.turnOf(slot) as Choose).options.length : 1;
}
