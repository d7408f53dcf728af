/**
 * Statements about how often something happens in a run, over all orders: a state does not remember it, and there are
 * too many runs to make each. Runs that differ only in the order of independent turns show the same to whoever looks
 * at turns that depend on each other; one of each kind is found by executions (explore/dpor.ts) and looked at.
 */
import { expect } from 'vitest';
import { dpor } from '../../sim/explore/dpor.ts';
import { deviationsOf } from '../../sim/explore/follow.ts';
import type { Move } from '../../sim/explore/subject.ts';
import { subjectOf } from '../../sim/explore-scenario.ts';
import type { LinuxWorld } from '../../sim/linux/kernel.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { STEPS_OF_A_SUITE } from '../runs.ts';

/** A turn that was taken: the step's name, and a look at the world after it. */
export interface Taken<T> {
  readonly step: string;
  readonly saw: T;
}

/**
 * Looks at one run of each kind. `look` is asked after each turn; undefined: the turn is passed over. Fails above
 * `most` kinds. Returns how many there are.
 */
export function everyTrace<T>(
  scenario: Scenario,
  look: (step: string, world: LinuxWorld) => T | undefined,
  check: (taken: readonly Taken<T>[]) => void,
  most = 5_000,
): number {
  const subject = subjectOf(scenario, []);
  const { machine } = subject;
  const start = machine.snapshot();
  const all: (readonly Move[])[] = [];
  const { complete } = dpor(subject, {
    onExecution: (moves) => all.push(moves),
    budget: { executions: most },
  });
  expect(complete, 'every kind of run was seen').toBe(true);
  let taken: Taken<T>[] = [];
  const perform = machine.perform.bind(machine);
  machine.perform = (slot, answer) => {
    const turn = machine.turnOf(slot);
    const result = perform(slot, answer);
    const step = turn && 'op' in turn ? turn.op.name : '';
    const saw = look(step, machine.world);
    if (saw !== undefined) taken.push({ step, saw });
    return result;
  };
  for (const moves of all) {
    machine.restore(start);
    taken = [];
    deviationsOf(machine, moves, STEPS_OF_A_SUITE);
    check(taken);
  }
  return all.length;
}
