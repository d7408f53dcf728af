/** Holds a log against the model, device by device or as a whole, and says so as a report. */

import type { LogPart, LogReport, Supposed } from '../../../reports/check-log-report.ts';
import type { LogEvent } from '../../import/log/lines.ts';
import { supposedHand } from '../../import/log/by-hand.ts';
import { owned } from '../../import/log/owners.ts';
import { rebuild, type Rebuilt } from '../../import/log/rebuild.ts';
import { logScenario, toldHands, type Hand } from '../../import/log/scenario.ts';
import { checkLog, type LogVerdict } from '../../observed/log.ts';
import { makeProgress } from '../progress.ts';
import type { Session } from '../parts.ts';
import { loadAll } from '../source.ts';
import { UserError } from '../trouble.ts';

export interface Log {
  readonly file: string;
  readonly events: readonly LogEvent[];
}

/** Each device by itself, with the suppliers that it was seen to wait for, in a scenario made from the log. */
export function checkDevices(session: Session, log: Log, byHand: boolean): LogReport {
  const { devices, unclear, events } = rebuild(log.events);
  const progress = makeProgress(session.outside);
  const checked = devices.map((rebuilt, index) => {
    progress.tick(`checking ${rebuilt.device}, ${index + 1} of ${devices.length} devices`);
    return checkDevice(session, rebuilt, { file: log.file, events }, byHand);
  });
  progress.done();
  const notChecked = [...unclear].map(([device, why]) => ({ device, why }));
  return { format: 1, file: log.file, scenario: null, byHand, checked, notChecked };
}

/** The whole of a scenario that somebody wrote for it. */
export function checkWhole(session: Session, name: string, { file, events }: Log): LogReport {
  const [source] = loadAll(session, [name]);
  if (!source) throw new UserError(`${name} is no scenario`);
  const verdict = checkLog(source.scenario, owned(events).events);
  const checked = [partOf(verdict, { device: null, suppliers: [], supposed: [] })];
  return { format: 1, file, scenario: source.file, byHand: false, checked, notChecked: [] };
}

/** No more is supposed of one device: a log that needs more is not one to be explained so. */
const SUPPOSED_MAX = 12;

function checkDevice(session: Session, rebuilt: Rebuilt, { file, events }: Log, byHand: boolean): LogPart {
  const { device, devices } = rebuilt;
  const suppliers = devices.slice(1).map(({ name }) => name);
  const supposed: Hand[] = [];
  for (;;) {
    const hands = [...toldHands(rebuilt), ...supposed];
    const loaded = session.parts.parse(logScenario(rebuilt, hands), `${file} (${device})`);
    if (!loaded.ok) throw new UserError(loaded.problems);
    const verdict = checkLog(loaded.scenario, rebuilt.events, { all: events, hands });
    const hand = byHand && verdict.misfit ? supposedHand(rebuilt, verdict.misfit.line) : null;
    const isNew = hand !== null && !supposed.some(({ line }) => line === hand.line);
    if (!isNew || supposed.length === SUPPOSED_MAX)
      return partOf(verdict, { device, suppliers, supposed: supposed.map(told) });
    supposed.push(hand);
  }
}

const told = ({ line, deeds }: Hand): Supposed => ({ beforeLine: line, actions: deeds });

const partOf = (
  { is, events, misfit }: LogVerdict,
  about: Pick<LogPart, 'device' | 'suppliers' | 'supposed'>,
): LogPart => ({ ...about, lines: events, verdict: is, misfit });
