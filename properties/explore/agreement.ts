/**
 * Three searches of one scenario against each other: plain enumeration, the reduced search over states, the search over
 * executions. They share the machine and the footprints, nothing else.
 */
import fc from 'fast-check';
import { dpor } from '../../sim/explore/dpor.ts';
import { exhaustive } from '../../sim/explore/exhaustive.ts';
import { subjectOf } from '../../sim/explore-scenario.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { machines, type Drawn } from '../library/machines.ts';
import { INVARIANTS } from '../invariants/index.ts';

export interface Limits {
  /** Of plain enumeration; the reduced search gets a quarter. */
  readonly states: number;
  readonly executions: number;
}

/** What one search found: names of endings and broken claims; all of them if it is complete. */
export interface Search {
  readonly name: 'plain' | 'reduced' | 'dpor';
  readonly complete: boolean;
  readonly found: ReadonlySet<string>;
}

type Result = Omit<ReturnType<typeof dpor>, 'executions' | 'blocked' | 'cut' | 'turns'>;

const search = (name: Search['name'], { complete, endings, broken }: Result): Search => ({
  name,
  complete,
  found: new Set([...endings.keys(), ...broken.keys()]),
});

/** The search over executions alone. */
export const byExecutions = (scenario: Scenario, executions: number): Search =>
  search('dpor', dpor(subjectOf(scenario, INVARIANTS), { budget: { executions } }));

/** The search over states alone; plain enumeration without `reduce`. */
export const byStates = (scenario: Scenario, states: number, reduce: boolean): Search =>
  search(
    reduce ? 'reduced' : 'plain',
    exhaustive(subjectOf(scenario, INVARIANTS), { reduce, budget: { states } }),
  );

/** All three. If the reduced search does not finish, plain enumeration would not either and is left out. */
export function searches(scenario: Scenario, { states, executions }: Limits): readonly Search[] {
  const reduced = byStates(scenario, states / 4, true);
  const others = [byExecutions(scenario, executions)];
  if (reduced.complete) others.push(byStates(scenario, states, false));
  return [reduced, ...others];
}

/** Where a search misses what another found although it is complete; empty if they agree. */
export function disagreements(all: readonly Search[]): string[] {
  return all
    .filter(({ complete }) => complete)
    .flatMap(({ name, found }) =>
      all.flatMap((other) =>
        [...other.found]
          .filter((one) => !found.has(one))
          .map((one) => `${name} lacks ${one} of ${other.name}`),
      ),
    );
}

/** Machines of up to three of everything, cut down so that even plain enumeration comes to an end. */
export const smallMachines: fc.Arbitrary<Drawn> = fc
  .tuple(machines(), fc.constantFrom(1, 2, 2, 2, 3))
  .map(([drawn, most]) => ({
    ...drawn,
    devices: drawn.devices.slice(0, most),
    drivers: drawn.drivers.slice(0, most),
    lanes: drawn.lanes.slice(0, 2).map((lane) => lane.slice(0, most)),
  }));
