/** A run that shows what was looked for, made short, and in words what decides it. */
import { firstDeviation } from '../../sim/cli/explore/deviation.ts';
import { replayed, type Chooser, type Deviation } from '../../sim/engine/choice.ts';
import { shrinkSchedule } from '../../sim/explore/shrink.ts';
import { swapText } from '../../sim/explore/swap.ts';
import { swapFor } from '../../sim/findings/explain.ts';
import { breachesOf, type Finding } from '../../sim/findings/finding.ts';
import { trialsOf, type Tried, type Trials } from '../../sim/findings/trials.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { watched, type Sight } from './claims.ts';
import type { Seen } from './seek.ts';
import { seenIn, stepsMaxOf } from './whole.ts';

export interface Story {
  readonly deviations: readonly Deviation[];
  /** No schedule has fewer. */
  readonly shortest: boolean;
  /** The two turns whose order decides it, or the first thing that is not as usual; null: the ordinary run shows it. */
  readonly how: string | null;
}

/** Runs for making a schedule short. */
const SHRINK_RUNS = 300;

/** The story of a run that was found. */
export function storyOf(scenario: Scenario, sight: Sight, seen: Seen): Story {
  const trials = trialsOf(scenario, {
    clock: 'untimed',
    builtFor: 'untimed',
    invariants: watched(sight),
    stepsMax: stepsMaxOf(scenario),
  });
  const deviations = seen.shortest ? seen.deviations : shortened(trials, sight, seen.deviations);
  const shortest = seen.shortest || deviations.length === 0;
  return { deviations, shortest, how: howOf(trials, sight, seen, deviations) };
}

const seenInTried = (sight: Sight, tried: Tried) => seenIn(sight, tried, tried.end.is !== 'limit');

function shortened(trials: Trials, sight: Sight, deviations: readonly Deviation[]): readonly Deviation[] {
  const run = (chooser: Chooser) => {
    const tried = trials.try(chooser);
    return {
      shows: seenInTried(sight, tried) !== undefined,
      switches: tried.switches,
      steps: tried.end.steps,
    };
  };
  return shrinkSchedule({ start: { deviations }, run, budget: SHRINK_RUNS })?.deviations ?? deviations;
}

function howOf(trials: Trials, sight: Sight, seen: Seen, deviations: readonly Deviation[]): string | null {
  if (deviations.length === 0) return null;
  const finding = findingOf(sight, seen, trials.try(replayed(deviations, false)));
  const swap = finding && swapFor({ finding, deviations, contrast: [], own: trials, untimed: trials });
  return swap ? swapText(swap) : firstDeviation(trials, deviations);
}

/** One finding that stands for what was seen. */
function findingOf(sight: Sight, { ends = {} }: Seen, tried: Tried): Finding | undefined {
  if (sight.is === 'breach') return breachesOf(tried)[0];
  const wanted = Object.entries(sight.ends);
  const [device = ''] =
    (sight.is === 'ending' ? wanted[0] : wanted.find(([name, driver]) => ends[name] !== driver)) ?? [];
  return { is: 'ending', device, driver: ends[device] ?? null };
}
