/**
 * The same processes as plain running generators: no table, no snapshot, one generator object per frame. It exists to
 * check the interner (same schedules, same results) and to be measured against it (reports/bench).
 */
import { isCall, NO_TURN, SPAWN, type ProcessFunction, type Process, type Turn } from './effect.ts';
import type { FrameView } from './intern.ts';
import type { PlaceFrame } from './places.ts';

interface Running<W> {
  readonly process: Process<W>;
  readonly fn: ProcessFunction<W>;
  readonly args: readonly number[];
  received: number;
}

/** A stack of running generators, innermost last. */
interface Thread<W> {
  readonly frames: Running<W>[];
  turn: Turn<W> | undefined;
}

export class LiveThreads<W> {
  readonly turns: (Turn<W> | undefined)[] = [undefined];
  readonly kinds: number[] = [NO_TURN];
  private readonly threads: (Thread<W> | undefined)[] = [undefined];
  private readonly kernel: never;

  constructor(kernel: unknown) {
    this.kernel = kernel as never;
  }

  get size(): number {
    return this.threads.length;
  }

  /** Starts a process; its handle plays the part of a local state and never changes until it ends. */
  start(fn: ProcessFunction<W>, args: readonly number[]): number {
    const thread: Thread<W> = { frames: [this.begin(fn, args)], turn: undefined };
    this.threads.push(thread);
    this.turns.push(undefined);
    this.kinds.push(NO_TURN);
    return this.resume(this.threads.length - 1, thread, undefined);
  }

  /** Starts the process that this one is about to spawn. */
  child(handle: number): number {
    const turn = this.turns[handle];
    if (turn?.is !== SPAWN) throw new Error('this process is not about to spawn another');
    return this.start(turn.fn, turn.args);
  }

  next(handle: number, result: number): number {
    return this.resume(handle, this.threads[handle]!, result);
  }

  /** Not available for running generators: their frames cannot be looked into. */
  stack(_handle: number): FrameView[] {
    return [];
  }

  /** Innermost first. */
  frames(handle: number): PlaceFrame<W>[] {
    const { frames = [] } = this.threads[handle] ?? {};
    return frames.map(({ fn, args, received }) => ({ fn, args, received })).reverse();
  }

  private begin(fn: ProcessFunction<W>, args: readonly number[]): Running<W> {
    return { process: fn(this.kernel, ...args), fn, args, received: 0 };
  }

  private resume(handle: number, thread: Thread<W>, first: number | undefined): number {
    const { frames } = thread;
    let result = first;
    for (;;) {
      const frame = frames[frames.length - 1];
      if (!frame) {
        this.turns[handle] = undefined;
        this.kinds[handle] = NO_TURN;
        this.threads[handle] = undefined;
        return 0;
      }
      if (result !== undefined) frame.received++;
      const reached = result === undefined ? frame.process.next() : frame.process.next(result);
      if (reached.done) {
        frames.pop();
        if (typeof reached.value === 'object') {
          frames.push(this.begin(reached.value.fn, reached.value.args));
          result = undefined;
        } else result = reached.value ?? 0;
      } else if (isCall(reached.value)) {
        frames.push(this.begin(reached.value.fn, reached.value.args));
        result = undefined;
      } else {
        this.turns[handle] = reached.value;
        this.kinds[handle] = reached.value.is;
        return handle;
      }
    }
  }
}
