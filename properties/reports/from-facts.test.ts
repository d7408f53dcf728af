/** What became of a device is read off the facts alone. */
import { describe, expect, it } from 'vitest';
import { devicesFromFacts } from '../../reports/from-facts.ts';
import type { Fact } from '../../reports/report.ts';
import { slotsText } from '../../reports/slots.ts';

const story = (...lines: readonly string[]): readonly Fact[] => {
  return lines.map((line, i) => {
    const [is = '', driver, outcome] = line.split(' ');
    return {
      at: i,
      by: `p${i}`,
      is,
      step: '0',
      device: 'gpu',
      ...(driver && { driver }),
      ...(outcome && { outcome }),
    };
  });
};
const ends = (...lines: readonly string[]) => {
  return devicesFromFacts([{ name: 'gpu', bus: 'pci', candidates: ['a', 'b'] }], story(...lines))['gpu'];
};

describe('what became of a device', () => {
  it('nothing happened: absent', () => {
    expect(ends()).toEqual({
      bus: 'pci',
      driver: null,
      boundAt: null,
      boundBy: null,
      state: 'absent',
      tried: [],
      candidates: ['a', 'b'],
    });
  });

  it('bound, by whom and when, after what', () => {
    expect(
      ends('device-named', 'probe-began a', 'probe-failed a ENODEV', 'probe-began b', 'bound b'),
    ).toMatchObject({
      state: 'bound',
      driver: 'b',
      boundAt: 4,
      boundBy: 'p4',
      tried: [
        { driver: 'a', at: 2, outcome: 'ENODEV', by: 'p2' },
        { driver: 'b', at: 4, outcome: 'ok', by: 'p4' },
      ],
    });
  });

  it.each([
    ['unbound', ['device-named']],
    ['unbound', ['device-named', 'probe-began a', 'bound a', 'released a']],
    ['unbound', ['device-named', 'defer-pending', 'defer-taken']],
    ['unbound', ['device-named', 'defer-pending', 'defer-removed']],
    ['claimed', ['device-named', 'probe-began a']],
    ['deferred', ['device-named', 'probe-failed a supplier', 'defer-pending']],
    ['absent', ['device-named', 'probe-began a', 'bound a', 'released a', 'device-gone']],
    ['unbound', ['device-named', 'defer-pending', 'device-gone', 'device-named']],
  ])('%s after %s', (state, lines) => {
    expect(ends(...lines)).toMatchObject({ state, boundAt: null });
  });

  it('a claimed device names who claims it', () => {
    expect(ends('device-named', 'probe-began a')?.driver).toBe('a');
  });

  it('a device may have any name, and strangers are passed over', () => {
    const before = [{ name: '__proto__', bus: 'pci', candidates: [] }];
    expect(Object.keys(devicesFromFacts(before, story('device-named')))).toEqual(['__proto__']);
  });

  it('of several slots each has its driver, let go one by one', () => {
    const slots = { 'default category': ['a'], 'category audit': ['b', 'c'] };
    const device = (...lines: readonly string[]) =>
      devicesFromFacts([{ name: 'gpu', bus: 'pci', candidates: [], slots }], story('device-named', ...lines))[
        'gpu'
      ];
    const both = ['slot-bound c', 'bound a'];
    expect(device(...both)).toMatchObject({
      driver: 'a+c',
      slots: { 'default category': 'a', 'category audit': 'c' },
      boundAt: 2,
      tried: [
        { driver: 'c', outcome: 'ok' },
        { driver: 'a', outcome: 'ok' },
      ],
    });
    expect(device(...both, 'released a')).toMatchObject({ driver: 'c', state: 'bound', boundAt: 1 });
    expect(device(...both, 'slot-released c')).toMatchObject({
      driver: 'a',
      slots: { 'category audit': null },
    });
    expect(device(...both, 'slot-released c', 'released a')).toMatchObject({
      driver: null,
      state: 'unbound',
    });
  });

  it('only slots that do not go without saying are told with an ending', () => {
    const slots = { 'function layer': 'S', 'layer of F': 'F', 'category audit': 'A', 'category mount': null };
    expect(slotsText(slots)).toBe(' (A in category audit)');
    expect([
      slotsText({ 'main slot': 'S' }),
      slotsText({ 'default category': 'S' }),
      slotsText(undefined),
    ]).toEqual(['', '', '']);
  });
});
