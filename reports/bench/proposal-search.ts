/**
 * All orders of a small machine, by whichever way gets through: device by device spares what devices do not share;
 * all together spares what the environment of a lone device may do and this machine never does (a clock that never
 * comes cannot retry anybody).
 */
import type { Invariant } from '../../sim/check/invariant.ts';
import { exploreClusters } from '../../sim/explore-clusters.ts';
import { exploreScenario } from '../../sim/explore-scenario.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { CLAIMS } from './proposal-claims.ts';
import type { Case } from './proposal-corpus.ts';
import { underRule, type RuleRow } from './proposal-rules.ts';

/** What all orders show. */
export interface Searched {
  /** Names of the claims that some order breaks. */
  readonly broken: ReadonlySet<string>;
  readonly complete: boolean;
  /** States of all searches, those that were given up too. */
  readonly states: number;
}

/** Most states of one search. Some rules cannot be asked device by device: then all together has to get through. */
export const STATES = 2_000_000;
/** Device by device either gets through by then, or the environment is what makes so many. */
const DEVICE_STATES = 250_000;
/** All together is tried first, for so long. */
const TOGETHER_STATES = 10_000;

/** Searches until one way gets through; if none does, everything that was seen to break counts. */
export function searched(scenario: Scenario, claims: readonly Invariant[]): Searched {
  const seen = new Set<string>();
  let states = 0;
  for (const way of [() => together(TOGETHER_STATES), byDevice, () => together(STATES)]) {
    const found = way();
    states += found.states;
    if (found.complete) return { ...found, states };
    found.broken.forEach((claim) => seen.add(claim));
  }
  return { broken: seen, complete: false, states };

  function together(most: number): Searched {
    const { complete, states: own, broken } = exploreScenario(scenario, claims, budgetOf(most));
    return { complete, states: own, broken: new Set(broken.flatMap((one) => one.broken?.invariant ?? [])) };
  }

  function byDevice(): Searched {
    const { complete, states: own, devices } = exploreClusters(scenario, claims, budgetOf(DEVICE_STATES));
    const broken = devices.flatMap((device) => device.broken.map(({ invariant }) => invariant));
    return { complete, states: own, broken: new Set(broken) };
  }
}

/** No shortest schedules: the table counts. */
const budgetOf = (states: number) => ({ budget: { states }, shortestBudget: { states: 1 } });

/** Names of the machines on which some order breaks each claim; empty: it is kept on all. */
type Broken = Readonly<Record<string, readonly string[]>>;

/** One rule over all orders of all machines. */
export interface Row {
  readonly name: string;
  readonly system: string;
  readonly rule: RuleRow['rule'];
  readonly broken: Broken;
  readonly unfinished: readonly string[];
  readonly states: number;
}

/** Searches all orders of these machines under one rule. */
export function explored(row: RuleRow, cases: readonly Case[]): Row {
  const broken: Record<string, string[]> = Object.fromEntries(CLAIMS.map(({ name }) => [name, []]));
  const unfinished: string[] = [];
  let states = 0;
  for (const { name, scenario } of cases) {
    const found = searched(underRule(scenario, row), CLAIMS);
    states += found.states;
    if (!found.complete) unfinished.push(name);
    for (const claim of found.broken) broken[claim]?.push(name);
  }
  return { ...row, broken, unfinished, states };
}
