/**
 * Benchmarks of the engine: `npx tsx reports/bench/engine.ts` prints a table and writes results/engine.json
 * and .md. The targets are three times the steps of live generators, and two million events a second with
 * 1,000 pending.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { eventRows } from './event-bench.ts';
import { internRows } from './intern-bench.ts';
import type { Row } from './measure.ts';
import { stateRows } from './state-bench.ts';

const scale = Number(process.argv[2] ?? 1);
const sections = {
  'Interned against live': internRows(scale),
  'Event loop': eventRows(scale),
  'Whole states': stateRows(scale),
};

const perSecond = (rate: number): string =>
  rate >= 1e6 ? `${(rate / 1e6).toFixed(2)} M` : `${(rate / 1e3).toFixed(0)} k`;

function table(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ group, name, rate, unit, note = '' }, at) =>
      `| ${group === rows[at - 1]?.group ? '' : group} | ${name} | ${perSecond(rate)} ${unit} | ${note} |`,
  );
  return ['| | | per processor second | |', '|---|---|---:|---:|', ...lines].join('\n');
}

const machine = `Node ${process.version}, ${cpus()[0]?.model.trim() ?? '?'}, ${cpus().length} processors`;
const parts = Object.entries(sections).map(([title, rows]) => `## ${title}\n\n${table(rows)}`);
const text = [
  '# The engine, measured',
  `${machine}. Medians, processor time of the whole process.`,
  ...parts,
].join('\n\n');
console.log(text);
if (scale >= 1) {
  const folder = new URL('results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL('engine.json', folder), `${JSON.stringify({ machine, sections }, null, 2)}\n`);
  writeFileSync(new URL('engine.md', folder), `${text}\n`);
}
