/** How long things may be. */
import type { Node } from '@babel/types';
import { exportedFunctions, isFunction } from './functions.ts';
import { eachNode, lineOf, type Complaint, type Place, type Rule, type Source } from './source.ts';

const FILE_LINES_MAX = 300;
const FUNCTION_LINES_MAX = 50;
const LINE_CHARS_MAX = 120;
const PARAMETERS_MAX = 4;
/** A kernel function keeps the parameters it has in the kernel, after the kernel itself. */
const KERNEL_PARAMETERS_MAX = 5;

const isOurs = (file: string): boolean => /^(?:sim|properties|reports)\//.test(file);
const isKernelPath = (file: string): boolean => /^sim\/(?:linux|userspace)\//.test(file);

/** Characters of one text that excuse the line it stands on: cut in two, nobody would find it again. */
const TEXT_CHARS_MIN = 80;

/** Lines that are long because of one text, counted from 1: a long one, or a part of one over several lines. */
function linesOfText({ places }: Source): ReadonlySet<number> {
  const lines = new Set<number>();
  for (const { node } of places) {
    const { loc } = node;
    if (!loc || !/^(?:StringLiteral|TemplateLiteral)$/.test(node.type)) continue;
    const { start, end } = loc;
    if (start.line === end.line && end.column - start.column < TEXT_CHARS_MIN) continue;
    for (let { line } = start; line <= end.line; line++) lines.add(line);
  }
  return lines;
}

function longLines(source: Source): readonly Complaint[] {
  const excused = linesOfText(source);
  return source.lines.flatMap((text, index) => {
    if (text.length <= LINE_CHARS_MAX || excused.has(index + 1)) return [];
    const wrong = `a line of ${text.length} characters`;
    const instead = 'run prettier; wrap the comment; name a part of the expression';
    return [{ file: source.path, line: index + 1, wrong, instead }];
  });
}

export const fileSizes: Rule = {
  name: `files have at most ${FILE_LINES_MAX} lines, lines at most ${LINE_CHARS_MAX} characters`,
  check: ({ sources }) =>
    sources.flatMap((source): readonly Complaint[] => {
      const { path, lines } = source;
      if (lines.length <= FILE_LINES_MAX) return longLines(source);
      const instead = 'split it by what it is about';
      return [
        ...longLines(source),
        { file: path, line: FILE_LINES_MAX, wrong: `${lines.length} lines`, instead },
      ];
    }),
  bad: [
    { 'sim/model/a.ts': 'f();\n'.repeat(FILE_LINES_MAX + 1) },
    { 'sim/model/a.ts': `// ${'x'.repeat(LINE_CHARS_MAX)}` },
    { 'sim/model/a.ts': `f(${'12, '.repeat(LINE_CHARS_MAX / 4)});` },
    { 'sim/model/a.ts': `f('${'x'.repeat(TEXT_CHARS_MIN / 2)}', ${'12, '.repeat(LINE_CHARS_MAX / 4)});` },
  ],
  good: {
    'sim/model/a.ts': 'f();\n'.repeat(FILE_LINES_MAX),
    'sim/model/b.ts': `throw new Error(\`\${a}${'x'.repeat(LINE_CHARS_MAX)}\`);`,
    'properties/a.ts': `const yaml = \`\n${'x'.repeat(LINE_CHARS_MAX)} y\n\`;`,
  },
};

/** The body of a describe block is a list of tests, not a function to be read in one go. */
function isSuite({ up }: Place): boolean {
  if (up?.node.type !== 'CallExpression') return false;
  let callee: Node = up.node.callee;
  while (callee.type === 'MemberExpression' || callee.type === 'CallExpression')
    callee = callee.type === 'MemberExpression' ? callee.object : callee.callee;
  return callee.type === 'Identifier' && callee.name === 'describe';
}

export const functionSizes: Rule = {
  name: `functions have at most ${FUNCTION_LINES_MAX} lines`,
  check: eachNode(isOurs, (place) => {
    const { node } = place;
    const lines = (node.loc?.end.line ?? 0) - lineOf(node) + 1;
    if (!isFunction(node) || lines <= FUNCTION_LINES_MAX || isSuite(place)) return undefined;
    return { wrong: `a function of ${lines} lines`, instead: 'cut it where its steps or its cases are' };
  }),
  bad: [
    `function f() {${'\n'.repeat(FUNCTION_LINES_MAX)}}`,
    `const f = () => {${'\n'.repeat(FUNCTION_LINES_MAX)}};`,
    `const o = { f() {${'\n'.repeat(FUNCTION_LINES_MAX)}} };`,
    `class A { f() {${'\n'.repeat(FUNCTION_LINES_MAX)}} }`,
    `it('x', () => {${'\n'.repeat(FUNCTION_LINES_MAX)}});`,
  ].map((text) => ({ 'sim/model/a.ts': text })),
  good: {
    'sim/model/a.ts': `function f() {${'\n'.repeat(FUNCTION_LINES_MAX - 1)}}`,
    'properties/a.test.ts': `describe.each([])('x', () => {${'\n'.repeat(FUNCTION_LINES_MAX)}});`,
  },
};

export const parameters: Rule = {
  name: `exported functions have at most ${PARAMETERS_MAX} parameters`,
  check: ({ sources }) =>
    sources.flatMap((source) =>
      exportedFunctions(source).flatMap(({ name, fn }): Complaint[] => {
        const isKernels = isKernelPath(source.path) && 'generator' in fn && fn.generator === true;
        const max = isKernels ? KERNEL_PARAMETERS_MAX : PARAMETERS_MAX;
        const wrong = `${name} has ${fn.params.length} parameters`;
        const instead = 'take an object, named in the words of the field';
        return fn.params.length > max ? [{ file: source.path, line: lineOf(fn), wrong, instead }] : [];
      }),
    ),
  bad: [
    { 'sim/model/a.ts': 'export function f(a, b, c, d, e) {}' },
    { 'sim/model/a.ts': 'export const f = (a, b, c, d, e) => 1;' },
    { 'sim/linux/a.ts': 'export function* f(a, b, c, d, e, g) {}' },
    { 'sim/linux/a.ts': 'export function f(a, b, c, d, e) {}' },
  ],
  good: {
    'sim/linux/a.ts': 'export function* f(a, b, c, d, e) {}',
    'sim/model/a.ts': 'function f(a, b, c, d, e) {}',
  },
};
