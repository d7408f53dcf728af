/**
 * Schedules made short where the search did not, and what has to happen in words: the two turns whose order decides it,
 * or the first thing that is not as in the ordinary run.
 */

import type { Invariant } from '../../check/invariant.ts';
import { boring, replayed, type Chooser, type Deviation } from '../../engine/choice.ts';
import type { ClockMode } from '../../engine/run.ts';
import { bounded } from '../../explore/bounded.ts';
import { shrinkSchedule } from '../../explore/shrink.ts';
import { swapText } from '../../explore/swap.ts';
import { swapFor } from '../../findings/explain.ts';
import { breachesOf, isShown, type Finding, type Shown } from '../../findings/finding.ts';
import { trialsOf, type Trials } from '../../findings/trials.ts';
import { sampleScenario, type Sample, type SampledOutcome } from '../../sample-scenario.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { simulate } from '../../simulate.ts';
import { firstDeviation } from './deviation.ts';
import { ended, type BrokenFound, type OutcomeFound, type Schedule, type SearchTask } from './found.ts';

/** Turns of one run: far above what the scenario needs, unless it does not come to rest even when nothing is odd. */
export function stepsMaxOf(scenario: Scenario, clock: ClockMode): number {
  const { end } = simulate(scenario, { chooser: boring, clock, stepsMax: BORING_STEPS_MAX });
  return end.is === 'limit' ? RESTLESS_STEPS_MAX : Math.max(5_000, 20 * end.steps);
}

const BORING_STEPS_MAX = 100_000;
const RESTLESS_STEPS_MAX = 20_000;
/** Findings of one search that are explained; more would say the same again. */
const EXPLAINED_MAX = 24;
/** Executions for the shortening of one schedule. */
const SHRINK_RUNS = 300;
/** Runs with one deviation; if there are more, nothing is proved. */
const NEAR_RUNS = 3_000;

export interface Explainer {
  readonly outcome: (device: string, found: OutcomeFound) => OutcomeFound;
  readonly broken: (found: Omit<BrokenFound, 'how'>) => BrokenFound;
}

/** For a search that nobody will read: says nothing. */
export const SILENT: Explainer = {
  outcome: (_device, found) => found,
  broken: (found) => ({ ...found, how: null }),
};

/** What a schedule is wanted for, in a run and in a sample of runs. */
interface Target {
  readonly finding: Finding;
  readonly shows: (shown: Shown) => boolean;
  readonly isIn: (sample: Sample) => SampledOutcome | undefined;
}

/** Explains findings of a search; `others` are schedules that end in other ways. */
export function explainer(
  task: SearchTask,
  invariants: readonly Invariant[],
  others: readonly Schedule[],
): Explainer {
  const lab = labFor(task.scenario, invariants);
  let left = EXPLAINED_MAX;
  const isWorth = (): boolean => task.clock === 'untimed' && ended(task) === null && left-- > 0;
  const explain = <T extends Schedule>(found: T, target: Target): T & { readonly how: string | null } => {
    const short = found.shortest ? found : { ...found, ...shortened(lab, target, found.deviations) };
    return { ...short, how: sentence(lab.trials(), target.finding, short.deviations, others) };
  };
  return {
    outcome: (device, found) => {
      if (!isWorth()) return found;
      const finding: Finding = { is: 'ending', device, driver: found.driver };
      return explain(found, {
        finding,
        shows: (shown) => isShown(finding, shown),
        isIn: ({ endings }) => endings.find(({ ends }) => ends?.[device] === found.driver),
      });
    },
    broken: (found) => {
      if (found.byDesign) return { ...found, how: isWorth() ? firstOf(lab, found.deviations) : null };
      const finding = isWorth() ? findingOf(lab.trials(), found) : undefined;
      if (!finding) return { ...found, how: null };
      const isIt = (invariant: string, why: string): boolean =>
        invariant === found.invariant && why === found.why;
      return explain(found, {
        finding,
        shows: ({ breaches }) => breaches.some((one) => !one.byDesign && isIt(one.invariant.name, one.why)),
        isIn: ({ broken }) => broken.find((one) => one.broken && isIt(one.broken.invariant, one.broken.why)),
      });
    },
  };
}

/** What explaining needs of a scenario, made when first asked for. */
interface Lab {
  /** Short schedules made so far: one may show the next finding, too. */
  readonly known: (readonly Deviation[])[];
  readonly trials: () => Trials;
  /** All runs with at most one deviation; null if they are too many. */
  readonly near: () => Sample | null;
}

function labFor(scenario: Scenario, invariants: readonly Invariant[]): Lab {
  const clock = 'untimed';
  const stepsMax = stepsMaxOf(scenario, clock);
  let trials: Trials | undefined;
  let near: Sample | null | undefined;
  const sample = (): Sample | null => {
    const strategy = bounded(1);
    const made = sampleScenario(scenario, invariants, { strategy, clock, runs: NEAR_RUNS, stepsMax });
    return strategy.complete() ? made : null;
  };
  return {
    known: [],
    trials: () => (trials ??= trialsOf(scenario, { clock, builtFor: clock, invariants, stepsMax })),
    near: () => (near === undefined ? (near = sample()) : near),
  };
}

/** The finding that this schedule breaks the promise; undefined if a run of it shows no such thing. */
function findingOf(
  trials: Trials,
  { invariant, why, deviations }: Omit<BrokenFound, 'how'>,
): Finding | undefined {
  const shown = trials.try(replayed(deviations, false));
  const breach = shown.breaches.find((each) => each.invariant.name === invariant && each.why === why);
  return breach && breachesOf({ ...shown, breaches: [breach] })[0];
}

/** A schedule that was drawn, or found by whoever looks for something else, is mostly noise. */
function shortened(
  lab: Lab,
  { shows, isIn }: Target,
  deviations: readonly Deviation[],
): Pick<Schedule, 'deviations' | 'shortest'> {
  const trials = lab.trials();
  const run = (chooser: Chooser) => {
    const { end, switches, ...shown } = trials.try(chooser);
    return { shows: shows(shown), switches, steps: end.steps };
  };
  const isShorter = (known: readonly Deviation[]): boolean =>
    known.length < deviations.length && run(replayed(known, false)).shows;
  const start = { deviations: lab.known.find(isShorter) ?? deviations };
  const short = shrinkSchedule({ start, run, budget: SHRINK_RUNS })?.deviations ?? deviations;
  lab.known.push(short);
  if (short.length === 0) return { deviations: short, shortest: true };
  const near = lab.near();
  const better = near && isIn(near);
  if (better) return { deviations: better.first.deviations, shortest: true };
  return { deviations: short, shortest: near !== null && short.length <= 2 };
}

function firstOf(lab: Lab, deviations: readonly Deviation[]): string | null {
  return deviations.length === 0 ? null : firstDeviation(lab.trials(), deviations);
}

/** The critical swap; if order does not decide it, the first deviation. Null: the ordinary run shows it. */
function sentence(
  trials: Trials,
  finding: Finding,
  deviations: readonly Deviation[],
  others: readonly Schedule[],
): string | null {
  if (deviations.length === 0) return null;
  const same = JSON.stringify(deviations);
  const contrast = others.find((other) => JSON.stringify(other.deviations) !== same)?.deviations ?? null;
  const swap = swapFor({ finding, deviations, contrast, own: trials, untimed: trials });
  return swap ? swapText(swap) : firstDeviation(trials, deviations);
}
