/**
 * The set of states seen, exact. A state is cut into chunks of sixteen words; equal chunks are stored once, and a
 * state is the list of its chunks' numbers. Neighbouring states share nearly all chunks, so a state costs its list:
 * some 100 bytes.
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
  private readonly chunks = new RowSet(CHUNK);
  private readonly states: RowSet;
  private readonly padded: Int32Array;
  private readonly list: Int32Array;
  private readonly words: number;

  constructor(words: number) {
    this.words = words;
    const chunks = Math.ceil(words / CHUNK);
    this.padded = new Int32Array(chunks * CHUNK);
    this.list = new Int32Array(chunks);
    this.states = new RowSet(chunks);
  }

  get size(): number {
    return this.states.size;
  }

  get bytes(): number {
    return this.chunks.bytes + this.states.bytes;
  }

  /** Number of this state; equal to `size` before the call if it is new. */
  add(memory: Int32Array): number {
    this.padded.set(memory);
    for (let i = 0; i < this.list.length; i++) this.list[i] = this.chunks.add(this.padded, i * CHUNK);
    return this.states.add(this.list, 0);
  }

  /** Writes state `number` into `memory`. */
  restore(number: number, memory: Int32Array): void {
    this.states.read(number, this.list, 0);
    for (let i = 0; i < this.list.length; i++)
      this.chunks.read(this.list[i] as number, this.padded, i * CHUNK);
    for (let i = 0; i < this.words; i++) memory[i] = this.padded[i] as number;
  }
}
