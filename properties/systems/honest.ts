/** What must hold of any machine under any system: no order is left out wrongly, and no step touches what it hides. */
import { expect } from 'vitest';
import { seeded } from '../../sim/engine/random.ts';
import { exploreScenario } from '../../sim/explore-scenario.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { simulate } from '../../sim/simulate.ts';
import { systemOf } from '../../sim/systems/catalogue.ts';
import { watchedRun } from '../engine/watched.ts';
import { invariantsFor } from '../invariants/index.ts';
import { SEED } from '../seed.ts';

/** The search shows the same endings and breaches whether orders are left out or not. */
export function expectNothingLost(scenario: Scenario): void {
  const claims = invariantsFor({ expect: { always: null } }, systemOf(scenario));
  const found = (reduce: boolean): readonly string[] => {
    const { complete, endings, broken, byDesign } = exploreScenario(scenario, claims, {
      reduce,
      budget: { states: 300_000 },
      shortestBudget: { states: 1 },
    });
    expect(complete).toBe(true);
    return [...endings, ...broken, ...byDesign]
      .map((one) => JSON.stringify([one.ends, one.broken, one.byDesign]))
      .sort();
  };
  expect(found(true)).toEqual(found(false));
}

/** Drawn runs are the same interned as live, and touch only what they declare, what promises look at included. */
export function expectDeclared(scenario: Scenario, runs = 4): void {
  const judged = invariantsFor({ expect: { always: null } }, systemOf(scenario));
  // A name that is free is on no list: what this one looks at is settled by what its step reads.
  const claims = judged.filter(({ name }) => name !== 'registers-once');
  for (const index of Array.from({ length: runs }, (_, run) => run)) {
    const seed = `${SEED}-${index}`;
    const clock = index % 2 ? 'timed' : 'untimed';
    const hash = (threads: 'interned' | 'live'): string =>
      simulate(scenario, { chooser: seeded(seed), clock, threads }).traceHash;
    expect(hash('interned'), seed).toBe(hash('live'));
    const watched = watchedRun(scenario, clock, claims);
    watched.run(seeded(seed));
    expect([...watched.violations], seed).toEqual([]);
  }
}
