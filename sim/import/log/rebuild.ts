/** What of a log can be checked device by device: events, drivers that were tried, who was there before. */
import type { LogEvent } from './lines.ts';
import { owned } from './owners.ts';
import { verbsOf } from './scenario.ts';

/** One device of a log. */
export interface Rebuilt {
  readonly device: string;
  /** Those that were tried on it. */
  readonly drivers: readonly string[];
  /** What is about it and its drivers; lines before the log, which nobody wrote, have the number -1. */
  readonly events: readonly LogEvent[];
}

/** What is left of a log: devices to check, and those of which it tells too little. */
export interface RebuiltLog {
  readonly devices: readonly Rebuilt[];
  /** Why each of the others is not checked. */
  readonly unclear: ReadonlyMap<string, string>;
  /** All events, as the scenarios name whom they are about. */
  readonly events: readonly LogEvent[];
}

/** Every device of the log that some driver was tried on. */
export function rebuild(log: readonly LogEvent[]): RebuiltLog {
  const { events, unclear } = owned(log);
  const tried = new Map<string, Set<string>>();
  for (const { device, driver } of events) {
    if (device === undefined || driver === undefined) continue;
    tried.set(device, (tried.get(device) ?? new Set()).add(driver));
  }
  const reasons = new Map<string, string>();
  const devices = [...tried].flatMap(([device, names]): readonly Rebuilt[] => {
    const own = events.filter((event) =>
      event.device === undefined ? names.has(event.driver ?? '') : event.device === device,
    );
    const reason = unclear.get(device) ?? beginningOf(device, own);
    if (reason !== undefined) {
      reasons.set(device, reason);
      return [];
    }
    const drivers = [...names];
    return [{ device, drivers, events: [...pastOf(device, drivers, own), ...own] }];
  });
  return { devices, unclear: reasons, events };
}

const HEADLESS = 'the log begins after it was bound, or deferred';

/** A device that was there before the log can only be checked if it was free. */
function beginningOf(device: string, events: readonly LogEvent[]): string | undefined {
  const first = events.find((event) => event.device === device && event.is !== 'log-async')?.is ?? '';
  return /^log-(?:add-device|matched|probing|attach|rescan)$/.test(first) ? undefined : HEADLESS;
}

/** Whoever is there when the log begins has come at some time. */
function pastOf(
  device: string,
  drivers: readonly string[],
  events: readonly LogEvent[],
): readonly LogEvent[] {
  const before = { line: -1, text: 'before the log' };
  const isThere = verbsOf(events.filter((event) => event.device === device))[0] !== 'add';
  const given = drivers.filter((driver) => {
    const own = events.filter((event) => event.device === undefined && event.driver === driver);
    return verbsOf(own)[0] !== 'register';
  });
  return [
    ...(isThere ? [{ ...before, is: 'log-add-device', device }] : []),
    ...given.map((driver) => ({ ...before, is: 'log-add-driver', driver })),
  ];
}
