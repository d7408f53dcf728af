/**
 * The board between the main thread and a search in a worker: memory that both see. A search is one long synchronous
 * computation, so messages would reach it only when it is over.
 */

/** Why searches have to end before they are through: the time of their budget is up, or somebody interrupted. */
export type Stop = 'time' | 'interrupt';

const STOPS: readonly (Stop | null)[] = [null, 'interrupt', 'time'];

export interface Board {
  /** One number for all searches, a place in STOPS. The main thread writes it: no search has a clock. */
  readonly stop: SharedArrayBuffer;
  /** Of one search: states, depth, runs, how much of it is done, in thousandths, stage. */
  readonly progress: SharedArrayBuffer;
}

export interface Told {
  /** Null: it may go on. */
  readonly stopped: Stop | null;
  readonly states: number;
  readonly depth: number;
  readonly runs: number;
  /** From 0 to 1, a guess. */
  readonly share: number;
  /** 0: it searches. 1: all orders are known, and the shortest schedules are looked for. */
  readonly stage: number;
}

/** A board; with the `stop` of another one they stop together. */
export function makeBoard(stop: SharedArrayBuffer = new SharedArrayBuffer(4)): Board {
  return { stop, progress: new SharedArrayBuffer(20) };
}

/** Asks all searches with this board's `stop` to end. Who was interrupted stays so, whatever the time. */
export function stopAll({ stop }: Pick<Board, 'stop'>, why: Stop = 'interrupt'): void {
  const place = new Int32Array(stop);
  if (why === 'interrupt') Atomics.store(place, 0, STOPS.indexOf(why));
  else Atomics.compareExchange(place, 0, 0, STOPS.indexOf(why));
}

/** Time is given anew. */
export function goOn({ stop }: Pick<Board, 'stop'>): void {
  Atomics.compareExchange(new Int32Array(stop), 0, STOPS.indexOf('time'), 0);
}

/** What stands on the board. */
export function tell({ stop, progress }: Board): Told {
  const [states = 0, depth = 0, runs = 0, share = 0, stage = 0] = new Int32Array(progress);
  const stopped = STOPS[Atomics.load(new Int32Array(stop), 0)] ?? null;
  return { stopped, states, depth, runs, share: share / 1000, stage };
}

/** Writes where a search stands; what is left out stays. */
export function writeOn({ progress }: Board, told: Partial<Omit<Told, 'stopped'>>): void {
  const { states, depth, runs, share, stage } = told;
  const numbers = new Int32Array(progress);
  const thousandths = share === undefined ? undefined : Math.floor(1000 * share);
  [states, depth, runs, thousandths, stage].forEach((value, at) => {
    if (value !== undefined) numbers[at] = value;
  });
}
