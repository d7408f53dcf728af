/**
 * A scenario that a log lets one guess: one device, the drivers that were tried on it, and who came when. Everybody
 * acts on his own, at any time: the log's order decides, nothing else. How a probe ends is left open, the log tells it.
 */
import type { LogEvent } from './lines.ts';
import type { Rebuilt } from './rebuild.ts';

const VERBS: Readonly<Record<string, string>> = {
  'log-add-device': 'add',
  'log-remove-device': 'remove',
  'log-add-driver': 'register',
  'log-remove-driver': 'unregister',
};

/** What somebody did, in the words of a story. */
export const verbsOf = (events: readonly LogEvent[]): readonly string[] =>
  events.flatMap(({ is }) => VERBS[is] ?? []);

/** What somebody wrote to sysfs by hand, one after the other, told by the log or supposed. */
export interface Hand {
  /** The story's actor. */
  readonly as: string;
  /** The line that tells, or the one that it explains: it was not begun before those above. */
  readonly line: number;
  /** Actions of a story. */
  readonly deeds: readonly string[];
}

/** A hand before a line of the log. */
export const handAt = (line: number, deeds: readonly string[]): Hand => ({ as: `hand ${line}`, line, deeds });

const quoted = (name: string): string => JSON.stringify(name);

/** Text of the scenario, with what was done by hand. */
export function logScenario({ device, drivers, events }: Rebuilt, hands: readonly Hand[]): string {
  const isPast = ({ line }: LogEvent): boolean => line < 0;
  const about = (event: LogEvent): string | undefined => event.device ?? event.driver;
  const coming = (name: string): readonly string[] =>
    verbsOf(events.filter((event) => !isPast(event) && about(event) === name)).map(
      (verb) => `${verb}: ${quoted(name)}`,
    );
  const isThere = events.some((event) => isPast(event) && event.device === device);
  const given = drivers.filter((name) => events.some((event) => isPast(event) && event.driver === name));
  const story = [
    ...actor('device', coming(device)),
    ...drivers.flatMap((driver, index) => actor(`driver ${index + 1}`, coming(driver))),
    ...hands.flatMap(({ as, deeds }) => actor(as, deeds)),
  ];
  return [
    `title: ${quoted(`${device} as a log tells it`)}`,
    'buses: { log: { rules: generic } }',
    'devices:',
    `  ${quoted(device)}: { bus: log, modalias: "log:device"${isThere ? ', appears: boot' : ''} }`,
    'drivers:',
    ...drivers.map((driver) => driverLine(driver, events)),
    ...pastLines(given, isThere),
    ...(events.some(({ is }) => is === 'log-deferred') ? ['others: { trigger: true }'] : []),
    ...(story.length > 0 ? ['story:', ...story] : []),
    'expect: { always: [] }',
    '',
  ].join('\n');
}

/** A device that was there with its drivers and is free: whatever they answered then, nobody asks now. */
function pastLines(given: readonly string[], isThere: boolean): readonly string[] {
  if (given.length === 0) return [];
  const registers = given.map((driver) => `  - register: ${quoted(driver)}`);
  const switched = (on: boolean): string => `  - autoprobe: { bus: log, on: ${on} }`;
  return ['given:', ...(isThere ? [switched(false), ...registers, switched(true)] : registers)];
}

const MAY = 'ok, EPROBE_DEFER, ENODEV, ENXIO, EIO, EINVAL, ENOMEM, EBUSY, EAGAIN, ETIMEDOUT';

function driverLine(driver: string, events: readonly LogEvent[]): string {
  const isAsync = events.some(
    (event) => event.driver === driver && (event.is === 'log-async' || event.via === 'async-driver'),
  );
  const type = isAsync ? ', probe-type: async' : '';
  return `  ${quoted(driver)}: { bus: log, matches: ["log:device"]${type}, probe: { takes: 0ms, may: [${MAY}] } }`;
}

const actor = (as: string, deeds: readonly string[]): readonly string[] =>
  deeds.length === 0 ? [] : [`  - as: ${quoted(as)}`, '    do:', ...deeds.map((deed) => `      - ${deed}`)];

/** A write to a driver's bind or unbind file. */
export const handDeed = (verb: 'bind' | 'unbind', driver: string, device: string): string =>
  `${verb}: { driver: ${quoted(driver)}, device: ${quoted(device)} }`;

/** Writes to sysfs that probes on the kernel's functions tell of. */
export function toldHands({ device, events }: Rebuilt): readonly Hand[] {
  let bound = '';
  return events.flatMap(({ line, is, driver = '' }): readonly Hand[] => {
    const hand = (deed: string): readonly Hand[] => [handAt(line, [deed])];
    if (is === 'log-binding') bound = driver;
    if (is === 'log-attach') return hand(handDeed('bind', driver, device));
    if (is === 'log-detach' && bound !== '') return hand(handDeed('unbind', bound, device));
    return is === 'log-rescan' ? hand(`drivers_probe: ${quoted(device)}`) : [];
  });
}
