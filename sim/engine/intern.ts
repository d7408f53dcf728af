/**
 * Generators as automata. The local state of a process is (function, arguments, results received in this frame,
 * suspended frame of the caller); each distinct one is interned to an integer. The first time a local state meets a
 * result, the generator is run once from its frame's start to find the next effect, and the edge is remembered: from
 * then on a step is two array reads. Local state 0 is "ended".
 */
import { isCall, NO_TURN, SPAWN, type Effect, type ProcessFunction, type Tail, type Turn } from './effect.ts';
import type { PlaceFrame } from './places.ts';

interface Frame<W> {
  readonly fn: ProcessFunction<W>;
  readonly args: readonly number[];
  /** Results received since the frame began. */
  readonly received: readonly number[];
  /** Index of the caller's suspended frame, -1 at the root. */
  readonly parent: number;
  /** All of the above as text: equal frames have equal keys. */
  readonly key: string;
}

/** A frame as shown to people: the function's name and its arguments. */
export interface FrameView {
  readonly name: string;
  readonly args: readonly number[];
}

export const ENDED = 0;
/** Results are small: -1 and up. Larger ones would make the edge table sparse. */
const RESULT_MAX = 1 << 16;

export class Interner<W> {
  /** The effect that each local state is about to perform; undefined for ENDED. */
  readonly turns: (Turn<W> | undefined)[] = [undefined];
  /** Their kinds: turns of different kinds have different shapes, and to ask an object of any shape is slow. */
  readonly kinds: number[] = [NO_TURN];
  private readonly children: (number | undefined)[] = [];
  private readonly frameOf: (Frame<W> | undefined)[] = [undefined];
  private readonly suspended: Frame<W>[] = [];
  private readonly ids = new Map<string, number>();
  private readonly suspendedIds = new Map<string, number>();
  private readonly functionIds = new Map<ProcessFunction<W>, number>();
  /** Row of local state s: targets[rowStart[s] + result + 1], rowWidth[s] entries, 0 = not known yet. */
  private rowStart = new Int32Array(256);
  private rowWidth = new Int32Array(256);
  private targets = new Int32Array(1024);
  private targetsUsed = 0;
  private edgeCount = 0;
  private readonly kernel: never;

  /** `kernel` is shared by all processes and so must not change: otherwise it would be a second way to learn. */
  constructor(kernel: unknown) {
    if (!Object.isFrozen(kernel)) throw new Error('the kernel that processes get must be frozen');
    this.kernel = kernel as never;
  }

  /** Number of distinct local states met so far, ENDED included. */
  get size(): number {
    return this.turns.length;
  }

  /** The local state of a new process. */
  start(fn: ProcessFunction<W>, args: readonly number[]): number {
    return this.resolve(this.enter(fn, args, -1));
  }

  /** The local state of the process that one in `state` is about to spawn. */
  child(state: number): number {
    const known = this.children[state];
    if (known !== undefined) return known;
    const turn = this.turns[state];
    if (turn?.is !== SPAWN) throw new Error('this process is not about to spawn another');
    return (this.children[state] = this.start(turn.fn, turn.args));
  }

  /** The local state after `state` received `result`. */
  next(state: number, result: number): number {
    const column = result + 1;
    // Unsigned, so that a result below -1 is out of range too; compile refuses it.
    if (column >>> 0 < this.rowWidth[state]!) {
      const target = this.targets[this.rowStart[state]! + column];
      if (target) return target - 1;
    }
    return this.compile(state, result);
  }

  /** Local states that this one has led to so far, whatever the result. */
  successors(state: number): number[] {
    const found: number[] = [];
    const from = this.rowStart[state]!;
    for (let column = 0; column < this.rowWidth[state]!; column++) {
      const target = this.targets[from + column]!;
      if (target !== 0) found.push(target - 1);
    }
    return found;
  }

  /** Results that this local state has received so far. */
  results(state: number): number[] {
    const found: number[] = [];
    const from = this.rowStart[state]!;
    for (let column = 0; column < this.rowWidth[state]!; column++)
      if (this.targets[from + column] !== 0) found.push(column - 1);
    return found;
  }

  /** How many edges have been met: a search during which this grew knew too little. */
  get edges(): number {
    return this.edgeCount;
  }

  /** The stack of a local state, innermost frame first. */
  stack(state: number): FrameView[] {
    const views: FrameView[] = [];
    let frame = this.frameOf[state];
    while (frame) {
      views.push({ name: frame.fn.name, args: frame.args });
      frame = frame.parent < 0 ? undefined : this.suspended[frame.parent];
    }
    return views;
  }

  /** The same with the functions themselves and how many results each has got. */
  frames(state: number): PlaceFrame<W>[] {
    const views: PlaceFrame<W>[] = [];
    let frame = this.frameOf[state];
    while (frame) {
      views.push({ fn: frame.fn, args: frame.args, received: frame.received.length });
      frame = frame.parent < 0 ? undefined : this.suspended[frame.parent];
    }
    return views;
  }

  private compile(state: number, result: number): number {
    const frame = this.frameOf[state];
    if (!frame) throw new Error('an ended process cannot take a step');
    if (!Number.isInteger(result) || result < -1 || result > RESULT_MAX) {
      throw new Error(`result ${result} in ${frame.fn.name} is not a small integer`);
    }
    const target = this.resolve(resumed(frame, result));
    if (result + 1 >= this.rowWidth[state]!) this.widen(state, result + 2);
    this.targets[this.rowStart[state]! + result + 1] = target + 1;
    this.edgeCount++;
    return target;
  }

  /** Moves a row to the end of the table with room for `columns`; the old place is left behind. */
  private widen(state: number, columns: number): void {
    const width = Math.max(2, 1 << (32 - Math.clz32(columns - 1)));
    while (this.targetsUsed + width > this.targets.length) this.targets = grown(this.targets);
    const from = this.rowStart[state]!;
    this.targets.copyWithin(this.targetsUsed, from, from + this.rowWidth[state]!);
    this.rowStart[state] = this.targetsUsed;
    this.rowWidth[state] = width;
    this.targetsUsed += width;
  }

  /** Runs generators until one is about to take a turn, or the root frame has ended. */
  private resolve(from: Frame<W>): number {
    let frame = from;
    for (;;) {
      const known = this.ids.get(frame.key);
      if (known !== undefined) return known;
      const at = this.replay(frame);
      if ('done' in at) {
        if (at.tail) {
          frame = this.enter(at.tail.fn, at.tail.args, frame.parent);
        } else if (frame.parent < 0) {
          return ENDED;
        } else {
          frame = resumed(this.suspended[frame.parent]!, at.done);
        }
      } else if (isCall(at.effect)) {
        frame = this.enter(at.effect.fn, at.effect.args, this.suspend(frame));
      } else {
        return this.intern(frame, at.effect);
      }
    }
  }

  private replay(frame: Frame<W>): { effect: Effect<W> } | { done: number; tail?: Tail<W> } {
    const process = frame.fn(this.kernel, ...frame.args);
    let reached = process.next();
    for (const result of frame.received) reached = process.next(result);
    if (!reached.done) return { effect: reached.value };
    const value = reached.value ?? 0;
    if (typeof value === 'object') return { done: 0, tail: value };
    if (!Number.isInteger(value)) throw new Error(`${frame.fn.name} returned ${value}, which is no integer`);
    return { done: value };
  }

  private intern(frame: Frame<W>, turn: Turn<W>): number {
    const state = this.turns.length;
    this.turns.push(Object.freeze(turn));
    this.kinds.push(turn.is);
    this.frameOf.push(Object.freeze(frame));
    this.ids.set(frame.key, state);
    if (state >= this.rowStart.length) {
      this.rowStart = grown(this.rowStart);
      this.rowWidth = grown(this.rowWidth);
    }
    return state;
  }

  private suspend(frame: Frame<W>): number {
    const known = this.suspendedIds.get(frame.key);
    if (known !== undefined) return known;
    this.suspendedIds.set(frame.key, this.suspended.length);
    this.suspended.push(frame);
    return this.suspended.length - 1;
  }

  /** A new frame. Arguments are integers only, so nobody can be handed a world to look into. */
  private enter(fn: ProcessFunction<W>, args: readonly number[], parent: number): Frame<W> {
    if (!args.every(Number.isInteger))
      throw new Error(`${fn.name}(${args.join()}): arguments must be integers`);
    let id = this.functionIds.get(fn);
    if (id === undefined) this.functionIds.set(fn, (id = this.functionIds.size));
    return { fn, args: Object.freeze(args), received: [], parent, key: `${parent}^${id}(${args.join()})` };
  }
}

/** The frame after one more result. */
function resumed<W>({ fn, args, received, parent, key }: Frame<W>, result: number): Frame<W> {
  return { fn, args, received: [...received, result], parent, key: `${key}${result},` };
}

function grown(old: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(old.length * 2);
  larger.set(old);
  return larger;
}
