/**
 * One scenario run again and again: booted once, put back to the start of its story for every run. For whoever tries
 * hundreds of schedules; simulate.ts is for whoever wants one run with all its facts.
 */
import { checker, type Breach, type Checker } from '../check/checker.ts';
import type { Invariant } from '../check/invariant.ts';
import { stuckProcesses } from '../check/waits.ts';
import { recorded, type Chooser, type Deviation } from '../engine/choice.ts';
import { Machine } from '../engine/machine.ts';
import { run, type ClockMode, type RunEnd } from '../engine/run.ts';
import { takeTurns, type TurnTaken } from '../explore/taken.ts';
import type { LinuxWorld } from '../linux/kernel.ts';
import { boot } from '../scenario/boot/boot.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { startStory } from '../simulate.ts';
import { systemOf } from '../systems/catalogue.ts';
import type { Shown } from './finding.ts';

/** What one run showed. Valid until the next one: the world is the machine's. */
export interface Tried extends Shown {
  readonly world: LinuxWorld;
  readonly end: RunEnd;
  /** Names of processes that wait for ever. */
  readonly stuck: readonly string[];
  /** Turns by another process than the turn before. */
  readonly switches: number;
  readonly deviations: readonly Deviation[];
}

/** A run with all its turns, and which facts each of them made. */
export interface Told extends Tried {
  readonly turns: readonly TurnTaken[];
  /** By fact: the turn that made it, its code and its numbers. */
  readonly facts: readonly (readonly [turn: number, fact: number, a: number, b: number, c: number])[];
  /** The turn in which a claim broke; -1: in the past or at the end. */
  readonly turnOf: (breach: Breach) => number;
}

export interface Trials {
  readonly machine: Machine<LinuxWorld>;
  readonly try: (chooser: Chooser) => Tried;
  readonly tell: (chooser: Chooser) => Told;
}

export interface TrialOptions {
  readonly clock: ClockMode;
  /**
   * The clock that the machine is built for, if it is another one: machines for the untimed clock leave out what makes
   * no difference to anybody, and runs of both kinds can be compared turn by turn only on one machine.
   */
  readonly builtFor?: ClockMode;
  readonly invariants: readonly Invariant[];
  readonly stepsMax: number;
  /** Whether claims that broke in the past, before anything was a choice, count. */
  readonly past?: boolean;
}

type FactTold = Told['facts'][number];

/** The scenario, ready to be run as often as one likes. */
export function trialsOf(scenario: Scenario, options: TrialOptions): Trials {
  const bench = benchOf(scenario, options);
  const { clock, stepsMax } = options;
  const { machine } = bench;
  const { world } = machine;
  return {
    machine,
    try(chooser) {
      const checks = bench.reset(() => undefined);
      const recording = recorded(chooser);
      let [last, switches] = [-1, 0];
      const afterTurn = (slot: number): void => {
        if (slot !== last) switches++;
        last = slot;
      };
      const end = run(machine, recording, { clock, stepsMax, afterTurn });
      return { ...bench.judged(checks, end), world, end, switches, deviations: recording.deviations() };
    },
    tell(chooser) {
      const facts: FactTold[] = [];
      let turn = 0;
      const checks = bench.reset((...fact) => void facts.push([turn, ...fact]));
      const recording = recorded(chooser);
      const { turns, end } = takeTurns(machine, recording, { clock, stepsMax, afterTurn: () => void turn++ });
      const switches = turns.filter(({ process }, index) => process !== turns[index - 1]?.process).length;
      const turnOf = (breach: Breach): number =>
        checks.breaches.includes(breach) ? (facts[breach.atFact]?.[0] ?? -1) : -1;
      const deviations = recording.deviations();
      return { ...bench.judged(checks, end), world, end, switches, deviations, turns, facts, turnOf };
    },
  };
}

type Fact = [fact: number, a: number, b: number, c: number];

/** A machine that can be put back to the start of its story, with fresh checks. */
interface Bench {
  readonly machine: Machine<LinuxWorld>;
  readonly reset: (note: (...fact: Fact) => void) => Checker;
  readonly judged: (checks: Checker, end: RunEnd) => Pick<Tried, 'breaches' | 'stuck'>;
}

function benchOf(scenario: Scenario, options: TrialOptions): Bench {
  const { clock, builtFor = clock, invariants, past = false } = options;
  const booted = boot(scenario, systemOf(scenario), builtFor);
  const machine = new Machine(booted.blueprint, booted.threads);
  const { world } = machine;
  const judge = world.kernel.judgeOf(world);
  const pastChecks = checker(invariants, world, judge);
  world.recorder = (...fact) => pastChecks.fact(...fact);
  startStory(machine, booted);
  const [start, steps] = [machine.snapshot(), machine.stepCounts()];
  return {
    machine,
    reset(note) {
      machine.restore(start);
      machine.restoreStepCounts(steps);
      const checks = checker(invariants, world, judge);
      world.recorder = (...fact) => {
        checks.fact(...fact);
        note(...fact);
      };
      return checks;
    },
    judged(checks, end) {
      const stuck = stuckProcesses(machine, end.stuck, world.kernel.holders);
      checks.finish({ is: end.is, stuck });
      return {
        breaches: past ? [...pastChecks.breaches, ...checks.breaches] : checks.breaches,
        stuck: stuck.map(({ process }) => process),
      };
    },
  };
}
