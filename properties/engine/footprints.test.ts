/** What operations say that they touch is what they touch: exploration leaves out orders on the strength of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { seeded } from '../../sim/engine/random.ts';
import { QUIRK_NAMES } from '../../sim/linux/quirks.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { SYSTEM_NAMES } from '../../sim/systems/catalogue.ts';
import { SCENARIOS } from './machines.ts';
import { watchedRun, watchedWords } from './watched.ts';

/** Watches some runs of a scenario: complaints, and the operations that were seen. */
function watch(
  scenario: Scenario,
  seeds: number,
): { readonly wrong: Set<string>; readonly seen: Set<string> } {
  const [wrong, seen] = [new Set<string>(), new Set<string>()];
  for (let seed = 0; seed < seeds; seed++) {
    const watched = watchedRun(scenario, seed % 2 ? 'timed' : 'untimed');
    watched.run(seeded(`${seed}`));
    for (const one of watched.violations) wrong.add(one);
    for (const name of watched.seen) seen.add(name);
  }
  return { wrong, seen };
}

const everything = new Set<string>();

describe('no operation reads or writes an object that its footprint does not name', () => {
  it.each(SCENARIOS)('$title', (scenario) => {
    const { wrong, seen } = watch(scenario, 24);
    for (const name of seen) everything.add(name);
    expect([...wrong].sort()).toEqual([]);
  });

  it.each(QUIRK_NAMES)('with the guard switched off: %s', (quirk) => {
    for (const scenario of SCENARIOS) {
      const { wrong, seen } = watch({ ...scenario, quirks: [quirk] }, 2);
      for (const name of seen) everything.add(name);
      expect([...wrong].sort(), scenario.title).toEqual([]);
    }
  });

  it.each(SYSTEM_NAMES)('under the rules of %s', (system) => {
    for (const scenario of SCENARIOS) {
      const { wrong, seen } = watch({ ...scenario, system }, 2);
      for (const name of seen) everything.add(name);
      expect([...wrong].sort(), scenario.title).toEqual([]);
    }
  });

  it('and every operation of the model was among them', () => {
    const all = operations();
    expect(all.length).toBeGreaterThan(80);
    // What is named here wants a scenario in machines.ts that takes it.
    expect(all.filter((name) => !everything.has(name))).toEqual([]);
  });
});

describe('the watch itself', () => {
  it('tells every word that is read, and every one that gets another value', () => {
    const told: string[] = [];
    const words = watchedWords(Int32Array.of(1, 2, 3, 4, 5), (access, start, end) => {
      told.push(`${access} ${start}-${end}`);
    });
    words[1] = (words[0] ?? 0) + 9;
    words[2] = 3;
    words.copyWithin(0, 3, 5);
    words.fill(0, 4, 5);
    expect(told).toEqual(['reads 0-1', 'writes 1-2', 'reads 3-5', 'writes 0-2', 'writes 4-5']);
    expect(() => words.slice()).toThrow('access to words.slice is not watched');
    expect(words.length).toBe(5);
  });
});

/** Names of all operations of the Linux model, from its text. */
function operations(): readonly string[] {
  const maker = /\b(?:step|tells|\w*[sS]tep|looks\w+|changes\w+)\(\s*(?:'([^']+)'|"([^"]+)")/g;
  return ['linux', 'userspace'].flatMap((layer) => {
    const folder = new URL(`../../sim/${layer}/`, import.meta.url);
    const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
    const texts = files.map((file) => readFileSync(new URL(file, folder), 'utf8'));
    return texts.flatMap((text) => [...text.matchAll(maker)].map(([, one, other]) => one ?? other ?? ''));
  });
}
