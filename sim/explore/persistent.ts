/**
 * Which processes have to be tried in a state: a persistent set (Godefroid). Whatever the others do, however
 * long, nothing of it depends on the next turn of a member. First a single process, then the smallest closure;
 * at worst everybody.
 */
import { CHOOSE, LOCK, SLEEP, SPAWN, UNLOCK } from '../engine/effect.ts';
import type { Machine } from '../engine/machine.ts';
import { WORDS_PER_SLOT } from '../engine/machine.ts';
import type { Futures } from './futures.ts';
import { conflict, type Touched } from './objects.ts';

const NO_LOCKS: readonly number[] = [];

export class PersistentSets<W> {
  private readonly machine: Machine<W>;
  private readonly futures: Futures<W>;
  /** Locks held in the state at hand, by slot; most hold none. */
  private readonly held: (number[] | undefined)[] = [];

  constructor(machine: Machine<W>, futures: Futures<W>) {
    this.machine = machine;
    this.futures = futures;
  }

  /** Slots of `ready` that are enough to try in the machine's state, whose processes are in the first `live` slots. */
  of(live: number, ready: readonly number[]): readonly number[] {
    if (ready.length < 2) return ready;
    for (const slot of ready) if (this.touchesNothing(slot)) return [slot];
    this.findOwners();
    for (const slot of ready) if (this.isAlone(slot, live)) return [slot];
    let best = ready;
    for (const slot of ready) {
      const set = this.closure(slot, live, ready);
      if (set.length < best.length) best = set;
      if (best.length === 1) break;
    }
    return best;
  }

  private stateOf(slot: number): number {
    return this.machine.memory[this.machine.slotAt + slot * WORDS_PER_SLOT] as number;
  }

  private findOwners(): void {
    const { memory, lockAt, slotAt } = this.machine;
    this.held.length = 0;
    for (let lock = lockAt; lock < slotAt; lock++) {
      const owner = (memory[lock] as number) - 1;
      if (owner >= 0) (this.held[owner] ??= []).push(lock - lockAt);
    }
  }

  /** Choosing, sleeping and spawning touch nothing; a release races with nobody: nobody else can be inside. */
  private touchesNothing(slot: number): boolean {
    const is = this.machine.turnOf(slot)?.is;
    return is === CHOOSE || is === SLEEP || is === SPAWN || is === UNLOCK;
  }

  /** Nothing that anybody else may still do depends on this process's next turn. */
  private isAlone(slot: number, live: number): boolean {
    const turn = this.nextTurn(slot);
    const held = this.held[slot] ?? NO_LOCKS;
    for (let other = 0; other < live; other++) {
      if (other !== slot && conflict(turn, this.futures.of(this.stateOf(other), held))) return false;
    }
    return true;
  }

  private nextTurn(slot: number): Touched {
    return this.futures.turnNow(this.stateOf(slot), this.machine.world);
  }

  /** Ready members of the smallest set around `slot` that is closed under "may be needed or disturbed". */
  private closure(slot: number, live: number, ready: readonly number[]): readonly number[] {
    const members = new Set([slot]);
    for (const member of members) {
      const turn = this.machine.turnOf(member);
      if (turn?.is === LOCK && !ready.includes(member)) members.add(this.machine.ownerOf(turn.lock));
      else this.addDependents(member, live, members);
    }
    return ready.filter((other) => members.has(other));
  }

  /** Whoever may disturb the member's next turn, or end its wait, while it keeps the locks that it holds. */
  private addDependents(member: number, live: number, members: Set<number>): void {
    const turn = this.nextTurn(member);
    const held = this.held[member] ?? NO_LOCKS;
    for (let other = 0; other < live; other++) {
      if (!members.has(other) && conflict(turn, this.futures.of(this.stateOf(other), held)))
        members.add(other);
    }
  }
}
