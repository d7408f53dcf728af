/** Random and damaged texts: the parser answers with a scenario or with problems that have a place; it never throws. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../sim/scenario/parse.ts';
import { renderProblems } from '../../sim/scenario/render.ts';
import { EXAMPLES } from './examples.ts';

/** Either a scenario, or problems whose places exist in the text; never an exception. */
function check(text: string): void {
  const result = parseScenario(text, {
    file: 'fuzz.yaml',
    catalogues: { systems: [], invariants: ['settles'] },
  });
  const problems = 'problems' in result ? result.problems : result.warnings;
  const lines = text.split('\n');
  for (const { line, column, excerpt, underline, message } of problems) {
    const own = (lines[line - 1] ?? 'no such line').replace(/\r$/, '');
    expect(excerpt, message).toBe(own);
    expect(column, message).toBeGreaterThanOrEqual(1);
    expect(column, message).toBeLessThanOrEqual(own.length + 2);
    expect(underline, message).toBeGreaterThanOrEqual(1);
  }
  if ('problems' in result) {
    expect(result.problems.length).toBeGreaterThan(0);
    expect(renderProblems(result.problems)).toContain('fuzz.yaml:');
  }
}

const example = fc.constantFrom(...Object.values(EXAMPLES));
/** Pieces that mean something to YAML or to a scenario. */
const piece = fc.oneof(
  fc.constantFrom(
    '[',
    ']',
    '{',
    '}',
    ':',
    ': ',
    ',',
    '- ',
    '\n',
    '\n  ',
    '  ',
    '#',
    '&a',
    '*a',
    '!!str ',
    '|',
    '>',
    '"',
    "'",
    '?',
    '%',
    '@',
    '---\n',
    '...\n',
    '<<: ',
  ),
  fc.constantFrom(
    'title',
    'devices:',
    'none',
    '0',
    '-1',
    '1e999',
    '.nan',
    'null',
    '~',
    'true',
    '5ms..1ms',
    'pci',
    '__proto__',
    '*',
    '\t',
    '\r',
    '\0',
    '\u{1f600}',
    '\ud800',
  ),
  fc.string({ maxLength: 6 }),
);

interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}
const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat(3_000),
  remove: fc.nat(12),
  insert: fc.oneof(fc.constant(''), piece),
});
const edited = (text: string, { at, remove, insert }: Edit): string => {
  const from = at % (text.length + 1);
  return text.slice(0, from) + insert + text.slice(from + remove);
};

describe('no text makes the parser throw', () => {
  it('random texts', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), check), { numRuns: 500 });
  });

  it('texts of YAML pieces', () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
        check,
      ),
      { numRuns: 1_000 },
    );
  });

  it('sound files after some edits', () => {
    const mutant = fc
      .tuple(example, fc.array(edit, { minLength: 1, maxLength: 4 }))
      .map(([text, edits]) => edits.reduce(edited, text));
    fc.assert(fc.property(mutant, check), { numRuns: 1_000 });
  });

  it('any plain data under the right keys', () => {
    const keys = [
      'title',
      'devices',
      'drivers',
      'modules',
      'buses',
      'kernel',
      'boot',
      'udev',
      'story',
      'given',
      'expect',
      'quirks',
    ];
    const data = fc.dictionary(fc.constantFrom(...keys), fc.jsonValue({ maxDepth: 4 }));
    fc.assert(
      fc.property(
        data.map((value) => JSON.stringify(value)),
        check,
      ),
      { numRuns: 500 },
    );
  });
});
