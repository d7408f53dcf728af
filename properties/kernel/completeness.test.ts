/** The recordings in the tree: of all experiments that the rig can play, on both kernels, and of their present text. */
import { existsSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scenarioDigest } from '../../sim/scenario/digest.ts';
import { KERNELS, type KernelName, type Recording } from './recording.ts';
import { isStock, translateStock } from './stock/translate.ts';
import {
  experimentFiles,
  readExperiment,
  readRecordings,
  recordingsFile,
  suiteFolders,
  type Experiment,
} from './suites.ts';
import { translate } from './translate.ts';
import { UNOBSERVED } from './unobserved.ts';

/** What a clone has to carry, all suites and kernels together. */
const BYTES_MAX = 5_000_000;

const played = ({ scenario }: Experiment): boolean =>
  'program' in (isStock(scenario) ? translateStock(scenario) : translate(scenario, 1));

const SUITES = suiteFolders().map((folder) => experimentFiles(folder).map(readExperiment));
const EXPERIMENTS = SUITES.flat().filter(played);
const NAMES = [...new Set(EXPERIMENTS.map(({ suite }) => suite))];
const recordingsOf = (kernel: KernelName): readonly Recording[] =>
  NAMES.flatMap((suite) => readRecordings(kernel, suite));

describe.each(KERNELS)('recordings of %s', (kernel) => {
  const recordings = recordingsOf(kernel);

  it('are at least three free runs of each experiment', () => {
    expect(EXPERIMENTS.length).toBeGreaterThanOrEqual(200);
    const runs = new Map<string, number>();
    for (const { experiment, mode } of recordings)
      if (mode === 'free') runs.set(experiment, (runs.get(experiment) ?? 0) + 1);
    const missing = EXPERIMENTS.map(({ file }) => file).filter((file) => (runs.get(file) ?? 0) < 3);
    expect(missing).toEqual([]);
  });

  it('are two exact runs of each experiment on the bus module', () => {
    const own = EXPERIMENTS.filter(({ scenario }) => !isStock(scenario));
    const seeds = new Map<string, number[]>();
    for (const { experiment, mode, seed } of recordings)
      if (mode === 'exact') seeds.set(experiment, [...(seeds.get(experiment) ?? []), seed]);
    const missing = own.map(({ file }) => file).filter((file) => seeds.get(file)?.join() !== '1,2');
    expect(missing).toEqual([]);
  });

  it('are of the scenarios as they are now: an edited one is to be recorded anew', () => {
    const digests = new Map(EXPERIMENTS.map(({ file, scenario }) => [file, scenarioDigest(scenario)]));
    expect(recordings.filter(({ experiment, digest }) => digests.get(experiment) !== digest)).toEqual([]);
  });

  it('lost no record of the trace, and are of this kernel', () => {
    expect(recordings.filter(({ dropped }) => dropped > 0)).toEqual([]);
    for (const one of recordings)
      expect([one.kernel, one.release.startsWith(`${kernel}.`)]).toEqual([kernel, true]);
  });
});

describe('statements T1 to T35 and experiments E1 to E29', () => {
  const numbered = (letter: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${letter}${index + 1}`);
  const files = new Set(EXPERIMENTS.map(({ file }) => file));
  const nameOf = (file: string): string | undefined => {
    const [, letter, number] = /\/([te])(\d\d)-[^/]*$/.exec(file) ?? [];
    return letter && number && `${letter.toUpperCase()}${Number(number)}`;
  };
  const played = new Set(EXPERIMENTS.map(({ file }) => nameOf(file)));

  it.each([...numbered('T', 35), ...numbered('E', 29)])('%s is recorded, or it is said why not', (name) => {
    expect([played.has(name), Object.hasOwn(UNOBSERVED, name)].filter(Boolean)).toHaveLength(1);
  });

  it('what shows a part of one is recorded', () => {
    const parts = Object.values(UNOBSERVED).flatMap(({ partly }) => partly ?? []);
    expect(parts.filter((file) => !files.has(file))).toEqual([]);
  });
});

describe('recordings', () => {
  it('are small enough to be carried', () => {
    const files = KERNELS.flatMap((kernel) => NAMES.map((suite) => recordingsFile(kernel, suite)));
    const bytes = files.map((file) => (existsSync(file) ? statSync(file).size : 0));
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(BYTES_MAX);
  });
});
