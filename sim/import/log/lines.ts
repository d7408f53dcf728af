/**
 * Lines of a kernel log about driver probing, as events: dynamic debug of drivers/base (dd.c, bus.c), initcall_debug,
 * and kprobe events on the same functions. Time stamps of dmesg, of the journal and of trace files are understood;
 * every other line is passed over.
 */

/** What a line tells, in words of the observed run (observed/words.ts). */
export interface LogEvent {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  readonly is: string;
  readonly bus?: string;
  readonly device?: string;
  readonly driver?: string;
  readonly result?: number | string;
}

type Found = Omit<LogEvent, 'line' | 'text'>;
type Groups = Readonly<Record<string, string | undefined>>;

interface Form {
  readonly pattern: RegExp;
  readonly is: string;
}

const NAME = '[^\\s\'"]{1,100}';
const form = (is: string, pattern: string): Form => ({
  is,
  pattern: new RegExp(
    pattern
      .replaceAll('BUS', `(?<bus>${NAME})`)
      .replaceAll('DEV', `(?<device>${NAME})`)
      .replaceAll('DRV', `(?<driver>${NAME})`),
  ),
});

/** In the order in which they are tried. `%s` in the kernel's text are BUS, DEV and DRV here. */
const FORMS: readonly Form[] = [
  form('log-add-device', "^bus: 'BUS': add device DEV$"),
  form('log-remove-device', "^bus: 'BUS': remove device DEV$"),
  form('log-add-driver', "^bus: 'BUS': add driver DRV$"),
  form('log-remove-driver', "^bus: 'BUS': remove driver DRV$"),
  form('log-probing', "^bus: 'BUS': really_probe: probing driver DRV with device DEV$"),
  form('log-binding', "^driver: 'DRV': driver_bound: bound to device 'DEV'$"),
  form('log-answer', '^DRV: probe of DEV (?:failed with error|rejects match) (?<result>-?\\d{1,5})$'),
  form(
    'log-answer',
    '^DRV DEV: probe with driver \\S+ (?:failed with error|rejects match) (?<result>-?\\d{1,5})$',
  ),
  form('log-deferral', '^\\S+ DEV: Driver DRV requests probe deferral$'),
  form('log-async', '^\\S+ DEV: probing driver DRV asynchronously$'),
  form('log-deferred', '^\\S+ DEV: Added to deferred list$'),
  form('log-undeferred', '^\\S+ DEV: Removed from deferred list$'),
  form('log-retry', '^\\S+ DEV: Retrying from deferred list$'),
  form('log-returned', '^probe of DEV returned (?<result>-?\\d{1,5}) after \\d+ usecs$'),
  form('log-probing', '^really_probe: \\([^)]*\\) device="DEV" driver="DRV"$'),
  form('log-binding', '^driver_bound: \\([^)]*\\) device="DEV" driver="DRV"$'),
];

/** What may stand before the kernel's own text: dmesg, journal, trace. */
const STAMPS: readonly RegExp[] = [
  /^(?:<\d+>)?\[\s*\d+\.\d+\](?:\[\s*[TC]\d+\])?\s/,
  /^[A-Z][a-z]{2}\s+\d+ \d\d:\d\d:\d\d(?:\.\d+)? \S+ kernel: (?:\[\s*\d+\.\d+\]\s)?/,
  /^\d{4}-\d\d-\d\dT\S+ \S+ kernel: (?:\[\s*\d+\.\d+\]\s)?/,
  /^\s*\S+-\d+\s+\[\d+\]\s+\S+\s+\d+\.\d+:\s/,
];

const LINE_CHARS_MAX = 1000;

/** The events of a log, in order. */
export function logEvents(text: string): readonly LogEvent[] {
  return text.split('\n').flatMap((raw, index): LogEvent[] => {
    if (raw.length > LINE_CHARS_MAX) return [];
    const found = eventOf(unstamped(raw.trimEnd()));
    return found ? [{ line: index + 1, text: raw.trim(), ...found }] : [];
  });
}

function unstamped(line: string): string {
  const stamp = STAMPS.map((pattern) => pattern.exec(line)?.[0]).find((found) => found !== undefined);
  return line.slice(stamp?.length ?? 0);
}

function eventOf(line: string): Found | undefined {
  for (const { pattern, is } of FORMS) {
    const groups: Groups | undefined = pattern.exec(line)?.groups;
    if (groups) return foundOf(is, groups);
  }
  return undefined;
}

function foundOf(is: string, { bus, device, driver, result }: Groups): Found {
  return {
    is,
    ...(bus === undefined ? {} : { bus }),
    ...(device === undefined ? {} : { device }),
    ...(driver === undefined ? {} : { driver }),
    ...(result === undefined ? {} : { result: errnoOf(Number(result)) }),
  };
}

/** Errno numbers that probes answer with. */
const ERRNO: Readonly<Record<number, string>> = {
  1: 'EPERM',
  2: 'ENOENT',
  5: 'EIO',
  6: 'ENXIO',
  11: 'EAGAIN',
  12: 'ENOMEM',
  16: 'EBUSY',
  17: 'EEXIST',
  19: 'ENODEV',
  22: 'EINVAL',
  110: 'ETIMEDOUT',
  517: 'EPROBE_DEFER',
};

/** 0 and positive numbers as they are; the name of a known errno; EIO stands for all others. */
const errnoOf = (result: number): number | string => (result >= 0 ? result : (ERRNO[-result] ?? 'EIO'));
