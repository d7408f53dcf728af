#!/usr/bin/env node
/**
 * The command line's outermost layer: the real process around sim/cli. Nothing here is tested by import, so it is
 * kept to what only a process can do.
 *
 * Ctrl-C has a handler only while `explore` waits for its threads. Everything else is one long synchronous computation,
 * during which no handler would be called: there the signal's default action ends us at once, and shells report 130.
 */

import { PARTS } from './cli/glue.ts';
import { runCommandLine } from './cli/program.ts';
import { EXIT, fileReason } from './cli/trouble.ts';
import { tuneEngine } from './cli/tuning.ts';

tuneEngine();

/** `probesim ... | head`: whoever reads has seen enough, which is no failure of ours. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.ok);
  process.stderr.write(`probesim: cannot write the output: ${fileReason(error) ?? error.message}\n`);
  process.exit(EXIT.user);
});
process.stderr.on('error', () => undefined);

// Not process.exit: what is still on its way through a pipe would be lost.
process.exitCode = await runCommandLine(process.argv.slice(2), PARTS, {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  env: process.env,
  outIsTerminal: process.stdout.isTTY ?? false,
  errIsTerminal: process.stderr.isTTY ?? false,
  columns: process.stdout.isTTY ? process.stdout.columns : undefined,
  now: () => performance.now(),
  onInterrupt: (stop) => {
    process.once('SIGINT', stop);
    return () => void process.off('SIGINT', stop);
  },
});
