/** One run as an observer sees it: who called whom, what callers were told and when, who is bound at the end. */
import { expect } from 'vitest';
import { endingOf } from '../sim/check/expect.ts';
import type { NamedFact } from '../sim/model/fact-log.ts';
import type { FactName, Role } from '../sim/model/facts.ts';
import type { Scenario } from '../sim/scenario/scenario.ts';
import { simulate, type Result } from '../sim/simulate.ts';
import { runsOf, STEPS_OF_A_SUITE, type Batch } from './runs.ts';

type Values = Readonly<Partial<Record<Role, string | number>>>;

const MILLISECOND = 1_000_000;

export interface Observed {
  readonly result: Result;
  readonly facts: readonly NamedFact[];
  /** Name of the driver that each device ended with, null: none. */
  readonly ends: Readonly<Record<string, string | null>>;
  /** Facts of a kind that have these values. */
  of(is: FactName, values?: Values): readonly NamedFact[];
  count(is: FactName, values?: Values): number;
  /** Place in the record of the only such fact. */
  place(is: FactName, values?: Values): number;
  /** Time of the only such fact, in milliseconds. */
  at(is: FactName, values?: Values): number;
  /** What one actor's commands answered, in order; with times in milliseconds. */
  answers(actor: string): readonly { readonly outcome: string; readonly at: number }[];
  /** What the loads of one module answered, in the order of the answers. */
  loads(module: string): readonly string[];
  isDeferred(device: string): boolean;
}

/** The observer's view of a run. */
export function observe(result: Result): Observed {
  const { setup } = result.world;
  const facts = Array.from({ length: result.facts.length }, (_, index) => result.facts.named(setup, index));
  const has = ({ values }: NamedFact, wanted: Values): boolean =>
    Object.entries(wanted).every(([role, value]) => values[role as Role] === value);
  const of = (is: FactName, values: Values = {}): NamedFact[] =>
    facts.filter((fact) => fact.is === is && has(fact, values));
  const only = (is: FactName, values: Values = {}): NamedFact => {
    const found = of(is, values);
    expect(found.length, `number of ${is} ${JSON.stringify(values)}`).toBe(1);
    return found[0] as NamedFact;
  };
  return {
    result,
    facts,
    ends: endingOf(result.world),
    of,
    count: (is, values) => of(is, values).length,
    place: (is, values) => facts.indexOf(only(is, values)),
    at: (is, values) => only(is, values).at / MILLISECOND,
    answers: (actor) =>
      of('command-answered')
        .filter(({ by }) => by === actor)
        .map(({ at, values }) => ({ outcome: String(values.outcome), at: at / MILLISECOND })),
    loads: (module) => of('module-load-answered', { module }).map(({ values }) => String(values.outcome)),
    isDeferred: (name) => {
      const id = setup.devices.findIndex((device) => device.name === name);
      return result.world.device(id, 'deferred') !== 0;
    },
  };
}

/** The run of an ordinary day: option 0 everywhere. */
export function ordinaryRun(scenario: Scenario, clock: Batch['clock'] = 'timed'): Observed {
  return observe(simulate(scenario, { clock, stepsMax: STEPS_OF_A_SUITE }));
}

/** Checks the ordinary run and one run per seed; a failure says which it was. */
export function everyRun(scenario: Scenario, batch: Batch, check: (run: Observed) => void): void {
  checked(`option 0, ${batch.clock}`, ordinaryRun(scenario, batch.clock), check);
  for (const { seed, result } of runsOf(scenario, { invariants: [], ...batch })) {
    checked(`seed ${seed}, ${batch.clock}`, observe(result), check);
  }
}

/** Runs that show what is looked for are checked up to this many; then the search has found enough. */
const FOUND_MAX = 5;

/** Checks the first runs that `shows` picks, and that there is one. */
export function someRun(
  scenario: Scenario,
  batch: Batch,
  shows: (run: Observed) => boolean,
  check: (run: Observed) => void = () => {},
): void {
  let seen = 0;
  for (const { seed, result } of runsOf(scenario, { invariants: [], ...batch })) {
    const run = observe(result);
    if (!shows(run)) continue;
    seen += 1;
    checked(`seed ${seed}, ${batch.clock}`, run, check);
    if (seen === FOUND_MAX) return;
  }
  expect(seen, `runs of ${batch.seeds} that show it`).toBeGreaterThan(0);
}

function checked(which: string, run: Observed, check: (run: Observed) => void): void {
  try {
    check(run);
  } catch (error) {
    if (error instanceof Error) error.message = `${which}: ${error.message}`;
    throw error;
  }
}
