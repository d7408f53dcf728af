/**
 * A scenario that a log lets one guess: one device, the drivers that were tried on it, and who came when. Everybody
 * acts on his own, at any time: the log's order decides, nothing else. How a probe ends is left open, the log tells it.
 */
import type { LogEvent } from './lines.ts';

/** One device of a log. */
export interface Rebuilt {
  readonly device: string;
  /** Text of a scenario file. */
  readonly yaml: string;
  /** The events that are about it and its drivers. */
  readonly events: readonly LogEvent[];
}

/** What is left of a log: devices to check, and those whose beginning is not in it. */
export interface RebuiltLog {
  readonly devices: readonly Rebuilt[];
  readonly headless: readonly string[];
}

/** Every device of the log that some driver was tried on. */
export function rebuild(events: readonly LogEvent[]): RebuiltLog {
  const tried = new Map<string, Set<string>>();
  for (const { device, driver } of events) {
    if (device === undefined || driver === undefined) continue;
    tried.set(device, (tried.get(device) ?? new Set()).add(driver));
  }
  const isAdded = (name: string): boolean =>
    events.some(({ is, device }) => is === 'log-add-device' && device === name);
  const names = [...tried.keys()];
  return {
    devices: names.filter(isAdded).map((device) => deviceOf(device, [...(tried.get(device) ?? [])], events)),
    headless: names.filter((name) => !isAdded(name)),
  };
}

function deviceOf(device: string, drivers: readonly string[], all: readonly LogEvent[]): Rebuilt {
  const events = all.filter((event) =>
    event.device === undefined ? drivers.includes(event.driver ?? '') : event.device === device,
  );
  return { device, events, yaml: yamlOf(device, drivers, events) };
}

const quoted = (name: string): string => JSON.stringify(name);

function yamlOf(device: string, drivers: readonly string[], events: readonly LogEvent[]): string {
  const comes = (is: string, driver: string): boolean =>
    events.some((event) => event.is === is && event.driver === driver);
  const isLate = (driver: string): boolean => comes('log-add-driver', driver);
  const given = drivers.filter((driver) => !isLate(driver));
  return [
    `title: ${quoted(`${device} as a log tells it`)}`,
    'buses: { log: { rules: generic } }',
    'devices:',
    `  ${quoted(device)}: { bus: log, modalias: "log:device" }`,
    'drivers:',
    ...drivers.map((driver) => {
      const type = comes('log-async', driver) ? ', probe-type: async' : '';
      return `  ${quoted(driver)}: { bus: log, matches: ["log:device"]${type}, probe: { takes: 0ms, may: [${MAY}] } }`;
    }),
    ...(given.length > 0 ? ['given:', ...given.map((driver) => `  - register: ${quoted(driver)}`)] : []),
    ...(events.some(({ is }) => is === 'log-deferred') ? ['others: { trigger: true }'] : []),
    'story:',
    ...actor('device', events, { about: (event) => event.device, name: device }),
    ...drivers.filter(isLate).flatMap((driver, index) =>
      actor(`driver ${index + 1}`, events, {
        about: (event) => (event.device === undefined ? event.driver : undefined),
        name: driver,
      }),
    ),
    'expect: { always: [] }',
    '',
  ].join('\n');
}

const MAY = 'ok, EPROBE_DEFER, ENODEV, ENXIO, EIO, EINVAL, ENOMEM, EBUSY, EAGAIN, ETIMEDOUT';

const VERBS: Readonly<Record<string, string>> = {
  'log-add-device': 'add',
  'log-remove-device': 'remove',
  'log-add-driver': 'register',
  'log-remove-driver': 'unregister',
};

interface About {
  readonly about: (event: LogEvent) => string | undefined;
  readonly name: string;
}

function actor(as: string, events: readonly LogEvent[], { about, name }: About): string[] {
  const verbs = events.flatMap((event) => (about(event) === name ? (VERBS[event.is] ?? []) : []));
  return [`  - as: ${quoted(as)}`, '    do:', ...verbs.map((verb) => `      - ${verb}: ${quoted(name)}`)];
}
