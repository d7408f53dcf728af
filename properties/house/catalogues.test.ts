/** The catalogues against each other: every guard names what its absence breaks, every claim what breaks it. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { QUIRKS, type Quirk } from '../../sim/linux/quirks.ts';
import { SYSTEMS, type System } from '../../sim/systems/catalogue.ts';
import { INVARIANTS } from '../invariants/index.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NAMES = INVARIANTS.map(({ name }) => name);
const unknown = (names: readonly string[]): readonly string[] =>
  names.filter((name) => !NAMES.includes(name));

describe.each(Object.entries<Quirk>(QUIRKS))('quirk %s', (_, { breaks, step }) => {
  it('breaks at least one claim, and only claims that exist', () => {
    expect(breaks.length).toBeGreaterThan(0);
    expect(unknown(breaks), 'not in properties/invariants/index.ts').toEqual([]);
  });

  it('cites a step of the reference', () => {
    expect(step).toMatch(/^\d+(?:\.\d+)+$/);
  });
});

describe.each(INVARIANTS)('invariant $name', ({ name, mutant, says }) => {
  it('has a mutant: a quirk that says it breaks this, or a scenario that is there', () => {
    if (mutant.startsWith('scenarios/'))
      expect(existsSync(ROOT + mutant), `${mutant}: write it, or name another mutant`).toBe(true);
    else {
      const quirks: Readonly<Record<string, Quirk>> = QUIRKS;
      expect(quirks[mutant]?.breaks, `${mutant} is no quirk, or does not list ${name}`).toContain(name);
    }
  });

  it('says one positive sentence', () => {
    expect(says).toMatch(/^[A-Z][^]*[^.]\.$/);
  });
});

it('claims have names of their own', () => {
  expect(new Set(NAMES).size).toBe(NAMES.length);
});

it.each(Object.entries<System>(SYSTEMS))('system %s excuses only claims that exist', (_, { byDesign }) => {
  expect(unknown(byDesign), 'not in properties/invariants/index.ts').toEqual([]);
});
