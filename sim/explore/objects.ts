/** Sets of objects as bits, and the footprints of turns in them. */
import { LOCK, STEP, UNLOCK, WAIT, type Footprint, type Turn } from '../engine/effect.ts';

/**
 * What a turn, or a whole future, reads and writes. Bit sets over object numbers that are given out as they
 * are met.
 */
export interface Touched {
  readonly reads: Uint32Array;
  readonly writes: Uint32Array;
  /** Writes that commute with each other. */
  readonly merges: Uint32Array;
}

/** The sets are too small for this many objects: begin again with larger ones. */
export class BookFull extends Error {}

/** Gives out small numbers to objects and locks as they are met. */
export class ObjectBook {
  readonly words: number;
  /** By twice the object's number in the model, locks at odd places; 0: not met yet, else the number given + 1. */
  private numbers = new Int32Array(1024);
  private count = 0;
  private readonly kernel: never;

  constructor(kernel: unknown, words = 8) {
    this.kernel = kernel as never;
    this.words = words;
  }

  /** Number of an object of the model. */
  object(object: number): number {
    return this.number(object * 2);
  }

  /** Number of a lock. */
  lock(lock: number): number {
    return this.number(lock * 2 + 1);
  }

  /** An empty set. */
  none(): Touched {
    const set = (): Uint32Array => new Uint32Array(this.words);
    return { reads: set(), writes: set(), merges: set() };
  }

  /** What one turn touches, in any state. Sleeping, choosing and spawning touch nothing. */
  ofTurn<W>(turn: Turn<W> | undefined): Touched {
    if (turn?.is === STEP || turn?.is === WAIT) {
      return this.ofFootprint(turn.op.touches(this.kernel, turn.a, turn.b, turn.c));
    }
    const touched = this.none();
    if (turn?.is === LOCK || turn?.is === UNLOCK) put(touched.writes, this.lock(turn.lock));
    return touched;
  }

  ofFootprint({ reads, writes, merges = [] }: Footprint): Touched {
    const touched = this.none();
    for (const object of reads) put(touched.reads, this.object(object));
    for (const object of writes) put(touched.writes, this.object(object));
    for (const object of merges) put(touched.merges, this.object(object));
    return touched;
  }

  private number(key: number): number {
    const known = this.numbers[key];
    return known ? known - 1 : this.meet(key);
  }

  private meet(key: number): number {
    if (this.count >= this.words * 32) throw new BookFull();
    if (key >= this.numbers.length) {
      const larger = new Int32Array(key * 2);
      larger.set(this.numbers);
      this.numbers = larger;
    }
    this.numbers[key] = ++this.count;
    return this.count - 1;
  }
}

/** Adds a bit to a set. */
export function put(set: Uint32Array, bit: number): void {
  set[bit >>> 5] = (set[bit >>> 5] as number) | (1 << (bit & 31));
}

/** Adds `from` to `into`. */
export function unite(into: Touched, from: Touched): void {
  for (let i = 0; i < into.reads.length; i++) {
    into.reads[i] = (into.reads[i] as number) | (from.reads[i] as number);
    into.writes[i] = (into.writes[i] as number) | (from.writes[i] as number);
    into.merges[i] = (into.merges[i] as number) | (from.merges[i] as number);
  }
}

/**
 * Two turns (or futures) depend on each other: one changes what the other reads or changes; merges alone
 * commute.
 */
export function conflict(a: Touched, b: Touched): boolean {
  for (let i = 0; i < a.reads.length; i++) {
    const ar = a.reads[i] as number;
    const aw = a.writes[i] as number;
    const am = a.merges[i] as number;
    const br = b.reads[i] as number;
    const bw = b.writes[i] as number;
    const bm = b.merges[i] as number;
    if (aw & (br | bw | bm) || bw & (ar | am) || am & br || bm & ar) return true;
  }
  return false;
}
