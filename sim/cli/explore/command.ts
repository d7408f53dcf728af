/** `probesim explore`: scenarios in; every ending of each, with a schedule to it, out. */

import os from 'node:os';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { EXPLORE_FORMATS, isWell } from '../../../reports/explore-index.ts';
import type { ExploreReport } from '../../../reports/explore-report.ts';
import { clockOption, checkSeed, onSystem } from '../run.ts';
import { checkOutput, layOut, write, type OutputOptions } from '../output.ts';
import type { Source } from '../job.ts';
import type { Session } from '../parts.ts';
import { loadAll } from '../source.ts';
import { EXIT, UserError } from '../trouble.ts';
import { addBudget, addRuns, NO_BUDGET, type Budget } from './budget.ts';
import { exploreAll, isByStates } from './plan.ts';
import { reportOf, type FullWish } from './report.ts';
import { checkStrategy, STRATEGY_NAMES } from './strategies.ts';
import { supervised } from './supervisor.ts';

interface ExploreOptions extends OutputOptions {
  readonly strategy: string;
  readonly clock: 'timed' | 'untimed';
  readonly budget: Budget;
  readonly jobs: number;
  readonly seed: string;
  readonly system?: string;
  readonly hashed?: boolean;
  readonly runs?: string;
}

const JOBS_MAX = 256;

/** Adds `explore` to the program. */
export function addExplore(program: Command, session: Session): void {
  const systems = session.parts.catalogues().systems.map(({ name }) => name);
  const formats = EXPLORE_FORMATS.map(({ name }) => name);
  const command = program
    .command('explore')
    .description('try every order: all endings of scenarios, and how to see each of them')
    .argument('<file...>', 'scenario files, folders of them, or names of shipped ones')
    .option(
      '--strategy <name>',
      `how: ${STRATEGY_NAMES.join(', ')}; probesim explain NAME tells`,
      checkStrategy,
      'auto',
    )
    .addOption(clockOption('untimed'))
    .addOption(
      new Option(
        '--budget <limit>',
        'stop at 60s, 100000states, 5000runs or 1GiB and tell what was found; may be given once for each unit',
      )
        .argParser(addBudget)
        .default(NO_BUDGET, 'enough for any shipped scenario'),
    )
    .option('--runs <number>', 'the same as --budget 5000runs')
    .option(
      '--hashed',
      'tell states apart by 64-bit signatures: less memory, and no proof that none was missed',
    )
    .option('--jobs <number>', 'searches at a time (default: as many as processors)', jobsOf)
    .option('--seed <seed>', 'where strategies that draw have their randomness from', '1')
    .addOption(
      new Option('--system <name>', 'rules to run by, instead of those the file names').choices(systems),
    )
    .option('--all', 'list every device, also the boring ones of a big machine')
    .addOption(new Option('--format <name>', 'format of the report').choices(formats).default('text'))
    .option('--out <file>', 'write the report to a file instead of the terminal');
  command.action((files: readonly string[]) => {
    session.work = explore(session, files, command.optsWithGlobals<ExploreOptions>());
  });
}

function jobsOf(text: string): number {
  const jobs = Number(text);
  if (Number.isInteger(jobs) && jobs >= 1 && jobs <= JOBS_MAX) return jobs;
  throw new InvalidArgumentError(`A number from 1 to ${JOBS_MAX}.`);
}

async function explore(session: Session, files: readonly string[], options: ExploreOptions): Promise<void> {
  const { strategy, clock, seed, system, runs, hashed = false } = options;
  const budget = runs === undefined ? options.budget : addRuns(runs, options.budget);
  checkSeed(seed);
  if (clock === 'timed' && strategy !== 'auto')
    throw new UserError('with --clock timed there is one run per seed; --strategy is for the untimed clock');
  if (hashed && (clock === 'timed' || !isByStates(strategy)))
    throw new UserError('--hashed is about searches by states: --strategy auto or exhaustive, untimed');
  checkOutput(options);
  const sources = loadAll(session, files).map((source) => onSystem(source, system));
  const wish = { strategy, clock, seed, budget, hashed, on: system };
  const { reports, interrupted } = await exploreSources(session, sources, wish, options.jobs);
  const format = EXPLORE_FORMATS.find(({ name }) => name === options.format);
  if (format === undefined) throw new Error('commander lets only known formats pass');
  write(session, format.render(reports, layOut(session, options)), options);
  if (interrupted) session.exitCode = EXIT.interrupted;
  if (!reports.every(isWell)) session.exitCode = EXIT.breach;
}

async function exploreSources(
  session: Session,
  sources: readonly Source[],
  wish: FullWish,
  jobs = os.availableParallelism(),
): Promise<{ readonly reports: readonly ExploreReport[]; readonly interrupted: boolean }> {
  const supervisor = supervised(session, wish, jobs);
  try {
    const reports = await Promise.all(
      sources.map(async (source) => {
        const explored = await exploreAll(source.scenario, wish, supervisor.search);
        const refinement = explored.whole ? null : await supervisor.refine(source.scenario);
        const { small: smallFor, timing: timingFor } = supervisor;
        return reportOf(session, source, wish, { explored, refinement, smallFor, timingFor });
      }),
    );
    return { reports, interrupted: supervisor.interrupted() };
  } finally {
    await supervisor.close();
  }
}
