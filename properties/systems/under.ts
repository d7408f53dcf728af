/** Scenarios of the statements about systems, from short text; and what holds over all their orders. */
import { expect } from 'vitest';
import type { Invariant } from '../../sim/check/invariant.ts';
import type { Chooser } from '../../sim/engine/choice.ts';
import { exploreScenario, type Exploration } from '../../sim/explore-scenario.ts';
import { boot } from '../../sim/scenario/boot/boot.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { simulateBooted } from '../../sim/simulate.ts';
import { systemOf } from '../../sim/systems/catalogue.ts';
import { invariantsFor, invariantsNamed } from '../invariants/index.ts';
import { observe, type Observed } from '../observed.ts';
import { scenarioFrom, STEPS_OF_A_SUITE } from '../runs.ts';

const SIMBUS = 'buses: { simbus: { rules: generic } }\n';

/** The scenario of this text under a system; `simbus` is declared unless the text declares buses itself. */
export function under(system: string, yaml: string): Scenario {
  const buses = /^buses:/m.test(yaml) || !yaml.includes('simbus') ? '' : SIMBUS;
  return scenarioFrom(`title: inline\nsystem: ${system}\n${buses}${yaml}`);
}

/** What all orders of a scenario show. */
export interface AllOrders {
  /** Each way to end, as `d=S e=-`, sorted. */
  readonly ends: readonly string[];
  /** Names of the claims that some order breaks, sorted. */
  readonly broken: readonly string[];
  readonly exploration: Exploration;
}

/**
 * Explores every order; fails if the search had to stop before its end. Claims by name; null: all that are judged
 * of the system; or made up for one test: those may read what no footprint names, so no order is left out for them.
 */
export function allOrders(
  scenario: Scenario,
  claims: readonly string[] | readonly Invariant[] | null = [],
): AllOrders {
  const exploration = exploreScenario(scenario, invariantsOf(scenario, claims), {
    budget: { states: 200_000 },
    reduce: claims?.every((claim) => typeof claim === 'string') !== false,
    shortestBudget: { states: 1 },
  });
  expect(exploration.complete, 'every order was seen').toBe(true);
  const broken = exploration.broken.map((one) => one.broken?.invariant ?? '?');
  return { ends: exploration.endings.map(endText).sort(), broken: [...new Set(broken)].sort(), exploration };
}

function invariantsOf(
  scenario: Scenario,
  claims: readonly string[] | readonly Invariant[] | null,
): readonly Invariant[] {
  if (claims === null) return invariantsFor({ expect: { always: null } }, systemOf(scenario));
  return claims.flatMap((claim) => (typeof claim === 'string' ? invariantsNamed([claim]) : [claim]));
}

function endText({ ends = {} }: Exploration['endings'][number]): string {
  return Object.entries(ends)
    .map(([device, driver]) => `${device}=${driver ?? '-'}`)
    .join(' ');
}

/** Ways to end over all orders, as `d=S e=-`. */
export const endsOf = (scenario: Scenario): readonly string[] => allOrders(scenario).ends;

/**
 * Makes every run there is, one by one and whole, and checks each: for what a state does not remember, such as how
 * often a probe was called. Only for scenarios with few orders: fails above `most` runs. Returns their number.
 */
export function everyOrder(scenario: Scenario, check: (run: Observed) => void, most = 2000): number {
  const booted = boot(scenario, systemOf(scenario), 'untimed');
  let answers: number[] | null = [];
  let runs = 0;
  while (answers) {
    const { chooser, counts, given } = following(answers);
    const result = simulateBooted(scenario, booted, {
      chooser,
      clock: 'untimed',
      stepsMax: STEPS_OF_A_SUITE,
    });
    expect(result.end.is).not.toBe('limit');
    check(observe(result));
    expect(++runs, 'runs; too many orders for this way').toBeLessThanOrEqual(most);
    answers = nextOf(given, counts);
  }
  return runs;
}

/** Gives these answers, then option 0. */
function following(answers: readonly number[]): { chooser: Chooser; counts: number[]; given: number[] } {
  const [counts, given]: [number[], number[]] = [[], []];
  const chooser: Chooser = {
    choose({ kind, count }) {
      const answer = answers[counts.length] ?? 0;
      counts.push(kind === 'delay' ? 1 : count);
      given.push(answer);
      return answer;
    },
  };
  return { chooser, counts, given };
}

/** The next answers in the order of an odometer; null: there are none. */
function nextOf(given: readonly number[], counts: readonly number[]): number[] | null {
  const at = given.findLastIndex((answer, question) => answer + 1 < (counts[question] ?? 1));
  return at < 0 ? null : [...given.slice(0, at), (given[at] ?? 0) + 1];
}
