/** `probesim replay`: the run of a token again, step by step the same. */

import type { Command } from 'commander';
import { decodeToken, type Token } from '../explore/token.ts';
import { addOutputOptions, checkOutput, deliver, type OutputOptions } from './output.ts';
import type { Session } from './parts.ts';
import { runAll } from './run.ts';
import { sourceOfToken } from './source.ts';
import { UserError } from './trouble.ts';

interface ReplayOptions extends OutputOptions {
  readonly file?: string;
  readonly resync?: boolean;
}

/** Adds `replay` to the program. */
export function addReplay(program: Command, session: Session): void {
  const command = program
    .command('replay')
    .description('repeat a run exactly, from the token at the end of its report')
    .argument('<token>', 'the token, p1.[...]')
    .option('--file <file>', 'the scenario, unless it is a shipped one')
    .option('--resync', 'if the scenario or the rules changed, repeat as well as it goes');
  addOutputOptions(command).action((token: string) => {
    replay(session, token, command.optsWithGlobals<ReplayOptions>());
  });
}

function replay(session: Session, text: string, options: ReplayOptions): void {
  const decoded = decodeToken(text);
  if (!decoded.ok) throw new UserError(decoded.problem);
  checkOutput(options);
  const { token } = decoded;
  const resync = options.resync ?? false;
  const source = sourceOfToken(session, token, options.file, resync);
  warnOfOtherRules(session, token);
  const { seed, clock, deviations, loop } = token;
  const wish = { seed, clock, deviations, resync, ...(loop ? { loop } : {}) };
  deliver(session, runAll(session, [source], wish), options);
}

/** Says so if the token was made by other rules. */
export function warnOfOtherRules({ parts, outside }: Session, token: Token): void {
  if (token.model === parts.modelDigest()) return;
  outside.err('note: this token was made by another version of the rules; the run may tell another story\n');
}
