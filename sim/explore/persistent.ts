/**
 * Which processes have to be tried in a state: a persistent set (Godefroid). Whatever the others do, however
 * long, nothing of it depends on the next turn of a member. First a single process, then the smallest closure;
 * at worst everybody.
 */
import type { Footprint } from '../engine/effect.ts';
import type { Machine } from '../engine/machine.ts';
import { WORDS_PER_SLOT } from '../engine/machine.ts';
import { CONFLICT } from './footprints.ts';
import { BRANCHING, FREE, LOCKING, RELEASING, STEPPING, WAITING, type Futures } from './futures.ts';

const UNKNOWN = 0;
const NO = 1;
const YES = 2;

/** Processes of one state, by slot; all arrays are used again for the next state. */
export class PersistentSets<W> {
  /** Slots that are enough to try, the first `chosenCount` of them. */
  readonly chosen: Int32Array;
  chosenCount = 0;
  private readonly machine: Machine<W>;
  private readonly futures: Futures<W>;
  /** Processes are in the slots below this. */
  private live = 0;
  /** Kind of the turn that was chosen alone. */
  private lastKind = FREE;
  private readonly ready: Int32Array;
  private readyCount = 0;
  private readonly isReady: Uint8Array;
  /** Waits for what nobody can bring about any more. */
  private readonly isDead: Uint8Array;
  /** Number of the set of locks that a process holds. */
  private readonly held: Int32Array;
  /** Number of all that a process may still touch, whatever is locked. */
  private readonly future: Int32Array;
  /** By two slots: whether anything that the other may still do depends on the one's next turn. */
  private readonly depends: Uint8Array;
  private readonly members: Uint8Array;
  private readonly todo: Int32Array;

  constructor(machine: Machine<W>, futures: Futures<W>) {
    const { slots } = machine;
    this.machine = machine;
    this.futures = futures;
    this.chosen = new Int32Array(slots);
    this.ready = new Int32Array(slots);
    this.isReady = new Uint8Array(slots);
    this.isDead = new Uint8Array(slots);
    this.held = new Int32Array(slots);
    this.future = new Int32Array(slots);
    this.depends = new Uint8Array(slots * slots);
    this.members = new Uint8Array(slots);
    this.todo = new Int32Array(slots);
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
    this.live = live;
    if (last < 0) this.lookAtAll();
    else this.lookAgain(last);
    if (last >= 0 && this.isSure(last)) return this.chooseOne(last);
    for (let slot = 0; slot < live; slot++) if (this.isFree(slot)) return this.chooseOne(slot);
    for (let slot = 0; slot < live; slot++) if (this.isSure(slot)) return this.chooseOne(slot);
    for (let slot = 0; slot < live; slot++)
      if (this.futures.kindOf(this.stateOf(slot)) === BRANCHING) return this.chooseOne(slot);
    this.chooseSeveral();
  }

  private lookAtAll(): void {
    for (let slot = 0; slot < this.live; slot++) {
      this.future[slot] = this.futures.of(this.stateOf(slot), 0);
      this.isDead[slot] = 0;
    }
    this.findOwners();
  }

  private lookAgain(slot: number): void {
    this.future[slot] = this.futures.of(this.stateOf(slot), 0);
    if (this.lastKind === LOCKING || this.lastKind === RELEASING) this.findOwners();
  }

  private isFree(slot: number): boolean {
    return this.futures.kindOf(this.stateOf(slot)) <= RELEASING;
  }

  /** Commutes with everything, and has one answer. */
  private isSure(slot: number): boolean {
    const kind = this.futures.kindOf(this.stateOf(slot));
    return kind <= RELEASING || (kind !== BRANCHING && this.canMove(slot) && this.isAlone(slot));
  }

  /** The same where no process is alone at first sight. */
  private chooseSeveral(): void {
    this.findReady();
    this.chooseReady();
    if (this.readyCount < 2) return;
    const { live, ready, readyCount } = this;
    if (this.findDead())
      for (let i = 0; i < readyCount; i++)
        if (this.isAlone(ready[i] as number)) return this.chooseOne(ready[i] as number);
    for (let i = 0; i < readyCount; i++)
      if (this.onlyLooks(ready[i] as number)) return this.chooseOne(ready[i] as number);
    this.depends.fill(UNKNOWN, 0, live * live);
    for (let i = 0; i < readyCount && this.chosenCount > 1; i++) this.chooseClosure(ready[i] as number);
  }

  private chooseOne(slot: number): void {
    this.chosen[0] = slot;
    this.chosenCount = 1;
    this.lastKind = this.futures.kindOf(this.stateOf(slot));
  }

  private chooseReady(): void {
    for (let i = 0; i < this.readyCount; i++) this.chosen[i] = this.ready[i] as number;
    this.chosenCount = this.readyCount;
  }

  private stateOf(slot: number): number {
    return this.machine.memory[this.machine.slotAt + slot * WORDS_PER_SLOT] as number;
  }

  private canMove(slot: number): boolean {
    return this.futures.kindOf(this.stateOf(slot)) === STEPPING || this.machine.isReady(slot);
  }

  private findReady(): void {
    this.readyCount = 0;
    for (let slot = 0; slot < this.live; slot++) {
      const ready = this.canMove(slot);
      this.isReady[slot] = ready ? 1 : 0;
      if (ready) this.ready[this.readyCount++] = slot;
    }
  }

  private findOwners(): void {
    const { memory, lockAt, slotAt } = this.machine;
    const { lockSets } = this.futures;
    for (let slot = 0; slot < this.live; slot++) this.held[slot] = 0;
    for (let at = lockAt; at < slotAt; at++) {
      const owner = (memory[at] as number) - 1;
      if (owner >= 0) this.held[owner] = lockSets.with(this.held[owner] as number, at - lockAt);
    }
  }

  /** Who waits for something that no other process may still bring about will never move. False: there is nobody. */
  private findDead(): boolean {
    let any = false;
    for (let slot = 0; slot < this.live; slot++) {
      if (this.isReady[slot] === 1 || this.futures.kindOf(this.stateOf(slot)) !== WAITING) continue;
      if (!this.isAlone(slot)) continue;
      this.isDead[slot] = 1;
      any = true;
    }
    return any;
  }

  /** Nothing that anybody else may still do depends on this process's next turn. */
  private isAlone(slot: number): boolean {
    return this.isUndisturbed(slot, this.stateOf(slot));
  }

  /** Takes a lock for looking at what nobody can change any more. */
  private onlyLooks(slot: number): boolean {
    const { futures, machine } = this;
    const state = this.stateOf(slot);
    if (futures.kindOf(state) !== LOCKING) return false;
    return futures.sections.onlyLooks(state, machine.world, (at) => {
      const own = futures.ownOf(at);
      return futures.footprints.isLook(own) && this.isUndisturbed(slot, at);
    });
  }

  /** The same for a turn that it will come to, with the locks that it holds now. */
  private isUndisturbed(slot: number, state: number): boolean {
    const own = this.futures.ownOf(state);
    const disturber = this.nextConflict(slot, own);
    if (disturber === this.live) return true;
    const narrowed = this.futures.narrowedOf(state, this.machine.world);
    if (!narrowed) return false;
    if (isEmpty(narrowed)) return true;
    this.futures.footprints.setMoment(narrowed);
    for (let other = disturber; other < this.live; other++)
      if (other !== slot && this.isDead[other] === 0 && this.isMomentDisturbed(slot, other)) return false;
    return true;
  }

  /** First other process whose future is in conflict with a footprint of this one. */
  private nextConflict(slot: number, own: number): number {
    const { footprints } = this.futures;
    const verdicts = footprints.verdictsOf(own);
    const holds = this.held[slot] !== 0;
    let other = 0;
    for (; other < this.live; other++) {
      if (other === slot || this.isDead[other] === 1) continue;
      const future = holds ? this.futureOf(slot, other) : (this.future[other] as number);
      const verdict = verdicts[future];
      if (verdict === CONFLICT || (!verdict && footprints.conflict(own, future))) break;
    }
    return other;
  }

  private isMomentDisturbed(slot: number, other: number): boolean {
    return this.futures.footprints.momentConflict(this.futureOf(slot, other));
  }

  /** Number of all that the other may still touch while the process keeps the locks that it holds. */
  private futureOf(slot: number, other: number): number {
    const held = this.held[slot] as number;
    return held === 0 ? (this.future[other] as number) : this.futures.of(this.stateOf(other), held);
  }

  /**
   * Whether the other may disturb this process's next turn, or end its wait, while it keeps the locks that it
   * holds.
   */
  private dependsOn(slot: number, other: number): boolean {
    if (other === slot || this.isDead[other] === 1) return false;
    const at = slot * this.live + other;
    if (this.depends[at] === UNKNOWN) this.judge(slot);
    return this.depends[at] === YES;
  }

  /** Fills a row of `depends`. */
  private judge(slot: number): void {
    const { futures, live } = this;
    const { footprints } = futures;
    const state = this.stateOf(slot);
    const row = slot * live;
    const own = futures.ownOf(state);
    let any = false;
    for (let other = 0; other < live; other++) {
      const depends = other !== slot && footprints.conflict(own, this.futureOf(slot, other));
      this.depends[row + other] = depends ? YES : NO;
      any ||= depends;
    }
    const narrowed = any ? futures.narrowedOf(state, this.machine.world) : undefined;
    if (!narrowed) return;
    footprints.setMoment(narrowed);
    for (let other = 0; other < live; other++)
      if (this.depends[row + other] === YES && !this.isMomentDisturbed(slot, other))
        this.depends[row + other] = NO;
  }

  /**
   * Chooses the ready members of the smallest set around `first` that is closed under "may be needed or
   * disturbed".
   */
  private chooseClosure(first: number): void {
    const { members, todo } = this;
    for (let slot = 0; slot < this.live; slot++) members[slot] = 0;
    members[first] = 1;
    todo[0] = first;
    let count = 1;
    for (let i = 0; i < count; i++) {
      const member = todo[i] as number;
      const owner = this.blockerOf(member);
      for (let other = 0; other < this.live; other++) {
        if (members[other] === 1 || !(owner >= 0 ? other === owner : this.dependsOn(member, other))) continue;
        members[other] = 1;
        todo[count++] = other;
      }
    }
    this.chooseIfFewer(count);
  }

  private chooseIfFewer(memberCount: number): void {
    let ready = 0;
    for (let i = 0; i < memberCount; i++) ready += this.isReady[this.todo[i] as number] as number;
    if (ready >= this.chosenCount) return;
    this.chosenCount = 0;
    for (let slot = 0; slot < this.live; slot++)
      if (this.members[slot] === 1 && this.isReady[slot] === 1) this.chosen[this.chosenCount++] = slot;
  }

  /** Slot of the owner of the lock that this process waits for, -1 if it does not wait for a lock. */
  private blockerOf(slot: number): number {
    const turn = this.isReady[slot] === 0 ? this.machine.turnOf(slot) : undefined;
    return turn !== undefined && this.futures.kindOf(this.stateOf(slot)) === LOCKING && 'lock' in turn
      ? this.machine.ownerOf(turn.lock)
      : -1;
  }
}

function isEmpty({ reads, writes, merges }: Footprint): boolean {
  return reads.length === 0 && writes.length === 0 && (merges === undefined || merges.length === 0);
}
