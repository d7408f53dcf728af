/**
 * Whether a shrunk finding can be made smaller still, by all orders and not only by those that shrinking happened to
 * try: the small scenario is searched for a shorter schedule, and so is what is left of it without each of its parts.
 * A part is needed if without it no order shows the finding with as few deviations; or, where the finding depends on
 * the order, if without it no order was met any more that does not show it.
 */
import type { Invariant } from '../check/invariant.ts';
import { replayed, type Deviation } from '../engine/choice.ts';
import { seeded } from '../engine/random.ts';
import { exploreScenario } from '../explore-scenario.ts';
import { scenarioDigest } from '../scenario/digest.ts';
import { PART_KINDS, partsOf, withoutParts } from '../scenario/parts.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { ShrunkFinding } from '../shrink-scenario.ts';
import { isShown, type Finding } from './finding.ts';
import { trialsOf } from './trials.ts';

/** How much of the minimality is proved. */
export interface Minimality {
  /** No schedule of the small scenario shows the finding with fewer deviations. */
  readonly schedule: boolean;
  /** Parts of the scenario, and how many of them cannot be left out without more deviations, whatever the order. */
  readonly parts: number;
  readonly needed: number;
  /** States visited for the proof. */
  readonly states: number;
  /** Why not all is proved; null: it is. */
  readonly why: string | null;
}

/** Something smaller that shows the finding, too. */
export interface Smaller {
  readonly scenario: Scenario;
  readonly deviations: readonly Deviation[];
}

export interface ProofOptions {
  readonly invariants: readonly Invariant[];
  /** States of each search, and of all together. */
  readonly states?: number;
  readonly allStates?: number;
  readonly expired?: () => boolean;
}

const STATES = 6_000;
const ALL_STATES = 24_000;
const STEPS_MAX = 20_000;
const CONTRASTS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'];

type Asked = Pick<ShrunkFinding, 'scenario' | 'clock' | 'deviations' | 'contrast' | 'finding' | 'past'>;

const unproved = (why: string): { readonly proof: Minimality } => ({
  proof: { schedule: false, parts: 0, needed: 0, states: 0, why },
});

/** The proof, or something smaller instead. */
export function proveMinimal(
  asked: Asked,
  options: ProofOptions,
): { readonly proof: Minimality } | { readonly smaller: Smaller } {
  const { scenario, clock, deviations, contrast, finding, past } = asked;
  if (clock === 'timed') return unproved('under the timed clock orders are drawn, not searched');
  if (past) return unproved('it shows before the story begins, where nothing is a choice');
  const budget = searchBudget(options);
  const whole = ordersThatShow(scenario, finding, options, budget);
  const better = whole.witnesses.find((witness) => witness.length < deviations.length);
  if (better) return { smaller: { scenario, deviations: better } };
  let [parts, needed] = [0, 0];
  for (const left of scenariosWithLess(scenario, finding)) {
    parts++;
    const found = ordersThatShow(left, finding, options, budget);
    const witness = found.witnesses.find((each) => each.length <= deviations.length);
    if (witness && (contrast === null || hasContrast(left, finding, options)))
      return { smaller: { scenario: left, deviations: witness } };
    if (found.complete && (witness || found.shortest)) needed++;
  }
  const isWhole = whole.complete && whole.shortest;
  const why = isWhole && needed === parts ? null : 'the orders are too many to be searched';
  return { proof: { schedule: isWhole, parts, needed, states: budget.visited(), why } };
}

const claimsOf = (finding: Finding, invariants: readonly Invariant[]): readonly Invariant[] =>
  invariants.filter(({ name }) => finding.is === 'breach' && name === finding.invariant);

interface SearchBudget {
  readonly next: () => number;
  readonly visited: () => number;
  readonly note: (states: number) => void;
}

function searchBudget({ states = STATES, allStates = ALL_STATES }: ProofOptions): SearchBudget {
  let visited = 0;
  return {
    next: () => Math.min(states, allStates - visited),
    visited: () => visited,
    note: (more) => void (visited += more),
  };
}

interface Shown {
  /** All orders were tried, and none goes on for ever. */
  readonly complete: boolean;
  /** No schedule to the first witness is shorter. */
  readonly shortest: boolean;
  /** Schedules that show the finding, the shortest first. */
  readonly witnesses: readonly (readonly Deviation[])[];
}

/** Searches all orders for the finding. */
function ordersThatShow(
  scenario: Scenario,
  finding: Finding,
  { invariants, expired = () => false }: ProofOptions,
  budget: SearchBudget,
): Shown {
  const states = budget.next();
  if (states < 1 || expired()) return { complete: false, shortest: false, witnesses: [] };
  const own = claimsOf(finding, invariants);
  const limits = { states, expired };
  const all = exploreScenario(scenario, own, {
    budget: limits,
    shortestBudget: { states: 4 * states, expired },
    wholeOnly: true,
  });
  budget.note(all.states);
  const trials = trialsOf(scenario, { clock: 'untimed', invariants: own, stepsMax: STEPS_MAX });
  const shown = (finding.is === 'breach' ? all.broken : all.endings).filter(({ deviations }) => {
    const tried = trials.try(replayed(deviations, false));
    return tried.end.steps > 0 && isShown(finding, tried);
  });
  const sorted = shown.toSorted((a, b) => a.deviations.length - b.deviations.length);
  return {
    complete: all.complete && !all.cyclic,
    shortest: sorted.every(({ shortest }) => shortest),
    witnesses: sorted.map(({ deviations }) => deviations),
  };
}

/** The scenario without each of its parts but the finding's own device. */
function* scenariosWithLess(scenario: Scenario, finding: Finding): Generator<Scenario> {
  const digest = scenarioDigest(scenario);
  const seen = new Set<string>([digest]);
  for (const part of PART_KINDS.flatMap((kind) => partsOf(scenario, kind))) {
    if (part.what === `device ${finding.device}`) continue;
    const left = withoutParts(scenario, [part]);
    const own = left && scenarioDigest(left);
    if (!left || own === null || seen.has(own)) continue;
    seen.add(own);
    yield left;
  }
}

/** Whether some order does not show it. */
function hasContrast(scenario: Scenario, finding: Finding, { invariants }: ProofOptions): boolean {
  const own = claimsOf(finding, invariants);
  const trials = trialsOf(scenario, { clock: 'untimed', invariants: own, stepsMax: STEPS_MAX });
  return [replayed([]), ...CONTRASTS.map((seed) => seeded(seed))].some(
    (chooser) => !isShown(finding, trials.try(chooser)),
  );
}
