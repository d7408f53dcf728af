/**
 * One run: ask, perform, until nothing is left to do. The same loop serves both clocks. Timed: a sleeping process
 * returns at its alarm, and time moves only when nobody else can run. Untimed: a sleeping process may go on at any
 * point of the order, so every order that the model allows is some schedule.
 */
import { placeOf, type ChoiceKind, type ChoicePoint, type Chooser } from './choice.ts';
import { CHOOSE, LOCK, SLEEP, WAIT, type Choose, type Sleep } from './effect.ts';
import type { Machine } from './machine.ts';
import { placesOf, type Places } from './places.ts';
import { VirtualClock } from './clock.ts';

export type ClockMode = 'timed' | 'untimed';

export interface RunOptions {
  readonly clock: ClockMode;
  /** Turns after which the run is cut off with ending `limit`. */
  readonly stepsMax: number;
  /** Called before and after every turn; observers read, they never steer. */
  readonly beforeTurn?: (slot: number) => void;
  readonly afterTurn?: (slot: number) => void;
  /** Virtual time is published here for whoever records facts. */
  readonly clockOut?: { now: number };
}

/** How a run stopped: nothing left to do, somebody waits for ever, or the limit. */
export interface RunEnd {
  readonly is: 'quiet' | 'deadlock' | 'limit';
  readonly at: number;
  readonly steps: number;
  /** Slots of processes that wait for ever; services at rest are not among them. */
  readonly stuck: readonly number[];
}

/** Runs `machine` to its end under `chooser`. Deterministic: equal machine and equal answers give equal runs. */
export function run<W>(machine: Machine<W>, chooser: Chooser, options: RunOptions): RunEnd {
  return new Run(machine, chooser, options).toEnd();
}

class Run<W> implements ChoicePoint {
  kind: ChoiceKind = 'schedule';
  count = 0;
  private readonly machine: Machine<W>;
  private readonly chooser: Chooser;
  private readonly options: RunOptions;
  private readonly clock = new VirtualClock();
  private readonly timed: boolean;
  /** Live processes that do not sleep, ascending slots; and those of them that can run now, running one first. */
  private readonly awake: number[] = [];
  private readonly ready: number[] = [];
  /** How many of `ready` are valid: setting the length of an array is slow. */
  private readyCount = 0;
  private last = -1;
  private lastIdentity = -1;
  private lastSteps = 0;
  /** Slot of the process that a question about an outcome or a delay is about. */
  private asker = -1;
  private optionLabels: readonly string[] = [];
  private subject = '';
  private steps = 0;
  private readonly places: Places | undefined;

  constructor(machine: Machine<W>, chooser: Chooser, options: RunOptions) {
    this.machine = machine;
    this.chooser = chooser;
    this.options = options;
    this.timed = options.clock === 'timed';
    this.places = placesOf(machine);
    for (let slot = 0; slot < machine.slots; slot++) if (machine.isLive(slot)) this.admit(slot);
  }

  toEnd(): RunEnd {
    while (this.steps < this.options.stepsMax) {
      this.findReady();
      if (this.readyCount === 0) {
        if (!this.clock.advance((slot) => this.insert(slot))) return this.end();
        if (this.options.clockOut) this.options.clockOut.now = this.clock.now;
        continue;
      }
      this.turn(this.readyCount === 1 ? this.ready[0]! : this.ready[this.askSchedule()]!);
    }
    return { is: 'limit', at: this.clock.now, steps: this.steps, stuck: [] };
  }

  // The choice point: one object, reused for every question.
  about(): string {
    return this.kind === 'schedule' ? this.nameOfLast() : this.subject;
  }
  place(): string {
    const { machine, asker, places } = this;
    if (this.kind === 'schedule') {
      const place = places && this.last >= 0 ? places.of(this.last, this.lastIdentity) : this.lastSteps;
      return `${this.nameOfLast()}@${place}`;
    }
    const place = places ? places.of(asker, machine.identityOf(asker)) : machine.stepsOf[asker];
    return `${machine.nameOf(asker)}@${place}/${this.subject}`;
  }
  option(index: number): string {
    if (this.kind === 'schedule') return this.machine.nameOf(this.ready[index]!);
    return this.kind === 'delay' ? String(index) : this.optionLabels[index]!;
  }
  slot(index: number): number {
    return this.kind === 'schedule' ? this.ready[index]! : -1;
  }
  stepsOf(index: number): number {
    return this.kind === 'schedule' ? this.machine.stepsOf[this.ready[index]!]! : -1;
  }

  private nameOfLast(): string {
    return this.lastIdentity < 0 ? 'start' : this.machine.nameOfIdentity(this.lastIdentity);
  }

  private askSchedule(): number {
    this.kind = 'schedule';
    this.count = this.readyCount;
    return this.ask();
  }

  private ask(): number {
    const answer = this.chooser.choose(this);
    if (!Number.isInteger(answer) || answer < 0 || answer >= this.count) {
      throw new Error(`the chooser answered ${answer} of ${this.count} at ${placeOf(this)}`);
    }
    return answer;
  }

  /** Who can run now: the process that ran last first (going on is boring), then by slot. */
  private findReady(): void {
    const { ready, awake, machine, last } = this;
    let count = 0;
    for (let i = 0; i < awake.length; i++) {
      const slot = awake[i]!;
      if (!machine.isReady(slot)) continue;
      if (slot === last) {
        for (let to = count; to > 0; to--) ready[to] = ready[to - 1]!;
        ready[0] = slot;
      } else ready[count] = slot;
      count++;
    }
    this.readyCount = count;
  }

  private turn(slot: number): void {
    const { machine } = this;
    this.options.beforeTurn?.(slot);
    this.last = slot;
    this.lastIdentity = machine.identityOf(slot);
    this.lastSteps = machine.stepsOf[slot]! + 1;
    const turn = machine.turnOf(slot)!;
    machine.perform(slot, turn.is === CHOOSE ? this.askOutcome(slot, turn) : 0);
    this.steps++;
    this.places?.arrive(slot, this.lastIdentity);
    if (machine.spawned >= 0) this.admit(machine.spawned);
    if (!machine.isLive(slot)) this.dismiss(slot);
    else if (this.timed) this.maybeSleep(slot);
    this.options.afterTurn?.(slot);
  }

  private askOutcome(slot: number, turn: Choose): number {
    if (turn.options.length < 2) return 0;
    this.kind = turn.kind;
    this.asker = slot;
    this.subject = turn.about;
    this.optionLabels = turn.options;
    this.count = turn.options.length;
    return this.ask();
  }

  private admit(slot: number): void {
    this.places?.arrive(slot, this.machine.identityOf(slot));
    this.insert(slot);
    if (this.timed) this.maybeSleep(slot);
  }

  private dismiss(slot: number): void {
    const { awake } = this;
    const at = awake.indexOf(slot);
    if (at === awake.length - 1) awake.pop();
    else awake.splice(at, 1);
  }

  /** Timed: a process whose next turn is a sleep sets its alarm at once; how long is a choice. */
  private maybeSleep(slot: number): void {
    const turn = this.machine.turnOf(slot);
    if (turn?.is !== SLEEP) return;
    this.dismiss(slot);
    this.clock.sleep(slot, turn.min + this.askDelay(slot, turn));
  }

  private askDelay(slot: number, turn: Sleep): number {
    if (turn.max === turn.min) return 0;
    this.kind = 'delay';
    this.asker = slot;
    this.subject = turn.about;
    this.count = turn.max - turn.min + 1;
    return this.ask();
  }

  /** Keeps `awake` in the order of slots. */
  private insert(slot: number): void {
    const { awake } = this;
    let at = awake.length;
    while (at > 0 && awake[at - 1]! > slot) at--;
    if (at === awake.length) awake.push(slot);
    else awake.splice(at, 0, slot);
  }

  private end(): RunEnd {
    const stuck = this.awake.filter((slot) => {
      const turn = this.machine.turnOf(slot);
      return turn !== undefined && (turn.is === LOCK || (turn.is === WAIT && !turn.idle));
    });
    return { is: stuck.length > 0 ? 'deadlock' : 'quiet', at: this.clock.now, steps: this.steps, stuck };
  }
}
