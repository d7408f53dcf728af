/**
 * The soundness condition of exploring device by device, sampled: whole runs are drawn, and whatever they show of a
 * device has to be a step that its part of the machine allows, too (sim/refinement.ts). What a worker thread is given
 * and what it gives back.
 */

import type { RefinementReport } from '../../../reports/explore-report.ts';
import { spreadOf } from '../../explore-clusters.ts';
import { checkRun, wholeRun } from '../../refinement.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { ended, type SearchTask } from './found.ts';

export interface RefineTask extends Pick<SearchTask, 'board'> {
  readonly scenario: Scenario;
  /** Runs are drawn from this seed on. */
  readonly seed: string;
}

/** Draws the runs and holds them against every part. */
export type RefineFor = (scenario: Scenario) => Promise<RefinementReport>;

const RUNS = 10;
/** States of one search for a way of the part to show the same. */
const STATES = 5_000;

/** Checks runs of the whole until they are enough or the time is up. */
export function runRefine(task: RefineTask): RefinementReport {
  const { scenario, seed } = task;
  const parts = spreadOf(scenario).devices.filter(({ projected }) => projected !== scenario);
  let [runs, checks, steps, undecided] = [0, 0, 0, 0];
  const refused: string[] = [];
  for (; runs < RUNS && ended(task) === null; runs++) {
    const own = `${seed}/${runs + 1}`;
    const run = wholeRun(scenario, own);
    for (const { device, projected } of parts) {
      const { accepted, decided, matched, events } = checkRun(run, projected, { states: STATES });
      checks++;
      steps += matched;
      if (!decided) undecided++;
      else if (!accepted) refused.push(`${device}: "${events[matched] ?? ''}" of run ${own}`);
    }
  }
  return { runs, checks, steps, undecided, refused };
}
