/** `probesim check-log`: what a real kernel's log tells of driver probing, held against the model. */

import { Option, type Command } from 'commander';
import { isAdmitted, type LogReport } from '../../../reports/check-log-report.ts';
import { renderLogText } from '../../../reports/check-log-text.ts';
import { printJson } from '../../../reports/json.ts';
import { logEvents } from '../../import/log/lines.ts';
import { readText } from '../files.ts';
import { checkOutput, layOut, write, type OutputOptions } from '../output.ts';
import type { Session } from '../parts.ts';
import { EXIT, UserError } from '../trouble.ts';
import { checkDevices, checkWhole } from './check.ts';
import { MAKING_A_LOG } from './making-a-log.ts';

interface CheckLogOptions extends OutputOptions {
  readonly scenario?: string;
  readonly byHand?: boolean;
}

/** A log with more of them is no boot that somebody wants to look at as a whole. */
const EVENTS_MAX = 20_000;

/** Adds `check-log` to the program. */
export function addCheckLog(program: Command, session: Session): void {
  const command = program
    .command('check-log')
    .description("say whether the model admits what a kernel's log tells of driver probing")
    .argument('<file>', "text of dmesg, of the journal, or of ftrace's trace (kprobe events)")
    .option('--scenario <file>', 'check the whole scenario instead of each device by itself')
    .option('--by-hand', 'somebody may have used bind, unbind and drivers_probe, which messages do not tell')
    .option('--all', 'a line also for each device that is as the model has it')
    .addOption(
      new Option('--format <name>', 'format of the report').choices(['text', 'json']).default('text'),
    )
    .option('--out <file>', 'write the report to a file instead of the terminal')
    .addHelpText('after', MAKING_A_LOG);
  command.action((file: string) => {
    const options = command.optsWithGlobals<CheckLogOptions>();
    checkOutput(options);
    const report = check(session, file, options);
    const how = layOut(session, options);
    write(session, options.format === 'json' ? printJson(report) : renderLogText(report, how), options);
    if (!isAdmitted(report)) session.exitCode = EXIT.breach;
  });
}

function check(session: Session, file: string, { scenario, byHand = false }: CheckLogOptions): LogReport {
  if (scenario !== undefined && byHand)
    throw new UserError(
      '--by-hand is for devices by themselves: write what was done into the story of --scenario',
    );
  const events = logEvents(readText(file));
  if (events.length === 0) throw new UserError(`${file} has no line about driver probing: ${HOW}`);
  if (events.length > EVENTS_MAX)
    throw new UserError(`${file} has ${events.length} lines about probing, more than ${EVENTS_MAX}: cut it`);
  const log = { file, events };
  return scenario === undefined ? checkDevices(session, log, byHand) : checkWhole(session, scenario, log);
}

const HOW = '`probesim check-log --help` says how to make a log that has';
