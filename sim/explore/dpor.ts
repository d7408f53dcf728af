/**
 * Every order, by executions: source-DPOR with sleep sets (Abdulla, Aronis, Jonsson, Sagonas: POPL 2014, J. ACM 2017).
 * A second engine, to check the first (exhaustive.ts): it shares with it the machine and the footprints, but remembers
 * no state and looks into no future. It runs to an end, looks at what was in conflict on the way (dpor-races.ts), and
 * goes back to try the other order. No two executions that it counts differ only in the order of independent turns.
 */
import { CHOOSE } from '../engine/effect.ts';
import { Interner } from '../engine/intern.ts';
import { Execution, type Point } from './dpor-execution.ts';
import { Races } from './dpor-races.ts';
import { BookFull, conflict, ObjectBook } from './objects.ts';
import type { Move, Subject } from './subject.ts';

export interface DporOptions {
  readonly budget?: DporBudget;
  /** Turns after which an execution is cut off: it may be going in a circle. */
  readonly turnsMax?: number;
  /** Told every complete execution. */
  readonly onExecution?: (moves: readonly Move[]) => void;
}

/** What ends the search early. */
export interface DporBudget {
  /** Executions begun, whether or not they came to an end. */
  readonly executions?: number;
  /** Asked now and then; true ends the search. Time is measured outside. */
  readonly expired?: () => boolean;
}

export interface Dpor {
  /** Complete executions; no two are equal up to the order of independent turns. */
  readonly executions: number;
  /** Executions given up on the way because all that they could still become was seen elsewhere. */
  readonly blocked: number;
  /** Executions cut off as too long. */
  readonly cut: number;
  readonly turns: number;
  /** Every order is covered; otherwise a budget struck or an execution was cut off. */
  readonly complete: boolean;
  /** A schedule to each outcome class, not the shortest. */
  readonly endings: ReadonlyMap<string, readonly Move[]>;
  /** A schedule to each broken claim. */
  readonly broken: ReadonlyMap<string, readonly Move[]>;
}

const TURNS_MAX = 2000;

/**
 * Explores all orders of a subject: one execution for each that differs in more than the order of independent turns.
 */
export function dpor<W>(subject: Subject<W>, options: DporOptions = {}): Dpor {
  const { machine } = subject;
  if (!(machine.threads instanceof Interner))
    throw new Error('a search over executions needs interned threads');
  const start = machine.snapshot();
  for (let words = 2; ; words *= 2) {
    machine.restore(start);
    const book = new ObjectBook(machine.blueprint.kernel, words);
    const search = new Search(subject, new Execution(machine, machine.threads, book), options);
    if (search.run()) return search.result();
  }
}

class Search<W> {
  private readonly subject: Subject<W>;
  private readonly execution: Execution<W>;
  private readonly races: Races<W>;
  private readonly options: DporOptions;
  private readonly endings = new Map<string, readonly Move[]>();
  private readonly broken = new Map<string, readonly Move[]>();
  /** Last place of the execution at hand; -1: everything was tried. */
  private place = 0;
  private executions = 0;
  private blocked = 0;
  private cut = 0;
  private turns = 0;
  private spent = false;

  constructor(subject: Subject<W>, execution: Execution<W>, options: DporOptions) {
    this.subject = subject;
    this.execution = execution;
    this.races = new Races(execution);
    this.options = options;
  }

  /** False: there are more objects than the sets can hold. */
  run(): boolean {
    try {
      this.explore();
      return true;
    } catch (error) {
      if (error instanceof BookFull) return false;
      throw error;
    }
  }

  result(): Dpor {
    const { executions, blocked, cut, turns, spent, endings, broken } = this;
    return { executions, blocked, cut, turns, complete: !spent && cut === 0, endings, broken };
  }

  private explore(): void {
    this.begin();
    while (this.place >= 0 && !this.overBudget()) {
      const point = this.execution.at(this.place);
      if (point.answer + 1 < point.answers) {
        point.answer++;
        this.take(point);
      } else {
        this.tryNext(point);
      }
    }
  }

  private overBudget(): boolean {
    const { executions = Infinity, expired } = this.options.budget ?? {};
    this.spent =
      this.executions + this.blocked + this.cut >= executions ||
      (this.turns % 1024 === 0 && expired?.() === true);
    return this.spent;
  }

  /** The first point: everybody who lives is there from the start. */
  private begin(): void {
    const { machine } = this.execution;
    const point = this.execution.at(0);
    for (let slot = 0; slot < machine.slots; slot++) {
      point.process[slot] = machine.isLive(slot) ? -2 - slot : -1;
      point.last[slot] = -1;
    }
    if (!this.arrive(point, -1)) this.place = -1;
  }

  /** Tries the next process that has to be tried at the last point, or goes back if there is none. */
  private tryNext(point: Point): void {
    if (point.slot >= 0) point.asleep[point.slot] = 1;
    point.slot = point.toTry.findIndex((wanted, slot) => wanted === 1 && point.asleep[slot] === 0);
    if (point.slot < 0) {
      this.place--;
      return;
    }
    const { execution, place } = this;
    point.own = execution.touchedAt(point, point.slot);
    point.past = this.races.reverse(place, point.slot);
    const turn = execution.turnAt(point, point.slot);
    point.answer = 0;
    point.answers = turn?.is === CHOOSE ? turn.options.length : 1;
    this.take(point);
  }

  /** Takes the turn that is being tried at the last point, with its answer, and goes on from there. */
  private take(point: Point): void {
    const { machine } = this.execution;
    machine.restore(point.memory);
    this.subject.broken(false);
    machine.perform(point.slot, point.answer);
    this.turns++;
    this.note(this.broken, this.subject.broken(false), this.place + 1);
    if (this.place + 1 >= (this.options.turnsMax ?? TURNS_MAX)) {
      this.cut++;
      return;
    }
    const next = this.execution.at(this.place + 1);
    this.follow(point, next);
    if (this.arrive(next, point.slot)) this.place++;
  }

  /** Who lives after the turn, and who still sleeps: those whose turn the one just taken has nothing to do with. */
  private follow(point: Point, next: Point): void {
    const { machine } = this.execution;
    next.process.set(point.process);
    next.last.set(point.last);
    next.last[point.slot] = this.place;
    if (!machine.isLive(point.slot)) next.process[point.slot] = -1;
    if (machine.spawned >= 0) {
      next.process[machine.spawned] = this.place;
      next.last[machine.spawned] = this.place;
    }
    for (let slot = 0; slot < point.asleep.length; slot++) {
      const sleeps = point.asleep[slot] === 1 && !conflict(this.execution.touchedAt(point, slot), point.own);
      next.asleep[slot] = sleeps ? 1 : 0;
    }
  }

  /** Sets up the point that the machine has come to. False if nothing is to be tried there. */
  private arrive(point: Point, lastSlot: number): boolean {
    const { machine } = this.execution;
    point.memory.set(machine.memory);
    point.toTry.fill(0);
    point.slot = -1;
    point.answers = 0;
    let first = -1;
    let stuck = true;
    for (let slot = 0; slot < machine.slots; slot++) {
      const ready = machine.isReady(slot);
      point.ready[slot] = ready ? 1 : 0;
      if (!ready) continue;
      stuck = false;
      if (point.asleep[slot] === 0 && (first < 0 || slot === lastSlot)) first = slot;
    }
    const place = lastSlot < 0 ? 0 : this.place + 1;
    if (first >= 0) {
      point.toTry[first] = 1;
      return true;
    }
    if (stuck) this.end(place);
    else this.blocked++;
    this.raceTheBlocked(place);
    return false;
  }

  /** Nobody can go on. */
  private end(place: number): void {
    this.executions++;
    this.note(this.broken, this.subject.broken(true), place);
    this.note(this.endings, [this.subject.ending()], place);
    this.options.onExecution?.(this.execution.movesTo(place));
  }

  /** Those who cannot take their turn where the execution stops might have taken it before. */
  private raceTheBlocked(place: number): void {
    const { ready, process } = this.execution.at(place);
    for (let slot = 0; slot < ready.length; slot++)
      if (ready[slot] === 0 && process[slot] !== -1) this.races.reverse(place, slot);
  }

  private note(found: Map<string, readonly Move[]>, names: readonly string[], place: number): void {
    for (const name of names) if (!found.has(name)) found.set(name, this.execution.movesTo(place));
  }
}
