/** Endings and findings held against the durations of the file: what a worker is given and what it gives back. */

import { invariantsFor } from '../../../properties/invariants/index.ts';
import { judgeInTime, type InTime, type Untimed } from '../../findings/in-time.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { systemOf } from '../../systems/catalogue.ts';
import { stepsMaxOf } from './explainer.ts';
import { ended, type SearchTask } from './found.ts';

export interface TimingTask extends Pick<SearchTask, 'board'> {
  readonly scenario: Scenario;
  readonly asked: readonly Untimed[];
}

/** Judges them, one after the other, until the time is up. */
export function runTiming(task: TimingTask): readonly InTime[] {
  const { scenario, asked } = task;
  if (ended(task) !== null) return asked.map(() => ({ is: 'not judged', why: 'the time was up', runs: 0 }));
  return judgeInTime(scenario, asked, {
    invariants: invariantsFor(scenario, systemOf(scenario)),
    stepsMax: stepsMaxOf(scenario, 'timed'),
    expired: () => ended(task) !== null,
  });
}
