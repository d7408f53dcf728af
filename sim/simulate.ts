/**
 * The pure centre: a scenario, answers, claims in; what happened out. No disk, no clock, no ambient randomness: equal
 * arguments give equal results, facts and hash included.
 */
import { checker, type Breach } from './check/checker.ts';
import type { Invariant, Stuck } from './check/invariant.ts';
import { stuckProcesses } from './check/waits.ts';
import { boring, recorded, type Chooser, type Deviation } from './engine/choice.ts';
import { RollingHash } from './engine/hash.ts';
import { Machine } from './engine/machine.ts';
import { run, type ClockMode, type RunEnd } from './engine/run.ts';
import type { LinuxWorld } from './linux/kernel.ts';
import { FactLog } from './model/fact-log.ts';
import { boot, type Booted } from './scenario/boot/boot.ts';
import type { Scenario } from './scenario/scenario.ts';
import { systemOf } from './systems/catalogue.ts';

export interface SimulateOptions {
  readonly chooser?: Chooser;
  readonly clock?: ClockMode;
  readonly invariants?: readonly Invariant[];
  /** Turns after which the run is cut off. */
  readonly stepsMax?: number;
  /** `live` runs plain generators instead of interned ones: slower, for checks of the interner. */
  readonly threads?: 'interned' | 'live';
}

/** What one run showed. */
export interface Result {
  readonly scenario: Scenario;
  readonly clock: ClockMode;
  readonly end: RunEnd;
  readonly stuck: readonly Stuck[];
  readonly breaches: readonly Breach[];
  /** All facts, in order, with times and the processes that made them. */
  readonly facts: FactLog;
  /** How many of them belong to the given past. */
  readonly storyAt: number;
  /** Sixteen hex digits over facts, times and processes. */
  readonly traceHash: string;
  /** Answers that were not option 0. */
  readonly deviations: readonly Deviation[];
  /** The world as it ended; read only. */
  readonly world: LinuxWorld;
  /** What resolving the scenario had to say (install commands not followed). */
  readonly notes: readonly string[];
}

/** Far above any real boot; a livelock ends as `limit`. */
export const STEPS_MAX = 2_000_000;
/** The past must settle: nothing in it is a choice. */
const PAST_STEPS_MAX = 1_000_000;

/** Runs a scenario once. */
export function simulate(scenario: Scenario, options: SimulateOptions = {}): Result {
  return simulateBooted(scenario, boot(scenario, systemOf(scenario), options.clock), options);
}

/** As simulate, for a scenario that is run many times: `booted` is built once and never changes. */
export function simulateBooted(scenario: Scenario, booted: Booted, options: SimulateOptions = {}): Result {
  const { clock = 'timed', invariants = [], stepsMax = STEPS_MAX, threads = 'interned' } = options;
  const chooser = recorded(options.chooser ?? boring);
  const machine = new Machine(booted.blueprint, threads === 'live' ? 'live' : booted.threads);
  const time = { now: 0 };
  const facts = new FactLog((identity) => machine.nameOfIdentity(identity));
  const { world } = machine;
  const judge = world.kernel.judgeOf(world);
  const checks = checker(invariants, world, judge);
  world.recorder = (fact, a, b, c) => {
    facts.add(time.now, machine.identityOf(machine.current), fact, a, b, c);
    checks.fact(fact, a, b, c);
  };
  startStory(machine, booted);
  const storyAt = facts.length;
  const end = run(machine, chooser, { clock, stepsMax, clockOut: time });
  const stuck = stuckProcesses(machine, end.stuck, world.kernel.holders);
  checks.finish({ is: end.is, stuck });
  const { breaches } = checks;
  const deviations = chooser.deviations();
  return {
    scenario,
    clock,
    end,
    stuck,
    breaches,
    facts,
    storyAt,
    traceHash: hashOfFacts(facts),
    deviations,
    world,
    notes: booted.notes,
  };
}

/** The trace hash: rolling over facts, times and authors. */
function hashOfFacts(facts: FactLog): string {
  const hash = new RollingHash();
  facts.feed(hash);
  return hash.digest();
}

/** Brings a fresh machine to the point where the story begins. */
export function startStory(machine: Machine<LinuxWorld>, booted: Booted): void {
  playPast(machine, booted);
  for (const { identity, fn, args } of booted.story) machine.start(identity, fn, args);
}

/** What the scenario takes as given, played undisturbed: one process at a time, option 0 everywhere, no time passes. */
function playPast(machine: Machine<LinuxWorld>, { past }: Booted): void {
  if (!past) return;
  machine.start(past.identity, past.fn, past.args);
  const end = run(machine, boring, { clock: 'untimed', stepsMax: PAST_STEPS_MAX });
  if (end.is !== 'quiet') throw new Error(`the given past of the scenario does not settle: ${end.is}`);
}
