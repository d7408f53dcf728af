/** `probesim check-log`: what a real kernel's log tells of driver probing, held against the model. */

import type { Command } from 'commander';
import { plain } from '../../reports/layout.ts';
import { logEvents, type LogEvent } from '../import/log/lines.ts';
import { owned } from '../import/log/owners.ts';
import { supposedHand } from '../import/log/by-hand.ts';
import { rebuild, type Rebuilt } from '../import/log/rebuild.ts';
import { logScenario, toldHands, type Hand } from '../import/log/scenario.ts';
import { checkLog, type LogVerdict } from '../observed/log.ts';
import { readText } from './files.ts';
import type { Session } from './parts.ts';
import { loadAll } from './source.ts';
import { EXIT, UserError } from './trouble.ts';

interface CheckLogOptions {
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
    .addHelpText('after', MAKING_A_LOG);
  command.action((file: string) => {
    session.exitCode = check(session, file, command.opts<CheckLogOptions>());
  });
}

function check(session: Session, file: string, { scenario, byHand }: CheckLogOptions): number {
  const events = logEvents(readText(file));
  if (events.length === 0) throw new UserError(`${file} has no line about driver probing: ${HOW}`);
  if (events.length > EVENTS_MAX)
    throw new UserError(`${file} has ${events.length} lines about probing, more than ${EVENTS_MAX}: cut it`);
  return scenario === undefined
    ? checkDevices(session, { file, events }, byHand ?? false)
    : checkWhole(session, scenario, { file, events });
}

const HOW = '`probesim check-log --help` says how to make a log that has';

const MAKING_A_LOG = `
How to make such a log:
  a boot        kernel command line: initcall_debug ignore_loglevel log_buf_len=16M dyndbg="file drivers/base/* +p"
                then: dmesg >FILE
  from now on   echo 'file drivers/base/* +p' >/sys/kernel/debug/dynamic_debug/control, do it, then: dmesg >FILE
  who did it    also on the command line: ftrace=function trace_event=printk:console trace_buf_size=16M
                ftrace_filter=driver_probe_device,really_probe,__driver_attach_async_helper
                then: cat /sys/kernel/tracing/trace >FILE
  by probes     write these to /sys/kernel/tracing/kprobe_events, enable events/kprobes, do it, read trace:
                ${[
                  'p:bus_add_device bus_add_device device=+0(+0($arg1)):string',
                  'p:bus_remove_device bus_remove_device device=+0(+0($arg1)):string',
                  'p:bus_add_driver bus_add_driver driver=+0(+0($arg1)):string',
                  'p:bus_remove_driver bus_remove_driver driver=+0(+0($arg1)):string',
                  'p:really_probe really_probe device=+0(+0($arg1)):string driver=+0(+0($arg2)):string',
                  'r:really_probe_returns really_probe result=$retval:s32',
                  'p:driver_bound driver_bound device=+0(+0($arg1)):string',
                  'p:drivers_probe_store drivers_probe_store device=+0($arg2):string',
                  'p:device_driver_attach device_driver_attach driver=+0(+0($arg1)):string device=+0(+0($arg2)):string',
                  'p:device_driver_detach device_driver_detach device=+0(+0($arg1)):string',
                ].join('\n                ')}
The wording of Linux 6.1 and 6.12 is known. Each device is checked by itself, with the drivers that were tried on it.
Not seen: new_id and driver_override that change what matches, suppliers, and what another device waits for.
`;

interface Log {
  readonly file: string;
  readonly events: readonly LogEvent[];
}

/** Each device by itself, in a scenario made from the log. */
function checkDevices(session: Session, log: Log, byHand: boolean): number {
  const { devices, unclear, events } = rebuild(log.events);
  const say = (text: string): void => session.outside.out(`${text}\n`);
  let doubts = 0;
  for (const rebuilt of devices) {
    const { verdict, supposed } = checkDevice(session, rebuilt, { file: log.file, events }, byHand);
    say(`${plain(rebuilt.device)}: ${verdictText(log.file, verdict)}`);
    for (const { line, deeds } of supposed)
      say(`  if somebody wrote before line ${line}: ${plain(deeds.join(', then '))}`);
    if (verdict.is !== 'admitted') doubts++;
  }
  for (const [device, why] of unclear) say(`${plain(device)}: not checked: ${why}`);
  say(`${devices.length - doubts} of ${devices.length} devices as the model has it`);
  if (doubts > 0 && !byHand) say('if somebody bound or unbound by hand, say --by-hand');
  return doubts > 0 ? EXIT.breach : EXIT.ok;
}

interface Checked {
  readonly verdict: LogVerdict;
  /** What had to be supposed that the log does not tell. */
  readonly supposed: readonly Hand[];
}

/** No more is supposed of one device: a log that needs more is not one to be explained so. */
const SUPPOSED_MAX = 12;

function checkDevice(session: Session, rebuilt: Rebuilt, { file, events }: Log, byHand: boolean): Checked {
  const supposed: Hand[] = [];
  for (;;) {
    const hands = [...toldHands(rebuilt), ...supposed];
    const loaded = session.parts.parse(logScenario(rebuilt, hands), `${file} (${rebuilt.device})`);
    if (!loaded.ok) throw new UserError(loaded.problems);
    const verdict = checkLog(loaded.scenario, rebuilt.events, { all: events, hands });
    const hand = byHand && verdict.misfit ? supposedHand(rebuilt, verdict.misfit.line) : null;
    const isNew = hand !== null && !supposed.some(({ line }) => line === hand.line);
    if (!isNew || supposed.length === SUPPOSED_MAX) return { verdict, supposed };
    supposed.push(hand);
  }
}

function checkWhole(session: Session, name: string, { file, events }: Log): number {
  const [source] = loadAll(session, [name]);
  if (!source) throw new UserError(`${name} is no scenario`);
  const verdict = checkLog(source.scenario, owned(events).events);
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
