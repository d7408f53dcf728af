/**
 * Runs of a scenario that go on for ever, where its states are too many to be searched: hunted (explore/hunt.ts),
 * and made small. Devices and all that hangs on them are taken out as long as what is left still does it; that is
 * then searched whole, so that the way to the loop and the loop are the shortest of that smaller machine.
 */
import type { Invariant } from './check/invariant.ts';
import { below, drawsOf } from './explore/draws.ts';
import { hunt, type Lasso } from './explore/hunt.ts';
import type { Subject } from './explore/subject.ts';
import { exploreScenario, lassoOutcome, subjectOf, type Outcome } from './explore-scenario.ts';
import type { LinuxWorld } from './linux/kernel.ts';
import { partsOf, withoutParts } from './scenario/parts.ts';
import type { Scenario } from './scenario/scenario.ts';

export interface Endless {
  /** Fair runs that were made of the whole scenario. */
  readonly runs: number;
  /** Lassos, one for each broken claim; empty: none of the runs went on for ever. */
  readonly broken: readonly Outcome[];
  /** What they are lassos of: the scenario, or what is left of it. */
  readonly within: Scenario;
}

export interface EndlessOptions {
  readonly seed: string;
  readonly expired: () => boolean;
}

const STARTS = 100;
const STEPS_MAX = 20_000;
/** States of a cut-down scenario that is searched whole. */
const SMALL_STATES = 10_000;

/** Hunts for runs without end. */
export function endlessRuns(
  scenario: Scenario,
  invariants: readonly Invariant[],
  options: EndlessOptions,
): Endless {
  const first = huntIn(scenario, invariants, options);
  if (!first.lasso) return { runs: first.runs, broken: [], within: scenario };
  const within = smallest(scenario, invariants, options);
  const budget = { states: SMALL_STATES, expired: options.expired };
  const { broken } = exploreScenario(within, invariants, { budget, shortestBudget: budget });
  const exact = broken.filter(({ loop }) => loop !== undefined);
  const { runs } = first;
  return { runs, broken: exact.length > 0 ? exact : outcomesOf(within, invariants, options), within };
}

function huntIn(
  scenario: Scenario,
  invariants: readonly Invariant[],
  { seed, expired }: EndlessOptions,
): { readonly subject: Subject<LinuxWorld>; readonly lasso: Lasso | undefined; readonly runs: number } {
  const subject = subjectOf(scenario, invariants);
  const draws = drawsOf(seed, 0);
  const found = hunt(subject.machine, {
    draw: (count) => below(draws, count),
    starts: STARTS,
    stepsMax: STEPS_MAX,
    expired,
  });
  return { subject, ...found };
}

/** Takes out devices, then other pieces, while what is left still goes on for ever. */
function smallest(scenario: Scenario, invariants: readonly Invariant[], options: EndlessOptions): Scenario {
  let left = scenario;
  for (const kind of ['devices', 'drivers', 'actors'] as const)
    for (const { what } of partsOf(scenario, kind)) {
      const part = partsOf(left, kind).find((each) => each.what === what);
      const less = part && withoutParts(left, [part]);
      if (less && huntIn(less, invariants, options).lasso) left = less;
    }
  return left;
}

/** The lasso that a hunt in this scenario finds, for each claim that all states of its loop break. */
function outcomesOf(
  scenario: Scenario,
  invariants: readonly Invariant[],
  options: EndlessOptions,
): readonly Outcome[] {
  const { subject, lasso } = huntIn(scenario, invariants, options);
  if (!lasso) return [];
  const { machine, endless } = subject;
  const start = machine.snapshot();
  const steps = machine.stepCounts();
  let names: readonly string[] | undefined;
  for (const [turn, { slot, answer }] of [...lasso.stem, ...lasso.loop.turns].entries()) {
    machine.moved();
    machine.perform(slot, answer);
    if (turn < lasso.stem.length) continue;
    const now = endless?.() ?? [];
    names = names?.filter((name) => now.includes(name)) ?? now;
  }
  return (names ?? []).map((name) => {
    machine.restore(start);
    machine.restoreStepCounts(steps);
    return lassoOutcome(machine, name, lasso);
  });
}
