/** The words of the trace: with Linux functions where Linux runs, without them elsewhere. */
import { describe, expect, it } from 'vitest';
import { factText, traceLines } from '../../reports/trace.ts';
import type { Fact } from '../../reports/report.ts';
import { FACTS, type FactName } from '../../sim/model/facts.ts';

const fact = (is: string): Fact => ({
  at: null,
  by: 'init',
  is,
  step: '1',
  device: 'd',
  driver: 'k',
  module: 'm',
  bus: 'b',
  link: 'l',
  outcome: 'ok',
  mark: 'word',
  value: 1,
});
const NAMES = Object.keys(FACTS) as FactName[];
/** Facts that Linux's own paths alone make. */
const ONLY_LINUX: readonly string[] = [
  'probing-blocked',
  'autoprobe-set',
  'usb-use-generic',
  'ccw-driver-info',
];

describe('the trace under a system that is not Linux', () => {
  it.each(NAMES.filter((name) => !ONLY_LINUX.includes(name)))(
    '%s names no function of the kernel',
    (name) => {
      expect(factText(fact(name), false)).not.toMatch(/\w_\w/);
      expect(factText(fact(name), false)).not.toBe('');
    },
  );

  it('says the same otherwise', () => {
    expect(factText(fact('bound'), true)).toBe('d: driver_bound: bound to k');
    expect(factText(fact('bound'), false)).toBe('d: bound to k');
    expect(factText(fact('bid'), false)).toBe('d: k bids 1');
    expect(factText(fact('initcalls-done'), false)).toBe('all initcalls done');
    expect(factText(fact('override-set'), false)).toBe('d: its driver is to be k');
  });

  it('is chosen by the family of the system', () => {
    const lines = (family: 'linux' | 'proposal' | 'other') =>
      traceLines({ facts: [fact('bound')], system: { name: 'x', says: 'x', family, quirks: [] } })[0];
    expect(lines('other')).toContain('init: d: bound to k');
    for (const family of ['linux', 'proposal'] as const) expect(lines(family)).toContain('driver_bound');
  });
});
