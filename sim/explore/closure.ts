/**
 * Sets of processes that are closed under "may be needed or disturbed": whoever is outside cannot do anything that a
 * member's next turn depends on, however far it goes, before a member has moved.
 */
import { LOCK, type Lock } from '../engine/effect.ts';
import type { Situation } from './situation.ts';

const UNKNOWN = 0;
const NO = 1;
const YES = 2;

export class Closures<W> {
  /** Members of the set that was made last: by slot, and as a list. */
  readonly members: Uint8Array;
  readonly list: Int32Array;
  private readonly at: Situation<W>;
  /** By two slots: whether anything that the other may still do depends on the one's next turn. */
  private readonly depends: Uint8Array;
  /** Number of the set of locks that members hold. */
  private kept = 0;

  constructor(at: Situation<W>) {
    const { slots } = at.machine;
    this.at = at;
    this.members = new Uint8Array(slots);
    this.list = new Int32Array(slots);
    this.depends = new Uint8Array(slots * slots);
  }

  /** The situation is another one. */
  forget(): void {
    this.depends.fill(UNKNOWN, 0, this.at.live * this.at.live);
  }

  /** Makes the smallest set around `first`; returns how many members it has. */
  around(first: number): number {
    const { members, list, at } = this;
    members.fill(0, 0, at.live);
    members[first] = 1;
    list[0] = first;
    this.kept = at.held[first] as number;
    let count = 1;
    for (let i = 0; i < count; i++) {
      const member = list[i] as number;
      const owner = this.blockerOf(member);
      for (let other = 0; other < at.live; other++) {
        if (members[other] === 1 || !(owner >= 0 ? other === owner : this.dependsOn(member, other))) continue;
        members[other] = 1;
        list[count++] = other;
        if (at.held[other] !== at.base) this.kept = this.heldByMembers();
      }
    }
    return count;
  }

  /** Whether the other may disturb this member's next turn, or end its wait, while members keep their locks. */
  private dependsOn(slot: number, other: number): boolean {
    if (other === slot || this.at.isDead[other] === 1) return false;
    const cell = slot * this.at.live + other;
    if (this.depends[cell] === UNKNOWN) this.judge(slot);
    return this.depends[cell] === YES && (this.kept === this.at.held[slot] || this.dependsStill(slot, other));
  }

  /** Fills a row of `depends`, by the locks that this one process holds. */
  private judge(slot: number): void {
    const { at } = this;
    const { futures, live } = at;
    const { footprints } = futures;
    const state = at.states[slot] as number;
    const row = slot * live;
    const own = futures.ownOf(state);
    let any = false;
    for (let other = 0; other < live; other++) {
      const depends = other !== slot && footprints.conflict(own, at.futureOf(slot, other));
      this.depends[row + other] = depends ? YES : NO;
      any ||= depends;
    }
    const narrowed = any ? futures.narrowedOf(state, at.machine.world) : undefined;
    if (!narrowed) return;
    footprints.setMoment(narrowed);
    for (let other = 0; other < live; other++)
      if (this.depends[row + other] === YES && !footprints.momentConflict(at.futureOf(slot, other)))
        this.depends[row + other] = NO;
  }

  /**
   * The same by the locks of all members: none of them lets go of one before he moves, and that is after the other has
   * moved.
   */
  private dependsStill(slot: number, other: number): boolean {
    const { futures, states, machine } = this.at;
    const state = states[slot] as number;
    const future = futures.of(states[other] as number, this.kept);
    if (!futures.footprints.conflict(futures.ownOf(state), future)) return false;
    const narrowed = futures.narrowedOf(state, machine.world);
    if (!narrowed) return true;
    futures.footprints.setMoment(narrowed);
    return futures.footprints.momentConflict(future);
  }

  /** Number of the set of all locks that members hold. */
  private heldByMembers(): number {
    const { machine, futures } = this.at;
    let set = this.at.base;
    for (let lock = 0; lock < machine.blueprint.locks; lock++) {
      const owner = machine.ownerOf(lock);
      if (owner >= 0 && this.members[owner] === 1) set = futures.lockSets.with(set, lock);
    }
    return set;
  }

  /** Slot of the owner of the lock that this process waits for, -1 if it does not wait for a lock. */
  private blockerOf(slot: number): number {
    const { machine } = this.at;
    return machine.kindOf(slot) === LOCK ? machine.ownerOf((machine.turnOf(slot) as Lock).lock) : -1;
  }
}
