/** Hashing of integers in two 32-bit lanes (murmur3's mixing): 64 bits without BigInt, equal on every engine. */

const mix = (lane: number, word: number, c1: number, c2: number): number => {
  let k = Math.imul(word, c1);
  k = (k << 15) | (k >>> 17);
  lane ^= Math.imul(k, c2);
  lane = (lane << 13) | (lane >>> 19);
  return (Math.imul(lane, 5) + 0xe6546b64) | 0;
};

const finish = (lane: number): number => {
  lane ^= lane >>> 16;
  lane = Math.imul(lane, 0x85ebca6b);
  lane ^= lane >>> 13;
  lane = Math.imul(lane, 0xc2b2ae35);
  return lane ^ (lane >>> 16);
};

const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');

/** A hash that grows with a run: the trace hash. Numbers up to 2^53 are taken whole. */
export class RollingHash {
  private high = 0x9e3779b9 | 0;
  private low = 0x7f4a7c15 | 0;

  add(value: number): void {
    this.high = mix(this.high, value | 0, 0xcc9e2d51, 0x1b873593);
    this.low = mix(this.low, value | 0, 0x239b961b, 0xab0e9789);
  }

  /** Adds a time: nanoseconds exceed 32 bits, so both halves count. */
  addTime(nanoseconds: number): void {
    this.add((nanoseconds % 0x1_0000_0000) | 0);
    this.add(Math.floor(nanoseconds / 0x1_0000_0000));
  }

  /** Sixteen hex digits. */
  digest(): string {
    return hex(finish(this.high)) + hex(finish(this.low));
  }
}

/** The 64-bit hash of these words as two numbers, without making a text of it. */
export function signatureInto(words: Int32Array, into: Int32Array): void {
  let high = 0x9e3779b9 | 0;
  let low = 0x7f4a7c15 | 0;
  for (let i = 0; i < words.length; i++) {
    high = mix(high, words[i]!, 0xcc9e2d51, 0x1b873593);
    low = mix(low, words[i]!, 0x239b961b, 0xab0e9789);
  }
  into[0] = finish(low);
  into[1] = finish(high);
}

/** Hash of a machine's state, sixteen hex digits. */
export function hashOf(words: Int32Array): string {
  const hash = new RollingHash();
  for (let i = 0; i < words.length; i++) hash.add(words[i]!);
  return hash.digest();
}

/** Hash of a text by its UTF-16 units; for digests and seeds, not for secrets. */
export function hashOfText(text: string): string {
  const hash = new RollingHash();
  for (let i = 0; i < text.length; i++) hash.add(text.charCodeAt(i));
  return hash.digest();
}
