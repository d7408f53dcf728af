/**
 * `npm run kernel:record`: runs experiments on a real kernel and writes their recordings. Fetches, builds and boots all
 * that it needs; README.md says what that is.
 */
import { Command, InvalidArgumentError, Option } from 'commander';
import { scenarioDigest } from '../../sim/scenario/digest.ts';
import { KERNELS, type KernelName, type Recording } from './recording.ts';
import type { Played } from './rig/said.ts';
import { openRig } from './rig/session.ts';
import { RigError, tell } from './rig/tools.ts';
import { experimentFiles, keepRecordings, readExperiment, suiteFolders, type Experiment } from './suites.ts';
import { castOf, isStock, translateStock } from './stock/translate.ts';
import { translate } from './translate.ts';

interface Options {
  readonly kernel: KernelName;
  readonly repeat: number;
  readonly deterministic: boolean;
  readonly seed: number;
}

function whole(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('a whole number from 1 to 99999');
}

const command = new Command('kernel:record')
  .description('Runs experiments on a real Linux kernel in QEMU and writes what they showed.')
  .argument('[files...]', 'scenario files, or folders of them; default: all suites')
  .addOption(new Option('--kernel <version>', 'which kernel').choices([...KERNELS]).default('6.1'))
  .option('--repeat <n>', 'runs of each experiment', whole, 3)
  .option('--deterministic', 'count instructions, so that a seed always gives the same run', false)
  .option('--seed <n>', 'the first run’s seed; further runs count on', whole, 1)
  .action((files: string[], options: Options) => record(files, options));

async function record(paths: readonly string[], options: Options): Promise<void> {
  const files = (paths.length > 0 ? paths : suiteFolders()).flatMap(experimentFiles);
  const experiments = files.map(readExperiment);
  const seeds = Array.from({ length: options.repeat }, (_, index) => options.seed + index);
  const began = Date.now();
  const recordings: Recording[] = [];
  for (const stock of [false, true]) {
    const own = experiments.filter(({ scenario }) => isStock(scenario) === stock);
    recordings.push(...(await playAll(own, { seeds, stock, options })));
  }
  for (const suite of new Set(experiments.map((one) => one.suite))) {
    const own = new Set(experiments.filter((one) => one.suite === suite).map(({ file }) => file));
    keepRecordings(
      options.kernel,
      suite,
      recordings.filter(({ experiment }) => own.has(experiment)),
    );
  }
  tell(
    `${recordings.length} recordings in ${Math.round((Date.now() - began) / 1000)} s; ${summary(recordings)}`,
  );
}

interface Plan {
  readonly seeds: readonly number[];
  readonly stock: boolean;
  readonly options: Options;
}

/**
 * Plays experiments of one kind. Free runs share one boot. Exact ones have one a suite and seed: the seed is in the
 * command line, and a suite played alone gives what it gives among others.
 */
async function playAll(
  experiments: readonly Experiment[],
  { seeds, stock, options }: Plan,
): Promise<readonly Recording[]> {
  const suites = options.deterministic ? [...new Set(experiments.map(({ suite }) => suite))] : [null];
  const boots = suites.flatMap((suite) => {
    const own = experiments.filter((one) => suite === null || one.suite === suite);
    const rounds = seeds.map((seed) => own.flatMap((one) => playedOf(one, seed, options)));
    return (options.deterministic ? rounds : [rounds.flat()]).filter((round) => round.length > 0);
  });
  if (boots.length === 0) return [];
  if (stock && options.deterministic) {
    tell('no exact runs of the kernel’s own drivers: emulated cards bring the host’s time in');
    return [];
  }
  const play = openRig(options.kernel, { exact: options.deterministic, stock });
  const recordings: Recording[] = [];
  for (const round of boots) recordings.push(...(await play(round, round[0]?.about.seed ?? 1)));
  return recordings;
}

function playedOf({ file, scenario }: Experiment, seed: number, options: Options): Played[] {
  const stock = isStock(scenario);
  const translated = stock ? translateStock(scenario) : translate(scenario, seed);
  if ('refused' in translated) {
    if (seed === options.seed) tell(`${file}: not for the rig: ${translated.refused.join('; ')}`);
    return [];
  }
  return [
    {
      id: `${seed}:${file}`,
      program: translated.program,
      devices: scenario.devices.map(({ name }) => name),
      ...(stock ? { cast: castOf(scenario) } : {}),
      about: {
        experiment: file,
        digest: scenarioDigest(scenario),
        kernel: options.kernel,
        mode: options.deterministic ? 'exact' : 'free',
        seed,
      },
    },
  ];
}

function summary(recordings: readonly Recording[]): string {
  const ends = ['finished', 'hung', 'panicked'] as const;
  const counts = ends.map((end) => `${recordings.filter((one) => one.end === end).length} ${end}`);
  const restless = recordings.filter(({ end, quiet }) => end === 'finished' && !quiet).length;
  const lossy = recordings.filter(({ dropped }) => dropped > 0).length;
  return `${counts.join(', ')}; ${restless} never quiet, ${lossy} with lost records`;
}

try {
  await command.parseAsync();
} catch (error) {
  if (!(error instanceof RigError)) throw error;
  tell(error.message);
  process.exitCode = 2;
}
