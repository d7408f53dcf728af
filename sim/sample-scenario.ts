/**
 * A scenario run many times under a strategy: which endings came up and how often, which claims broke, a schedule or a
 * seed to the first of each, and what that allows to say about the runs that were not made. The same for both clocks:
 * untimed under a sampler or bounded search, timed under a sweep of seeds.
 */
import { checker } from './check/checker.ts';
import { endingOf } from './check/expect.ts';
import type { Invariant } from './check/invariant.ts';
import { stuckProcesses } from './check/waits.ts';
import type { Deviation } from './engine/choice.ts';
import { Machine } from './engine/machine.ts';
import type { ClockMode } from './engine/run.ts';
import { claimKey, type Claim } from './explore-scenario.ts';
import { breachesAtMost, unseenShare, wilson, type Interval } from './explore/confidence.ts';
import { runsUnder, type SampledRun, type Strategy } from './explore/strategy.ts';
import { JUDGED_MAX, swarmTold, type SwarmRun, type SwarmTold } from './swarm-told.ts';
import { boot } from './scenario/boot/boot.ts';
import type { Scenario } from './scenario/scenario.ts';
import { startStory, STEPS_MAX } from './simulate.ts';
import { systemOf } from './systems/catalogue.ts';

export interface SampleOptions {
  readonly strategy: Strategy;
  readonly clock: ClockMode;
  /** Absent: 1,000 of a strategy that draws, all of one that comes to an end by itself. */
  readonly runs?: number;
  /** Asked between runs; true ends the sampling. Time is measured outside. */
  readonly expired?: () => boolean;
  /** Turns after which a run is cut off; what it then shows is no ending. */
  readonly stepsMax?: number;
  readonly onProgress?: (progress: SampleProgress) => void;
}

/** Where the sampling stands, told after each run. */
export interface SampleProgress {
  readonly runs: number;
  readonly endings: number;
  readonly broken: number;
}

/** How to see it again: `replayed(deviations)`, or `seeded(seed)` if there is a seed. */
export interface Witness {
  readonly run: number;
  /** The strategy, or the member of a portfolio, that made the run. */
  readonly by: string;
  readonly seed: string | null;
  readonly deviations: readonly Deviation[];
}

/** An ending or a broken claim, told apart as in explore-scenario.ts. */
export interface SampledOutcome {
  readonly ends?: Readonly<Record<string, string | null>>;
  readonly broken?: Claim;
  /** Broken, but the system declares that it does this. */
  readonly byDesign?: Claim;
  /** Runs that showed it, and the share of the strategy's runs that would, at 95 %. */
  readonly runs: number;
  readonly share: Interval;
  readonly first: Witness;
}

export interface DeviceShare {
  /** Null: none. */
  readonly driver: string | null;
  readonly runs: number;
  readonly share: Interval;
}

/** What one strategy, alone or in a portfolio, allows to say. */
export interface MemberSample {
  readonly by: string;
  readonly runs: number;
  readonly endings: number;
  /** Runs that broke some claim. */
  readonly breaking: number;
  /** Good-Turing: probability that its next run ends as none of its runs did. Null if it does not draw. */
  readonly unseen: number | null;
  /** No run broke a claim: at most this share of its runs does, at 95 %. Null if one did or it does not draw. */
  readonly breachesAtMost: number | null;
}

export interface Sample {
  readonly strategy: string;
  readonly clock: ClockMode;
  readonly runs: number;
  /** Runs that were cut off at `stepsMax`; they count for broken claims only. */
  readonly cutOff: number;
  /** In the order in which they came up. */
  readonly endings: readonly SampledOutcome[];
  readonly broken: readonly SampledOutcome[];
  readonly byDesign: readonly SampledOutcome[];
  /** Final drivers of each device, the most frequent first. */
  readonly devices: Readonly<Record<string, readonly DeviceShare[]>>;
  readonly members: readonly MemberSample[];
  /** Null: no run had its features drawn. */
  readonly swarm: SwarmTold | null;
}

/** Runs of a strategy that has no end, if nobody says how many. */
export const RUNS_UNLESS_SAID = 1_000;

/** Runs a scenario under a strategy until a budget or the strategy ends it. */
export function sampleScenario(
  scenario: Scenario,
  invariants: readonly Invariant[],
  options: SampleOptions,
): Sample {
  const { strategy, clock, stepsMax = STEPS_MAX, expired, onProgress } = options;
  const runs = options.runs ?? (strategy.random ? RUNS_UNLESS_SAID : Infinity);
  const stage = stageOf(scenario, invariants, clock);
  const book = bookOf(strategy.random);
  const limits = { clock, stepsMax, runs, ...(expired ? { expired } : {}) };
  stage.begin();
  for (const one of runsUnder(stage.machine, strategy, limits)) {
    book.enter(one, stage.end(one));
    stage.begin();
    onProgress?.(book.progress());
  }
  return { strategy: strategy.name, clock, ...book.sum() };
}

/** What a run showed: its ending unless it was cut off, and the claims that it broke. */
interface Shown {
  readonly ending: string | null;
  readonly broken: readonly string[];
  readonly byDesign: readonly string[];
}

/** The scenario's machine at the start of its story, under claims; one for all runs. */
function stageOf(scenario: Scenario, invariants: readonly Invariant[], clock: ClockMode) {
  const booted = boot(scenario, systemOf(scenario), clock);
  const machine = new Machine(booted.blueprint);
  const { world } = machine;
  const judge = world.kernel.judgeOf(world);
  startStory(machine, booted);
  let checks = checker(invariants, world, judge);
  return {
    machine,
    begin() {
      checks = checker(invariants, world, judge);
      world.recorder = checks.fact;
    },
    end({ end }: SampledRun): Shown {
      // Whoever makes the run once more to name its answers is not to be checked again.
      world.recorder = null;
      checks.finish({ is: end.is, stuck: stuckProcesses(machine, end.stuck, world.kernel.holders) });
      const keysOf = (excused: boolean): string[] => {
        const claims = checks.breaches.filter(({ byDesign = false }) => byDesign === excused);
        return [...new Set(claims.map((breach) => claimKey(world, breach.invariant.name, breach)))];
      };
      const ending = end.is === 'limit' ? null : JSON.stringify({ ends: endingOf(world) });
      return { ending, broken: keysOf(false), byDesign: keysOf(true) };
    },
  };
}

type Counts = Map<string, number>;
const count = (counts: Counts, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);

interface Tally {
  runs: number;
  breaking: number;
  readonly endings: Counts;
}

/** Keeps what the runs showed. */
function bookOf(random: boolean) {
  const endings: Counts = new Map();
  const broken: Counts = new Map();
  const byDesign: Counts = new Map();
  const first = new Map<string, Witness>();
  const members = new Map<string, Tally>();
  const swarm: SwarmRun[] = [];
  let runs = 0;
  let cutOff = 0;
  return {
    enter(one: SampledRun, { ending, broken: claims, byDesign: excused }: Shown) {
      runs++;
      const member = members.get(one.by) ?? { runs: 0, breaking: 0, endings: new Map() };
      members.set(one.by, member);
      member.runs++;
      if (claims.length > 0) member.breaking++;
      if (ending === null) cutOff++;
      else [endings, member.endings].forEach((counts) => count(counts, ending));
      for (const claim of claims) count(broken, claim);
      for (const claim of excused) count(byDesign, claim);
      const shown = [...(ending === null ? [] : [ending]), ...claims, ...excused];
      if (one.drawn && swarm.length < JUDGED_MAX) swarm.push({ drawn: one.drawn, shown: piecesOf(shown) });
      const fresh = shown.filter((key) => !first.has(key));
      const witness = fresh.length > 0 ? witnessOf(one) : undefined;
      if (witness) for (const key of fresh) first.set(key, witness);
    },
    progress: (): SampleProgress => ({ runs, endings: endings.size, broken: broken.size }),
    sum(): Omit<Sample, 'strategy' | 'clock'> {
      const outcomes = (counts: Counts): SampledOutcome[] =>
        [...counts].map(([key, times]) => ({
          ...(JSON.parse(key) as Pick<SampledOutcome, 'ends' | 'broken' | 'byDesign'>),
          runs: times,
          share: wilson(times, runs),
          first: first.get(key) as Witness,
        }));
      const ended = outcomes(endings);
      return {
        runs,
        cutOff,
        endings: ended,
        broken: outcomes(broken),
        byDesign: outcomes(byDesign),
        devices: devicesOf(ended, runs - cutOff),
        members: [...members].map(([by, tally]) => memberOf(by, tally, random)),
        swarm: swarmTold(swarm),
      };
    },
  };
}

/** An ending counts as those of its devices: what brings one about has nothing to do with most others. */
function piecesOf(shown: readonly string[]): ReadonlySet<string> {
  return new Set(
    shown.flatMap((key) => {
      const { ends } = JSON.parse(key) as Pick<SampledOutcome, 'ends'>;
      return ends === undefined
        ? [key]
        : Object.entries(ends).map(([device, driver]) => JSON.stringify({ ends: { [device]: driver } }));
    }),
  );
}

/** A seed says it all; else the answers are named. */
function witnessOf({ run, by, seed, deviations }: SampledRun): Witness {
  return { run, by, seed, deviations: seed === null ? deviations() : [] };
}

function memberOf(by: string, { runs, breaking, endings }: Tally, random: boolean): MemberSample {
  return {
    by,
    runs,
    endings: endings.size,
    breaking,
    unseen: random ? unseenShare(endings.values()) : null,
    breachesAtMost: random && breaking === 0 ? breachesAtMost(runs) : null,
  };
}

function devicesOf(endings: readonly SampledOutcome[], runs: number): Sample['devices'] {
  const byDevice = new Map<string, Map<string | null, number>>();
  for (const { ends = {}, runs: times } of endings) {
    for (const [device, driver] of Object.entries(ends)) {
      const drivers = byDevice.get(device) ?? new Map<string | null, number>();
      byDevice.set(device, drivers.set(driver, (drivers.get(driver) ?? 0) + times));
    }
  }
  const shares = (drivers: ReadonlyMap<string | null, number>): DeviceShare[] =>
    [...drivers]
      .map(([driver, times]) => ({ driver, runs: times, share: wilson(times, runs) }))
      .sort((a, b) => b.runs - a.runs);
  return Object.fromEntries([...byDevice].map(([device, drivers]) => [device, shares(drivers)]));
}
