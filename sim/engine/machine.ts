/**
 * A machine: a world, its locks and its processes in one Int32Array. Copy, restore, hash and compare are array
 * operations. The machine performs one turn of one process at a time; who and with which answers is decided outside
 * (run.ts and the explorers).
 *
 * Memory: [world words][lock owners: slot + 1, 0 = free][per slot: local state, identity].
 */
import {
  CHOOSE,
  LOCK,
  NO_TURN,
  SPAWN,
  STEP,
  UNLOCK,
  WAIT,
  type Lock,
  type ProcessFunction,
  type Spawn,
  type Step,
  type Turn,
  type Wait,
} from './effect.ts';
import { ENDED, Interner, type FrameView } from './intern.ts';
import { LiveThreads } from './live.ts';
import { hashOf } from './hash.ts';
import type { FrameText, PlaceFrame } from './places.ts';

/** What the layers above provide. All of it is frozen data and pure functions. */
export interface Blueprint<W> {
  /** Passed to every process function; deeply frozen. */
  readonly kernel: unknown;
  readonly worldWords: number;
  /** Binds a view to the world's part of the memory; called once. */
  readonly bindWorld: (words: Int32Array) => W;
  readonly locks: number;
  readonly slots: number;
  readonly roots: readonly {
    readonly identity: number;
    readonly fn: ProcessFunction<W>;
    readonly args: readonly number[];
  }[];
  /** Things that stay as they are in all that can follow, as bits (Operation.once); absent: nothing is known to. */
  readonly settled?: (world: W) => number;
  /** Names of processes and locks, for people and for stable option identities. */
  readonly processName: (identity: number) => string;
  readonly lockName: (lock: number) => string;
  /** A function and its arguments in words: places of choices are told by it (places.ts). */
  readonly frameText?: (fn: ProcessFunction<W>, args: readonly number[]) => FrameText;
}

export const WORDS_PER_SLOT = 2;
/** Identities are below this; above it counts processes of one identity that live at the same time. */
export const IDENTITY_MAX = 1 << 24;
/** An identity word is a positive 32-bit integer. */
const TWINS_MAX = 128;

/**
 * More processes at once than the blueprint has room for. Some systems have no bound (a retry can queue a helper before
 * the last one has run, again and again): an explorer cuts the path there and says that it did.
 */
export class OutOfSlots extends Error {
  constructor(process: string) {
    super(`no slot is free for ${process}`);
  }
}

/** How many steps each process has taken: names places of choices, and is no part of the state. */
export interface StepCounts {
  readonly of: Int32Array;
  readonly before: ReadonlyMap<number, number>;
}

export class Machine<W> {
  readonly memory: Int32Array;
  readonly world: W;
  readonly blueprint: Blueprint<W>;
  /**
   * Steps taken by the process in each slot and by earlier processes of its name, so that name and number name a step
   * once in a run: the stable place of a choice. Not part of the state.
   */
  readonly stepsOf: Int32Array;
  /** Slot of the process that is performing, or performed last. */
  current = 0;
  /** Slot spawned by the last turn, -1 if it spawned none. */
  spawned = -1;
  readonly threads: Interner<W> | LiveThreads<W>;
  /** Where the locks and the slots begin in memory. */
  readonly lockAt: number;
  readonly slotAt: number;
  /** Slots from here on have never been used; below the other one all are taken. */
  private slotsUsed = 0;
  private takenBelow = 0;
  private readonly names = new Map<number, string>();
  /** Steps of identities whose process has ended. */
  private readonly stepsBefore = new Map<number, number>();

  /** An interner made for the same kernel can be handed on from machine to machine: what it met, it keeps. */
  constructor(blueprint: Blueprint<W>, threads: 'interned' | 'live' | Interner<W> = 'interned') {
    this.blueprint = blueprint;
    this.lockAt = blueprint.worldWords;
    this.slotAt = this.lockAt + blueprint.locks;
    this.memory = new Int32Array(this.slotAt + blueprint.slots * WORDS_PER_SLOT);
    this.world = blueprint.bindWorld(this.memory.subarray(0, blueprint.worldWords));
    this.stepsOf = new Int32Array(blueprint.slots);
    if (threads === 'live') this.threads = new LiveThreads(blueprint.kernel);
    else this.threads = threads === 'interned' ? new Interner(blueprint.kernel) : threads;
    for (const root of blueprint.roots) this.start(root.identity, root.fn, root.args);
  }

  get slots(): number {
    return this.blueprint.slots;
  }

  isLive(slot: number): boolean {
    return this.memory[this.slotAt + slot * WORDS_PER_SLOT] !== ENDED;
  }

  /** What the process is about to do; undefined if the slot is free. */
  turnOf(slot: number): Turn<W> | undefined {
    return this.threads.turns[this.memory[this.slotAt + slot * WORDS_PER_SLOT]!];
  }

  /** Kind of what the process is about to do; NO_TURN if the slot is free. */
  kindOf(slot: number): number {
    return this.threads.kinds[this.memory[this.slotAt + slot * WORDS_PER_SLOT]!]!;
  }

  /** Whether the process could take its turn now. Sleeping is the clock's business, not the machine's. */
  isReady(slot: number): boolean {
    const state = this.memory[this.slotAt + slot * WORDS_PER_SLOT]!;
    const kind = this.threads.kinds[state];
    if (kind === LOCK) return this.memory[this.lockAt + (this.threads.turns[state] as Lock).lock] === 0;
    if (kind !== WAIT) return kind !== NO_TURN;
    const { op, a, b, c } = this.threads.turns[state] as Wait<W>;
    return op.run(this.world, a, b, c) !== 0;
  }

  /** Performs the process's turn. `answer` is the chosen option of a choose effect, else ignored. */
  perform(slot: number, answer = 0): void {
    const word = this.slotAt + slot * WORDS_PER_SLOT;
    const state = this.memory[word]!;
    this.current = slot;
    this.spawned = -1;
    this.stepsOf[slot]!++;
    const result = this.effect(slot, state, answer);
    this.memory[word] = this.threads.next(state, result);
    if (this.memory[word] === ENDED) {
      this.stepsBefore.set(this.memory[word + 1]!, this.stepsOf[slot]!);
      this.memory[word + 1] = 0;
      if (slot < this.takenBelow) this.takenBelow = slot;
    }
  }

  /** The stable name of the process in a slot; `#2` and so on if several of one identity live. */
  nameOf(slot: number): string {
    return this.nameOfIdentity(this.identityOf(slot));
  }

  /** The identity word of a slot: the blueprint's identity, plus which twin it is. */
  identityOf(slot: number): number {
    return this.memory[this.slotAt + slot * WORDS_PER_SLOT + 1]!;
  }

  nameOfIdentity(identity: number): string {
    let name = this.names.get(identity);
    if (name === undefined) {
      const twin = Math.floor(identity / IDENTITY_MAX);
      name = this.blueprint.processName(identity % IDENTITY_MAX) + (twin > 0 ? ` #${twin + 1}` : '');
      this.names.set(identity, name);
    }
    return name;
  }

  /** The functions that the process is in, innermost first. */
  stackOf(slot: number): readonly FrameView[] {
    return this.threads.stack(this.memory[this.slotAt + slot * WORDS_PER_SLOT]!);
  }

  /** The same with how far it has got in each of them. */
  framesOf(slot: number): readonly PlaceFrame<W>[] {
    return this.threads.frames(this.memory[this.slotAt + slot * WORDS_PER_SLOT]!);
  }

  /** Whether local states are numbers that mean the same for ever: not so for running generators. */
  get keepsStates(): boolean {
    return this.threads instanceof Interner;
  }

  /** Slot of the lock's owner, -1 if it is free. */
  ownerOf(lock: number): number {
    return this.memory[this.lockAt + lock]! - 1;
  }

  /** Whoever writes the memory from outside says so here: which slots are free has to be found out anew. */
  moved(): void {
    this.slotsUsed = this.slots;
    this.takenBelow = 0;
  }

  /** Step counts, to be put back before a schedule is followed from an earlier state. */
  stepCounts(): StepCounts {
    return { of: this.stepsOf.slice(), before: new Map(this.stepsBefore) };
  }

  restoreStepCounts({ of, before }: StepCounts): void {
    this.stepsOf.set(of);
    this.stepsBefore.clear();
    for (const [identity, steps] of before) this.stepsBefore.set(identity, steps);
  }

  /** The whole state, copied. Valid for this machine only: local states are numbered as they are met. */
  snapshot(): Int32Array {
    return this.memory.slice();
  }

  /** Back to a snapshot of this machine. Step counts stay: places are told of whole runs only. */
  restore(snapshot: Int32Array): void {
    this.memory.set(snapshot);
    this.moved();
  }

  /** Sixteen hex digits over world, locks and processes; equal states of this machine have equal hashes. */
  hash(): string {
    return hashOf(this.memory);
  }

  private effect(slot: number, state: number, answer: number): number {
    const { turns, kinds } = this.threads;
    switch (kinds[state]) {
      case STEP: {
        const { op, a, b, c } = turns[state] as Step<W>;
        return op.run(this.world, a, b, c);
      }
      case WAIT: {
        const { op, a, b, c } = turns[state] as Wait<W>;
        return op.run(this.world, a, b, c);
      }
      case LOCK:
        this.memory[this.lockAt + (turns[state] as Lock).lock] = slot + 1;
        return 0;
      case UNLOCK:
        this.memory[this.lockAt + (turns[state] as Lock).lock] = 0;
        return 0;
      case SPAWN: {
        const { identity } = turns[state] as Spawn<W>;
        this.spawned = this.freeSlot(identity);
        this.occupy(this.spawned, identity, this.threads.child(state));
        return 0; // not the slot: where a process lives is nobody's business, and states must not differ by it
      }
      case CHOOSE:
        return answer;
      default:
        return 0;
    }
  }

  /** Starts a process, in the lowest free slot, so that equal situations get equal states. Returns its slot. */
  start(identity: number, fn: ProcessFunction<W>, args: readonly number[]): number {
    const slot = this.freeSlot(identity);
    this.occupy(slot, identity, this.threads.start(fn, args));
    return slot;
  }

  private occupy(slot: number, identity: number, state: number): void {
    const word = this.slotAt + slot * WORDS_PER_SLOT;
    const name = this.freeName(identity);
    this.memory[word] = state;
    this.memory[word + 1] = name;
    this.stepsOf[slot] = this.stepsBefore.get(name) ?? 0;
    this.slotsUsed = Math.max(this.slotsUsed, slot + 1);
  }

  private freeSlot(identity: number): number {
    for (; this.takenBelow < this.slots; this.takenBelow++) {
      if (!this.isLive(this.takenBelow)) return this.takenBelow;
    }
    throw new OutOfSlots(this.blueprint.processName(identity));
  }

  /** The identity word of a new process: the lowest twin number that no live process of the identity has. */
  private freeName(identity: number): number {
    const last = this.slotAt + this.slotsUsed * WORDS_PER_SLOT;
    for (let name = identity; name < TWINS_MAX * IDENTITY_MAX; name += IDENTITY_MAX) {
      let taken = false;
      for (let word = this.slotAt; word < last && !taken; word += WORDS_PER_SLOT) {
        taken = this.memory[word] !== ENDED && this.memory[word + 1] === name;
      }
      if (!taken) return name;
    }
    throw new Error(`more than ${TWINS_MAX} processes are named ${this.blueprint.processName(identity)}`);
  }
}
