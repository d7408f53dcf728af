/**
 * The set of states seen, exact. A state is cut into chunks of sixteen words; equal chunks are stored once, and a
 * state is the list of its chunks' numbers. Neighbouring states share nearly all chunks, so a state costs little
 * more than its list.
 */

const CHUNK = 16;
/** A state of no more words is not cut. */
const WHOLE_MAX = 48;

/** Open addressing over rows of equal length: each distinct row has a number, in order of arrival. */
class RowSet {
  readonly width: number;
  private rows: Int32Array;
  /** Pairs of a row's hash and its number + 1; 0: free. */
  private table = new Int32Array(512);
  private count = 0;

  constructor(width: number) {
    this.width = width;
    this.rows = new Int32Array(width * 64);
  }

  get size(): number {
    return this.count;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.rows.byteLength + this.table.byteLength;
  }

  /** Number of the row at `from` in `words`; added if it is new. */
  add(words: Int32Array, from: number): number {
    const { table } = this;
    const hash = this.hash(words, from);
    const last = table.length - 1;
    let at = (hash * 2) & last;
    for (let row = table[at + 1] as number; row !== 0; row = table[at + 1] as number) {
      if (table[at] === hash && this.equals(row - 1, words, from)) return row - 1;
      at = (at + 2) & last;
    }
    table[at] = hash;
    table[at + 1] = ++this.count;
    this.keep(words, from);
    if (this.count * 4 > table.length) this.grow();
    return this.count - 1;
  }

  /** Number of the row at `from` in `words`, -1 if it was never added. */
  find(words: Int32Array, from: number): number {
    const { table } = this;
    const hash = this.hash(words, from);
    const last = table.length - 1;
    let at = (hash * 2) & last;
    for (let row = table[at + 1] as number; row !== 0; row = table[at + 1] as number) {
      if (table[at] === hash && this.equals(row - 1, words, from)) return row - 1;
      at = (at + 2) & last;
    }
    return -1;
  }

  /** Copies row `number` to `words` at `to`. */
  read(number: number, words: Int32Array, to: number): void {
    const base = number * this.width;
    for (let i = 0; i < this.width; i++) words[to + i] = this.rows[base + i] as number;
  }

  private hash(words: Int32Array, from: number): number {
    let hash = 0x9e3779b9 | 0;
    for (let i = 0; i < this.width; i++) {
      hash = Math.imul(hash ^ (words[from + i] as number), 0x85ebca6b);
      hash ^= hash >>> 15;
    }
    return hash ^ (hash >>> 13);
  }

  private equals(row: number, words: Int32Array, from: number): boolean {
    const { rows, width } = this;
    const base = row * width;
    for (let i = 0; i < width; i++) if (rows[base + i] !== words[from + i]) return false;
    return true;
  }

  private keep(words: Int32Array, from: number): void {
    if (this.count * this.width > this.rows.length) this.rows = doubled(this.rows);
    const base = (this.count - 1) * this.width;
    for (let i = 0; i < this.width; i++) this.rows[base + i] = words[from + i] as number;
  }

  private grow(): void {
    const old = this.table;
    const table = new Int32Array(old.length * 2);
    const last = table.length - 1;
    for (let from = 0; from < old.length; from += 2) {
      if (old[from + 1] === 0) continue;
      let at = ((old[from] as number) * 2) & last;
      while (table[at + 1] !== 0) at = (at + 2) & last;
      table[at] = old[from] as number;
      table[at + 1] = old[from + 1] as number;
    }
    this.table = table;
  }
}

function doubled(old: Int32Array): Int32Array {
  const larger = new Int32Array(old.length * 2);
  larger.set(old);
  return larger;
}

/** All states seen, numbered in order of arrival. */
export class StateSet {
  /** One set of chunks for each place in a state; the last may be shorter. */
  private readonly chunks: readonly RowSet[];
  /** Lists of chunks; a state that is not cut is its only chunk. */
  private readonly states: RowSet;
  private readonly list: Int32Array;

  constructor(words: number) {
    const most = words <= WHOLE_MAX ? WHOLE_MAX : CHUNK;
    const widths = Array.from({ length: Math.ceil(words / most) }, (_, i) =>
      Math.min(most, words - i * most),
    );
    this.chunks = widths.map((width) => new RowSet(width));
    this.list = new Int32Array(widths.length);
    const [whole, ...others] = this.chunks;
    this.states = whole && others.length === 0 ? whole : new RowSet(widths.length);
  }

  get size(): number {
    return this.states.size;
  }

  get bytes(): number {
    return this.chunks.reduce((sum, { bytes }) => sum + bytes, this.isCut ? this.states.bytes : 0);
  }

  private get isCut(): boolean {
    return this.chunks.length !== 1;
  }

  /** Number of this state; equal to `size` before the call if it is new. */
  add(memory: Int32Array): number {
    const { chunks, list } = this;
    if (!this.isCut) return this.states.add(memory, 0);
    for (let i = 0; i < chunks.length; i++) list[i] = (chunks[i] as RowSet).add(memory, i * CHUNK);
    return this.states.add(list, 0);
  }

  /** Number of this state, -1 if it was never added. */
  find(memory: Int32Array): number {
    const { chunks, list } = this;
    if (!this.isCut) return this.states.find(memory, 0);
    for (let i = 0; i < chunks.length; i++) {
      const chunk = (chunks[i] as RowSet).find(memory, i * CHUNK);
      if (chunk < 0) return -1;
      list[i] = chunk;
    }
    return this.states.find(list, 0);
  }

  /** Writes state `number` into `memory`. */
  restore(number: number, memory: Int32Array): void {
    const { chunks, list } = this;
    if (!this.isCut) return this.states.read(number, memory, 0);
    this.states.read(number, list, 0);
    for (let i = 0; i < chunks.length; i++) (chunks[i] as RowSet).read(list[i] as number, memory, i * CHUNK);
  }
}
