/** Shell patterns, compared with the definition and with recorded answers of the C library. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileGlob, escapeGlob, fnmatch, literalPrefix } from '../../sim/model/fnmatch.ts';

/** Answers recorded from the C library's fnmatch(pattern, text, 0): per pattern the texts it accepts. */
const recorded = JSON.parse(readFileSync(new URL('fnmatch-glibc.json', import.meta.url), 'utf8')) as Record<
  string,
  string[]
>;
const TEXTS = [...new Set([...Object.values(recorded).flat(), '', '^', 'g'])];

/** The definition of a match, word by word and exponentially slow. Brackets hold plain characters only. */
function naive(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  const [first = ''] = pattern;
  if (first === '*') return naive(pattern.slice(1), text) || (text !== '' && naive(pattern, text.slice(1)));
  if (text === '') return false;
  const [char = ''] = text;
  const bracket = /^\[(!?)([abc]+)\]/.exec(pattern);
  if (bracket !== null) {
    const accepted = (bracket[2] ?? '').includes(char) !== (bracket[1] === '!');
    return accepted && naive(pattern.slice(bracket[0].length), text.slice(1));
  }
  return (first === '?' || first === char) && naive(pattern.slice(1), text.slice(1));
}

// Many stars and few letters: pieces that repeat are where a matcher goes wrong.
const piece = fc.constantFrom(
  '*',
  '*',
  '*',
  'a',
  'a',
  '?',
  'a',
  'b',
  'c',
  'ab',
  '[ab]',
  '[!a]',
  '[!bc]',
  '[c]',
);
const patterns = fc.array(piece, { maxLength: 7 }).map((parts) => parts.join(''));
const texts = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 9 }).map((chars) => chars.join(''));

describe('patterns mean what fnmatch says', () => {
  it.each(Object.keys(recorded))('%s accepts what the C library accepts', (pattern) => {
    expect(TEXTS.filter(compileGlob(pattern)).sort()).toEqual([...(recorded[pattern] ?? [])].sort());
  });

  it('agrees with the definition', () => {
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        expect(fnmatch(pattern, text)).toBe(naive(pattern, text));
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['*a*a*', 'a', false],
    ['*ab*ba*', 'aba', false],
    ['*ab*ba*', 'abba', true],
    ['a*a', 'a', false],
    ['*?a*?a*', 'aaa', false],
  ])('two pieces of %s never share a character of %s', (pattern, text, answer) => {
    expect(fnmatch(pattern, text)).toBe(answer);
  });

  it('accepts a text that was built from the pattern', () => {
    const samples: Readonly<Record<string, string>> = {
      '?': 'd',
      '[ab]': 'b',
      '[!a]': 'd',
      '[!bc]': 'a',
      '[c]': 'c',
    };
    const pairs = fc.array(fc.tuple(piece, texts), { maxLength: 6 });
    fc.assert(
      fc.property(pairs, (parts) => {
        const pattern = parts.map(([part]) => part).join('');
        const text = parts
          .map(([part, filler]) => (part === '*' ? filler : (samples[part] ?? part)))
          .join('');
        expect(fnmatch(pattern, text)).toBe(true);
      }),
    );
  });

  it('starts every match with the literal prefix', () => {
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        fc.pre(fnmatch(pattern, text));
        expect(text.startsWith(literalPrefix(pattern))).toBe(true);
      }),
    );
  });

  it('escapes any text to a pattern of that text alone', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('[', ']', '*', '?', '\\', 'a', '!', '-') }),
        fc.string(),
        (text, other) => {
          expect(fnmatch(escapeGlob(text), text)).toBe(true);
          expect(fnmatch(escapeGlob(text), other)).toBe(text === other);
        },
      ),
    );
  });

  it('needs no time for patterns that make a backtracking matcher run for ever', () => {
    expect(fnmatch('*a'.repeat(400) + 'b', 'a'.repeat(999))).toBe(false);
    expect(fnmatch('*a'.repeat(400), 'a'.repeat(999))).toBe(true);
    expect(fnmatch('*?[!b]'.repeat(300), 'a'.repeat(999))).toBe(true);
  });
});

describe('module aliases of a real kernel', () => {
  const radeon = 'pci:v00001002d000071D4sv000017AAsd000020A4bc03sc00i00';
  it.each([
    ['pci:v00001002d000071D4sv*sd*bc*sc*i*', radeon, true],
    ['pci:v00001002d*sv*sd*bc03sc00i00*', radeon, true],
    ['pci:v00001002d*sv*sd*bc03sc80i00*', radeon, false],
    ['acpi*:PNP0F13:*', 'acpi:IBM0057:PNP0F13:', true],
    ['usb:v*p*d*dc*dsc*dp*ic08isc06ip50in*', 'usb:v1D6Bp0104d0100dc00dsc00dp00ic08isc06ip50in03', true],
    ['usb:v*p*d*dc*dsc*dp*ic08isc06ip50in*', 'usb:v1043p8012d0100dc00dsc00dp00ic08isc06ip50', false],
    ['of:N*T*Cx-powers,axp803C*', 'of:NpmicT(null)Cx-powers,axp803', false],
    ['dmi*:bvn*:bvr[0-1]*:', 'dmi:bvnX:bvr1.2:', true],
  ])('%s on %s: %s', (pattern, modalias, answer) => {
    expect(fnmatch(pattern, modalias)).toBe(answer);
  });
});
