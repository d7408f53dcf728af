/** Machines for reports/bench/proposals.ts: shipped stories with a catch-all, and made-up races for one device. */
import fc from 'fast-check';
import { MACHINES, STORIES } from '../../properties/golden/shipped.ts';
import { raceOf, races } from '../../properties/systems/races.ts';
import { scenarioFrom } from '../../sim/scenario-from.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';

export interface Case {
  readonly name: string;
  readonly scenario: Scenario;
}

/** Shipped stories of this age's rules in which a catch-all could bind something. */
export const SHIPPED: readonly Case[] = STORIES.map(({ name, text }) => ({
  name,
  scenario: scenarioFrom(text, `scenarios/${name}.yaml`),
})).filter(
  ({ scenario }) =>
    scenario.system.startsWith('linux-6') &&
    scenario.quirks.length === 0 &&
    scenario.drivers.some(({ catchAll, generic }) => catchAll && !generic),
);

/** The shipped machines with their module databases. */
export const MACHINE_CASES: readonly Case[] = MACHINES.map(({ name, text }) => ({
  name,
  scenario: scenarioFrom(text, `scenarios/${name}.yaml`),
}));

/** So many made-up races, always the same ones for a seed. */
export const madeUp = (count: number, seed: number): readonly Case[] =>
  fc
    .sample(races, { numRuns: count, seed })
    .map((race, index) => ({ name: `race ${index}`, scenario: raceOf(race) }));
