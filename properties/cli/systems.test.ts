/** `list systems` and `explain SYSTEM`: by family, with what scenarios can say to each. */
import { describe, expect, it } from 'vitest';
import { PARTS } from '../../sim/cli/glue.ts';
import type { Entry } from '../../sim/cli/parts.ts';
import { SYSTEMS, type System } from '../../sim/systems/catalogue.ts';
import { probesim } from './fakes.ts';

const NAMED = Object.entries<System>(SYSTEMS);
const list = (what: readonly string[]): string => probesim(['list', ...what], PARTS).out;

describe('list systems', () => {
  it('has a heading for each family, and each system under its own', () => {
    const out = list(['systems']);
    const headings = {
      linux: 'Linux through its ages:',
      proposal: 'Proposals for Linux:',
      other: 'Other systems:',
    };
    for (const [name, { family }] of NAMED) {
      const before = out.slice(0, out.indexOf(`\n  ${name} `)).split('\n');
      const heading = before.findLast((line) => /^\S.*:$/.test(line));
      expect([name, heading]).toEqual([name, headings[family]]);
    }
  });

  it('has each heading once: systems of a family stand together in the catalogue', () => {
    const headings = list(['systems']).match(/^\S.*:$/gm) ?? [];
    expect(headings).toEqual([...new Set(headings)]);
    expect(headings.length).toBeGreaterThan(1);
  });

  it.each(NAMED)('says what `under` can say: %s', (name, { dialect, traits }) => {
    const names = Object.values(traits).flatMap((of) => Object.keys(of));
    const out = list(['systems']).replaceAll(/\s+/g, ' ');
    const own = out.slice(out.indexOf(` ${name} `));
    if (names.length > 0) expect(own).toContain(`under ${dialect}, of `);
    for (const trait of names) expect(own).toMatch(new RegExp(`[:,] ${trait}\\b`));
  });
});

describe('what a system leaves out', () => {
  it.each(NAMED)('stands in list, explain and JSON, as the system says: %s', (name, { leavesOut }) => {
    const text = list(['systems']).replaceAll(/\s+/g, ' ');
    const own = text.slice(text.indexOf(` ${name} `));
    const told = `not modelled: ${leavesOut.join('; ')}`;
    const explained = probesim(['explain', name], PARTS).out.replaceAll(/\s+/g, ' ');
    if (leavesOut.length > 0) expect(own).toContain(told);
    expect(explained.includes(told)).toBe(leavesOut.length > 0);
    const { systems } = JSON.parse(list(['systems', '--format', 'json'])) as { systems: Entry[] };
    const entry = systems.find((each) => each.name === name);
    expect(entry?.leavesOut ?? []).toEqual(leavesOut);
  });
});

describe('explain', () => {
  it.each(NAMED)('tells each trait with its values: %s', (name, { dialect, traits }) => {
    const { code, out } = probesim(['explain', name], PARTS);
    expect(code).toBe(0);
    const words = out.replaceAll(/\s+/g, ' ');
    for (const [of, own] of Object.entries(traits))
      for (const [trait, { says }] of Object.entries(own as Record<string, { says: string }>)) {
        expect(words).toContain(`under ${dialect}, of ${of}, ${trait} (`);
        expect(words).toContain(says);
      }
  });
});
