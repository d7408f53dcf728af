/** Runs for property suites: scenarios from text, the same one under many seeds, and which seeds broke a claim. */
import { seeded } from '../sim/engine/random.ts';
import type { ClockMode } from '../sim/engine/run.ts';
import { boot } from '../sim/scenario/boot/boot.ts';
import type { Scenario } from '../sim/scenario/scenario.ts';
import { simulateBooted, type Result } from '../sim/simulate.ts';
import { systemOf } from '../sim/systems/catalogue.ts';
import { invariantsNamed } from './invariants/index.ts';

export { scenarioFrom } from '../sim/scenario-from.ts';

/** Turns of one run in a suite: far above what a small machine needs to come to rest. */
export const STEPS_OF_A_SUITE = 20_000;

export interface Batch {
  readonly clock: ClockMode;
  /** Seeds are `1` to this. */
  readonly seeds: number;
  /** Invariants by name; absent: all. */
  readonly invariants?: readonly string[];
  readonly stepsMax?: number;
  /** Count what the system breaks by design, too. */
  readonly byDesign?: boolean;
}

export interface Run {
  readonly seed: string;
  readonly result: Result;
}

/** One run per seed, lazily, so that a search can stop at the first that it wants. */
export function* runsOf(scenario: Scenario, batch: Batch): Generator<Run> {
  const booted = boot(scenario, systemOf(scenario));
  const { clock, seeds, invariants = null, stepsMax = STEPS_OF_A_SUITE } = batch;
  const claims = invariantsNamed(invariants);
  for (let number = 1; number <= seeds; number++) {
    const seed = String(number);
    const options = { chooser: seeded(seed), clock, invariants: claims, stepsMax };
    yield { seed, result: simulateBooted(scenario, booted, options) };
  }
}

/** The seeds under which this invariant broke. */
export function seedsThatBreak(scenario: Scenario, invariant: string, batch: Batch): string[] {
  return [...runsOf(scenario, { ...batch, invariants: [invariant] })]
    .filter(({ result }) => result.breaches.some(({ byDesign }) => !byDesign || batch.byDesign === true))
    .map(({ seed }) => seed);
}
