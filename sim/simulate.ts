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
  /** The run is a way to a loop and the loop once: it ends there, and is checked to come back to the same state. */
  readonly loop?: LoopSpan;
  /** `live` runs plain generators instead of interned ones: slower, for checks of the interner. */
  readonly threads?: 'interned' | 'live';
}

/** A loop within a run: turns before it, and turns that it takes. */
export interface LoopSpan {
  readonly stem: number;
  readonly turns: number;
}

/** A run did not come back to the state from which it was said to go round. */
export class NoLoop extends Error {}

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
  /** Of a run that goes round a loop: the facts of the first round. */
  readonly loopFacts?: readonly [from: number, to: number];
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
  const { clock = 'timed', invariants = [], threads = 'interned', loop } = options;
  const stepsMax = loop ? stepsOf(loop) : (options.stepsMax ?? STEPS_MAX);
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
  const watch = loop && loopWatch(machine, loop, () => checks.inLoop(), facts);
  const end = run(machine, chooser, {
    clock,
    stepsMax,
    clockOut: time,
    ...(watch ? { beforeTurn: watch.look, afterTurn: watch.count } : {}),
  });
  const stuck = stuckProcesses(machine, end.stuck, world.kernel.holders);
  if (watch) checks.closeLoop(watch.close());
  else checks.finish({ is: end.is, stuck });
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
    ...(watch ? { loopFacts: watch.facts() } : {}),
    traceHash: hashOfFacts(facts),
    deviations,
    world,
    notes: booted.notes,
  };
}

/** Times that a recorded run goes round its loop. Once is enough: equal states have equal futures. */
const ROUNDS = 1;

/** Turns of the run that shows a loop. */
export const stepsOf = ({ stem, turns }: LoopSpan): number => stem + ROUNDS * turns;

interface LoopWatch {
  /** Before each turn. */
  readonly look: () => void;
  /** After each turn. */
  readonly count: () => void;
  readonly facts: () => readonly [from: number, to: number];
  readonly close: () => string;
}

/** Watches a run go round: `close` says where the loop is, or throws NoLoop. */
function loopWatch(
  machine: Machine<LinuxWorld>,
  { stem, turns }: LoopSpan,
  inLoop: () => void,
  record: { readonly length: number },
): LoopWatch {
  let taken = 0;
  const marks: string[] = [];
  const factsAt: number[] = [];
  const look = (): void => {
    if (taken >= stem && (taken - stem) % turns === 0) {
      marks.push(machine.hash());
      factsAt.push(record.length);
    }
    if (taken >= stem) inLoop();
  };
  return {
    look,
    count: () => taken++,
    facts: () => [factsAt[0] ?? 0, factsAt[1] ?? 0],
    close: () => {
      look();
      const same = marks.every((hash) => hash === marks[0]);
      if (marks.length !== ROUNDS + 1 || !same)
        throw new NoLoop(`the state after step ${stem} does not come again after ${turns} more`);
      return `after step ${stem + turns} the state is that after step ${stem}, ${marks[0] ?? ''}`;
    },
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
