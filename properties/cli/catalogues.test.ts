/** Help and `list` against the real catalogues: whatever has a name can be found from the command line. */
import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../reports/index.ts';
import { PARTS } from '../../sim/cli/glue.ts';
import { QUIRK_NAMES } from '../../sim/linux/quirks.ts';
import { SYSTEM_NAMES } from '../../sim/systems/catalogue.ts';
import { INVARIANTS } from '../invariants/index.ts';
import { probesim } from './fakes.ts';

const FORMAT_NAMES = FORMATS.map(({ name }) => name);
const CATALOGUES: readonly (readonly [string, readonly string[]])[] = [
  ['systems', SYSTEM_NAMES],
  ['quirks', QUIRK_NAMES],
  ['invariants', INVARIANTS.map(({ name }) => name)],
  ['formats', FORMAT_NAMES],
];

/** The words of a text, as names are written. */
const wordsOf = (text: string): ReadonlySet<string> => new Set(text.match(/[\w.-]*\w/g));

describe.each(CATALOGUES)('%s', (catalogue, names) => {
  it('are all listed, each with a sentence', () => {
    const { out } = probesim(['list', catalogue], PARTS);
    const heads = [...out.matchAll(/^ {2}(\S+)(?: {2,}\S|\n {3,}\S)/gm)].map(([, name]) => name);
    expect(heads).toEqual([...names]);
  });

  it('are in the list of everything', () => {
    const words = wordsOf(probesim(['list'], PARTS).out);
    expect(names.filter((name) => !words.has(name))).toEqual([]);
  });

  it.each(names)('%s can be explained', (name) => {
    const { code, out } = probesim(['explain', name], PARTS);
    expect(code).toBe(0);
    expect(out).toContain(name);
  });
});

it('run --help names every system and every format', () => {
  const words = wordsOf(probesim(['run', '--help'], PARTS).out);
  expect([...SYSTEM_NAMES, ...FORMAT_NAMES].filter((name) => !words.has(name))).toEqual([]);
});

it('--help leads to each catalogue', () => {
  const words = wordsOf(probesim(['list', '--help'], PARTS).out);
  expect(CATALOGUES.map(([name]) => name).filter((name) => !words.has(name))).toEqual([]);
});
