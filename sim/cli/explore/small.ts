/** One finding of an exploration made small: what a worker thread is given and what it gives back, as plain data. */

import { INVARIANTS } from '../../../properties/invariants/index.ts';
import { replayed, type Chooser, type Deviation } from '../../engine/choice.ts';
import { seeded } from '../../engine/random.ts';
import type { ClockMode } from '../../engine/run.ts';
import { breachesOf, type Finding } from '../../findings/finding.ts';
import { smallFinding, type SmallFinding } from '../../findings/small.ts';
import { trialsOf } from '../../findings/trials.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { ended, type SearchTask } from './found.ts';

/** A run that breaks a promise, and the scenario, or part of one, that it is a run of. */
export interface Origin {
  readonly scenario: Scenario;
  readonly clock: ClockMode;
  readonly seed: string | null;
  readonly deviations: readonly Deviation[];
}

export interface SmallTask extends Origin, Pick<SearchTask, 'board'> {
  readonly invariant: string;
  readonly why: string;
}

/** The small finding, or why there is none. */
export type Small =
  { readonly small: SmallFinding; readonly deviationsBefore: number } | { readonly not: string };

/** Of one finding: so many runs and so many turns, whatever else the budget allows. */
const RUNS_MAX = 2_000;
const TURNS_MAX = 3_000_000;
const STEPS_MAX = 200_000;

/** Makes a finding small. */
export function runSmall(task: SmallTask): Small {
  const over = ended(task);
  if (over !== null) return { not: over === 'time' ? 'the time was up' : 'interrupted' };
  const found = findingOf(task);
  if (!found) return { not: 'a run of its own does not show it' };
  const { scenario, clock } = task;
  const small = smallFinding({
    scenario,
    clock,
    ...found,
    invariants: INVARIANTS,
    budget: RUNS_MAX,
    turns: TURNS_MAX,
    expired: () => ended(task) !== null,
  });
  const deviationsBefore = found.deviations.length;
  return small ? { small, deviationsBefore } : { not: 'it needs more turns than a shrunk run may take' };
}

/** The finding, and the answers of the run that shows it. */
function findingOf({
  scenario,
  clock,
  seed,
  deviations,
  invariant,
  why,
}: SmallTask): { readonly finding: Finding; readonly deviations: readonly Deviation[] } | undefined {
  const chooser = (): Chooser => (seed === null ? replayed(deviations, false) : seeded(seed));
  for (const past of [false, true]) {
    const options = { clock, invariants: INVARIANTS, stepsMax: STEPS_MAX, past };
    const shown = trialsOf(scenario, options).try(chooser());
    const breaches = shown.breaches.filter((each) => each.invariant.name === invariant && each.why === why);
    const [finding] = breachesOf({ ...shown, breaches });
    if (finding) return { finding, deviations: shown.deviations };
  }
  return undefined;
}
