/** What `probesim check-log` says of one device of a log, without a command line. */
import type { Rebuilt, RebuiltLog } from '../../sim/import/log/rebuild.ts';
import { logScenario, toldHands, type Hand } from '../../sim/import/log/scenario.ts';
import { checkLog, type LogVerdict } from '../../sim/observed/log.ts';
import { scenarioFrom } from '../../sim/scenario-from.ts';

/** The verdict on a rebuilt device, with what the log tells, and what is supposed, of hands. */
export function verdictOf(
  { events }: RebuiltLog,
  rebuilt: Rebuilt,
  supposed: readonly Hand[] = [],
): LogVerdict {
  const hands = [...toldHands(rebuilt), ...supposed];
  return checkLog(scenarioFrom(logScenario(rebuilt, hands)), rebuilt.events, { all: events, hands });
}
