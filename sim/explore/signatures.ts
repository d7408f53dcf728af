/**
 * The set of states seen, by 64-bit signatures: a fraction of the room, and a state that shares its signature with
 * another one is taken for it and lost. The verdict of a search that uses it has to say so (`collisionAtMost`).
 */
import { signatureInto } from '../engine/hash.ts';

/** All states seen, numbered in order of arrival. What they were cannot be had back. */
export interface SignatureSet {
  readonly size: number;
  /** Bytes held. */
  readonly bytes: number;
  /** Number of this state; equal to `size` before the call if it is new. */
  readonly add: (memory: Int32Array) => number;
}

/** One row: signature low, high, and the state's number + 1; 0: free. */
const ROW = 3;

/** An empty set. `sign`: for tests of what bad signatures do. */
export function signatureSet(
  sign: (words: Int32Array, into: Int32Array) => void = signatureInto,
): SignatureSet {
  const lanes = new Int32Array(2);
  let table: Int32Array = new Int32Array(ROW * 1024);
  let count = 0;
  return {
    get size() {
      return count;
    },
    get bytes() {
      return table.byteLength;
    },
    add(memory) {
      sign(memory, lanes);
      const [low, high] = [lanes[0] as number, lanes[1] as number];
      const at = rowOf(table, low, high);
      const found = table[at + 2] as number;
      if (found !== 0) return found - 1;
      table[at] = low;
      table[at + 1] = high;
      table[at + 2] = ++count;
      if (count * 2 * ROW > table.length) table = grown(table);
      return count - 1;
    },
  };
}

/** Where this signature stands, or would. */
function rowOf(table: Int32Array, low: number, high: number): number {
  const rows = table.length / ROW;
  let row = (low >>> 0) % rows;
  for (;;) {
    const at = row * ROW;
    if (table[at + 2] === 0 || (table[at] === low && table[at + 1] === high)) return at;
    row = row + 1 === rows ? 0 : row + 1;
  }
}

function grown(old: Int32Array): Int32Array {
  const table = new Int32Array(old.length * 2);
  for (let from = 0; from < old.length; from += ROW) {
    if (old[from + 2] === 0) continue;
    const to = rowOf(table, old[from] as number, old[from + 1] as number);
    for (let word = 0; word < ROW; word++) table[to + word] = old[from + word] as number;
  }
  return table;
}

/**
 * The probability that any two of so many states share a 64-bit signature is at most this, if signatures are as good as
 * random.
 */
export function collisionAtMost(states: number): number {
  return Math.min(1, (states * Math.max(0, states - 1)) / 2 / 2 ** 64);
}
