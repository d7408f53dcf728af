/** `probesim compare`: a scenario in; what each system would have done with it, side by side, out. */

import os from 'node:os';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { COMPARE_FORMATS } from '../../../reports/compare-index.ts';
import type { CompareReport, SystemRow } from '../../../reports/compare-report.ts';
import { scenarioDigest } from '../../scenario/digest.ts';
import { addBudget, budgetText, NO_BUDGET, type Budget } from '../explore/budget.ts';
import { exploreAll, type Wish } from '../explore/plan.ts';
import { reportOf } from '../explore/report.ts';
import type { TimingFor } from '../explore/timed.ts';
import { checkStrategy, STRATEGY_NAMES } from '../explore/strategies.ts';
import { supervised, type Supervisor } from '../explore/supervisor.ts';
import { shellWord, type Source } from '../job.ts';
import { checkOutput, layOut, write, type OutputOptions } from '../output.ts';
import type { Session } from '../parts.ts';
import { checkSeed, onSystem } from '../run.ts';
import { loadAll } from '../source.ts';
import { EXIT } from '../trouble.ts';
import { costsOf } from './costs.ts';
import { rowOf } from './row.ts';
import { systemsOf } from './systems.ts';

interface CompareOptions extends OutputOptions {
  readonly systems?: readonly string[];
  readonly strategy: string;
  readonly budget: Budget;
  readonly jobs: number;
  readonly seed: string;
  readonly runs: number;
}

/** Adds `compare` to the program. */
export function addCompare(program: Command, session: Session): void {
  const formats = COMPARE_FORMATS.map(({ name }) => name);
  const command = program
    .command('compare')
    .description('one scenario under every system: endings, promises and costs side by side')
    .argument('<file...>', 'scenario files, folders of them, or names of shipped ones')
    .option(
      '--systems <names>',
      'only these, a list with commas: names (probesim list systems), or all of the linux, proposals or others',
      systemsOf,
    )
    .option('--strategy <name>', `how: ${STRATEGY_NAMES.join(', ')}`, checkStrategy, 'auto')
    .addOption(
      new Option(
        '--budget <limit>',
        'of each system: 60s, 100000states, 5000runs or 1GiB; may be given once for each unit',
      )
        .argParser(addBudget)
        .default(NO_BUDGET, 'as explore has it'),
    )
    .option(
      '--runs <number>',
      'runs of the timed clock for what it takes, the same seeds for every system',
      wholeNumber(1, 10_000),
      20,
    )
    .option('--jobs <number>', 'searches at a time (default: as many as processors)', wholeNumber(1, 256))
    .option('--seed <seed>', 'where draws have their randomness from', '1')
    .option('--all', 'list every device, also those that end alike everywhere')
    .addOption(new Option('--format <name>', 'format of the report').choices(formats).default('text'))
    .option('--out <file>', 'write the report to a file instead of the terminal');
  command.action((files: readonly string[]) => {
    session.work = compare(session, files, command.optsWithGlobals<CompareOptions>());
  });
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`A number from ${least} to ${most}.`);
  };
}

async function compare(session: Session, files: readonly string[], options: CompareOptions): Promise<void> {
  checkSeed(options.seed);
  checkOutput(options);
  const sources = loadAll(session, files);
  const format = COMPARE_FORMATS.find(({ name }) => name === options.format);
  if (format === undefined) throw new Error('commander lets only known formats pass');
  const { jobs = os.availableParallelism(), strategy, seed, budget } = options;
  const wish: Wish = { strategy, clock: 'untimed', seed, budget, hashed: false };
  const supervisor = supervised(session, wish, jobs);
  try {
    const reports: CompareReport[] = [];
    for (const source of sources) reports.push(await compareOne(session, source, options, supervisor));
    write(session, format.render(reports, layOut(session, options)), options);
    if (supervisor.interrupted()) session.exitCode = EXIT.interrupted;
  } finally {
    await supervisor.close();
  }
}

const notTimed: TimingFor = ({ asked }) =>
  Promise.resolve(
    asked.map(() => ({ is: 'not judged', why: 'explore judges it, compare does not', runs: 0 })),
  );

const notSmall = (): Promise<{ readonly not: string }> =>
  Promise.resolve({ not: 'explore makes findings small, compare does not' });

/** One scenario under all the systems asked for. */
async function compareOne(
  session: Session,
  source: Source,
  options: CompareOptions,
  { search, again }: Pick<Supervisor, 'search' | 'again'>,
): Promise<CompareReport> {
  const { strategy, seed, budget, runs } = options;
  const names = options.systems ?? session.parts.catalogues().systems.map(({ name }) => name);
  const wish = { strategy, clock: 'untimed', seed, budget, hashed: false } as const;
  const seeds = Array.from({ length: runs }, (_, run) =>
    seed === '1' ? `${run + 1}` : `${seed}/${run + 1}`,
  );
  const rowFor = async (system: string): Promise<SystemRow> => {
    again();
    const own = onSystem(source, system);
    const explored = await exploreAll(own.scenario, wish, search);
    // Side by side nobody reads small forms and marks, and the refinement is explore's to check.
    const made = { explored, refinement: null, smallFor: notSmall, timingFor: notTimed };
    const report = await reportOf(session, own, { ...wish, on: system }, made);
    return rowOf(report, costsOf(own.scenario, seeds));
  };
  // Each system has the whole of a time: then they are asked one after the other.
  const systems =
    budget.seconds === null ? await Promise.all(names.map(rowFor)) : await oneByOne(names, rowFor);
  const { scenario, file } = source;
  return {
    format: 1,
    scenario: { title: scenario.title, file, digest: scenarioDigest(scenario) },
    strategy,
    seed,
    again: againLine(file, options),
    devices: scenario.devices.map(({ name }) => name),
    systems,
    assumptions: scenario.assumptions,
  };
}

async function oneByOne<T, U>(list: readonly T[], make: (one: T) => Promise<U>): Promise<U[]> {
  const made: U[] = [];
  for (const one of list) made.push(await make(one));
  return made;
}

function againLine(file: string, { strategy, seed, budget, runs, systems }: CompareOptions): string {
  return [
    `npx probesim compare ${shellWord(file)}`,
    ...(systems === undefined ? [] : [`--systems ${systems.join(',')}`]),
    ...(strategy === 'auto' ? [] : [`--strategy ${strategy}`]),
    ...budgetText(budget).map((text) => `--budget ${text}`),
    ...(runs === 20 ? [] : [`--runs ${runs}`]),
    ...(seed === '1' ? [] : [`--seed ${shellWord(seed)}`]),
  ].join(' ');
}
