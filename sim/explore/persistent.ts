/**
 * Which processes have to be tried in a state: a persistent set (Godefroid). Whatever the others do, however
 * long, nothing of it depends on the next turn of a member. First a single process, then the smallest closure;
 * at worst everybody.
 */
import type { Machine } from '../engine/machine.ts';
import { Closures } from './closure.ts';
import { BRANCHING, LOCKING, RELEASING, WAITING, type Futures } from './futures.ts';
import { Situation } from './situation.ts';

/** Processes of one state, by slot; all arrays are used again for the next state. */
export class PersistentSets<W> {
  /** Slots that are enough to try, the first `chosenCount` of them. */
  readonly chosen: Int32Array;
  chosenCount = 0;
  private readonly machine: Machine<W>;
  private readonly futures: Futures<W>;
  private readonly at: Situation<W>;
  private readonly closures: Closures<W>;
  private readonly ready: Int32Array;
  private readyCount = 0;
  private readonly isReady: Uint8Array;

  constructor(machine: Machine<W>, futures: Futures<W>) {
    const { slots } = machine;
    this.machine = machine;
    this.futures = futures;
    this.at = new Situation(machine, futures);
    this.closures = new Closures(this.at);
    this.chosen = new Int32Array(slots);
    this.ready = new Int32Array(slots);
    this.isReady = new Uint8Array(slots);
  }

  /** Everybody who can move, in the machine's state with its processes in the first `live` slots. */
  chooseAll(live: number): void {
    this.chosenCount = 0;
    for (let slot = 0; slot < live; slot++)
      if (this.machine.isReady(slot)) this.chosen[this.chosenCount++] = slot;
  }

  /**
   * A persistent set of the same. Turns that commute with everything and have one answer come first, so that
   * it does not matter in which order they are found. `last`: since the last call this process has taken a
   * turn, and all is where it was; -1: the state is another one.
   */
  choose(live: number, last: number): void {
    if (last < 0) this.at.lookAtAll(live);
    else this.at.lookAgain(last);
    const one = last >= 0 && this.isSure(last) ? last : this.firstAlone();
    if (one < 0) this.chooseSeveral();
    else this.chooseOne(one);
  }

  /** A process that is enough at first sight, -1 if there is none: sure ones first, then one that chooses. */
  private firstAlone(): number {
    const { kinds, live } = this.at;
    for (let slot = 0; slot < live; slot++) if ((kinds[slot] as number) <= RELEASING) return slot;
    for (let slot = 0; slot < live; slot++) if (this.isSure(slot)) return slot;
    for (let slot = 0; slot < live; slot++) if (kinds[slot] === BRANCHING) return slot;
    return -1;
  }

  /** Commutes with everything, and has one answer. */
  private isSure(slot: number): boolean {
    const kind = this.at.kinds[slot] as number;
    return kind <= RELEASING || (kind !== BRANCHING && this.at.canMove(slot) && this.at.isAlone(slot));
  }

  /** The same where no process is alone at first sight. */
  private chooseSeveral(): void {
    this.findReady();
    this.chooseReady();
    if (this.readyCount < 2) return;
    const { at, ready, readyCount, closures } = this;
    if (this.findDead())
      for (let i = 0; i < readyCount; i++)
        if (at.isAlone(ready[i] as number)) return this.chooseOne(ready[i] as number);
    for (let i = 0; i < readyCount; i++)
      if (this.onlyLooks(ready[i] as number)) return this.chooseOne(ready[i] as number);
    closures.forget();
    for (let i = 0; i < readyCount && this.chosenCount > 1; i++)
      this.chooseIfFewer(closures.around(ready[i] as number));
  }

  private chooseOne(slot: number): void {
    this.chosen[0] = slot;
    this.chosenCount = 1;
  }

  private chooseReady(): void {
    for (let i = 0; i < this.readyCount; i++) this.chosen[i] = this.ready[i] as number;
    this.chosenCount = this.readyCount;
  }

  private findReady(): void {
    this.readyCount = 0;
    for (let slot = 0; slot < this.at.live; slot++) {
      const ready = this.at.canMove(slot);
      this.isReady[slot] = ready ? 1 : 0;
      if (ready) this.ready[this.readyCount++] = slot;
    }
  }

  /** Who waits for something that no other process may still bring about will never move. False: there is nobody. */
  private findDead(): boolean {
    const { at } = this;
    let any = false;
    for (let slot = 0; slot < at.live; slot++) {
      if (this.isReady[slot] === 1 || at.kinds[slot] !== WAITING || !at.isAlone(slot)) continue;
      at.isDead[slot] = 1;
      any = true;
    }
    return any;
  }

  /** Takes a lock for looking at what nobody can change any more. */
  private onlyLooks(slot: number): boolean {
    const { futures, machine, at } = this;
    if (at.kinds[slot] !== LOCKING) return false;
    return futures.sections.onlyLooks(at.states[slot] as number, machine.world, (state) => {
      const own = futures.ownOf(state);
      return futures.footprints.isLook(own) && at.isUndisturbed(slot, state);
    });
  }

  /** Chooses the members of the closure that can move, if they are fewer than those that are chosen. */
  private chooseIfFewer(memberCount: number): void {
    const { list, members } = this.closures;
    let ready = 0;
    for (let i = 0; i < memberCount; i++) ready += this.isReady[list[i] as number] as number;
    if (ready >= this.chosenCount) return;
    this.chosenCount = 0;
    for (let slot = 0; slot < this.at.live; slot++)
      if (members[slot] === 1 && this.isReady[slot] === 1) this.chosen[this.chosenCount++] = slot;
  }
}
