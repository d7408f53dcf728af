/**
 * Lines of a kernel log about driver probing, as events. Time stamps of dmesg, of the journal and of trace files are
 * understood, and messages that a trace carries (the event printk:console); every other line is passed over.
 */
import { FORMS } from './forms.ts';

/** What a line tells, in words of the observed run (observed/words.ts). */
export interface LogEvent {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  readonly is: string;
  readonly bus?: string;
  readonly device?: string;
  readonly driver?: string;
  /** A device that this one has a managed link to, and that was not bound. */
  readonly supplier?: string;
  readonly result?: number | string;
  /** Who, as `name-pid`; only traces tell. */
  readonly by?: string;
  /** The road through the driver core (observed/words.ts), where a trace tells it. */
  readonly via?: string;
}

type Found = Omit<LogEvent, 'line' | 'text'>;
type Groups = Readonly<Record<string, string | undefined>>;

/** What may stand before the kernel's own text: dmesg, journal, trace. */
const STAMPS: readonly RegExp[] = [
  /^(?:<\d+>)?\[\s*\d+\.\d+\](?:\[\s*[TC]\d+\])?\s/,
  /^[A-Z][a-z]{2}\s+\d+ \d\d:\d\d:\d\d(?:\.\d+)? \S+ kernel: (?:\[\s*\d+\.\d+\]\s)?/,
  /^\d{4}-\d\d-\d\dT\S+ \S+ kernel: (?:\[\s*\d+\.\d+\]\s)?/,
  /^\s*(?<by>\S.{0,15}-\d+)\s+\[\d+\]\s+\S+\s+\d+\.\d+:\s(?:console: )?/,
];

const LINE_CHARS_MAX = 1000;

/** The events of a log, in order. */
export function logEvents(text: string): readonly LogEvent[] {
  return text.split('\n').flatMap((raw, index): LogEvent[] => {
    if (raw.length > LINE_CHARS_MAX) return [];
    const { by, rest } = unstamped(raw.trimEnd());
    const found = eventOf(rest);
    return found
      ? [{ line: index + 1, text: raw.trim(), ...found, ...(by === undefined ? {} : { by }) }]
      : [];
  });
}

function unstamped(line: string): { readonly by: string | undefined; readonly rest: string } {
  const stamp = STAMPS.map((pattern) => pattern.exec(line)).find((found) => found !== null);
  return { by: stamp?.groups?.['by'], rest: line.slice(stamp?.[0].length ?? 0) };
}

function eventOf(line: string): Found | undefined {
  for (const { pattern, is } of FORMS) {
    const groups: Groups | undefined = pattern.exec(line)?.groups;
    if (groups) return foundOf(is, groups);
  }
  return undefined;
}

function foundOf(is: string, { bus, device, driver, supplier, result, road }: Groups): Found {
  const via = road === undefined ? undefined : (ROADS[road] ?? 'other');
  return {
    is,
    ...(bus === undefined ? {} : { bus }),
    ...(device === undefined ? {} : { device }),
    ...(driver === undefined ? {} : { driver }),
    ...(supplier === undefined ? {} : { supplier }),
    ...(result === undefined ? {} : { result: errnoOf(Number(result)) }),
    ...(via === undefined ? {} : { via }),
  };
}

const ROADS: Readonly<Record<string, string>> = { __driver_attach_async_helper: 'async-driver' };

/** Errno numbers that the model's probes answer with. */
const ERRNO: Readonly<Record<number, string>> = {
  5: 'EIO',
  6: 'ENXIO',
  11: 'EAGAIN',
  12: 'ENOMEM',
  16: 'EBUSY',
  19: 'ENODEV',
  22: 'EINVAL',
  110: 'ETIMEDOUT',
  517: 'EPROBE_DEFER',
};

/** The name of a known errno, EIO for all others; really_probe gives a driver's own error back as a positive number. */
const errnoOf = (result: number): number | string => (result === 0 ? 0 : (ERRNO[Math.abs(result)] ?? 'EIO'));
