/** Where experiments and their recordings lie. A suite is a folder of scenario files; its name is the folder's. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scenarioFrom } from '../../sim/scenario-from.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { packRecordings, unpackRecordings, type KernelName, type Recording } from './recording.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
export const ROOT = dirname(dirname(HERE));

export interface Experiment {
  /** Relative to the repository's root. */
  readonly file: string;
  readonly suite: string;
  readonly scenario: Scenario;
}

/** Folders of experiments, relative to the root: the model's own as far as a kernel can play them, and the rig's. */
export function suiteFolders(): readonly string[] {
  const own = readdirSync(join(HERE, 'experiments')).map((name) => `properties/kernel/experiments/${name}`);
  return ['scenarios', 'scenarios/experiments', ...own.sort()];
}

/** Scenario files below a folder or the file itself, relative to the root. */
export function experimentFiles(path: string): readonly string[] {
  const from = relative(ROOT, join(ROOT, path));
  if (/\.ya?ml$/.test(from)) return [from];
  return readdirSync(join(ROOT, from))
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => `${from}/${name}`);
}

/**
 * Reads an experiment.
 * @throws {Error} with all mistakes of the file
 */
export function readExperiment(file: string): Experiment {
  const scenario = scenarioFrom(readFileSync(join(ROOT, file), 'utf8'), file);
  return { file, suite: basename(dirname(file)), scenario };
}

/** The file of a suite's recordings, whether it exists or not. */
export const recordingsFile = (kernel: KernelName, suite: string): string =>
  join(HERE, 'recordings', kernel, `${suite}.jsonl.gz`);

/** A suite's recordings; none if it was never recorded. */
export function readRecordings(kernel: KernelName, suite: string): readonly Recording[] {
  const file = recordingsFile(kernel, suite);
  return existsSync(file) ? unpackRecordings(readFileSync(file)) : [];
}

/** Writes recordings of a suite; those of the same experiments in the same mode are replaced, others stay. */
export function keepRecordings(kernel: KernelName, suite: string, fresh: readonly Recording[]): void {
  const keyOf = ({ experiment, mode }: Recording): string => `${mode} ${experiment}`;
  const replaced = new Set(fresh.map(keyOf));
  const kept = readRecordings(kernel, suite).filter(
    (one) => !replaced.has(keyOf(one)) && existsSync(join(ROOT, one.experiment)),
  );
  const rank = ({ experiment, mode, seed }: Recording): string =>
    `${experiment} ${mode} ${String(seed).padStart(6, '0')}`;
  const all = [...kept, ...fresh].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  mkdirSync(dirname(recordingsFile(kernel, suite)), { recursive: true });
  writeFileSync(recordingsFile(kernel, suite), packRecordings(all));
}
