/** The command line as a whole: commands, help, and what each kind of trouble becomes. */

import { Command, CommanderError } from 'commander';
import { addCompare } from './compare/command.ts';
import { addCheckLog } from './check-log/command.ts';
import { addExplain } from './explain.ts';
import { addExplore } from './explore/command.ts';
import { EXIT_CODES, examplesOf } from './help.ts';
import { addImport } from './import.ts';
import { addList } from './list.ts';
import type { Outside, Parts, Session } from './parts.ts';
import { addReplay } from './replay.ts';
import { addRun } from './run.ts';
import { addSchema } from './schema.ts';
import { addShrink } from './shrink.ts';
import { EXIT, FileProblems, UserError } from './trouble.ts';

/**
 * Runs one command line (without node and script) and gives its exit code; `explore` gives it when its threads are
 * done. Never throws.
 */
export function runCommandLine(
  args: readonly string[],
  parts: Parts,
  outside: Outside,
): number | Promise<number> {
  const session: Session = { parts, outside, job: null, work: null, exitCode: EXIT.ok };
  try {
    makeProgram(session).parse(args, { from: 'user' });
    return session.work === null ? session.exitCode : afterWork(session.work, session);
  } catch (error) {
    return trouble(error, session);
  }
}

async function afterWork(work: Promise<void>, session: Session): Promise<number> {
  try {
    await work;
    return session.exitCode;
  } catch (error) {
    return trouble(error, session);
  }
}

/** The program with all its commands; nothing runs yet. */
export function makeProgram(session: Session): Command {
  const program = new Command('probesim')
    .description(
      'Simulates concurrent driver probing: which driver gets each device, in what order, and what can go wrong.',
    )
    .version(session.parts.version, '--version', 'print the version')
    .option('--color', 'colour even if the output is no terminal')
    .option('--no-color', 'no colours (also: NO_COLOR=1)');
  // Before the commands: they inherit it.
  quietly(program, session.outside);
  for (const add of [
    addRun,
    addExplore,
    addCompare,
    addReplay,
    addShrink,
    addImport,
    addCheckLog,
    addSchema,
    addList,
    addExplain,
  ])
    add(program, session);
  program.addHelpText('after', examplesOf('probesim') + '\n' + EXIT_CODES);
  for (const command of program.commands) command.addHelpText('after', examplesOf(command.name()));
  return program;
}

/** No exit and no direct output by commander itself. */
function quietly(command: Command, { out, err, columns }: Outside): void {
  const width = (): number => Math.min(100, columns ?? 80);
  command
    .exitOverride()
    .showHelpAfterError('(with --help it says how)')
    .configureOutput({
      writeOut: out,
      writeErr: err,
      getOutHelpWidth: width,
      getErrHelpWidth: width,
      outputError: (text, write) => write(text.replace(/^error: /, 'probesim: ')),
    })
    .helpOption('-h, --help', 'show this help');
}

/** Commander has printed what it had to say; the rest is ours to print. */
function trouble(error: unknown, { outside, job }: Session): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.user;
  if (error instanceof UserError) {
    outside.err(`${error instanceof FileProblems ? '' : 'probesim: '}${error.message}\n`);
    return EXIT.user;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const run = job === null ? '' : `seed: ${job.seed ?? 'none'}\ntoken: ${job.token}\nagain: ${job.replay}\n`;
  outside.err(`probesim: this is a bug in probesim, please report it with these lines\n${stack}\n${run}`);
  return EXIT.bug;
}
