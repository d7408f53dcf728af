/** The moves from the start of a search to the state at hand, as integers: a search makes millions and tells few. */
import type { Move } from './subject.ts';

const WORDS = 3;

export class Path {
  private words = new Int32Array(WORDS * 256);
  private count = 0;

  get length(): number {
    return this.count;
  }

  /** Adds a move. */
  add(identity: number, state: number, answer: number): void {
    const at = this.count * WORDS;
    if (at === this.words.length) {
      const longer = new Int32Array(at * 2);
      longer.set(this.words);
      this.words = longer;
    }
    this.words[at] = identity;
    this.words[at + 1] = state;
    this.words[at + 2] = answer;
    this.count++;
  }

  /** Back to the first `length` moves. */
  cut(length: number): void {
    this.count = length;
  }

  /** The moves. */
  told(): Move[] {
    return Array.from({ length: this.count }, (_, move) => this.at(move));
  }

  /** The last of them. */
  last(): Move {
    return this.at(this.count - 1);
  }

  private at(move: number): Move {
    const [identity = 0, state = 0, answer = 0] = this.words.subarray(move * WORDS, move * WORDS + WORDS);
    return { identity, state, answer };
  }
}
