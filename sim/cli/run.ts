/** `probesim run`: scenarios in, reports out. */

import { Option, type Command } from 'commander';
import type { Report } from '../../reports/report.ts';
import { makeJob, type Source, type Wish } from './job.ts';
import { addOutputOptions, checkOutput, deliver, type OutputOptions } from './output.ts';
import type { Session } from './parts.ts';
import { makeProgress } from './progress.ts';
import { loadAll } from './source.ts';
import { UserError } from './trouble.ts';

interface RunOptions extends OutputOptions {
  readonly seed: string;
  readonly system?: string;
  readonly clock: 'timed' | 'untimed';
}

const SEED_CHARS_MAX = 1000;

/** Adds `run` to the program. */
export function addRun(program: Command, session: Session): void {
  const systems = session.parts.catalogues().systems.map(({ name }) => name);
  const command = program
    .command('run')
    .description('run scenarios once and tell what became of each device')
    .argument('<file...>', 'scenario files, folders of them, or names of shipped ones')
    .option('--seed <seed>', 'a number or any text, such as a commit hash; equal seeds, equal runs', '1')
    .addOption(
      new Option('--system <name>', 'rules to run by, instead of those the file names').choices(systems),
    )
    .addOption(clockOption('timed'));
  addOutputOptions(command).action((files: readonly string[]) => {
    run(session, files, command.optsWithGlobals<RunOptions>());
  });
}

/** The option `--clock`. */
export function clockOption(usual: 'timed' | 'untimed'): Option {
  return new Option('--clock <clock>', 'timed: things take time; untimed: any order that the rules allow')
    .choices(['timed', 'untimed'])
    .default(usual);
}

/** Throws `UserError` if nobody can mean this seed. */
export function checkSeed(seed: string): void {
  if (seed === '' || seed.length > SEED_CHARS_MAX)
    throw new UserError(`a seed has 1 to ${SEED_CHARS_MAX} characters`);
}

function run(session: Session, files: readonly string[], options: RunOptions): void {
  checkSeed(options.seed);
  checkOutput(options);
  const sources = loadAll(session, files).map((source) => onSystem(source, options.system));
  const wish = { seed: options.seed, clock: options.clock, deviations: [], resync: false };
  deliver(session, runAll(session, sources, wish), options);
}

/** The source under other rules than its file names. */
export function onSystem(source: Source, system: string | undefined): Source {
  return system === undefined ? source : { ...source, scenario: { ...source.scenario, system } };
}

/** One run of each scenario. */
export function runAll(session: Session, sources: readonly Source[], wish: Wish): readonly Report[] {
  const progress = makeProgress(session.outside);
  const reports = sources.map((source, i) => {
    const place = sources.length === 1 ? source.file : `${i + 1} of ${sources.length}: ${source.file}`;
    progress.tick(place);
    const job = makeJob(session, source, wish, (doing) => progress.tick(`${place}: ${doing}`));
    session.job = job;
    return session.parts.runner(job);
  });
  progress.done();
  session.job = null;
  return reports;
}
