/** `probesim check-log`: what a real kernel's log tells of driver probing, held against the model. */

import type { Command } from 'commander';
import { plain } from '../../reports/layout.ts';
import { logEvents, type LogEvent } from '../import/log/lines.ts';
import { rebuild } from '../import/log/rebuild.ts';
import { checkLog, type LogVerdict } from '../observed/log.ts';
import { readText } from './files.ts';
import type { Session } from './parts.ts';
import { loadAll } from './source.ts';
import { EXIT, UserError } from './trouble.ts';

interface CheckLogOptions {
  readonly scenario?: string;
}

/** A log with more of them is no boot that somebody wants to look at as a whole. */
const EVENTS_MAX = 20_000;

/** Adds `check-log` to the program. */
export function addCheckLog(program: Command, session: Session): void {
  const command = program
    .command('check-log')
    .description("say whether the model admits what a kernel's log tells of driver probing")
    .argument('<file>', "text of dmesg, of the journal, or of ftrace's trace (kprobe events)")
    .option('--scenario <file>', 'check the whole scenario instead of each device by itself');
  command.action((file: string) => {
    session.exitCode = check(session, file, command.opts<CheckLogOptions>());
  });
}

function check(session: Session, file: string, { scenario }: CheckLogOptions): number {
  const events = logEvents(readText(file));
  if (events.length === 0) throw new UserError(`${file} has no line about driver probing: ${HOW}`);
  if (events.length > EVENTS_MAX)
    throw new UserError(`${file} has ${events.length} lines about probing, more than ${EVENTS_MAX}: cut it`);
  return scenario === undefined
    ? checkDevices(session, file, events)
    : checkWhole(session, scenario, { file, events });
}

const HOW =
  'boot with `initcall_debug dyndbg="file drivers/base/* +p"`, or write `file drivers/base/dd.c +p` to /sys/kernel/debug/dynamic_debug/control';

/** Each device by itself, in a scenario made from the log. */
function checkDevices({ parts, outside }: Session, file: string, events: readonly LogEvent[]): number {
  const { devices, headless } = rebuild(events);
  let doubts = 0;
  for (const { device, yaml, events: own } of devices) {
    const loaded = parts.parse(yaml, `${file} (${device})`);
    if (!loaded.ok) throw new UserError(loaded.problems);
    const verdict = checkLog(loaded.scenario, own);
    outside.out(`${plain(device)}: ${verdictText(file, verdict)}\n`);
    if (verdict.is !== 'admitted') doubts++;
  }
  for (const device of headless)
    outside.out(`${plain(device)}: not checked: the log begins after the device was added\n`);
  outside.out(`${devices.length - doubts} of ${devices.length} devices as the model has it\n`);
  return doubts > 0 ? EXIT.breach : EXIT.ok;
}

interface Log {
  readonly file: string;
  readonly events: readonly LogEvent[];
}

function checkWhole(session: Session, name: string, { file, events }: Log): number {
  const [source] = loadAll(session, [name]);
  if (!source) throw new UserError(`${name} is no scenario`);
  const verdict = checkLog(source.scenario, events);
  session.outside.out(`${verdictText(file, verdict)}\n`);
  return verdict.is === 'admitted' ? EXIT.ok : EXIT.breach;
}

function verdictText(file: string, { is, events, misfit }: LogVerdict): string {
  if (is === 'admitted') return `${events} lines, all as the model has them`;
  const doubt = is === 'undecided' ? ' (the search was cut, so this is not sure)' : '';
  if (!misfit) return `the model ends otherwise${doubt}`;
  const allowed = misfit.allowed.length > 0 ? misfit.allowed : ['nothing more'];
  return [
    `the first line that the model does not admit${doubt}:`,
    `  ${file}:${misfit.line}: ${plain(misfit.text)}`,
    'the model allows there:',
    ...allowed.map((text) => `  ${plain(text)}`),
  ].join('\n');
}
