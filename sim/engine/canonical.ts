/**
 * One memory for all states that differ only in which slot a process lives in: processes sorted by identity and local
 * state, twins numbered anew, lock owners following their slots. Valid because nothing in a state names a slot but the
 * locks.
 */
import { ENDED } from './intern.ts';
import { IDENTITY_MAX, WORDS_PER_SLOT, type Machine } from './machine.ts';

/** Brings machines' memories into canonical form, in place; keeps its work space, so make one per machine. */
export class Canonicaliser<W> {
  private readonly machine: Machine<W>;
  /** Per rank: where the process came from, its identity without twin number, its local state. */
  private readonly from: Int32Array;
  private readonly identity: Int32Array;
  private readonly state: Int32Array;
  private readonly movedTo: Int32Array;

  constructor(machine: Machine<W>) {
    this.machine = machine;
    this.from = new Int32Array(machine.slots);
    this.identity = new Int32Array(machine.slots);
    this.state = new Int32Array(machine.slots);
    this.movedTo = new Int32Array(machine.slots);
  }

  /** Whether the last call may have moved processes to other slots. */
  hasMoved = true;

  /** Returns how many processes live: they are in the first slots. */
  apply(): number {
    const { memory, slotAt } = this.machine;
    this.hasMoved = true;
    const live = this.rank();
    let twin = 0;
    for (let to = 0; to < live; to++) {
      const identity = this.identity[to]!;
      twin = to > 0 && this.identity[to - 1] === identity ? twin + 1 : 0;
      memory[slotAt + to * WORDS_PER_SLOT] = this.state[to]!;
      memory[slotAt + to * WORDS_PER_SLOT + 1] = identity + twin * IDENTITY_MAX;
      this.movedTo[this.from[to]!] = to;
    }
    const { lockAt } = this.machine;
    for (let lock = lockAt; lock < slotAt; lock++)
      if (memory[lock]! > 0) memory[lock] = this.movedTo[memory[lock]! - 1]! + 1;
    return live;
  }

  /**
   * The same after one turn, in a memory that was in canonical form with `live` processes before it: mostly nothing is
   * to be done, since only one local state has changed.
   */
  applyAfter(slot: number, live: number): number {
    const { memory, slotAt, spawned } = this.machine;
    const word = slotAt + slot * WORDS_PER_SLOT;
    if (spawned >= 0 || memory[word] === ENDED) return this.apply();
    const identity = memory[word + 1]! % IDENTITY_MAX;
    const hasTwin =
      (slot > 0 && memory[word - WORDS_PER_SLOT + 1]! % IDENTITY_MAX === identity) ||
      (slot + 1 < live && memory[word + WORDS_PER_SLOT + 1]! % IDENTITY_MAX === identity);
    if (hasTwin) return this.apply();
    this.hasMoved = false;
    return live;
  }

  /** Insertion sort into the work space: nearly sorted already, one process moved since the last time. */
  private rank(): number {
    const { memory, slotAt, slots } = this.machine;
    const { from, identity, state } = this;
    let live = 0;
    for (let slot = 0; slot < slots; slot++) {
      const word = slotAt + slot * WORDS_PER_SLOT;
      if (memory[word] === ENDED) continue;
      const own = memory[word + 1]! % IDENTITY_MAX;
      const local = memory[word]!;
      memory[word] = ENDED;
      memory[word + 1] = 0;
      let at = live++;
      while (at > 0 && (identity[at - 1]! > own || (identity[at - 1] === own && state[at - 1]! > local))) {
        from[at] = from[at - 1]!;
        identity[at] = identity[at - 1]!;
        state[at] = state[at - 1]!;
        at--;
      }
      from[at] = slot;
      identity[at] = own;
      state[at] = local;
    }
    return live;
  }
}
