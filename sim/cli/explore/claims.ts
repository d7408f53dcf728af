/** Promises and expectations, judged over all that was found. */

import { systemOf } from '../../systems/catalogue.ts';
import { invariantsFor } from '../../../properties/invariants/index.ts';
import type { Expected, Promised, Seen, Verdict } from '../../../reports/explore-report.ts';
import { claimText, type Claim } from '../../check/expect.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Found } from './found.ts';
import type { Explored } from './plan.ts';
import type { BareFinding, View } from './view.ts';

interface Evidence extends View {
  readonly scenario: Scenario;
  readonly explored: Explored;
  /** Every order was tried. */
  readonly everyOrder: boolean;
  /** States were told apart by signatures, which nobody can go back to. */
  readonly hashed: boolean;
}

/** Why it is not known whether all runs come to rest; null: they do, as far as was searched. */
function unrest({ explored, everyOrder, hashed }: Evidence): string | null {
  const { endless, whole } = explored;
  if (hashed && foundsOf(explored).some(({ cyclic }) => cyclic))
    return 'some orders go in circles, and of signatures nobody can tell whether a circle is fair to all';
  if (foundsOf(explored).some(({ unshown }) => unshown))
    return 'some order goes on for ever, but the budget ended before a schedule to it was found';
  if (whole || !everyOrder || !endless) return null;
  const runs = endless.done.reduce((sum, done) => sum + done.runs, 0);
  const each = 'one device at a time, others can keep it busy for ever; all together have too many states';
  return `${each}, and none of ${runs} fair runs of them goes round`;
}

const BY_DESIGN = 'but for what the system does by design';

const foundsOf = ({ whole, parts }: Explored): readonly Found[] => (whole ? [whole] : parts);

/** The promises of the scenario: broken, held, or not. */
export function promisesOf(evidence: Evidence): readonly Promised[] {
  const { scenario, findings } = evidence;
  const restless = unrest(evidence);
  const namesOf = (excuse: boolean): ReadonlySet<string> =>
    new Set(findings.filter(({ byDesign }) => byDesign === excuse).map(({ invariant }) => invariant));
  const [broken, excused] = [namesOf(false), namesOf(true)];
  return invariantsFor(scenario, systemOf(scenario)).map(({ name, says }) => {
    if (broken.has(name)) return { name, says, verdict: 'broken', why: null };
    if (name === 'settles' && restless !== null) return { name, says, verdict: 'not-judged', why: restless };
    const why = excused.has(name) ? BY_DESIGN : null;
    return { name, says, verdict: evidence.everyOrder ? 'held' : 'so-far', why };
  });
}

/** What the scenario file itself expects. */
export function expectationsOf(evidence: Evidence): readonly Expected[] {
  const { ends, never, sometimes } = evidence.scenario.expect;
  return [
    ...Object.entries(ends).map(([device, allowed]) => allowedEnds(evidence, device, allowed)),
    ...never.map((claim) => neverShown(evidence, claim)),
    ...sometimes.map((claim) => sometimesShown(evidence, claim)),
  ];
}

const named = (driver: string | null): string => driver ?? 'no driver';

function allowedEnds(
  { outcomes, everyOrder }: Evidence,
  device: string,
  allowed: readonly (string | null)[],
): Expected {
  const expects = {
    expects: 'ends',
    claim: `${device} ends with ${allowed.map(named).join(' or ')}`,
  } as const;
  const wrong = (outcomes[device] ?? []).find(({ driver }) => !allowed.includes(driver));
  if (!wrong) return { ...expects, verdict: everyOrder ? 'held' : 'so-far', why: null, token: null };
  const why = `${device} can end with ${named(wrong.driver)}`;
  return { ...expects, verdict: 'broken', why, token: wrong.token };
}

/** Whether a claim was seen: with a run that shows it; false: nothing shows it; null: the searches cannot tell. */
type Shown = Seen | boolean | null;

function neverShown(evidence: Evidence, claim: Claim): Expected {
  const seen = shown(evidence, claim);
  const expects = { expects: 'never', claim: claimText(claim) } as const;
  if (seen === null) return { ...expects, ...NOT_JUDGED };
  if (seen === false)
    return { ...expects, verdict: evidence.everyOrder ? 'held' : 'so-far', why: null, token: null };
  return {
    ...expects,
    verdict: 'broken',
    why: 'some order shows it',
    token: seen === true ? null : seen.token,
  };
}

function sometimesShown(evidence: Evidence, claim: Claim): Expected {
  const seen = shown(evidence, claim);
  const expects = { expects: 'sometimes', claim: claimText(claim) } as const;
  if (seen === null) return { ...expects, ...NOT_JUDGED };
  const why = 'breaks' in claim && claim.breaks === 'settles' ? unrest(evidence) : null;
  if (seen === false && why !== null) return { ...expects, ...NOT_JUDGED, why };
  if (seen === false) {
    const verdict: Verdict = evidence.everyOrder ? 'broken' : 'so-far';
    return {
      ...expects,
      verdict,
      why: verdict === 'broken' ? 'no order shows it' : 'not reached so far',
      token: null,
    };
  }
  return { ...expects, verdict: 'held', why: null, token: seen === true ? null : seen.token };
}

const NOT_JUDGED = {
  verdict: 'not-judged',
  why: 'the devices were searched one at a time, and this is about several',
  token: null,
} as const;

function shown({ explored, outcomes, findings }: Evidence, claim: Claim): Shown {
  if ('breaks' in claim) return findings.find((finding) => isOf(finding, claim)) ?? false;
  const ends = Object.entries(claim.ends);
  const each = ends.map(([device, driver]) => outcomes[device]?.find((outcome) => outcome.driver === driver));
  if (each.includes(undefined)) return isEndingOf(explored.attempt, claim.ends);
  if (ends.length === 1) return each[0] ?? false;
  const { whole, spread, parts, attempt } = explored;
  if (whole) return isEndingOf(whole, claim.ends);
  if (isEndingOf(attempt, claim.ends)) return true;
  const devices = Object.keys(claim.ends);
  const placed = spread.devices.find(
    ({ device, cluster }) => device === devices[0] && devices.every((name) => cluster.includes(name)),
  );
  const part = placed && parts[placed.search];
  // Under the names of the device that was searched in its place, its joint endings are not told.
  if (!part || placed.as !== placed.device) return null;
  return isEndingOf(part, claim.ends);
}

function isOf(
  finding: BareFinding,
  { breaks, device }: Extract<Claim, { readonly breaks: string }>,
): boolean {
  return finding.invariant === breaks && !finding.byDesign && (device === null || finding.device === device);
}

function isEndingOf(found: Found | null, claimed: Readonly<Record<string, string | null>>): boolean {
  const isShown = (ends: Readonly<Record<string, string | null>>): boolean =>
    Object.entries(claimed).every(([device, driver]) => ends[device] === driver);
  return found?.endings.some(({ ends }) => isShown(ends)) ?? false;
}
