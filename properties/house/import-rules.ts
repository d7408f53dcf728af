/** Rules about who imports whom: the table, circles, packages, files that nobody imports. */
import { importsOf, type Import } from './imports.ts';
import { layerOf, TABLE } from './layers.ts';
import type { Complaint, Rule, Tree } from './source.ts';

/** Imports between two files of ours, with their layers. */
function crossings(tree: Tree): readonly (Import & { readonly a: string; readonly b: string })[] {
  return tree.sources.flatMap((source) => {
    const a = layerOf(source.path);
    return importsOf(source).flatMap((one) => {
      const b = layerOf(one.to);
      return a !== undefined && b !== undefined && a !== b ? [{ ...one, a, b }] : [];
    });
  });
}

function mayImport({ a, b, typeOnly }: { a: string; b: string; typeOnly: boolean }): boolean {
  const row = TABLE[a] ?? { may: [] };
  // Who may use scenarios may use their form.
  const layer = b === 'scenario-form' && row.may.includes('scenario') ? 'scenario' : b;
  return row.may.includes(layer) || (typeOnly && (row.types ?? []).includes(layer));
}

function withoutLayer({ sources }: Tree): readonly Complaint[] {
  return sources
    .filter(({ path }) => path.includes('/') && layerOf(path) === undefined)
    .map(({ path }) => ({
      file: path,
      line: 1,
      wrong: 'belongs to no layer',
      instead: 'move it into the folder of one, or give it a row in properties/house/layers.ts',
    }));
}

export const importTable: Rule = {
  name: 'imports go one way, by the table',
  check: (tree) => [
    ...withoutLayer(tree),
    ...crossings(tree)
      .filter((one) => !mayImport(one))
      .map(({ from, to, line, a, b, typeOnly }) => {
        const { may, types = [] } = TABLE[a] ?? { may: [] };
        const alsoTypes = types.length > 0 ? `; types also from ${types.join(', ')}` : '';
        return {
          file: from,
          line,
          wrong: `${a} imports ${typeOnly ? 'a type of ' : ''}${b} (${to})`,
          instead: `${a} may import ${may.join(', ') || 'nothing of ours'}${alsoTypes}: move what is shared down, or pass it in`,
        };
      }),
  ],
  bad: [
    { 'sim/helpers.ts': '' },
    { 'tools/a.ts': '' },
    { 'sim/engine/a.ts': `import { x } from '../model/b.ts';` },
    { 'sim/engine/a.ts': `import type { X } from '../model/b.ts';` },
    { 'sim/model/a.ts': `export * from '../linux/b.ts';` },
    { 'sim/linux/a.ts': `import { x } from '../userspace/b.ts';` },
    { 'sim/systems/a.ts': `import { x, type Y } from '../scenario/b.ts';` },
    { 'sim/explore/a.ts': `const x = await import('../model/b.ts');` },
    { 'sim/import/a.ts': `let x: import('../userspace/b.ts').X;` },
    { 'sim/simulate.ts': `import { x } from '../reports/b.ts';` },
    { 'reports/a.ts': `import { x } from '../sim/linux/b.ts';` },
    { 'properties/engine/a.test.ts': `import { x } from '../../reports/b.ts';` },
    { 'properties/engine/a.test.ts': `import { x } from '../../sim/main.ts';` },
    { 'properties/invariants/a.ts': `import { x } from '../helpers/b.ts';` },
    { 'sim/check/a.ts': `const x = new URL('../linux/worker.ts', import.meta.url);` },
  ],
  good: {
    'sim/systems/a.ts': `import type { Age } from '../linux/kernel.ts'; import { type B } from '../linux/c.ts';`,
    'sim/import/a.ts': `import { x } from '../userspace/kmod/b.ts'; import path from 'node:path';`,
    'reports/a.ts': `import type { X } from '../sim/simulate.ts'; const s = "import '../sim/linux/b.ts'";`,
    'properties/cli/a.test.ts': `import { x } from '../../sim/cli/b.ts'; import { y } from '../reports/c.ts';`,
    'properties/linux/a.test.ts': `import { y } from '../kmod/c.ts';`,
  },
};

export const noCycles: Rule = {
  name: 'layers do not import each other in a circle',
  check: (tree) => {
    const all = crossings(tree);
    const reach = new Map<string, Set<string>>();
    for (const { a, b } of all) reach.set(a, (reach.get(a) ?? new Set()).add(b));
    const reaches = (a: string, goal: string, seen = new Set<string>()): boolean => {
      if (a === goal) return true;
      if (seen.has(a)) return false;
      seen.add(a);
      return [...(reach.get(a) ?? [])].some((next) => reaches(next, goal, seen));
    };
    return all
      .filter(({ a, b }) => reaches(b, a))
      .map(({ from, to, line, a, b }): Complaint => ({
        file: from,
        line,
        wrong: `${a} imports ${b} (${to}), and ${b} imports ${a}, directly or through others`,
        instead: 'move what both need into the lower of the two',
      }));
  },
  bad: [
    {
      'sim/linux/a.ts': `import '../model/b.ts';`,
      'sim/model/b.ts': `import '../check/c.ts';`,
      'sim/check/c.ts': `import type { X } from '../linux/a.ts';`,
    },
  ],
  good: {
    'sim/linux/a.ts': `import '../model/b.ts'; import './c.ts';`,
    'sim/linux/c.ts': `import './a.ts';`,
    'sim/check/c.ts': `import '../model/b.ts';`,
    'sim/model/b.ts': '',
  },
};

const NODE_ALLOWED: readonly (readonly [string, RegExp])[] = [
  ['sim/cli/', /./],
  ['sim/main.ts', /./],
  ['sim/import/files.ts', /^node:(?:fs|path|zlib)$/],
  // Pure functions over text.
  ['sim/import/', /^node:path$/],
];

const isShipped = (file: string): boolean =>
  /^(?:sim|reports|properties\/(?:invariants|library))\/(?!bench\/)/.test(file) && !/\.test\.ts$/.test(file);

const packageName = (specifier: string): string =>
  specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

type Versions = Readonly<Record<string, string>>;

/** What everybody who installs us has, and what only those have who use it with ours. */
function dependenciesOf({ files }: Tree): Readonly<Record<'everywhere' | 'peers', readonly string[]>> {
  const json: unknown = JSON.parse(files['package.json'] ?? '{}');
  const { dependencies = {}, peerDependencies = {} } = json as {
    dependencies?: Versions;
    peerDependencies?: Versions;
  };
  return { everywhere: Object.keys(dependencies), peers: Object.keys(peerDependencies) };
}

export const packages: Rule = {
  name: 'what ships imports only declared dependencies, and touches the system only at its edge',
  check: (tree) => {
    const { everywhere, peers } = dependenciesOf(tree);
    const outside = tree.sources
      .filter(({ path }) => isShipped(path))
      .flatMap(importsOf)
      .filter(({ to }) => !/\.[jt]s$/.test(to) || to.startsWith('node:') || !to.includes('/'));
    return outside.flatMap(({ from, to, line }): Complaint[] => {
      const said = { file: from, line, wrong: `imports ${to}` };
      if (to.startsWith('node:')) {
        const allowed = NODE_ALLOWED.some(([folder, names]) => from.startsWith(folder) && names.test(to));
        const instead = 'take the data as an argument; only sim/import/files.ts and sim/cli touch the system';
        return allowed ? [] : [{ ...said, instead }];
      }
      const instead = 'write `node:` before a module of Node, or add the package to `dependencies`';
      const declared = from.startsWith('properties/library/') ? [...everywhere, ...peers] : everywhere;
      return declared.includes(packageName(to)) ? [] : [{ ...said, instead }];
    });
  },
  bad: [
    { 'sim/model/a.ts': `import fs from 'node:fs';` },
    { 'sim/import/resolve.ts': `import fs from 'node:fs';` },
    { 'sim/explore/a.ts': `import { Worker } from 'worker_threads';` },
    {
      'reports/a.ts': `import fc from 'fast-check';`,
      'package.json': '{"devDependencies":{"fast-check":"1"}}',
    },
    {
      'sim/index.ts': `import fc from 'fast-check';`,
      'package.json': '{"peerDependencies":{"fast-check":"1"}}',
    },
    { 'properties/library/a.ts': `import fc from 'fast-check';` },
  ],
  good: {
    'package.json': '{"dependencies":{"yaml":"1","@valibot/x":"1"},"peerDependencies":{"fast-check":"1"}}',
    'properties/library/a.ts': `import fc from 'fast-check';`,
    'properties/library/a.test.ts': `import fs from 'node:fs';`,
    'sim/scenario/a.ts': `import * as yaml from 'yaml'; import { b } from '@valibot/x/c';`,
    'sim/cli/a.ts': `import * as fs from 'node:fs';`,
    'sim/import/files.ts': `import * as fs from 'node:fs';`,
    'properties/a.test.ts': `import fc from 'fast-check'; import fs from 'node:fs';`,
  },
};

const isEntry = (file: string): boolean =>
  /\.test\.ts$|^[^/]*\.ts$|^sim\/(?:main|index)\.ts$|^reports\/bench\//.test(file);

export const deadFiles: Rule = {
  name: 'every file is reached from an entry point',
  check: ({ files, sources }) => {
    const imports = new Map(sources.map((source) => [source.path, importsOf(source).map(({ to }) => to)]));
    const seen = new Set<string>();
    const reach = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      for (const next of imports.get(file) ?? []) reach(next);
    };
    const manifest = files['package.json'] ?? '';
    const isNamed = (file: string): boolean =>
      manifest.includes(file) || manifest.includes(file.replace(/ts$/, 'js'));
    for (const file of imports.keys()) if (isEntry(file) || isNamed(file)) reach(file);
    return [...imports.keys()]
      .filter((file) => !seen.has(file))
      .map((file) => ({
        file,
        line: 1,
        wrong: 'no test and no entry point leads here',
        instead: 'import it where it is needed, or delete it',
      }));
  },
  bad: [
    { 'sim/model/a.ts': `import './b.ts';`, 'sim/model/b.ts': `import './a.ts';` },
    { 'properties/helpers.ts': '' },
  ],
  good: {
    'sim/main.ts': `import './model/a.ts';`,
    'sim/model/a.ts': `export { b } from './b.ts';`,
    'sim/model/b.ts': '',
    'properties/a.test.ts': `import('./helpers.ts')`,
    'package.json': '{"scripts":{"prepare":"node dist/sim/cli/c.js"}}',
    'sim/cli/c.ts': '',
    'properties/helpers.ts': '',
  },
};
