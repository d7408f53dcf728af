/**
 * `probesim/vitest`: claims about every order of a scenario as matchers. Importing it adds them to `expect`.
 *
 *     expect(scenario).toAlwaysBind({ gpu: 'i915' });
 *     expect(scenario).toHold('at-most-one-driver');
 *     expect(scenario).toSometimesEnd({ gpu: 'vfio-pci' });
 *     expect(scenario).toReplayTo('p1.u...', { ends: { gpu: 'vfio-pci' } });
 *
 * A claim that a search did not decide within its budget fails, negated or not: nobody shall build on it.
 */
import { expect, type MatcherResult, type MatcherState } from 'vitest';
import type { Claim } from '../../sim/check/expect.ts';
import type { Invariant } from '../../sim/check/invariant.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { checkedEnds, invariantOf, type Ends, type Sight } from './claims.ts';
import { failureText } from './message.ts';
import { replayOf, type ReplayOptions } from './replay.ts';
import { seek, type SearchBudget } from './seek.ts';

export type { Ends } from './claims.ts';
export type { ReplayOptions } from './replay.ts';
export type { SearchBudget } from './seek.ts';

/** How far to search, and where the scenario is. */
export interface ClaimOptions extends SearchBudget {
  /** The scenario's file, for the replay line of a failure; without it the token carries the scenario. */
  readonly file?: string;
}

/** The claims that `expect(scenario)` can make. */
export interface ScenarioMatchers {
  /** In every order each of these devices ends with this driver; null: with none. */
  readonly toAlwaysBind: (ends: Ends, options?: ClaimOptions) => void;
  /** In some order these devices end so, all of them in the same run. */
  readonly toSometimesEnd: (ends: Ends, options?: ClaimOptions) => void;
  /** The promise, a shipped one by name or one of your own, holds in every order. */
  readonly toHold: (invariant: string | Invariant, options?: ClaimOptions) => void;
  /** As toHold. */
  readonly toNeverBreak: (invariant: string | Invariant, options?: ClaimOptions) => void;
  /** The run of a token still shows this ending or this broken promise. */
  readonly toReplayTo: (token: string, claim: Claim, options?: ReplayOptions) => void;
}

declare module 'vitest' {
  // Merged into vitest's own, so `expect(scenario).` offers the claims in every test of the program.
  interface Matchers<T> extends ScenarioMatchers {}
}

interface Asked {
  readonly call: string;
  readonly sight: Sight;
  /** The claim holds if the sight is seen; else if it never is. */
  readonly holdsIfSeen: boolean;
  readonly options: ClaimOptions | undefined;
}

/** What vitest is to be told. */
function judged({ isNot }: MatcherState, scenario: Scenario, asked: Asked): MatcherResult {
  const { sight, holdsIfSeen, options = {} } = asked;
  const answer = seek(scenario, sight, options);
  const call = `expect(scenario).${isNot ? 'not.' : ''}${asked.call}`;
  return {
    pass: answer.is === 'undecided' ? isNot : (answer.is === 'seen') === holdsIfSeen,
    message: () => failureText({ scenario, file: options.file, call, sight, answer }),
  };
}

/** What was given to `expect`. Throws a TypeError if it is no scenario. */
function scenarioIn(received: unknown): Scenario {
  if (typeof received === 'object' && received !== null && 'devices' in received && 'story' in received)
    return received as Scenario;
  throw new TypeError('this matcher is about scenarios: expect(scenarioFrom(text)), expect(parsed.scenario)');
}

function holds(
  state: MatcherState,
  received: unknown,
  { name, claim, options }: { name: string; claim: string | Invariant; options: ClaimOptions | undefined },
): MatcherResult {
  const invariant = invariantOf(claim);
  const call = `${name}('${invariant.name}')`;
  const sight = { is: 'breach', invariant } as const;
  return judged(state, scenarioIn(received), { call, sight, holdsIfSeen: false, options });
}

expect.extend({
  toAlwaysBind(received: unknown, ends: Ends, options?: ClaimOptions) {
    const scenario = scenarioIn(received);
    const sight = { is: 'other ending', ends: checkedEnds(scenario, ends) } as const;
    const call = `toAlwaysBind(${JSON.stringify(ends)})`;
    return judged(this, scenario, { call, sight, holdsIfSeen: false, options });
  },
  toSometimesEnd(received: unknown, ends: Ends, options?: ClaimOptions) {
    const scenario = scenarioIn(received);
    const sight = { is: 'ending', ends: checkedEnds(scenario, ends) } as const;
    const call = `toSometimesEnd(${JSON.stringify(ends)})`;
    return judged(this, scenario, { call, sight, holdsIfSeen: true, options });
  },
  toHold(received: unknown, claim: string | Invariant, options?: ClaimOptions) {
    return holds(this, received, { name: 'toHold', claim, options });
  },
  toNeverBreak(received: unknown, claim: string | Invariant, options?: ClaimOptions) {
    return holds(this, received, { name: 'toNeverBreak', claim, options });
  },
  toReplayTo(received: unknown, token: string, claim: Claim, options?: ReplayOptions) {
    const { isNot } = this;
    const { shows, message } = replayOf(scenarioIn(received), token, claim, options);
    const call = `expect(scenario).${isNot ? 'not.' : ''}toReplayTo(token, ${JSON.stringify(claim)})`;
    return { pass: shows ?? isNot, message: () => `${call}\n\n${message}` };
  },
});
