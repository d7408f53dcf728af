/**
 * What a process may do. A process is a generator function that yields effects and receives small integers; it learns
 * about the world from these results only. Then its local state is exactly (function, arguments, results received in
 * this frame, the caller's frame) and can be interned to one integer (intern.ts), and the whole machine is integers.
 *
 * Everything between two yields is atomic. `holding` is the only way to take a lock, and `lettingGo` to drop it for a
 * while; `call` and `tail` go through the engine so that a frame's history stays short and a loop does not grow it.
 */

/** A generator that yields effects over a world `W`. It returns its result, or a tail call. */
export type Process<W> = Generator<Effect<W>, number | Tail<W> | void, number>;

/**
 * `kernel` is the frozen static description of the machine; all other arguments are integers. Its type is `never`
 * here so that the engine can hold functions of any kernel and look into none.
 */
export type ProcessFunction<W> = (kernel: never, ...args: number[]) => Process<W>;

/**
 * What an operation reads and writes, in objects numbered by the model. `merges` are writes that commute with other
 * merges of the same object (counting, firing a trigger), but not with its reads and writes.
 */
export interface Footprint {
  readonly reads: readonly number[];
  readonly writes: readonly number[];
  readonly merges?: readonly number[];
}

/** What an operation still touches, and which results it can still have, once something is settled for good. */
export interface Settled {
  readonly touches: Footprint;
  readonly can: (result: number) => boolean;
}

/** One atomic operation on the world. `run` is the only code that sees the world. */
export interface Operation<W> {
  readonly name: string;
  readonly touches: (kernel: never, a: number, b: number, c: number) => Footprint;
  /**
   * What it touches in this very state, if less; it may depend on nothing but what it names, or on what never
   * changes. What merges with it may make it less still.
   */
  readonly narrows?: (world: W, a: number, b: number, c: number) => Footprint;
  /**
   * The same for all states in which these things are settled (Blueprint.settled); undefined: nothing of them concerns
   * it. It goes by the bits alone.
   */
  readonly once?: Once;
  readonly run: (world: W, a: number, b: number, c: number) => number;
}

export type Once = (settled: number, a: number, b: number, c: number) => Settled | undefined;

/** Kinds as integers: the machine switches on them at every step. NO_TURN: of a process that has ended. */
export const NO_TURN = 0;
export const STEP = 1;
export const LOCK = 2;
export const UNLOCK = 3;
export const WAIT = 4;
export const SPAWN = 5;
export const SLEEP = 6;
export const CHOOSE = 7;
const CALL = 8;
const TAIL = 9;

/** Performs `op` and resumes with its result. */
export interface Step<W> {
  readonly is: typeof STEP;
  readonly op: Operation<W>;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}
export interface Lock {
  readonly is: typeof LOCK | typeof UNLOCK;
  readonly lock: number;
}
/** Blocks until the condition is not zero, resumes with its value. `idle`: a service at rest, not somebody stuck. */
export interface Wait<W> {
  readonly is: typeof WAIT;
  readonly op: Operation<W>;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly idle: boolean;
}
/** Starts a process and resumes with 0. `identity` names it for choices and traces. */
export interface Spawn<W> {
  readonly is: typeof SPAWN;
  readonly identity: number;
  readonly fn: ProcessFunction<W>;
  readonly args: readonly number[];
}
/** Timed clock: resumes after min..max nanoseconds. Untimed clock: resumes at any point of the order. */
export interface Sleep {
  readonly is: typeof SLEEP;
  readonly about: string;
  readonly min: number;
  readonly max: number;
}
/** Asks the chooser and resumes with the index of the answer. Option 0 is the boring one. */
export interface Choose {
  readonly is: typeof CHOOSE;
  readonly kind: 'outcome' | 'fault';
  readonly about: string;
  readonly options: readonly string[];
}
export interface Call<W> {
  readonly is: typeof CALL;
  readonly fn: ProcessFunction<W>;
  readonly args: readonly number[];
}
export interface Tail<W> {
  readonly is: typeof TAIL;
  readonly fn: ProcessFunction<W>;
  readonly args: readonly number[];
}
export type Effect<W> = Step<W> | Lock | Wait<W> | Spawn<W> | Sleep | Choose | Call<W>;
/** An effect that takes a turn; calls are resolved by the engine and never scheduled. */
export type Turn<W> = Exclude<Effect<W>, Call<W>>;

/** A constructor of steps for one operation: `isDead(device)` is an effect. */
export type StepMaker<W> = ((a?: number, b?: number, c?: number) => Step<W>) & { readonly op: Operation<W> };

/** Declares an atomic operation: its name in traces and graphs, its footprint, its code. */
export function operation<W>(
  name: string,
  touches: Operation<W>['touches'],
  run: Operation<W>['run'],
  narrows?: Operation<W>['narrows'],
): StepMaker<W> {
  return makerOf({ name, touches, run, ...(narrows ? { narrows } : {}) });
}

/** The same operation, of which less is left once something is settled. */
export function settling<W>({ op }: StepMaker<W>, once: Once): StepMaker<W> {
  return makerOf({ ...op, once });
}

function makerOf<W>(operationOf: Operation<W>): StepMaker<W> {
  const op = Object.freeze(operationOf);
  const make = (a = 0, b = 0, c = 0): Step<W> => ({ is: STEP, op, a, b, c });
  return Object.assign(make, { op });
}

/** Blocks until the condition of `step` is not zero; whatever changes what it reads is the wake-up. */
export function waitFor<W>(step: Step<W>): Wait<W> {
  return { is: WAIT, op: step.op, a: step.a, b: step.b, c: step.c, idle: false };
}

/** As waitFor, by a service that has nothing to do: being here at the end is not being stuck. */
export function restUntil<W>(step: Step<W>): Wait<W> {
  return { is: WAIT, op: step.op, a: step.a, b: step.b, c: step.c, idle: true };
}

/** The process goes on as `fn` and comes back with its result. */
export function call<W>(fn: ProcessFunction<W>, ...args: number[]): Call<W> {
  return { is: CALL, fn, args };
}

/** The process goes on as `fn` and forgets this frame: how loops are written. */
export function tail<W>(fn: ProcessFunction<W>, ...args: number[]): Tail<W> {
  return { is: TAIL, fn, args };
}

/** Starts another process; the two go on side by side. */
export function spawn<W>(identity: number, fn: ProcessFunction<W>, ...args: number[]): Spawn<W> {
  return { is: SPAWN, identity, fn, args };
}

/** Rests for a time between `min` and `max` nanoseconds; `about` names what takes the time. */
export function sleep(about: string, duration: { readonly min: number; readonly max: number }): Sleep {
  return { is: SLEEP, about, min: duration.min, max: duration.max };
}

/** Asks the chooser; comes back with the index of an option, 0 being the boring one. */
export function choose(kind: Choose['kind'], about: string, options: readonly string[]): Choose {
  return { is: CHOOSE, kind, about, options };
}

/** Runs `fn(...args)` with the lock held and returns its result: the only way to take a lock. */
export function* holding<W>(
  lock: number,
  fn: ProcessFunction<W>,
  ...args: number[]
): Generator<Effect<W>, number, number> {
  yield { is: LOCK, lock };
  const result = yield call(fn, ...args);
  yield { is: UNLOCK, lock };
  return result;
}

/** Runs `fn(...args)` with a lock let go that the caller holds: one that is dropped by whoever sleeps under it. */
export function* lettingGo<W>(
  lock: number,
  fn: ProcessFunction<W>,
  ...args: number[]
): Generator<Effect<W>, number, number> {
  yield { is: UNLOCK, lock };
  const result = yield call(fn, ...args);
  yield { is: LOCK, lock };
  return result;
}

/** As holding, for several locks: taken in this order, released in reverse. */
export function* holdingAll<W>(
  locks: readonly number[],
  fn: ProcessFunction<W>,
  ...args: number[]
): Generator<Effect<W>, number, number> {
  for (const lock of locks) yield { is: LOCK, lock };
  const result = yield call(fn, ...args);
  for (const lock of [...locks].reverse()) yield { is: UNLOCK, lock };
  return result;
}

/** Whether the effect calls another function and comes back. */
export function isCall<W>(effect: Effect<W>): effect is Call<W> {
  return effect.is === CALL;
}
