/**
 * The set of states seen, exact. A state is cut into chunks of sixteen words; equal chunks are stored once, and a
 * state is the list of its chunks' numbers. Neighbouring states share nearly all chunks, so a state costs little
 * more than its list.
 */

const CHUNK = 16;

/** Open addressing over rows of equal length: each distinct row has a number, in order of arrival. */
class RowSet {
  readonly width: number;
  private rows: Int32Array;
  private table: Int32Array;
  private count = 0;

  constructor(width: number) {
    this.width = width;
    this.rows = new Int32Array(width * 64);
    this.table = new Int32Array(256);
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
    let at = this.slotOf(words, from, this.table);
    const found = this.table[at] as number;
    if (found !== 0) return found - 1;
    if ((this.count + 1) * 2 > this.table.length) {
      this.grow();
      at = this.slotOf(words, from, this.table);
    }
    if ((this.count + 1) * this.width > this.rows.length) this.rows = doubled(this.rows);
    const base = this.count * this.width;
    for (let i = 0; i < this.width; i++) this.rows[base + i] = words[from + i] as number;
    this.table[at] = ++this.count;
    return this.count - 1;
  }

  /** Copies row `number` to `words` at `to`. */
  read(number: number, words: Int32Array, to: number): void {
    const base = number * this.width;
    for (let i = 0; i < this.width; i++) words[to + i] = this.rows[base + i] as number;
  }

  private slotOf(words: Int32Array, from: number, table: Int32Array): number {
    const mask = table.length - 1;
    let hash = 0x9e3779b9 | 0;
    for (let i = 0; i < this.width; i++) {
      hash = Math.imul(hash ^ (words[from + i] as number), 0x85ebca6b);
      hash ^= hash >>> 15;
    }
    let at = (hash ^ (hash >>> 13)) & mask;
    for (let row = table[at] as number; row !== 0; row = table[at] as number) {
      if (this.equals(row - 1, words, from)) return at;
      at = (at + 1) & mask;
    }
    return at;
  }

  private equals(row: number, words: Int32Array, from: number): boolean {
    const base = row * this.width;
    for (let i = 0; i < this.width; i++) if (this.rows[base + i] !== words[from + i]) return false;
    return true;
  }

  private grow(): void {
    const table = new Int32Array(this.table.length * 2);
    for (let row = 0; row < this.count; row++)
      table[this.slotOf(this.rows, row * this.width, table)] = row + 1;
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
  private readonly states: RowSet;
  private readonly list: Int32Array;

  constructor(words: number) {
    const widths = Array.from({ length: Math.ceil(words / CHUNK) }, (_, i) =>
      Math.min(CHUNK, words - i * CHUNK),
    );
    this.chunks = widths.map((width) => new RowSet(width));
    this.list = new Int32Array(widths.length);
    this.states = new RowSet(widths.length);
  }

  get size(): number {
    return this.states.size;
  }

  get bytes(): number {
    return this.chunks.reduce((sum, { bytes }) => sum + bytes, this.states.bytes);
  }

  /** Number of this state; equal to `size` before the call if it is new. */
  add(memory: Int32Array): number {
    const { chunks, list } = this;
    for (let i = 0; i < chunks.length; i++) list[i] = (chunks[i] as RowSet).add(memory, i * CHUNK);
    return this.states.add(list, 0);
  }

  /** Writes state `number` into `memory`. */
  restore(number: number, memory: Int32Array): void {
    const { chunks, list } = this;
    this.states.read(number, list, 0);
    for (let i = 0; i < chunks.length; i++) (chunks[i] as RowSet).read(list[i] as number, memory, i * CHUNK);
  }
}
