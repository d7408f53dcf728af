/**
 * Benchmarks of exploration: `npm run bench:explore` runs all and writes results/explore.json and .md; with names of
 * sections after `--` it measures those again and keeps the rest. All take half an hour of processor time. For the
 * comparison with SPIN: `apt-get install spin gcc` (SPIN 6.5.2); it is left out, and says so, where it is missing. The
 * study's prototype is run beside ours where `--prototype FILE` names its built one.js.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { machines, racks } from './cluster-bench.ts';
import { randomSchedules } from './random-bench.ts';
import { beyond, growth } from './study-growth.ts';
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
  beyond,
};

const unknown = asked.filter((name) => !Object.hasOwn(SECTIONS, name));
if (unknown.length > 0) {
  console.error(`no section is named ${unknown.join(', ')}: there are ${Object.keys(SECTIONS).join(', ')}`);
  process.exit(2);
}

const machine = `Node ${process.version}, ${cpus()[0]?.model.trim() ?? '?'}, ${cpus().length} processors`;
/** A section as it was last measured, and on what. */
type Kept = Section & { readonly machine: string };

const folder = path.resolve('reports/bench/results');
const file = path.join(folder, 'explore.json');

/** Writes a section at once, beside what was measured before: a long run that is broken off loses nothing else. */
function keep(name: string, section: Section): void {
  mkdirSync(folder, { recursive: true });
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Kept>) : {};
  const all: Record<string, Kept> = { ...before, [name]: { ...section, machine } };
  const text = Object.keys(SECTIONS).flatMap((each) => {
    const kept = all[each];
    return kept ? [`## ${kept.title}`, kept.machine, kept.text] : [];
  });
  const head = ['# Exploration, measured', 'Made by `npm run bench:explore`; losing rows are kept.'];
  writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`);
  writeFileSync(path.join(folder, 'explore.md'), `${[...head, ...text].join('\n\n')}\n`);
}

console.log(machine);
for (const [name, measure] of Object.entries(SECTIONS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const section = await measure();
  console.log(`\n## ${section.title}\n\n${section.text}`);
  keep(name, section);
}
