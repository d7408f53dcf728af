/**
 * Benchmarks of exploration: `npm run bench:explore` runs all and writes results/explore.json and .md; names of
 * sections after `--` run those alone and write nothing. About half an hour. For the comparison with SPIN:
 * `apt-get install spin gcc` (SPIN 6.5.2); it is left out, and says so, where it is missing. The study's prototype is
 * run beside ours where `--prototype FILE` names its built one.js.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { machines, racks } from './cluster-bench.ts';
import { randomSchedules } from './random-bench.ts';
import { growth } from './study-growth.ts';
import { againstSpin } from './study-spin.ts';
import type { Section } from './table.ts';

const args = process.argv.slice(2);
const option = args.indexOf('--prototype');
const prototype = option < 0 ? undefined : args[option + 1];
const asked = args.filter((_, at) => option < 0 || (at !== option && at !== option + 1));

const SECTIONS: Readonly<Record<string, () => Section | Promise<Section>>> = {
  machines,
  racks,
  random: randomSchedules,
  spin: againstSpin,
  growth: () => growth(prototype),
};

const unknown = asked.filter((name) => !Object.hasOwn(SECTIONS, name));
if (unknown.length > 0) {
  console.error(`no section is named ${unknown.join(', ')}: there are ${Object.keys(SECTIONS).join(', ')}`);
  process.exit(2);
}

const machine = `Node ${process.version}, ${cpus()[0]?.model.trim() ?? '?'}, ${cpus().length} processors`;
const parts = [
  '# Exploration, measured',
  `${machine}. Made by "npm run bench:explore"; losing rows are kept.`,
];
const sections: Record<string, Section['rows']> = {};
console.log(parts.join('\n\n'));
for (const [name, measure] of Object.entries(SECTIONS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const { title, text, rows } = await measure();
  sections[name] = rows;
  parts.push(`## ${title}`, text);
  console.log(`\n## ${title}\n\n${text}`);
}
if (asked.length === 0) {
  const folder = path.resolve('reports/bench/results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'explore.json'), `${JSON.stringify({ machine, sections }, null, 2)}\n`);
  writeFileSync(path.join(folder, 'explore.md'), `${parts.join('\n\n')}\n`);
}
