/**
 * Words that the program may not use, each with what to write instead. A run must be a function of its arguments: what
 * reads a clock, draws from elsewhere or waits for the event loop makes it unrepeatable.
 */
import { getBindingIdentifiers, isReferenced, type Node } from '@babel/types';
import { eachNode, type Place, type Rule } from './source.ts';

const CLOCK = 'read virtual time (engine/clock.ts); for progress lines take `outside.now`';
const TIMER = 'yield `sleep` in a process: time is virtual (engine/effect.ts)';
const EFFECTS = 'write a generator that yields effects (engine/effect.ts)';
const EDGE = 'return the text or throw an error; sim/cli prints, and sim/main.ts owns the process';

/** Names of clocks and of chance. */
const AMBIENT: Readonly<Record<string, string>> = {
  Date: CLOCK,
  performance: CLOCK,
  crypto: 'hash with engine/hash.ts, draw with engine/random.ts',
};

/** Names that Node gives to everybody. */
const BANNED: Readonly<Record<string, string>> = {
  ...AMBIENT,
  setTimeout: TIMER,
  setInterval: TIMER,
  setImmediate: TIMER,
  queueMicrotask: TIMER,
  Promise: EFFECTS,
  process: EDGE,
  console: EDGE,
  fetch: 'take the data as an argument',
};

/** Methods, whatever they are called on. */
const BANNED_METHODS: Readonly<Record<string, string>> = {
  localeCompare:
    'compare with < and >: the order must not depend on the machine (scenario/words.ts, model/lists.ts)',
  toLocaleString: 'String(...): the text must not depend on the machine',
  toLocaleUpperCase: 'toUpperCase()',
  toLocaleLowerCase: 'toLowerCase()',
  toLocaleDateString: CLOCK,
  toLocaleTimeString: CLOCK,
};

/** What ships, without the layer that faces the outside. */
const isInner = (file: string): boolean =>
  /^(?:sim|properties\/(?:invariants|library))\//.test(file) &&
  !/^sim\/(?:main\.ts|cli\/)|\.test\.ts$/.test(file);

/** Is this the ambient thing of that name, and not a variable, parameter or key of ours? */
function isAmbient({ node, up }: Place, name: string): boolean {
  if (up && !isReferenced(node, up.node, up.up?.node)) return false;
  if (up && 'key' in up.node && up.node.key === node && !('computed' in up.node && up.node.computed))
    return false;
  for (let around = up; around; around = around.up) if (declares(around.node, name)) return false;
  return true;
}

/** Where a node declares names for what is inside it: parameters, and statements. */
const SCOPES: readonly (readonly [string, RegExp])[] = [
  ['params', /Pattern$|^Identifier$|^RestElement$/],
  ['parameters', /Pattern$|^Identifier$|^RestElement$/],
  ['param', /Pattern$|^Identifier$/],
  ['body', /Declaration$/],
  ['init', /Declaration$/],
  ['left', /Declaration$/],
];

function declares(node: Node, name: string): boolean {
  return SCOPES.some(([key, declaring]) => {
    const part = node[key as keyof Node] as unknown;
    return (Array.isArray(part) ? part : [part]).some((one: unknown) => {
      const inner = isNode(one) && one.type === 'ExportNamedDeclaration' ? one.declaration : one;
      return isNode(inner) && declaring.test(inner.type) && Object.hasOwn(getBindingIdentifiers(inner), name);
    });
  });
}

const isNode = (part: unknown): part is Node => typeof part === 'object' && part !== null && 'type' in part;

function banned(place: Place): { wrong: string; instead: string } | undefined {
  const { node } = place;
  switch (node.type) {
    case 'Identifier': {
      const instead = Object.hasOwn(BANNED, node.name) ? BANNED[node.name] : undefined;
      return instead && isAmbient(place, node.name) ? { wrong: `uses ${node.name}`, instead } : undefined;
    }
    case 'MemberExpression':
    case 'OptionalMemberExpression': {
      if (node.computed || node.property.type !== 'Identifier') return undefined;
      const { name } = node.property;
      if (node.object.type === 'Identifier' && `${node.object.name}.${name}` === 'Math.random')
        return {
          wrong: 'uses Math.random',
          instead: 'ask the chooser (engine/choice.ts), it draws from the seed',
        };
      const instead = Object.hasOwn(BANNED_METHODS, name) ? BANNED_METHODS[name] : undefined;
      return instead ? { wrong: `uses ${name}`, instead } : undefined;
    }
    case 'ForInStatement':
      return { wrong: 'loops with for...in', instead: 'use for...of over Object.keys or Object.entries' };
    case 'AwaitExpression':
      return { wrong: 'uses await', instead: EFFECTS };
    case 'ForOfStatement':
      return node.await ? { wrong: 'uses for await', instead: EFFECTS } : undefined;
  }
  return 'async' in node && node.async ? { wrong: 'declares async', instead: EFFECTS } : undefined;
}

export const bannedWords: Rule = {
  name: 'the inside of the program knows no clock, no chance, no promises, no process',
  check: eachNode(isInner, banned),
  bad: [
    'const x = Math.random();',
    'const x = Date.now();',
    'const x = new Date();',
    'const { now } = performance;',
    'const x = crypto.randomUUID();',
    'setTimeout(() => 1, 2);',
    'export async function f() {}',
    'const f = (): Promise<void> => g();',
    'await g();',
    'const x = process.env.HOME;',
    'console.log(1);',
    'const f = ({ process: inner }) => process;',
    'names.sort((a, b) => a.localeCompare(b));',
    'const x = (1).toLocaleString();',
    'for (const key in object) f(key);',
  ].map((text) => ({ 'sim/model/a.ts': text })),
  good: {
    'sim/cli/a.ts': 'console.log(process.argv, setTimeout(f, 1));',
    'properties/a.test.ts': 'export const f = async () => Date.now();',
    'sim/engine/a.ts': `
      interface Point { process: string; Date(): number }
      type F = (process: number) => string;
      function f(process: string, { console }: G): string { return process + console + point.process; }
      export const g = () => { const performance = f('Date', 1); return { performance, process: 2 }; };
      for (const process of all) f(process);
      const h = ({ process, crypto = 1 }: H) => \`\${process}\${crypto} async Math.random()\`;
    `,
  },
};

/** The layer that faces the outside is handed its clock, too: only sim/main.ts has one. */
export const oneClock: Rule = {
  name: 'the command line has no clock and no chance of its own: main.ts hands it `outside.now`',
  check: eachNode(
    (file) => /^sim\/cli\//.test(file),
    (place) => {
      const { node } = place;
      if (node.type !== 'Identifier' || !Object.hasOwn(AMBIENT, node.name)) return undefined;
      return isAmbient(place, node.name)
        ? { wrong: `uses ${node.name}`, instead: 'take `outside.now` (cli/parts.ts)' }
        : undefined;
    },
  ),
  bad: ['const x = Date.now();', 'const x = performance.now();', 'const x = crypto.randomUUID();'].map(
    (text) => ({
      'sim/cli/a.ts': text,
    }),
  ),
  good: {
    'sim/main.ts': 'const outside = { now: () => performance.now() };',
    'sim/cli/a.ts': "import { createHash } from 'node:crypto'; setInterval(() => outside.now(), 50);",
  },
};
