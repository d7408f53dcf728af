/** What of a log can be checked device by device: events, drivers that were tried, who was there before. */
import type { LogEvent } from './lines.ts';
import { owned } from './owners.ts';
import { verbsOf } from './scenario.ts';

/** A device as far as its own lines tell. */
export interface LoggedDevice {
  readonly name: string;
  /** Those that were tried on it. */
  readonly drivers: readonly string[];
  /** Devices that it was seen to wait for. */
  readonly suppliers: readonly string[];
}

/** One device of a log, with the suppliers that decide when it is probed. */
export interface Rebuilt {
  readonly device: string;
  /** The device itself, then its suppliers and theirs. */
  readonly devices: readonly LoggedDevice[];
  /** Those that were tried on any of them. */
  readonly drivers: readonly string[];
  /** What is about them and their drivers; lines before the log, which nobody wrote, have the number -1. */
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
  const logged = loggedIn(events);
  const reasons = new Map<string, string>();
  const devices = [...logged.values()].flatMap((device): readonly Rebuilt[] => {
    if (device.drivers.length === 0) return [];
    const group = withSuppliers(device, logged);
    const reason = typeof group === 'string' ? group : whyNot(group, events, unclear);
    if (reason === undefined && typeof group !== 'string') return [rebuiltOf(group, events)];
    reasons.set(device.name, reason ?? '');
    return [];
  });
  return { devices, unclear: reasons, events };
}

function loggedIn(events: readonly LogEvent[]): ReadonlyMap<string, LoggedDevice> {
  const notes = new Map<string, { readonly drivers: Set<string>; readonly suppliers: Set<string> }>();
  for (const { device, driver, supplier } of events) {
    if (device === undefined) continue;
    const note = notes.get(device) ?? { drivers: new Set(), suppliers: new Set() };
    if (driver !== undefined) note.drivers.add(driver);
    if (supplier !== undefined) note.suppliers.add(supplier);
    notes.set(device, note);
  }
  return new Map(
    [...notes].map(([name, note]) => [
      name,
      { name, drivers: [...note.drivers], suppliers: [...note.suppliers] },
    ]),
  );
}

/** A group with more of them is not looked at: its orders are too many. */
const GROUP_MAX = 6;

/** The device, its suppliers and theirs; or why they cannot be checked together. */
function withSuppliers(
  device: LoggedDevice,
  logged: ReadonlyMap<string, LoggedDevice>,
): readonly LoggedDevice[] | string {
  const group = new Map([[device.name, device]]);
  for (const one of group.values())
    for (const name of one.suppliers) {
      const supplier = logged.get(name);
      if (!supplier) return `it waits for ${name}, of which the log says nothing`;
      if (name === device.name) return 'it waits for itself over its suppliers';
      group.set(name, supplier);
      if (group.size > GROUP_MAX) return `it waits for more than ${GROUP_MAX - 1} suppliers`;
    }
  return [...group.values()];
}

/** Why a group is not checked, if so: one of it is unclear, or was not free when the log begins. */
function whyNot(
  group: readonly LoggedDevice[],
  events: readonly LogEvent[],
  unclear: RebuiltLog['unclear'],
): string | undefined {
  const reasons = group.flatMap(({ name }, index) => {
    const reason = unclear.get(name) ?? beginningOf(name, events);
    if (reason === undefined) return [];
    return [index === 0 ? reason : `its supplier ${name}: ${reason}`];
  });
  return reasons[0];
}

function rebuiltOf(devices: readonly LoggedDevice[], events: readonly LogEvent[]): Rebuilt {
  const names = new Set(devices.map(({ name }) => name));
  const drivers = [...new Set(devices.flatMap((device) => device.drivers))];
  const own = events.filter(({ device, driver }) =>
    device === undefined ? drivers.includes(driver ?? '') : names.has(device),
  );
  const past = pastOf([...names], drivers, own);
  return { device: devices[0]?.name ?? '', devices, drivers, events: [...past, ...own] };
}

const HEADLESS = 'the log begins after it was bound, or deferred';

/** A device that was there before the log can only be checked if it was free. */
function beginningOf(device: string, events: readonly LogEvent[]): string | undefined {
  const first = events.find((event) => event.device === device && event.is !== 'log-async')?.is ?? '';
  return /^log-(?:add-device|matched|probing|attach|rescan)$/.test(first) ? undefined : HEADLESS;
}

/** Whoever is there when the log begins has come at some time. */
function pastOf(
  devices: readonly string[],
  drivers: readonly string[],
  events: readonly LogEvent[],
): readonly LogEvent[] {
  const before = { line: -1, text: 'before the log' };
  const firstOf = (own: (event: LogEvent) => boolean): string | undefined => verbsOf(events.filter(own))[0];
  const there = devices.filter((name) => firstOf(({ device }) => device === name) !== 'add');
  const given = drivers.filter(
    (name) => firstOf(({ device, driver }) => device === undefined && driver === name) !== 'register',
  );
  return [
    ...there.map((device) => ({ ...before, is: 'log-add-device', device })),
    ...given.map((driver) => ({ ...before, is: 'log-add-driver', driver })),
  ];
}
