/** The command line as it is installed: one file for the program and one for its threads, made by `npm run bundle`. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { afterAll, expect, it } from 'vitest';

/** Below the package's root, which the program looks for; not where the built one is. */
const FOLDER = 'node_modules/.cache/probesim-bundle';

function run(command: string, args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  return { status, stdout, stderr };
}

afterAll(() => fs.rmSync(FOLDER, { recursive: true, force: true }));

it('finds its scenarios, its rules and its threads', () => {
  const { scripts, bin } = JSON.parse(fs.readFileSync('package.json', 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
    readonly bin: Readonly<Record<string, string>>;
  };
  expect(scripts['bundle']).toContain('--outdir=dist/bin ');
  expect(bin['probesim']).toBe('dist/bin/main.js');
  const made = run('npm', ['run', '--silent', 'bundle', '--', `--outdir=${FOLDER}/bin`]);
  expect(made).toMatchObject({ status: 0, stderr: '' });
  const args = ['explore', 'hid-generic-hand-over', '--format', 'json'];
  const { status, stdout, stderr } = run(process.execPath, [`${FOLDER}/bin/main.js`, ...args]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const report = JSON.parse(stdout) as { readonly coverage: { readonly complete: boolean } };
  expect(report.coverage.complete).toBe(true);
});
