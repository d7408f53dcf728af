/** Every bound on a scenario file, at the bound and one above it, and files made to hurt. */
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../sim/scenario/limits.ts';
import { problemsOf } from './examples.ts';

const times = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('');
const devices = (count: number): string =>
  `title: x\ndevices:\n${times(count, (i) => `  d${i}: { bus: pci }\n`)}`;
const drivers = (count: number): string =>
  `title: x\ndrivers:\n${times(count, (i) => `  d${i}: { bus: pci }\n`)}`;
const modules = (count: number): string => `title: x\nmodules:\n${times(count, (i) => `  m${i}: {}\n`)}`;
const buses = (count: number): string => `title: x\nbuses:\n${times(count, (i) => `  b${i}: {}\n`)}`;
const actions = (count: number): string => `title: x\nstory:\n${times(count, () => '- { wait: 1ms }\n')}`;
const oneActor = (count: number): string => `title: x\nstory:\n- do: [${times(count, () => 'settle, ')}]\n`;
const claims = (count: number): string =>
  `title: x\nexpect:\n  never: [${times(count, () => '{ breaks: i }, ')}]\n`;
const title = (length: number): string => `title: ${'x'.repeat(length)}`;
const name = (length: number): string => `title: x\ndevices: { ${'x'.repeat(length)}: { bus: pci } }`;
const modalias = (length: number): string =>
  `title: x\ndevices: { d: { bus: pci, modalias: ${'x'.repeat(length)} } }`;
const about = (length: number): string => `title: x\nabout: "${'x'.repeat(length)}"`;
const file = (length: number): string => `title: x\n${'#'.repeat(length - 9)}`;
const list = (count: number): string => `title: x\nquirks: [${times(count, (i) => `q${i}, `)}]`;
const aliases = (count: number): string =>
  `title: x\nquirks: &q [a]\nkernel: [${times(count, () => '*q, ')}]`;
/** The mapping of the file is the first level. */
const nested = (levels: number): string =>
  `title: x\nabout: ${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}`;
/** n(n+1)/2 dependencies. */
const chain = (count: number): string =>
  `title: x\nmodules:\n${times(count, (i) => `  m${i}: { depends: [m${i + 1}] }\n`)}  m${count}: {}\n`;

const has = (text: string, message: RegExp): boolean =>
  problemsOf(text).some((problem) => message.test(problem.message));

describe('limits hold exactly', () => {
  const CASES: readonly [what: string, make: (size: number) => string, most: number, message: RegExp][] = [
    ['characters of a file', file, LIMITS.fileChars, /the file has \d+ characters/],
    ['devices', devices, LIMITS.devices, /found 5001 entries/],
    ['drivers', drivers, LIMITS.drivers, /found 5001 entries/],
    ['modules', modules, LIMITS.modules, /found 10001 entries/],
    ['buses', buses, LIMITS.buses, /found 101 entries/],
    ['actions', actions, LIMITS.actions, /found 2001 entries|2001 actions/],
    ['actions of one actor', oneActor, LIMITS.actions, /2001 actions/],
    ['claims', claims, LIMITS.claims, /found 1001 entries/],
    ['entries of a list', list, LIMITS.listEntries, /found 10001 entries/],
    ['characters of a title', title, LIMITS.stringChars, /found 1001 characters/],
    ['characters of a name', name, LIMITS.nameChars, /found 201 characters/],
    ['characters of a modalias', modalias, LIMITS.stringChars, /found 1001 characters/],
    ['characters of a text', about, LIMITS.textChars, /a text of 100001 characters/],
    ['aliases', aliases, LIMITS.yamlAliases, /more than 50 aliases/],
    ['levels', nested, LIMITS.nesting, /nested too deeply/],
  ];

  it.each(CASES)('%s', (_, make, most, message) => {
    expect(has(make(most), message), 'at the limit').toBe(false);
    expect(has(make(most + 1), message), 'above it').toBe(true);
  });

  it('dependencies, indirect ones included', () => {
    expect(problemsOf(chain(631))).toEqual([]);
    expect(has(chain(633), /more than 200000 dependencies/)).toBe(true);
  });

  it('a story over several actors counts as one', () => {
    const actor = `- do: [${'settle, '.repeat(1_000)}]\n`;
    expect(has(`title: x\nstory:\n${actor.repeat(2)}`, /actions/)).toBe(false);
    expect(has(`title: x\nstory:\n${actor.repeat(2)}- settle\n`, /2001 actions/)).toBe(true);
  });
});

describe('hostile files are refused without being followed', () => {
  const laughs = `a0: &a0 [lol, lol]\n${times(40, (i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]\n`)}`;
  const wide = `a0: &a0 [${'lol, '.repeat(9_000)}]\na1: &a1 [${'*a0, '.repeat(24)}]\na2: [${'*a1, '.repeat(24)}]\n`;

  it.each([
    ['a billion laughs', laughs, /more than 1000000 values/],
    ['aliases that multiply', wide, /more than 1000000 values/],
    ['a million brackets', '['.repeat(1_000_000), /nested too deeply/],
    ['a million braces', '{a: '.repeat(1_000_000), /nested too deeply/],
    ['a staircase', times(2_000, (i) => `${' '.repeat(i)}a:\n`), /nested too deeply/],
    ['dashes', `a: ${'- '.repeat(10_000)}`, /Unexpected block-seq-ind/],
    ['nothing but commas', `a: [${','.repeat(2_100_000)}]`, /too many items/],
    ['control characters', `title: a\u0007b`, /U\+0007/],
    ['a text turned round', `title: a\u202eb`, /U\+202E/],
    ['half a character', 'title: a\ud800b', /U\+D800/],
    ['bytes that are no UTF-8', 'title: a\ufffdb', /U\+FFFD/],
    ['a lone carriage return', 'title: a\rabout: b', /U\+000D/],
  ])('%s', (_, text, message) => {
    expect(has(text, message)).toBe(true);
  });

  it('a byte order mark and Windows line ends are fine', () => {
    expect(problemsOf('\ufefftitle: x\r\nabout: y\r\n')).toEqual([]);
    const [problem] = problemsOf('\ufefftitle: x\r\nabout: [y]\r\n');
    expect(problem).toMatchObject({ line: 2, column: 8, excerpt: 'about: [y]' });
  });

  it('names of JavaScript objects are refused wherever a key may stand', () => {
    for (const key of Object.getOwnPropertyNames(Object.prototype)) {
      const text = `title: x\ndevices: { ${key}: { bus: pci } }\ndrivers: { d: { bus: pci, match: { ${key}: EINVAL } } }`;
      expect(
        problemsOf(text).map(({ line }) => line),
        key,
      ).toEqual([2, 3]);
    }
    expect(({} as { bus?: string }).bus).toBeUndefined();
  });
});
