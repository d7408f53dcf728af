/** A scenario explored: every ending and every broken claim over all orders, with a schedule to each. */
import { readingOf, type Broken, type Invariant, type Moment } from './check/invariant.ts';
import { endingOf } from './check/expect.ts';
import { stuckProcesses } from './check/waits.ts';
import { LOCK, WAIT } from './engine/effect.ts';
import type { Deviation } from './engine/choice.ts';
import { Machine } from './engine/machine.ts';
import { drivenTo, type LockCycle } from './explore/lock-order.ts';
import { below, drawsOf } from './explore/draws.ts';
import { exhaustive, type Exhaustive, type ExhaustiveOptions } from './explore/exhaustive.ts';
import { deviationsOf } from './explore/follow.ts';
import { lassosOf } from './explore/lasso.ts';
import type { Lasso } from './explore/hunt.ts';
import { shortest, type ShortestResult } from './explore/shortest.ts';
import type { Budget, Subject } from './explore/subject.ts';
import type { LinuxWorld } from './linux/kernel.ts';
import type { Strength } from './model/judge.ts';
import { boot } from './scenario/boot/boot.ts';
import type { Scenario } from './scenario/scenario.ts';
import { startStory, STEPS_MAX, stepsOf, type LoopSpan } from './simulate.ts';
import { systemOf } from './systems/catalogue.ts';

/** A broken claim: of which promise, on which device if it is about one. */
export interface Claim {
  readonly invariant: string;
  readonly why: string;
  readonly device: string | null;
  /** Of the promise that has two readings, the one in which it breaks. */
  readonly strength?: Strength;
  /** Which slot of the device; absent: the main one, or the only one. */
  readonly slot?: string;
}

/** What an ending or a broken claim is, told apart from all others. */
export interface Outcome {
  /** Final driver of each device; null: none. Undefined for claims. */
  readonly ends?: Readonly<Record<string, string | null>>;
  readonly broken?: Claim;
  /** Broken, but the system declares that it does this. */
  readonly byDesign?: Claim;
  /** A schedule to it: replay with `replayed(deviations)` under the untimed clock. */
  readonly deviations: readonly Deviation[];
  /** No schedule has fewer deviations; of a lasso: no way to its loop has. */
  readonly shortest: boolean;
  /** The schedule leads to a loop that goes on for ever, and goes round it once. */
  readonly loop?: ToldLoop;
}

export interface ToldLockCycle {
  /** `udev worker 1 holds device lock of a and takes device lock of b`, round the ring. */
  readonly steps: readonly string[];
  /** deadlock: a schedule leads into it. never: no order does. unknown: not all orders were tried. */
  readonly verdict: 'deadlock' | 'never' | 'unknown';
  readonly deviations: readonly Deviation[] | null;
}

export interface ToldLoop extends LoopSpan {
  /** No loop through its first state that lets everybody move has fewer turns. */
  readonly shortest: boolean;
}

export interface Exploration {
  readonly complete: boolean;
  readonly states: number;
  readonly transitions: number;
  readonly cyclic: boolean;
  /** Circles of states in which somebody starves: no run that is fair goes on so for ever. */
  readonly unfair: number;
  /** Claims that some circle breaks, but no schedule to it was found. */
  readonly unshown: readonly string[];
  /** Rings in the order in which processes take locks. */
  readonly lockCycles: readonly ToldLockCycle[];
  /** Some paths were not followed because there was no room for another process. */
  readonly cut: boolean;
  readonly endings: readonly Outcome[];
  readonly broken: readonly Outcome[];
  /** Claims that broke only where the system means them to: shown, and no breach. */
  readonly byDesign: readonly Outcome[];
}

export interface ExploreOptions extends ExhaustiveOptions {
  /** Budget of the search for shortest schedules. */
  readonly shortestBudget?: Budget;
  /** Told when all orders are known, before the shortest schedules are looked for. */
  readonly onShortest?: () => void;
  /** Whoever asks has no use for an incomplete search: then no shortest schedules are looked for. */
  readonly wholeOnly?: boolean;
}

const SHORTEST_STATES = 300_000;
/** Asked after every turn. */
const NONE_BROKEN: readonly string[] = [];
const NO_LASSOS = { found: new Map<string, Lasso>() };
const NONE_SHORTEST: ShortestResult = { found: new Map(), complete: false, states: 0 };

/** Explores all orders of a scenario under the untimed clock. */
export function exploreScenario(
  scenario: Scenario,
  invariants: readonly Invariant[],
  options: ExploreOptions = {},
): Exploration {
  const subject = subjectOf(scenario, invariants);
  const { machine } = subject;
  const start = machine.snapshot();
  const steps = machine.stepCounts();
  const all = exhaustive(subject, options);
  const targets = new Set([...all.endings.keys(), ...all.broken.keys()]);
  machine.restore(start);
  const isWanted = all.complete || options.wholeOnly !== true;
  const budget = options.shortestBudget ?? { states: SHORTEST_STATES };
  options.onShortest?.();
  const { found: lassos } = isWanted ? lassosOf(subject, all.endless, budget) : NO_LASSOS;
  const again = (): void => {
    machine.restore(start);
    machine.restoreStepCounts(steps);
  };
  const endless = [...lassos].map(([name, lasso]): Outcome => (again(), lassoOutcome(machine, name, lasso)));
  again();
  const short = isWanted ? shortest(subject, targets, budget) : NONE_SHORTEST;
  const outcome = (name: string): Outcome => {
    again();
    const best = short.found.get(name);
    const moves = (best ?? { moves: all.endings.get(name) ?? all.broken.get(name) ?? [] }).moves;
    const deviations = deviationsOf(
      machine,
      moves.filter((move) => !('slot' in move) || move.slot >= 0),
      STEPS_MAX,
    );
    return {
      ...(JSON.parse(name) as Pick<Outcome, 'ends' | 'broken' | 'byDesign'>),
      deviations,
      shortest: best !== undefined,
    };
  };
  const { complete, states, transitions, cyclic, cut } = all;
  const claims = [...all.broken.keys()].sort().map(outcome);
  return {
    ...{ complete, states, transitions, cyclic, cut },
    unfair: all.endless.unfair,
    unshown: [...all.endless.names].filter((name) => !lassos.has(name)),
    lockCycles: all.lockCycles.map((cycle) => (again(), toldCycle(subject, cycle, all))),
    endings: [...all.endings.keys()].sort().map(outcome),
    broken: [...claims.filter(({ broken }) => broken !== undefined), ...endless],
    byDesign: claims.filter(({ byDesign }) => byDesign !== undefined),
  };
}

const DRIVEN = { runs: 200, turnsMax: 20_000 } as const;

/** A ring of locks in words, confirmed or refuted; the machine stands at the start, and moves. */
function toldCycle(
  { machine }: Subject<LinuxWorld>,
  cycle: LockCycle,
  { complete, cyclic }: Pick<Exhaustive, 'complete' | 'cyclic'>,
): ToldLockCycle {
  const { lockName } = machine.blueprint;
  const start = machine.snapshot();
  const counts = machine.stepCounts();
  const steps = cycle.steps.map(({ holds, takes, by }) => {
    const names = [...by].map((who) => machine.nameOfIdentity(who)).sort();
    return `${names.join(' or ')} holds ${lockName(holds)} and takes ${lockName(takes)}`;
  });
  // Where runs can go on for ever beside two who wait for each other, no ending shows it.
  const isDecided = cycle.deadlock !== null || (complete && !cyclic);
  const draws = drawsOf('locks', 0);
  const draw = (count: number): number => below(draws, count);
  const way = cycle.deadlock ?? (isDecided ? undefined : drivenTo(machine, cycle, { ...DRIVEN, draw }));
  machine.restore(start);
  machine.restoreStepCounts(counts);
  if (!way) return { steps, verdict: isDecided ? 'never' : 'unknown', deviations: null };
  return { steps, verdict: 'deadlock', deviations: deviationsOf(machine, way, STEPS_MAX) };
}

/** A lasso as an outcome; the machine stands at the start, and moves. */
export function lassoOutcome(machine: Machine<LinuxWorld>, name: string, lasso: Lasso): Outcome {
  const { stem, loop, stemIsShortest } = lasso;
  const span = { stem: stem.length, turns: loop.turns.length };
  const deviations = deviationsOf(machine, [...stem, ...loop.turns], stepsOf(span));
  return {
    ...(JSON.parse(name) as Pick<Outcome, 'ends' | 'broken'>),
    deviations,
    shortest: stemIsShortest,
    loop: { ...span, shortest: loop.shortest },
  };
}

/** The scenario's machine at the start of its story, ready to be explored under these claims. */
export function subjectOf(scenario: Scenario, invariants: readonly Invariant[]): Subject<LinuxWorld> {
  const booted = boot(scenario, systemOf(scenario), 'untimed');
  const machine = new Machine(booted.blueprint);
  const { world } = machine;
  const judge = world.kernel.judgeOf(world);
  startStory(machine, booted);
  const watching = invariants.flatMap(({ name, atFact }) => (atFact ? [{ name, atFact }] : []));
  let broken: string[] = [];
  world.recorder = (fact, a, b, c) => {
    const moment: Moment = { world, judge, fact, a, b, c };
    for (const { name, atFact } of watching) {
      const found = atFact(moment);
      if (found) broken.push(claimKey(world, name, found));
    }
  };
  return {
    machine,
    ending: () => JSON.stringify({ ends: endingOf(world) }),
    broken: (atEnd) => {
      if (atEnd) broken.push(...brokenAtEnd(machine, invariants));
      if (broken.length === 0) return NONE_BROKEN;
      const told = broken;
      broken = [];
      return told;
    },
    endless: () =>
      invariants.flatMap(({ name, forEver }) =>
        (forEver?.({ world, judge }) ?? [])
          .filter(({ byDesign }) => !byDesign)
          .map((found) => claimKey(world, name, found)),
      ),
  };
}

/** A broken claim as an outcome's name, the same for every way of exploring. */
export function claimKey({ setup }: LinuxWorld, invariant: string, found: Broken): string {
  const { why, device, byDesign = false } = found;
  const named = setup.devices[device ?? -1]?.name ?? null;
  const claim: Claim = { invariant, why, device: named, ...readingOf(found) };
  return JSON.stringify(byDesign ? { byDesign: claim } : { broken: claim });
}

function brokenAtEnd(machine: Machine<LinuxWorld>, invariants: readonly Invariant[]): string[] {
  const { world } = machine;
  const slots = Array.from({ length: machine.slots }, (_, slot) => slot).filter((slot) => {
    const turn = machine.turnOf(slot);
    return turn !== undefined && (turn.is === LOCK || (turn.is === WAIT && !turn.idle));
  });
  const stuck = stuckProcesses(machine, slots, world.kernel.holders);
  const is = stuck.length > 0 ? 'deadlock' : 'quiet';
  return invariants.flatMap(({ name, atEnd }) =>
    (atEnd?.({ world, judge: world.kernel.judgeOf(world), is, stuck }) ?? []).map((found) =>
      claimKey(world, name, found),
    ),
  );
}
