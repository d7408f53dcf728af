/**
 * The package as others get it: built into an empty folder, installed into a project of its own, and used there through
 * its names by Node, by the compiler and by vitest, with the suite that users are told to copy.
 */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { arbitraries } from './arbitraries.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** What the README tells people to copy. */
const SUITE = 'properties/library/example.test.ts';

const TEXT = `{ title: x, devices: { d: { bus: pci, modalias: 'pci:a' } },
  drivers: { k: { bus: pci, matches: 'pci:*' } }, story: [{ register: k }] }`;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'probesim-package-'));
const [installed, project] = [path.join(folder, 'probesim'), path.join(folder, 'project')];

/** Runs a command of ours in the project; throws with all that it wrote if it fails. */
function runs(command: string, ...args: readonly string[]): string {
  try {
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };
    const options = { cwd: project, encoding: 'utf8', stdio: 'pipe', env } as const;
    return execFileSync(process.execPath, [command, ...args], options);
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return expect.fail(`${args.join(' ')} failed:\n${stdout}${stderr}`);
  }
}

const ours = (name: string): string => path.join(ROOT, 'node_modules', name);
const TSC = path.join(ours('typescript'), 'bin/tsc');

/** Makes packages of ours findable below a folder, and nothing else. */
function link(at: string, names: readonly string[]): void {
  for (const name of names) {
    const to = path.join(at, 'node_modules', name);
    fs.mkdirSync(path.dirname(to), { recursive: true });
    fs.symlinkSync(ours(name), to);
  }
}

beforeAll(() => {
  fs.mkdirSync(installed);
  fs.mkdirSync(path.join(project, 'node_modules'), { recursive: true });
  runs(TSC, '-p', path.join(ROOT, 'tsconfig.build.json'), '--outDir', path.join(installed, 'dist'));
  const bundle = ['run', '--silent', 'bundle', '--', `--outdir=${path.join(installed, 'dist/bin')}`];
  execFileSync('npm', bundle, { cwd: ROOT, stdio: 'pipe' });
  const manifest = fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8');
  fs.writeFileSync(path.join(installed, 'package.json'), manifest);
  const { dependencies } = JSON.parse(manifest) as { dependencies: Readonly<Record<string, string>> };
  link(installed, Object.keys(dependencies));
  fs.symlinkSync(installed, path.join(project, 'node_modules/probesim'));
  fs.writeFileSync(path.join(project, 'package.json'), JSON.stringify({ type: 'module' }));
});

afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

describe('what is packed', () => {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const said = execFileSync('npm', args, {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [packed] = Object.values(JSON.parse(said) as Record<string, { files: { path: string }[] }>);
  const files = packed?.files.map((file) => file.path) ?? [];

  it('has scenarios, their schema, and the suite to copy', () => {
    const wanted = ['README.md', 'LICENSE', 'CHANGELOG.md', 'scenarios/README.md', SUITE];
    const data = ['scenarios/scenario.schema.json', 'scenarios/lost-deferred-retry.yaml'];
    expect(files).toEqual(expect.arrayContaining([...wanted, ...data]));
  });

  it('has no other test, no golden file, nothing of the rig', () => {
    expect(files.filter((file) => file.includes('.test.'))).toEqual([SUITE]);
    expect(files.filter((file) => /golden|^properties\/(?!invariants\/|library\/)/.test(file))).toEqual([]);
  });
});

describe('the package, installed alone', () => {
  it('is fine with publint', async () => {
    const { messages } = await publint({ pkgDir: installed, strict: true, pack: false });
    expect(messages).toEqual([]);
  });

  it('has no test of ours in it, nor what only our tests need', () => {
    const files = fs.readdirSync(path.join(installed, 'dist'), { recursive: true, encoding: 'utf8' });
    const ships = /^(?:bin|sim|reports|properties(?:\/(?:invariants|library))?)(?:\/|$)/;
    expect(files).toContain('properties/library/matchers.js');
    expect(files.filter((file) => file.includes('.test.') || !ships.test(file))).toEqual([]);
    expect(files.filter((file) => /^properties\/[^/]+\.js$/.test(file))).toEqual([]);
  });

  it('has a program that explores, its threads included', () => {
    fs.writeFileSync(path.join(project, 'race.yaml'), TEXT);
    const said = runs('node_modules/probesim/dist/bin/main.js', 'explore', 'race.yaml', '--format', 'json');
    expect(JSON.parse(said)).toMatchObject({ coverage: { complete: true }, devices: { d: {} } });
  });

  it('runs and explores with what it brings along', () => {
    const script = `
      import { explore, exploreClusters, invariants, sample, scenarioFrom, simulate, strategies } from 'probesim';
      import { INVARIANTS } from 'probesim/invariants';
      const scenario = scenarioFrom(${JSON.stringify(TEXT)});
      const { end } = simulate(scenario, { invariants });
      const { complete, endings } = explore(scenario, INVARIANTS);
      const { devices } = exploreClusters(scenario, []);
      const drawn = sample(scenario, [], { strategy: strategies.swarm('1'), clock: 'untimed', runs: 7 });
      const ends = [endings[0].ends, devices[0].endings[0].driver];
      console.log(JSON.stringify([invariants === INVARIANTS, end.is, complete, ...ends, drawn.devices.d[0].runs]));
    `;
    fs.writeFileSync(path.join(project, 'use.js'), script);
    expect(JSON.parse(runs('use.js'))).toEqual([true, 'quiet', true, { d: 'k' }, 'k', 7]);
  });

  it.each(['fast-check', 'vitest'])('says that probesim/%s needs the package of that name', (name) => {
    const script = `import('probesim/${name}').catch(({ message }) => console.log(message));`;
    fs.writeFileSync(path.join(project, 'missing.js'), script);
    expect(runs('missing.js')).toContain(`Cannot find package '${name}'`);
  });
});

describe('the package, in a project with fast-check and vitest', () => {
  beforeAll(() => {
    link(folder, ['fast-check', 'vitest', '@types/node']);
    fs.copyFileSync(path.join(ROOT, SUITE), path.join(project, 'example.test.ts'));
  });

  it('draws the same everywhere', () => {
    const script = `
      import { arbitraries, chooserOf } from 'probesim/fast-check';
      import fc from 'fast-check';
      const [schedule] = fc.sample(arbitraries.schedules(), { seed: 1, numRuns: 1 });
      console.log(JSON.stringify([schedule, typeof chooserOf(schedule).choose]));
    `;
    fs.writeFileSync(path.join(project, 'draw.js'), script);
    const [here] = fc.sample(arbitraries.schedules(), { seed: 1, numRuns: 1 });
    expect(JSON.parse(runs('draw.js'))).toEqual([here, 'function']);
  });

  it('has types that a strict project takes, those of the matchers among them', () => {
    const wrong = `
      import { expect } from 'vitest';
      import { scenarioFrom } from 'probesim';
      import 'probesim/vitest';
      // @ts-expect-error a driver has a name
      expect(scenarioFrom('')).toAlwaysBind({ gpu: 7 });
      // @ts-expect-error no such claim
      expect(scenarioFrom('')).toNeverBind({ gpu: 'i915' });
    `;
    fs.writeFileSync(path.join(project, 'wrong.test.ts'), wrong);
    const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--noEmit'];
    const target = ['--module', 'nodenext', '--target', 'es2023', '--types', 'node'];
    runs(TSC, ...strict, ...target, 'example.test.ts', 'wrong.test.ts');
  });

  it('runs the suite to copy', () => {
    const args = ['run', 'example.test.ts', '--root', project, '--testTimeout', '60000'];
    const said = runs(path.join(ours('vitest'), 'vitest.mjs'), ...args);
    expect(said).toMatch(/Tests +4 passed/);
  });
});
