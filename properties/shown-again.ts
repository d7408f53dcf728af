/** A break on a page, seen again by its token: what a replay of the line would find. */
import { replayed } from '../sim/engine/choice.ts';
import { decodeToken } from '../sim/explore/token.ts';
import { scenarioFrom } from '../sim/scenario-from.ts';
import { scenarioDigest } from '../sim/scenario/digest.ts';
import type { Scenario } from '../sim/scenario/scenario.ts';
import { simulate } from '../sim/simulate.ts';
import { systemOf } from '../sim/systems/catalogue.ts';
import { invariantsFor } from './invariants/index.ts';

const STEPS_MAX = 20_000;

/**
 * Why this promise breaks in the run that the token names, one reason for each breach. Throws if the token is of
 * another scenario or cannot be read.
 */
export function shownAgain(whole: Scenario, promise: string, token: string): readonly string[] {
  const decoded = decodeToken(token);
  if (!decoded.ok) throw new Error(decoded.problem);
  // A device explored alone: the part travels in the token.
  const { embedded } = decoded.token;
  const scenario = embedded === undefined ? whole : scenarioFrom(embedded);
  if (scenario.system !== whole.system) throw new Error(`the token is about ${scenario.system}`);
  const digest = scenarioDigest(scenario);
  if (decoded.token.scenario !== digest)
    throw new Error(`the token is of ${decoded.token.scenario}, not of ${digest}`);
  const { breaches } = simulate(scenario, {
    chooser: replayed(decoded.token.deviations),
    clock: 'untimed',
    // As a replay judges: only what the file asks for.
    invariants: invariantsFor(scenario, systemOf(scenario)).filter(({ name }) => name === promise),
    stepsMax: STEPS_MAX,
    ...(decoded.token.loop ? { loop: decoded.token.loop } : {}),
  });
  // Of a loop the replay also tells where it closes.
  return breaches.map(({ why }) => why.split('; after step ')[0] ?? why);
}
