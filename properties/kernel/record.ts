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
import { translate, type Translated } from './translate.ts';

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
  const experiments = playable(files.map(readExperiment), options.seed);
  const began = Date.now();
  const recordings: Recording[] = [];
  for (const stock of [false, true]) {
    const own = experiments.filter(({ scenario }) => isStock(scenario) === stock);
    recordings.push(...(await recordKind(own, stock, options)));
  }
  const seconds = Math.round((Date.now() - began) / 1000);
  tell(`${recordings.length} recordings in ${seconds} s; ${summary(recordings)}`);
}

/** Records experiments of one kind of guest, in as many boots as it takes; what a boot told is kept at once. */
async function recordKind(
  experiments: readonly Experiment[],
  stock: boolean,
  options: Options,
): Promise<readonly Recording[]> {
  const seeds = Array.from({ length: options.repeat }, (_, index) => options.seed + index);
  if (experiments.length === 0) return [];
  if (stock && options.deterministic) {
    tell('no exact runs of the kernel’s own drivers: emulated cards bring the host’s time in');
    return [];
  }
  const play = openRig(options.kernel, { exact: options.deterministic, stock });
  const recordings: Recording[] = [];
  for (const own of groupsOf(experiments, options)) {
    const rounds = seeds.map((seed) => own.flatMap((one) => playedOf(one, seed, options)));
    const fresh: Recording[] = [];
    for (const round of options.deterministic ? rounds : [rounds.flat()])
      fresh.push(...(await play(round, round[0]?.about.seed ?? 1)));
    keep(own, fresh, options.kernel);
    recordings.push(...fresh);
  }
  return recordings;
}

/**
 * What shares boots. Free runs all do. An exact run depends on all that its guest was given, so each suite is alone,
 * and each seed, which is in the command line: a suite gives the same whether it is recorded with others or not.
 */
function groupsOf(experiments: readonly Experiment[], options: Options): readonly (readonly Experiment[])[] {
  if (!options.deterministic) return [experiments];
  const suites = [...new Set(experiments.map(({ suite }) => suite))];
  return suites.map((suite) => experiments.filter((one) => one.suite === suite));
}

function keep(experiments: readonly Experiment[], fresh: readonly Recording[], kernel: KernelName): void {
  const suiteOf = new Map(experiments.map(({ file, suite }) => [file, suite]));
  for (const suite of new Set(suiteOf.values())) {
    const own = fresh.filter(({ experiment }) => suiteOf.get(experiment) === suite);
    if (own.length > 0) keepRecordings(kernel, suite, own);
  }
}

const programFor = ({ scenario }: Experiment, seed: number): Translated =>
  isStock(scenario) ? translateStock(scenario) : translate(scenario, seed);

/** Says which experiments no guest can play, and gives the others. */
function playable(experiments: readonly Experiment[], seed: number): readonly Experiment[] {
  return experiments.filter((one) => {
    const translated = programFor(one, seed);
    if ('program' in translated) return true;
    tell(`${one.file}: not for the rig: ${translated.refused.join('; ')}`);
    return false;
  });
}

function playedOf(experiment: Experiment, seed: number, options: Options): Played[] {
  const translated = programFor(experiment, seed);
  if ('refused' in translated) return [];
  const { file, scenario } = experiment;
  return [
    {
      id: `${seed}:${file}`,
      program: translated.program,
      devices: scenario.devices.map(({ name }) => name),
      ...(isStock(scenario) ? { cast: castOf(scenario) } : {}),
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
