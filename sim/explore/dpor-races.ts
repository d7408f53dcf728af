/**
 * Which earlier turns could have come after the turn at hand, and what has to be tried for that.
 *
 * A cut of an execution is a set of its turns that has all that happened before any of them: again an execution. To
 * every turn belong the largest cuts in which it could be taken and which lack something that it is in conflict with.
 * At the first place that such a cut lacks, one process has to be tried that can begin the rest of the cut and the
 * turn: the source set of Abdulla and others (POPL 2014, J. ACM 2017), for which such cuts are the reversals of races.
 *
 * - A step can be taken whenever its process is there: each cut lacks one conflict that no later one follows from.
 * - A release races with nobody. An acquire can be taken in the cuts before an acquire, never in those before a
 *   release.
 * - A wait that reads several things, or things that are changed in any order, may be possible only in cuts that lack
 *   several conflicts: they are looked for from the largest down.
 *
 * Turns that are blocked where an execution ends, or is given up, race as if they were taken there: what would let them
 * go on may be asleep, and then nobody goes on from here.
 */
import { LOCK, STEP, WAIT } from '../engine/effect.ts';
import {
  disjoint,
  has,
  join,
  mark,
  noPlaces,
  type Execution,
  type Places,
  type Point,
} from './dpor-execution.ts';
import { conflict } from './objects.ts';

/** A turn at the end of the execution, or that could have been. */
interface Pending {
  readonly place: number;
  readonly slot: number;
  /** Happened before it by its own process's doing. */
  readonly ownPast: Places;
  /** Places of the other turns in conflict with it, latest first; and as a set. */
  readonly rivals: readonly number[];
  readonly rivalSet: Places;
}

/** Cuts looked at for one wait; beyond, everything that may begin one is tried: nothing is lost but time. */
const CUTS_MAX = 200;

export class Races<W> {
  private readonly execution: Execution<W>;

  constructor(execution: Execution<W>) {
    this.execution = execution;
  }

  /**
   * What happened before the next turn of a process at `place`, having marked at earlier points what must be tried
   * because of it. The machine's memory is anywhere afterwards.
   */
  reverse(place: number, slot: number): Places {
    const { execution } = this;
    const point = execution.at(place);
    const turn = execution.turnAt(point, slot);
    const ownPast = execution.ownPast(place, slot);
    if (turn?.is !== STEP && turn?.is !== LOCK && turn?.is !== WAIT) return ownPast;
    const pending = this.pendingAt(place, slot, ownPast);
    if (turn.is === WAIT) this.reverseWait(pending);
    else if (turn.is === LOCK) this.reverseAcquire(pending);
    else for (const rival of this.lastRivals(pending)) this.mustTry(pending, [rival]);
    const past = ownPast.slice();
    for (const rival of pending.rivals) {
      if (has(past, rival)) continue;
      join(past, execution.at(rival).past);
      mark(past, rival);
    }
    return past;
  }

  private pendingAt(place: number, slot: number, ownPast: Places): Pending {
    const { execution } = this;
    const touched = execution.touchedAt(execution.at(place), slot);
    const rivals: number[] = [];
    const rivalSet = noPlaces(place);
    for (let at = place - 1; at >= 0; at--) {
      if (has(ownPast, at) || !conflict(execution.at(at).own, touched)) continue;
      rivals.push(at);
      mark(rivalSet, at);
    }
    return { place, slot, ownPast, rivals, rivalSet };
  }

  /** Rivals that no other rival follows from. */
  private lastRivals({ place, rivals }: Pending): number[] {
    const covered = noPlaces(place);
    return rivals.filter((rival) => {
      const last = !has(covered, rival);
      join(covered, this.execution.at(rival).past);
      return last;
    });
  }

  private isChain({ rivals }: Pending): boolean {
    return rivals.every((rival, i) => i === 0 || has(this.execution.at(rivals[i - 1] as number).past, rival));
  }

  /** Turns on one lock follow from each other: before the last acquire it was free. */
  private reverseAcquire(pending: Pending): void {
    const { execution } = this;
    const acquire = pending.rivals.find((place) => {
      const point = execution.at(place);
      return execution.turnAt(point, point.slot)?.is === LOCK;
    });
    if (acquire !== undefined) this.mustTry(pending, [acquire]);
  }

  private reverseWait(pending: Pending): void {
    if (!this.isChain(pending)) return this.reverseUnorderedWait(pending);
    const { rivals } = pending;
    const many = rivals.findIndex((_, index) => this.isReadyWithout(rivals.slice(0, index + 1), pending));
    if (many >= 0) this.mustTry(pending, rivals.slice(many, many + 1));
  }

  /** Looks for the largest cuts in which the wait is possible; `without` are the rivals that a cut lacks. */
  private reverseUnorderedWait(pending: Pending): void {
    const found: (readonly number[])[] = [];
    const seen = new Set<string>();
    let level = this.withOneLess(pending, []);
    for (let looked = 0; level.length > 0;) {
      const smaller: (readonly number[])[] = [];
      for (const without of level) {
        if (found.some((larger) => larger.every((rival) => without.includes(rival)))) continue;
        if (++looked > CUTS_MAX) return this.mustTryAll(pending);
        if (this.isReadyWithout(without, pending)) {
          found.push(without);
          this.mustTry(pending, without);
        } else smaller.push(...this.withOneLess(pending, without));
      }
      level = smaller.filter((without) => !seen.has(without.join()) && seen.add(without.join()));
    }
  }

  /** Cuts that lack one more rival, from which no other in the cut follows. */
  private withOneLess(pending: Pending, without: readonly number[]): (readonly number[])[] {
    const rivals = pending.rivals.filter((rival) => !without.includes(rival));
    return this.lastRivals({ ...pending, rivals }).map((rival) => [...without, rival].sort((a, b) => a - b));
  }

  /** Where its process was there already, a wait reads the same as in the cut that lacks all rivals since. */
  private isReadyWithout(without: readonly number[], pending: Pending): boolean {
    const { execution } = this;
    const { place, slot, rivals } = pending;
    const first = Math.min(...without);
    const point = execution.at(first);
    const lacksAllSince = rivals.filter((rival) => rival >= first).length === without.length;
    return lacksAllSince && isStillThere(point, execution.at(place), slot)
      ? point.ready[slot] === 1
      : this.replay(first, this.rest(pending, without), pending);
  }

  /** Whether the pending turn is possible after the turns of `rest` from a place on. Children may get other slots. */
  private replay(first: number, rest: Places, { place, slot }: Pending): boolean {
    const { execution } = this;
    const { machine } = execution;
    const movedTo = new Map<number, number>();
    const slotOf = (point: Point, old: number): number => movedTo.get(point.process[old] as number) ?? old;
    machine.restore(execution.at(first).memory);
    for (let at = first; at < place; at++) {
      if (!has(rest, at)) continue;
      const point = execution.at(at);
      machine.perform(slotOf(point, point.slot), point.answer);
      if (machine.spawned >= 0) movedTo.set(at, machine.spawned);
    }
    return machine.isReady(slotOf(execution.at(place), slot));
  }

  /** Places of the cut without these rivals, from the first that it lacks on. */
  private rest({ place }: Pending, without: readonly number[]): Places {
    const rest = noPlaces(place);
    for (let at = Math.min(...without) + 1; at < place; at++) {
      const { past } = this.execution.at(at);
      if (!without.some((rival) => rival === at || has(past, rival))) mark(rest, at);
    }
    return rest;
  }

  /** One process that can begin the rest of this cut has to be tried at the first place that the cut lacks. */
  private mustTry(pending: Pending, without: readonly number[]): void {
    const first = Math.min(...without);
    const point = this.execution.at(first);
    const starters = this.starters(pending, first, this.rest(pending, without));
    if (starters.some((slot) => point.toTry[slot] === 1 || point.asleep[slot] === 1)) return;
    const chosen = starters.includes(pending.slot) ? pending.slot : starters[0];
    if (chosen === undefined || point.ready[chosen] === 0)
      throw new Error('a race cannot be reversed: this is a bug of the search');
    point.toTry[chosen] = 1;
  }

  /** Every cut that lacks a rival begins with a process that can begin the largest one. */
  private mustTryAll(pending: Pending): void {
    for (const rival of pending.rivals) {
      const point = this.execution.at(rival);
      for (const slot of this.starters(pending, rival, this.rest(pending, [rival]))) {
        if (point.ready[slot] === 1) point.toTry[slot] = 1;
      }
    }
  }

  /** Slots of the processes whose turn can come first in `rest` and then the pending turn. */
  private starters({ place, slot, ownPast, rivalSet }: Pending, first: number, rest: Places): number[] {
    const { execution } = this;
    const starters: number[] = [];
    for (let at = first + 1; at < place; at++) {
      const point = execution.at(at);
      if (has(rest, at) && disjoint(point.past, rest)) starters.push(point.slot);
    }
    if (disjoint(ownPast, rest) && disjoint(rivalSet, rest)) starters.push(slot);
    return starters;
  }
}

/** Whether a process stands before the same turn at two points. */
function isStillThere(one: Point, other: Point, slot: number): boolean {
  return one.process[slot] === other.process[slot] && one.last[slot] === other.last[slot];
}
