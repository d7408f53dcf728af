/**
 * The processes of one state, as persistent sets (persistent.ts) have to know them: what each is about to do, what it
 * may still touch, which locks it holds. Looked up once for a state and kept up to date from turn to turn: a search
 * asks many times.
 */
import { WORDS_PER_SLOT, type Machine } from '../engine/machine.ts';
import type { Footprint } from '../engine/effect.ts';
import { CONFLICT } from './footprints.ts';
import { LOCKING, RELEASING, STEPPING, type Futures } from './futures.ts';

/** By slot; all arrays are used again for the next state. */
export class Situation<W> {
  readonly machine: Machine<W>;
  readonly futures: Futures<W>;
  /** Processes are in the slots below this. */
  live = 0;
  /** Local state, and kind of the turn that it is about to take. */
  readonly states: Int32Array;
  readonly kinds: Uint8Array;
  /** Number of the empty set of locks, with what is settled in this state. */
  base = 0;
  /** Number of the set of locks that a process holds. */
  readonly held: Int32Array;
  /** Number of all that a process may still touch, whatever is locked. */
  private readonly future: Int32Array;
  /** Waits for what nobody can bring about any more: so it stays, whatever turns are taken. */
  readonly isDead: Uint8Array;

  constructor(machine: Machine<W>, futures: Futures<W>) {
    const { slots } = machine;
    this.machine = machine;
    this.futures = futures;
    this.states = new Int32Array(slots);
    this.kinds = new Uint8Array(slots);
    this.held = new Int32Array(slots);
    this.future = new Int32Array(slots);
    this.isDead = new Uint8Array(slots);
  }

  /** The machine's state, with its processes in the first `live` slots. */
  lookAtAll(live: number): void {
    this.live = live;
    this.base = this.futures.baseIn(this.machine);
    for (let slot = 0; slot < live; slot++) {
      this.look(slot);
      this.held[slot] = this.base;
    }
    const { lockAt, slotAt, memory } = this.machine;
    for (let at = lockAt; at < slotAt; at++) {
      const owner = (memory[at] as number) - 1;
      if (owner >= 0) this.hold(owner, at - lockAt);
    }
  }

  /** The same state after a turn of one process, all others being where they were. */
  lookAgain(slot: number): void {
    // What is settled now nobody does any more: all futures are others.
    if (this.futures.baseIn(this.machine) !== this.base) return this.lookAtAll(this.live);
    const took = this.kinds[slot] as number;
    this.look(slot);
    if (took !== LOCKING && took !== RELEASING) return;
    const { lockAt, slotAt, memory } = this.machine;
    this.held[slot] = this.base;
    for (let at = lockAt; at < slotAt; at++) if (memory[at] === slot + 1) this.hold(slot, at - lockAt);
  }

  /** Whether a process could take its turn now. */
  canMove(slot: number): boolean {
    return this.kinds[slot] === STEPPING || this.machine.isReady(slot);
  }

  /** Number of all that the other may still touch while the process keeps the locks that it holds. */
  futureOf(slot: number, other: number): number {
    const held = this.held[slot] as number;
    return held === this.base
      ? (this.future[other] as number)
      : this.futures.of(this.states[other] as number, held);
  }

  /** Nothing that anybody else may still do depends on this process's next turn. */
  isAlone(slot: number): boolean {
    return this.isUndisturbed(slot, this.states[slot] as number);
  }

  /** The same for a turn that it will come to, with the locks that it holds now. */
  isUndisturbed(slot: number, state: number): boolean {
    const disturber = this.nextConflict(slot, this.futures.ownOf(state));
    if (disturber === this.live) return true;
    const narrowed = this.futures.narrowedOf(state, this.machine.world);
    if (!narrowed) return false;
    if (isEmpty(narrowed)) return true;
    const { footprints } = this.futures;
    footprints.setMoment(narrowed);
    for (let other = disturber; other < this.live; other++)
      if (other !== slot && this.isDead[other] === 0 && footprints.momentConflict(this.futureOf(slot, other)))
        return false;
    return true;
  }

  private look(slot: number): void {
    const state = this.machine.memory[this.machine.slotAt + slot * WORDS_PER_SLOT] as number;
    this.states[slot] = state;
    this.kinds[slot] = this.futures.kindOf(state);
    this.future[slot] = this.futures.of(state, this.base);
    this.isDead[slot] = 0;
  }

  private hold(slot: number, lock: number): void {
    this.held[slot] = this.futures.lockSets.with(this.held[slot] as number, lock);
  }

  /** First other process whose future is in conflict with a footprint of this one. */
  private nextConflict(slot: number, own: number): number {
    const { footprints } = this.futures;
    const verdicts = footprints.verdictsOf(own);
    let other = 0;
    for (; other < this.live; other++) {
      if (other === slot || this.isDead[other] === 1) continue;
      const future = this.futureOf(slot, other);
      const verdict = verdicts[future];
      if (verdict === CONFLICT || (!verdict && footprints.conflict(own, future))) break;
    }
    return other;
  }
}

function isEmpty({ reads, writes, merges }: Footprint): boolean {
  return reads.length === 0 && writes.length === 0 && (merges === undefined || merges.length === 0);
}
