/** Deeds that a kernel's messages do not tell, supposed where a driver is tried that nobody sent for. */
import type { LogEvent } from './lines.ts';
import type { Rebuilt } from './rebuild.ts';
import { handAt, handDeed, type Hand } from './scenario.ts';

/**
 * What somebody may have written so that this line of a device's log came about; null if no write does that. Messages
 * of the kernel do not tell of bind, unbind and drivers_probe.
 */
export function supposedHand({ events }: Rebuilt, line: number): Hand | null {
  const event = events.find((one) => one.line === line);
  if (
    event?.device === undefined ||
    event.driver === undefined ||
    !/^log-(?:matched|probing)$/.test(event.is)
  )
    return null;
  const { device } = event;
  const own = events.filter((one) => one.device === undefined || one.device === device);
  const bound = boundBefore(own, line);
  const binds = handDeed('bind', event.driver, device);
  return handAt(line, bound === undefined ? [binds] : [handDeed('unbind', bound, device), binds]);
}

/** Who has the device as far as its lines before this one tell. */
function boundBefore(events: readonly LogEvent[], line: number): string | undefined {
  let bound: string | undefined;
  for (const { line: at, is, driver } of events) {
    if (at >= line) break;
    if (is === 'log-binding') bound = driver;
    if (is === 'log-remove-device' || (is === 'log-remove-driver' && driver === bound)) bound = undefined;
  }
  return bound;
}
