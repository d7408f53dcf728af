/** Parts of the language that the house does without. */
import type { Node } from '@babel/types';
import { eachNode, type Complaint, type Place, type Rule } from './source.ts';

/** Classes are for errors that somebody catches. These few are not, and each has its reason. */
export const CLASSES: Readonly<Record<string, string>> = {
  Machine: 'the hot loop: fields of one hidden class',
  Interner: 'the hot loop: tables that grow',
  LiveThreads: 'stands in for Interner, same shape',
  Run: 'is its own choice point, so that a question allocates nothing',
  VirtualClock: 'wraps the queue of a library',
  RollingHash: 'state in two numbers, fed millions of times',
  World: 'a view over an Int32Array with methods for every reader',
  LinuxWorld: 'World with its kernel',
  FactLog: 'typed arrays that grow',
  Sections: 'state words cut into rows that are stored once',
  Frame: 'one level of the stack, reused',
  Path: 'moves in typed arrays that grow',
  Learner: 'random runs with their draws',
  LockSets: 'numbers for sets of locks, given out as they come',
  Footprints: 'caches of the search by local state',
  Circles: 'the hot loop of exploration: keeps what is open',
  Canonicaliser: 'the hot loop of exploration: keeps its work space',
  RowSet: 'a hash table in typed arrays',
  StateSet: 'the visited set, built on RowSet',
  ObjectBook: 'gives out numbers as it goes',
  Futures: 'caches over one search',
  Closures: 'the hot loop of exploration',
  PersistentSets: 'the hot loop of exploration',
  Situation: 'the hot loop of exploration',
  Search: 'one depth-first search with its stack',
  ObservationSearch: 'likewise, over what somebody saw',
  ShortestSearch: 'one search in order of cost with its queue',
  StateGraph: 'transitions in typed arrays that grow',
  Tarjan: 'one walk over a graph with its stacks',
  Walk: 'one way round with whom it still has to serve',
  LoopSearch: 'one search breadth first with its set of states',
  FairRun: 'one run with its clock',
  ScheduleArbitrary: 'fast-check takes arbitraries as subclasses of its own only',
  ListArbitrary: 'likewise',
  Point: 'one place of an execution, typed arrays that are used again',
  Execution: 'the stack of a search over executions',
  Races: 'the hot loop of the search over executions',
};

const said = (wrong: string, instead: string): Pick<Complaint, 'wrong' | 'instead'> => ({ wrong, instead });

function judge({ node, up }: Place, file: string): Pick<Complaint, 'wrong' | 'instead'> | undefined {
  switch (node.type) {
    case 'TSAnyKeyword':
      return said('uses the type any', 'use unknown and look, or say the type');
    case 'TSNonNullExpression':
      return file.startsWith('sim/engine/')
        ? undefined
        : said('asserts with !', 'handle the missing case, or give a default with ??');
    case 'TSEnumDeclaration':
      return said('declares an enum', 'use a union of strings, or a constant object');
    case 'TSModuleDeclaration':
      // Types of another package can be added to in no other way.
      return node.id.type === 'StringLiteral' ? undefined : said('declares a namespace', 'use a file');
    case 'ExportDefaultDeclaration':
      return file === 'vitest.config.ts' ? undefined : said('has a default export', 'export it by its name');
    case 'ClassDeclaration':
    case 'ClassExpression':
      return isAllowedClass(node)
        ? undefined
        : said(
            `declares the class ${node.id?.name ?? ''}`,
            'use functions over a readonly interface (or see CLASSES)',
          );
    case 'MemberExpression':
      return isFocus(node, up)
        ? said('focuses or skips a test', 'run all tests, or delete this one')
        : undefined;
  }
  return undefined;
}

function isAllowedClass(node: Extract<Node, { type: 'ClassDeclaration' | 'ClassExpression' }>): boolean {
  const { superClass, id } = node;
  const isError = superClass?.type === 'Identifier' && superClass.name.endsWith('Error');
  return isError || Object.hasOwn(CLASSES, id?.name ?? '');
}

/** it.only(...), describe.skip.each(...): the member itself, wherever the call is. */
function isFocus(node: Extract<Node, { type: 'MemberExpression' }>, up: Place | null): boolean {
  const { object, property } = node;
  const isOnly = property.type === 'Identifier' && /^(?:only|skip|todo)$/.test(property.name);
  return (
    isOnly && object.type === 'Identifier' && /^(?:it|test|describe|bench)$/.test(object.name) && up !== null
  );
}

export const language: Rule = {
  name: 'no any, no !, no enums, namespaces, default exports, classes or focused tests',
  check: eachNode(
    () => true,
    (place, source) => judge(place, source.path),
  ),
  bad: [
    'const x = y as any;',
    'const x = list[0]!;',
    'enum A { b }',
    'namespace A { export const b = 1; }',
    'export default 1;',
    'class Policy {}',
    'class Policy extends Base {}',
    `it.only('x', () => {});`,
    `describe.skip.each([1])('x', () => {});`,
  ].map((text) => ({ 'sim/model/a.ts': text })),
  good: {
    'sim/engine/a.ts': 'const x = list[0]!; if (!x) f();',
    'vitest.config.ts': 'export default {};',
    'properties/library/a.ts': `declare module 'vitest' { interface Matchers<T> {} }`,
    'sim/model/world.ts': 'export class World {} class A extends RangeError {}',
    'properties/a.test.ts': `it.skipIf(true)('any', () => fc.skip.only());`,
  },
};

const COMMENTS: readonly (readonly [RegExp, string])[] = [
  [/@ts-(?:ignore|nocheck)/, 'repair the type; @ts-expect-error with a reason if it must be'],
  [/\b(?:TODO|FIXME)\b/, 'do it, or file it; a note in the code is nobody\u2019s task'],
];

export const comments: Rule = {
  name: 'no comment that silences the compiler or postpones work',
  check: ({ sources }) =>
    sources.flatMap(({ path, ast }) =>
      (ast.comments ?? []).flatMap(({ value, loc }) =>
        COMMENTS.flatMap(([pattern, instead]): Complaint[] => {
          const wrong = pattern.exec(value)?.[0];
          return wrong
            ? [{ file: path, line: loc?.start.line ?? 1, wrong: `a comment says ${wrong}`, instead }]
            : [];
        }),
      ),
    ),
  bad: ['// @ts-ignore\nf();', '/* TODO: more */', '/** FIXME */\nf();'].map((text) => ({
    'sim/model/a.ts': text,
  })),
  good: { 'sim/model/a.ts': `const x = 'TODO @ts-ignore'; // the method is called todos` },
};

/** What can only be there to be filled: an empty collection, a typed array. */
function isVessel(node: Node | null | undefined): boolean {
  if (node?.type === 'ArrayExpression') return node.elements.length === 0;
  if (node?.type === 'ObjectExpression') return node.properties.length === 0;
  if (node?.type !== 'NewExpression' || node.callee.type !== 'Identifier') return false;
  return (
    /^(?:(?:Weak)?(?:Map|Set)|\w+Array)$/.test(node.callee.name) &&
    node.arguments.every(({ type }) => type === 'NumericLiteral')
  );
}

export const noState: Rule = {
  name: 'no state at the top of a module of the model',
  check: eachNode(
    (file) => /^sim\/(?:linux|userspace|model|engine|systems|check)\//.test(file),
    ({ node, up }) => {
      const atTop = /^(?:Program|ExportNamedDeclaration)$/.test(up?.node.type ?? '');
      if (node.type !== 'VariableDeclaration' || !atTop) return undefined;
      const instead = 'two runs would share it: keep it in the world or the machine';
      if (node.kind !== 'const') return said(`declares a ${node.kind} at the top`, instead);
      return node.declarations.some(({ init }) => isVessel(init))
        ? said('declares an empty collection at the top', instead)
        : undefined;
    },
  ),
  bad: [
    'let x = 1;',
    'export let x = 1;',
    'var x;',
    'const seen = new Map<string, number>();',
    'export const list: number[] = [];',
    'const memo = {};',
    'const words = new Int32Array(64);',
  ].map((text) => ({ 'sim/linux/a.ts': text })),
  good: {
    'sim/linux/a.ts': 'const x = 1; function f() { let y = x; return new Map(); }',
    'sim/model/b.ts': `const names = new Set(ALL); const all = new Map([['pci', 1]]); const codes = [1]; const of = { a: [] };`,
    'sim/cli/a.ts': 'let x;',
  },
};
