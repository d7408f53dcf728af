/** A token kept in a test: does its run still end as it did? */
import { claimText, endingOf, shows, type Claim } from '../../sim/check/expect.ts';
import { replayed, ReplayMismatch, type Chooser } from '../../sim/engine/choice.ts';
import { seeded } from '../../sim/engine/random.ts';
import { decodeToken, type Token } from '../../sim/explore/token.ts';
import { scenarioDigest } from '../../sim/scenario/digest.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { simulate, type Result } from '../../sim/simulate.ts';
import { checkedEnds, endsText, invariantOf } from './claims.ts';

export interface ReplayOptions {
  /** If the scenario changed since the token was made, carry on as well as it can. */
  readonly resync?: boolean;
}

/** Whether the run shows the claim; null: the run could not be made. `message` says what happened instead. */
export interface Replayed {
  readonly shows: boolean | null;
  readonly message: string;
}

/** Makes the token's run on this scenario. */
export function replayOf(
  scenario: Scenario,
  text: string,
  claim: Claim,
  { resync = false }: ReplayOptions = {},
): Replayed {
  if ('ends' in claim) checkedEnds(scenario, claim.ends);
  const decoded = decodeToken(text);
  if (!decoded.ok) return { shows: null, message: decoded.problem };
  const { token } = decoded;
  if (!resync && token.scenario !== scenarioDigest(scenario))
    return { shows: null, message: `The token is of another scenario. ${REMEDY}` };
  const made = runOf(scenario, token, claim, resync);
  if (typeof made === 'string') return { shows: null, message: made };
  const { world, breaches } = made;
  return {
    shows: shows(claim, endingOf(world), breaches, world),
    message: `The run of the token shows: ${whatHappened(claim, made)}. The claim: ${claimText(claim)}.`,
  };
}

const REMEDY = 'Replay it from where it was found, or { resync: true } carries on as well as it can.';

/** The run, or why there is none. */
function runOf(scenario: Scenario, token: Token, claim: Claim, resync: boolean): Result | string {
  const { seed, deviations, clock } = token;
  const replay = replayed(deviations, !resync);
  const chooser: Chooser = seed === null ? replay : seeded(seed);
  const invariants = 'breaks' in claim ? [invariantOf(claim.breaks)] : [];
  try {
    const result = simulate(scenario, { chooser, clock, invariants });
    const [left] = seed === null && !resync ? replay.unused() : [];
    return left ? `Nobody is asked at ${left.at} any more. ${REMEDY}` : result;
  } catch (error) {
    if (error instanceof ReplayMismatch) return `The token no longer fits: ${error.message}. ${REMEDY}`;
    throw error;
  }
}

function whatHappened(claim: Claim, { world, breaches }: Result): string {
  const ending = endingOf(world);
  if ('ends' in claim)
    return endsText(
      Object.fromEntries(Object.keys(claim.ends).map((device) => [device, ending[device] ?? null])),
    );
  const broken = breaches.filter(({ byDesign }) => !byDesign);
  return broken.map(({ invariant, why }) => `${invariant.name} breaks: ${why}`).join('; ') || 'no breach';
}
