/**
 * A finding made small and accounted for: shrunk with its scenario to a fixed point, searched for anything smaller
 * still, and then each of its answers labelled, and the two turns found whose order decides it.
 */
import type { ClockMode } from '../engine/run.ts';
import { labelsOf, type Label } from '../explore/labels.ts';
import type { Swap } from '../explore/swap.ts';
import { shrinkScenario, type ShrinkScenarioOptions, type ShrunkFinding } from '../shrink-scenario.ts';
import { swapFor } from './explain.ts';
import { isShown } from './finding.ts';
import { proveMinimal, type Minimality } from './minimal.ts';
import { trialsOf, type Trials } from './trials.ts';

export interface SmallFinding extends ShrunkFinding {
  readonly proof: Minimality;
  readonly labels: readonly Label[];
  /** Null: the order of two turns is not what decides. */
  readonly swap: Swap | null;
}

/** Turns of one run while explaining: shrunk runs are short, livelocks are cut. */
const STEPS_MAX = 50_000;
/** How often a proof may find something smaller instead. */
const ROUNDS = 20;

/** Makes a finding small; null if the schedule does not show it. */
export function smallFinding(options: ShrinkScenarioOptions): SmallFinding | null {
  const first = shrinkScenario(options);
  if (!first) return null;
  const { shrunk, proof } = proved(first, options);
  return { ...shrunk, proof, ...reasonsFor(shrunk, options) };
}

/** Shrinks on while the proof finds something smaller. */
function proved(
  first: ShrunkFinding,
  options: ShrinkScenarioOptions,
): { readonly shrunk: ShrunkFinding; readonly proof: Minimality } {
  const { invariants, expired, budget = Infinity } = options;
  const limits = { invariants, ...(expired ? { expired } : {}) };
  let shrunk = first;
  for (let round = 0; shrunk.complete && round < ROUNDS && options.scenarioToo !== false; round++) {
    options.onProgress?.('looking for anything smaller', shrunk.executions);
    const found = proveMinimal(shrunk, limits);
    if ('proof' in found) return { shrunk, proof: found.proof };
    const left = budget - shrunk.executions;
    const again = shrinkScenario({
      ...options,
      ...found.smaller,
      ...(Number.isFinite(left) ? { budget: Math.max(1, left) } : {}),
    });
    if (!again) break;
    shrunk = { ...again, executions: shrunk.executions + again.executions };
  }
  const why = shrunk.complete ? 'nobody asked for it' : 'the budget ended before';
  return { shrunk, proof: { schedule: false, parts: 0, needed: 0, states: 0, why } };
}

function reasonsFor(
  { scenario, clock, deviations, contrast, finding, past }: ShrunkFinding,
  options: ShrinkScenarioOptions,
): Pick<SmallFinding, 'labels' | 'swap'> {
  const own = options.invariants.filter(({ name }) => finding.is === 'breach' && name === finding.invariant);
  const trials = (of: ClockMode): Trials =>
    trialsOf(scenario, { clock: of, builtFor: clock, invariants: own, stepsMax: STEPS_MAX, past });
  const [here, untimed] = [trials(clock), trials('untimed')];
  const labels = labelsOf({ deviations, shows: (chooser) => isShown(finding, here.try(chooser)) });
  return { labels, swap: swapFor({ finding, deviations, contrast, own: here, untimed }) };
}
