/**
 * A finding made small: schedule and scenario shrunk together to a fixed point, so that what is left is what it needs.
 * Each candidate scenario is run with the answers that still fit; where that loses the finding, a few other schedules
 * are tried before the candidate is given up. Simpler scenarios come first, then simpler schedules.
 *
 * A finding that depends on the schedule goes on depending on it: some other schedule, the contrast, does not show it.
 * Otherwise "ends with no driver" would shrink to a device without drivers, of which there is nothing to learn.
 */
import { replayed, type Chooser, type Deviation } from './engine/choice.ts';
import { seeded } from './engine/random.ts';
import type { ClockMode } from './engine/run.ts';
import type { Invariant } from './check/invariant.ts';
import { shrinkSchedule, type Trial } from './explore/shrink.ts';
import { findingText, isShown, type Finding } from './findings/finding.ts';
import { trialsOf, type Trials } from './findings/trials.ts';
import { scenarioDigest } from './scenario/digest.ts';
import { PART_KINDS, partsOf, withoutParts, type Part, type PartKind } from './scenario/parts.ts';
import type { Scenario } from './scenario/scenario.ts';

export interface ShrinkScenarioOptions {
  readonly scenario: Scenario;
  readonly clock: ClockMode;
  /** A schedule that shows the finding; of a seeded run, the deviations that it recorded. */
  readonly deviations: readonly Deviation[];
  readonly finding: Finding;
  /** The claims that may be looked up by name; only the finding's own is judged. */
  readonly invariants: readonly Invariant[];
  /** Runs allowed, all scenarios together. */
  readonly budget?: number;
  /** Turns allowed, all runs together; for runs that do not come to rest. */
  readonly turns?: number;
  /** false: leave the scenario as it is. */
  readonly scenarioToo?: boolean;
  readonly onProgress?: (doing: string, executions: number) => void;
  /** Asked before each attempt; true ends it as the budget does. Time is measured outside. */
  readonly expired?: () => boolean;
}

export interface ShrunkFinding {
  readonly scenario: Scenario;
  readonly clock: ClockMode;
  /** Replays strictly: every question comes up and every option is offered. */
  readonly deviations: readonly Deviation[];
  /** A schedule of the same scenario that does not show the finding, if one was found. */
  readonly contrast: readonly Deviation[] | null;
  readonly finding: Finding;
  readonly executions: number;
  readonly switches: number;
  readonly steps: number;
  /** It shows before the story begins. */
  readonly past: boolean;
  /** False: the budget ended first; this is the smallest so far. */
  readonly complete: boolean;
}

const EXECUTIONS_MAX = 4000;
/** Turns of the first run; later ones may take some more than it took. */
const STEPS_MAX = 200_000;
/** Turns of a run that never comes to rest: enough to see that it does not. */
const LIVELOCK_STEPS = 10_000;
/** Runs with other schedules before a candidate is given up, the boring one included. */
const OTHER_SCHEDULES: readonly string[] = ['', '1', '2', '3'];
/** Runs in which the first contrast is looked for. */
const FIRST_CONTRASTS: readonly string[] = [
  '',
  ...Array.from({ length: 20 }, (_, index) => String(index + 1)),
];

/** Everything that the passes share. */
interface Work {
  readonly options: ShrinkScenarioOptions;
  readonly invariants: readonly Invariant[];
  readonly budget: number;
  executions: number;
  turns: number;
  stepsMax: number;
  /** A schedule that does not show the finding; null: there is none among those tried, and none is asked for. */
  contrast: readonly Deviation[] | null;
  /** The finding was there before the story began. What happens in the story shall not move into the past. */
  past: boolean;
  best: { readonly scenario: Scenario; readonly deviations: readonly Deviation[]; readonly trial: Trial };
}

/** Shrinks a finding; null if the schedule does not show it. */
export function shrinkScenario(options: ShrinkScenarioOptions): ShrunkFinding | null {
  const { finding, invariants, scenario, deviations, budget = EXECUTIONS_MAX } = options;
  const own = invariants.filter(({ name }) => finding.is === 'breach' && name === finding.invariant);
  const steps = { shows: false, switches: Infinity, steps: Infinity };
  const work: Work = {
    options,
    invariants: own,
    budget,
    executions: 0,
    turns: 0,
    stepsMax: STEPS_MAX,
    contrast: null,
    past: false,
    best: { scenario: onlyFor(scenario, finding), deviations, trial: steps },
  };
  const firstTry = (): ReturnType<typeof tryOn> =>
    tryOn(work, trials(work, work.best.scenario), replayed(deviations, false));
  let first = firstTry();
  if (!first.shows) {
    work.past = true;
    first = firstTry();
  }
  if (!first.shows) return null;
  const enough = first.steps < STEPS_MAX ? 2 * first.steps + 10_000 : LIVELOCK_STEPS;
  work.stepsMax = Math.min(STEPS_MAX, enough);
  if (!firstTry().shows) work.stepsMax = STEPS_MAX;
  work.contrast = contrastOn(work, trials(work, work.best.scenario), FIRST_CONTRASTS);
  schedulePass(work);
  while (options.scenarioToo !== false && scenarioPass(work) && !isSpent(work)) schedulePass(work);
  const { best, executions, contrast, past } = work;
  const { switches, steps: taken } = best.trial;
  const told = { clock: options.clock, contrast, finding, executions, switches, steps: taken, past };
  return { scenario: best.scenario, deviations: best.deviations, ...told, complete: !isSpent(work) };
}

function isSpent({ executions, budget, turns, options }: Work): boolean {
  return executions >= budget || turns >= (options.turns ?? Infinity) || options.expired?.() === true;
}

/** The scenario with nothing expected but what was found, for whoever runs it from its file. */
function onlyFor(scenario: Scenario, finding: Finding): Scenario {
  const claim =
    finding.is === 'breach'
      ? { breaks: finding.invariant, device: finding.device }
      : { ends: { [finding.device]: finding.driver } };
  const always = finding.is === 'breach' ? [finding.invariant] : null;
  return {
    ...scenario,
    title: shrunkTitle(findingText(finding), scenario.title),
    about: '',
    expect: { always, never: [], sometimes: [claim], ends: {} },
    assumptions: [],
  };
}

/** What is shrunk once more keeps its title. */
function shrunkTitle(finding: string, title: string): string {
  const begins = `${finding} (shrunk from: `;
  return title.startsWith(begins) ? title : `${begins}${title})`.slice(0, 200);
}

function trials({ options, invariants, stepsMax, past }: Work, scenario: Scenario): Trials {
  return trialsOf(scenario, { clock: options.clock, invariants, stepsMax, past });
}

function tryOn(work: Work, on: Trials, chooser: Chooser): Trial & { deviations: readonly Deviation[] } {
  work.executions++;
  const tried = on.try(chooser);
  const { switches, deviations, end } = tried;
  work.turns += end.steps;
  // A scenario of which nothing is left but its past would show nothing happening.
  const shows = isShown(work.options.finding, tried) && (end.steps > 0 || work.past);
  return { shows, switches, steps: end.steps, deviations };
}

const NOT_TRIED: Trial = { shows: false, switches: Infinity, steps: Infinity };

/** Shrinks the schedule on the best scenario. */
function schedulePass(work: Work): void {
  const { scenario, deviations } = work.best;
  work.options.onProgress?.('shrinking the schedule', work.executions);
  const on = trials(work, scenario);
  let first = true;
  const run = (chooser: Chooser): Trial => {
    if (!first && isSpent(work)) return NOT_TRIED;
    first = false;
    return tryOn(work, on, chooser);
  };
  const shrunk = shrinkSchedule({
    start: { deviations },
    run,
    budget: Math.max(1, work.budget - work.executions),
  });
  if (!shrunk)
    throw new Error('a schedule that showed the finding shows it no more: runs are not repeatable');
  const { switches, steps } = shrunk;
  work.best = { scenario, deviations: shrunk.deviations, trial: { shows: true, switches, steps } };
}

/** Takes out what can be taken out, kind by kind; true if anything was. */
function scenarioPass(work: Work): boolean {
  return PART_KINDS.map((kind) => takeOut(work, kind)).includes(true);
}

/** Blocks of parts of one kind: all, halves, quarters, single ones. */
function takeOut(work: Work, kind: PartKind): boolean {
  let gained = false;
  for (let size = partsOf(work.best.scenario, kind).length; size >= 1; size = Math.floor(size / 2)) {
    for (let end = partsOf(work.best.scenario, kind).length; end > 0 && !isSpent(work);) {
      const block = Math.max(0, end - size);
      const won = attempt(work, partsOf(work.best.scenario, kind).slice(block, end));
      gained = won || gained;
      end = won ? Math.min(block, partsOf(work.best.scenario, kind).length) : block;
    }
  }
  return gained;
}

function attempt(work: Work, parts: readonly Part[]): boolean {
  const { scenario, deviations } = work.best;
  work.options.onProgress?.(`without ${parts.map(({ what }) => what).join(', ')}`, work.executions);
  if (parts.some(({ what }) => what === `device ${work.options.finding.device}`)) return false;
  const candidate = withoutParts(scenario, parts);
  if (!candidate || scenarioDigest(candidate) === scenarioDigest(scenario)) return false;
  const on = trials(work, candidate);
  const others = parts.length === 1 ? OTHER_SCHEDULES : OTHER_SCHEDULES.slice(0, 1);
  const choosers = [replayed(deviations, false), ...others.map(chooserOf)];
  for (const chooser of choosers) {
    const { deviations: found, ...trial } = tryOn(work, on, chooser);
    if (trial.shows) return keep(work, on, { scenario: candidate, deviations: found, trial });
    if (isSpent(work)) return false;
  }
  return false;
}

/** The candidate is the best one now, if it has a contrast where one is asked for. */
function keep(work: Work, on: Trials, candidate: Work['best']): boolean {
  if (work.contrast) {
    const contrast = contrastOn(work, on, OTHER_SCHEDULES);
    if (!contrast) return false;
    work.contrast = contrast;
  }
  work.best = candidate;
  return true;
}

/** A schedule that does not show the finding: the one known so far, or one that these seeds draw. */
function contrastOn(work: Work, on: Trials, seeds: readonly string[]): readonly Deviation[] | null {
  const known = work.contrast ? [replayed(work.contrast, false)] : [];
  for (const chooser of [...known, ...seeds.map(chooserOf)]) {
    const { shows, deviations } = tryOn(work, on, chooser);
    if (!shows) return deviations;
    if (isSpent(work)) return null;
  }
  return null;
}

/** The boring one for '', else what this seed draws. */
const chooserOf = (seed: string): Chooser => (seed === '' ? replayed([]) : seeded(seed));
