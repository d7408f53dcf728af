/**
 * A scenario that a log lets one guess: one device with its suppliers, the drivers that were tried on them, and who
 * came when. A supplier is one from the beginning. Everybody acts on his own, at any time: the log's order decides,
 * nothing else. Of what a driver was seen to answer, which probe got what is left open: the log tells it.
 */
import type { LogEvent } from './lines.ts';
import type { LoggedDevice, Rebuilt } from './rebuild.ts';

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
export function logScenario({ device, devices, drivers, events }: Rebuilt, hands: readonly Hand[]): string {
  const isPast = ({ line }: LogEvent): boolean => line < 0;
  const about = (event: LogEvent): string | undefined => event.device ?? event.driver;
  const coming = (name: string): readonly string[] =>
    verbsOf(events.filter((event) => !isPast(event) && about(event) === name)).map(
      (verb) => `${verb}: ${quoted(name)}`,
    );
  const isThere = ({ name }: LoggedDevice): boolean =>
    events.some((event) => isPast(event) && event.device === name);
  const given = drivers.filter((name) => events.some((event) => isPast(event) && event.driver === name));
  const story = [
    ...devices.flatMap(({ name }, index) => actor(`device ${index + 1}`, coming(name))),
    ...drivers.flatMap((driver, index) => actor(`driver ${index + 1}`, coming(driver))),
    ...hands.flatMap(({ as, deeds }) => actor(as, deeds)),
  ];
  return [
    `title: ${quoted(`${device} as a log tells it`)}`,
    'buses: { log: { rules: generic } }',
    'devices:',
    ...devices.map((one, index) => deviceLine(one, index, isThere(one))),
    'drivers:',
    ...drivers.map((driver) => driverLine(driver, devices, events)),
    ...pastLines(given, devices.some(isThere)),
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

const ANSWERS = 'ok EPROBE_DEFER ENODEV ENXIO EIO EINVAL ENOMEM EBUSY EAGAIN ETIMEDOUT'.split(' ');

/** What a driver may answer: what it was seen to, and anything where the log leaves a probe of it without an answer. */
function answersOf(driver: string, events: readonly LogEvent[]): readonly string[] {
  const own = events.filter((event) => event.driver === driver);
  const told = own.flatMap(({ is, result }): readonly string[] => {
    if (is === 'log-binding') return ['ok'];
    if (is === 'log-deferral') return ['EPROBE_DEFER'];
    return is === 'log-answer' ? [String(result)] : [];
  });
  const probes = own.filter(({ is }) => is === 'log-probing').length;
  const isWhole = probes === told.length && told.every((answer) => ANSWERS.includes(answer));
  return isWhole && told.length > 0 ? [...new Set(told)] : ANSWERS;
}

const idOf = (index: number): string => quoted(`log:device ${index + 1}`);

function deviceLine({ name, suppliers }: LoggedDevice, index: number, isThere: boolean): string {
  const waits = suppliers.length > 0 ? `, suppliers: [${suppliers.map(quoted).join(', ')}]` : '';
  return `  ${quoted(name)}: { bus: log, modalias: ${idOf(index)}${waits}${isThere ? ', appears: boot' : ''} }`;
}

function driverLine(driver: string, devices: readonly LoggedDevice[], events: readonly LogEvent[]): string {
  const ids = devices.flatMap(({ drivers }, index) => (drivers.includes(driver) ? [idOf(index)] : []));
  const isAsync = events.some(
    (event) => event.driver === driver && (event.is === 'log-async' || event.via === 'async-driver'),
  );
  const type = isAsync ? ', probe-type: async' : '';
  const probe = `{ takes: 0ms, may: [${answersOf(driver, events).join(', ')}] }`;
  return `  ${quoted(driver)}: { bus: log, matches: [${ids.join(', ')}]${type}, probe: ${probe} }`;
}

const actor = (as: string, deeds: readonly string[]): readonly string[] =>
  deeds.length === 0 ? [] : [`  - as: ${quoted(as)}`, '    do:', ...deeds.map((deed) => `      - ${deed}`)];

/** A write to a driver's bind or unbind file. */
export const handDeed = (verb: 'bind' | 'unbind', driver: string, device: string): string =>
  `${verb}: { driver: ${quoted(driver)}, device: ${quoted(device)} }`;

/** Writes to sysfs that probes on the kernel's functions tell of. */
export function toldHands({ events }: Rebuilt): readonly Hand[] {
  const bound = new Map<string, string>();
  return events.flatMap(({ line, is, device = '', driver = '' }): readonly Hand[] => {
    const hand = (deed: string): readonly Hand[] => [handAt(line, [deed])];
    if (is === 'log-binding') bound.set(device, driver);
    const owner = bound.get(device);
    if (is === 'log-attach') return hand(handDeed('bind', driver, device));
    if (is === 'log-detach' && owner !== undefined) return hand(handDeed('unbind', owner, device));
    return is === 'log-rescan' ? hand(`drivers_probe: ${quoted(device)}`) : [];
  });
}
