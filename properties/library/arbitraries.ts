/**
 * `probesim/fast-check`: machines, scenarios and schedules for property-based tests. A failure shrinks towards one
 * device, one driver, an empty story and the ordinary run, and is printed as what can be typed again: a scenario as the
 * text of its file, a schedule as the argument of `chooserOf`.
 */
import fc from 'fast-check';
import { formatScenario } from '../../sim/scenario/format.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import type { Schedule } from './chooser.ts';
import { machines, type Features } from './machines.ts';
import { scenarioOf } from './made-up.ts';
import { schedulesOf } from './schedules.ts';

export { chooserOf, type Schedule } from './chooser.ts';
export { EVERYTHING, VERBS } from './machines.ts';
export type { Answer, BusName, Deed, Drawn, Features, Verb } from './machines.ts';
export { scenarioOf } from './made-up.ts';

/** Numbers of a schedule that are not 0, unless somebody asks for more. */
const DEVIATIONS_MAX = 24;

/**
 * Schedules with at most so many numbers that are not 0, for any scenario: run one with `chooserOf`. Dropping a number
 * and making it smaller are all that shrinking does.
 */
function schedules(deviationsMax = DEVIATIONS_MAX): fc.Arbitrary<Schedule> {
  return schedulesOf(deviationsMax);
}

/** Scenarios of one to four devices and drivers with up to three people who act at the same time. */
function scenarios(features: Partial<Features> = {}): fc.Arbitrary<Scenario> {
  return machines(features).map((drawn) => printable(scenarioOf(drawn)));
}

/** The same scenario; fast-check prints it as the text of its file. */
function printable(scenario: Scenario): Scenario {
  const value = (): string => `\n${formatScenario(scenario)}`;
  return Object.freeze(Object.defineProperty({ ...scenario }, fc.toStringMethod, { value }));
}

/**
 * What to draw. `machines(features)`: small machines as plain numbers and words, for properties that leave some out;
 * `scenarioOf` makes scenarios of them. `scenarios(features)`: the scenarios themselves. `schedules(most)`: answers.
 */
export const arbitraries = { machines, scenarios, schedules } as const;
