/** The stack of a depth-first search: its frames, and how much of the tree they say is done. */

/** A state on the stack, with the turns to be tried in it. Used again for other states of the same depth. */
export class Frame {
  readonly memory: Int32Array;
  state = 0;
  live = 0;
  /** Turns to try: slot and answer, alternating. */
  readonly turns: number[] = [];
  count = 0;
  next = 0;
  /** Others could move here too. */
  reduced = false;
  /** Moves from the start to this state. */
  moves = 0;
  /** The earliest state, by order of arrival on the stack, that is known to be reached again from here. */
  low = 0;
  /** Something outside the circle that this state may be part of is reached from here. */
  exits = false;

  constructor(words: number) {
    this.memory = new Int32Array(words);
  }
}

/**
 * How much of the tree is done, every alternative on the stack taken for as large as its brothers. Later ones mostly
 * meet states that earlier ones have seen, so more is done than this says.
 */
export function shareDone(frames: readonly Frame[], depth: number): number {
  let [share, weight] = [0, 1];
  for (let at = 0; at < depth; at++) {
    const { next, count } = frames[at] as Frame;
    const underWay = at < depth - 1 ? 1 : 0;
    weight /= count / 2;
    share += weight * (next / 2 - underWay);
  }
  return share;
}
