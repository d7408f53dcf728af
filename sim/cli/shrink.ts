/** `probesim shrink`: the smallest scenario and schedule that still show what a token's run shows, and why. */

import type { Command } from 'commander';
import { answersTold, answerText, minimalText } from '../../reports/explore-small.ts';
import { hang } from '../../reports/layout.ts';
import { decodeToken } from '../explore/token.ts';
import { mustBeWritable, writeWhole } from './files.ts';
import { makeJob } from './job.ts';
import type { Session, Shrunk } from './parts.ts';
import { makeProgress } from './progress.ts';
import { warnOfOtherRules } from './replay.ts';
import { sourceOfToken } from './source.ts';
import { UserError } from './trouble.ts';

interface ShrinkOptions {
  readonly file?: string;
  readonly resync?: boolean;
  readonly keep?: string;
  readonly runs?: string;
  readonly out?: string;
}

const WIDTH = 100;
const RUNS_MAX = 1_000_000;

/** Adds `shrink` to the program. */
export function addShrink(program: Command, session: Session): void {
  const command = program
    .command('shrink')
    .description(
      'make a finding small: what it needs of the scenario, the fewest deviations, and why it happens',
    )
    .argument('<token>', 'the token, p1.[...]')
    .option('--file <file>', 'the scenario, unless it is a shipped one')
    .option('--resync', 'if the scenario or the rules changed, repeat as well as it goes')
    .option(
      '--keep <what>',
      'a broken promise, or a device whose ending to keep; else the first broken promise',
    )
    .option('--runs <number>', 'give up after so many runs and show the smallest found so far')
    .option('--out <file>', 'also write the small scenario to a file');
  command.action((token: string) => shrink(session, token, command.optsWithGlobals<ShrinkOptions>()));
}

function shrink(session: Session, text: string, options: ShrinkOptions): void {
  const decoded = decodeToken(text);
  if (!decoded.ok) throw new UserError(decoded.problem);
  const budget = runsOf(options.runs);
  if (options.out !== undefined) mustBeWritable(options.out);
  const { token } = decoded;
  if (token.loop)
    throw new UserError(
      'this token is a lasso: explore cut it down already; replay it with `probesim replay`',
    );
  const resync = options.resync ?? false;
  const source = sourceOfToken(session, token, options.file, resync);
  warnOfOtherRules(session, token);
  const progress = makeProgress(session.outside);
  const { seed, clock, deviations } = token;
  const job = makeJob(session, source, { seed, clock, deviations, resync }, progress.tick);
  session.job = job;
  const width = Math.min(WIDTH, Math.max(60, session.outside.columns ?? WIDTH));
  const shrunk = session.parts.shrinker({ ...job, keep: options.keep ?? null, budget, width });
  progress.done();
  const small = { scenario: shrunk.scenario, file: '(shrunk)', shipped: false, embedded: shrunk.yaml };
  const wish = { seed: null, clock, deviations: shrunk.deviations, resync: false };
  const { replay } = makeJob(session, small, wish, progress.tick);
  if (options.out !== undefined) writeWhole(options.out, shrunk.yaml);
  session.outside.out(shrunkText(shrunk, replay));
  session.job = null;
}

function runsOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const runs = Number(text);
  if (/^\d+$/.test(text) && runs >= 1 && runs <= RUNS_MAX) return runs;
  throw new UserError(`--runs wants a number from 1 to ${RUNS_MAX}, not ${text}`);
}

/** The whole answer. Without ends of pages: it is made to be pasted into a report. */
function shrunkText(shrunk: Shrunk, replay: string): string {
  const { finding, before, after, executions, complete, swap, lanes, timing, yaml } = shrunk;
  const answers = answersTold(shrunk).map((answer) => `${answer.label.padEnd(11)}${answerText(answer)}`);
  const minimal = minimalText({ complete, runs: executions, minimal: shrunk.minimal });
  const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);
  return [
    finding,
    `  deviations  ${before.deviations} before, ${after.deviations} now`,
    `  turns       ${before.steps} before, ${after.steps} now`,
    ...hang('  size        ', `${minimal}.`, WIDTH),
    '',
    'SCENARIO',
    ...indented(yaml.trimEnd().split('\n')),
    '',
    ...(answers.length > 0 ? ['ANSWERS', ...indented(answers), ''] : []),
    'WHAT DECIDES',
    ...indented(swap === null ? ['It is not the order of two turns.'] : sentences(swap)),
    '',
    'WHAT LED TO IT',
    ...lanes,
    '',
    ...(timing.length > 0 ? ['IN TIME', ...indented(timing), ''] : []),
    'the same run again:',
    replay,
    '',
  ].join('\n');
}

/** One sentence a line. */
const sentences = (text: string): string[] => text.split(/(?<=\.) (?=If )/);
