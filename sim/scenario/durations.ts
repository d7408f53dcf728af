/**
 * Durations as people write them: `0`, `5ms`, `1.5s`, `200us`, `7ns`, `1ms..3ms`. Inside, integer nanoseconds,
 * because sums of fractions would make two equal schedules differ.
 */
import { LIMITS } from './limits.ts';
import type { Duration } from './scenario.ts';

const UNITS = { s: 1_000_000_000, ms: 1_000_000, us: 1_000, ns: 1 } as const;
const ONE = '(?:0|[0-9]{1,13}(?:\\.[0-9]{1,9})?(?:ns|us|ms|s))';

/** What a duration looks like; also published in the JSON Schema. */
export const DURATION_PATTERN = new RegExp(`^${ONE}(?:\\.\\.${ONE})?$`);
export const DURATION_ALLOWED = 'a duration: 0, 5ms, 1.5s, 200us, 7ns or a range as 1ms..3ms';

/** A fixed duration or a range, in nanoseconds. */
export function duration(min: number, max: number = min): Duration {
  return Object.freeze({ min, max });
}

/** Nanoseconds of a duration text, or (a string) what is wrong with it. */
export function parseDuration(text: string): Duration | string {
  if (!DURATION_PATTERN.test(text)) return DURATION_ALLOWED;
  const [min = NaN, max = min] = text.split('..').map(nanoseconds);
  if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max)) return 'a whole number of nanoseconds';
  if (max < min) return 'a range whose first end is not longer than its second';
  if (max > LIMITS.durationNs) return 'at most one hour (3600s)';
  return duration(min, max);
}

/** The shortest exact text: `1ms..3ms`, `1500us`, `0`. */
export function formatDuration({ min, max }: Duration): string {
  return min === max ? formatNanoseconds(min) : `${formatNanoseconds(min)}..${formatNanoseconds(max)}`;
}

/** Exact by digits: 0.1us times 1000 in floating point would not always be whole. */
function nanoseconds(text: string): number {
  const unit = /[a-z]+$/.exec(text)?.[0];
  if (unit === undefined) return 0;
  const [whole = '0', fraction = ''] = text.slice(0, -unit.length).split('.');
  const scale = UNITS[unit as keyof typeof UNITS];
  const digits = String(scale).length - 1;
  const used = fraction.replace(/0+$/, '');
  if (used.length > digits) return NaN;
  return Number(whole) * scale + Number(used.padEnd(digits, '0') || '0');
}

function formatNanoseconds(value: number): string {
  if (value === 0) return '0';
  for (const [unit, scale] of Object.entries(UNITS)) {
    if (value % scale === 0) return `${value / scale}${unit}`;
  }
  return `${value}ns`;
}
