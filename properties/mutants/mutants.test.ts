/**
 * Every guard closes a race: with the guard switched off some schedule breaks the promise that it keeps, with the guard
 * on none of the same schedules does. A guard whose race cannot be shown means that a step is missing in the model.
 */
import { describe, expect, it } from 'vitest';
import { QUIRKS, type Quirk } from '../../sim/linux/quirks.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { STORIES } from '../golden/shipped.ts';
import { INVARIANTS } from '../invariants/index.ts';
import { scenarioFrom, seedsThatBreak } from '../runs.ts';
import { MUTANTS } from './machines.ts';

const SEEDS = 400;
const BATCH = { clock: 'untimed', seeds: SEEDS } as const;

const CASES = Object.entries<Quirk>(QUIRKS).flatMap(([quirk, { breaks }]) =>
  breaks.map((invariant) => {
    const { race, machine, broke } = MUTANTS[quirk as keyof typeof MUTANTS];
    const guarded = scenarioFrom(`title: ${quirk}\n${machine}`, quirk);
    const mutant: Scenario = { ...guarded, quirks: [quirk] };
    return { quirk, invariant, race, broke, guarded, mutant };
  }),
);

describe.each(CASES)('$quirk', ({ invariant, race, broke, guarded, mutant }) => {
  it(`off: ${race}: breaks ${invariant} in about ${broke} of ${SEEDS} schedules`, () => {
    const found = seedsThatBreak(mutant, invariant, BATCH).length;
    // The exact number changes with every step that is added; a race that nearly vanished is a step that went missing.
    expect(found).toBeGreaterThanOrEqual(Math.max(1, Math.floor(broke / 4)));
  });

  it(`on: ${invariant} holds in the same ${SEEDS} schedules`, () => {
    expect(seedsThatBreak(guarded, invariant, BATCH)).toEqual([]);
  });
});

describe('every promise can be broken', () => {
  it.each(INVARIANTS.map(({ name, mutant }) => [name, mutant] as const))('%s: by %s', (name, mutant) => {
    if (Object.hasOwn(QUIRKS, mutant)) {
      expect(QUIRKS[mutant as keyof typeof QUIRKS].breaks).toContain(name);
      return;
    }
    const story = STORIES.find((one) => mutant === `scenarios/${one.name}.yaml`);
    const timed = { clock: 'timed', seeds: 10, stepsMax: 2_000, byDesign: true } as const;
    expect(seedsThatBreak(scenarioFrom(story?.text ?? '', mutant), name, timed).length).toBeGreaterThan(0);
  });
});
