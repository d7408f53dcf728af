/** Durations: every way to write one, every way to write one wrongly. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duration, formatDuration, parseDuration } from '../../sim/scenario/durations.ts';
import { LIMITS } from '../../sim/scenario/limits.ts';

describe('durations', () => {
  it.each([
    ['0', 0, 0],
    ['5ms', 5_000_000, 5_000_000],
    ['1.5s', 1_500_000_000, 1_500_000_000],
    ['200us', 200_000, 200_000],
    ['7ns', 7, 7],
    ['1ms..3ms', 1_000_000, 3_000_000],
    ['0..1us', 0, 1_000],
    ['0.001us', 1, 1],
    ['0.100000000s', 100_000_000, 100_000_000],
    ['3600s', 3_600_000_000_000, 3_600_000_000_000],
  ])('%s is %i to %i nanoseconds', (text, min, max) => {
    expect(parseDuration(text)).toEqual({ min, max });
  });

  it.each([
    '5',
    '',
    'ms',
    '-1ms',
    '1 ms',
    '1m',
    '1ms..',
    '..1ms',
    '1ms...2ms',
    '1e3ms',
    '1ms..2ms..3ms',
    '+1s',
  ])('%j is none', (text) => {
    expect(parseDuration(text)).toMatch(/^a duration/);
  });

  it.each([
    ['0.5ns', /whole number of nanoseconds/],
    ['0.0000000001s', /^a duration/],
    ['2ms..1ms', /first end/],
    ['3600.1s', /one hour/],
    ['0..4000s', /one hour/],
  ])('%s is refused: %s', (text, why) => {
    expect(parseDuration(text)).toMatch(why);
  });

  it('are written so that reading gives the same', () => {
    const time = fc.integer({ min: 0, max: LIMITS.durationNs });
    fc.assert(
      fc.property(time, time, (a, b) => {
        const original = duration(Math.min(a, b), Math.max(a, b));
        expect(parseDuration(formatDuration(original))).toEqual(original);
      }),
    );
  });
});
