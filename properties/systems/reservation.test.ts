/** A catch-all that waits for somebody better (systems reference C3), hands over (C5) and leaves a note (C4). */
import { describe, expect, it } from 'vitest';
import { ordinaryRun } from '../observed.ts';
import { allOrders, endsOf, everyOrder, under } from './under.ts';

const rule = (text: string): string => `under: { priority: { ${text} } }\n`;
const THREE = ['at-most-one-driver', 'specific-over-catch-all', 'late-registration-never-rebinds'];

/** The catch-all is there; the specific driver's module is loaded by the device's own event. */
const module = (init: string, takes = '5ms'): string => `
devices:
  d: { bus: platform, modalias: "acpi:X:" }
drivers:
  G: { bus: platform, matches: ["*"], catch-all: true }
  S: { bus: platform, matches: ["acpi:X:"], module: s }
modules:
  s: { load: ${takes}, init-may: ${init} }
given: [{ register: G }]
story: [{ add: d }]
`;

describe('GIVEN the specific driver is obtainable but not loaded', () => {
  it('WHEN nobody waits THEN the catch-all may have the device before the module is there', () => {
    for (const system of ['linux-6.1', 'priority-2021', 'priority-strict']) {
      const { ends, broken } = allOrders(under(system, module('[ok]')), THREE);
      expect([ends, broken]).toEqual([['d=G', 'd=S'], ['specific-over-catch-all']]);
      expect(ordinaryRun(under(system, module('[ok]'))).ends).toEqual({ d: 'G' });
    }
  });

  it('WHEN a catch-all waits for ever THEN the specific has it in every order', () => {
    const { ends, broken } = allOrders(under('priority-patient', module('[ok]')), THREE);
    expect([ends, broken]).toEqual([['d=S'], []]);
  });

  it('WHEN a catch-all waits for a time THEN the specific has it unless loading takes longer than that', () => {
    expect(endsOf(under('priority-reserved', module('[ok]')))).toEqual(['d=G', 'd=S']);
    expect(ordinaryRun(under('priority-reserved', module('[ok]'))).ends).toEqual({ d: 'S' });
    expect(ordinaryRun(under('priority-reserved', module('[ok]', '31s'))).ends).toEqual({ d: 'G' });
  });

  it('WHEN nobody in user space loads it THEN waiting for ever strands the device, waiting for a time does not', () => {
    const text = `udev: false\n${module('[ok]')}`;
    const patient = allOrders(under('priority-patient', text), ['nobody-stranded']);
    expect([patient.ends, patient.broken]).toEqual([['d=-'], ['nobody-stranded']]);
    const reserved = allOrders(under('priority-reserved', text), ['nobody-stranded']);
    expect([reserved.ends, reserved.broken]).toEqual([['d=G'], []]);
  });

  it('WHEN the module cannot be initialised THEN the catch-all has the device, and has not waited for the time', () => {
    const text = module('[EINVAL]');
    const { ends, broken } = allOrders(under('priority-patient', text), [...THREE, 'nobody-stranded']);
    expect([ends, broken]).toEqual([['d=G'], []]);
    expect(ordinaryRun(under('priority-reserved', text)).at('bound', { device: 'd' })).toBeLessThan(10);
  });
});

describe('GIVEN the specific driver answers “later”', () => {
  const deferring = (supplier: string): string => `
devices:
  clock: { bus: platform, modalias: "acpi:C:", appears: ${supplier} }
  d: { bus: platform, modalias: "acpi:X:" }
drivers:
  C: { bus: platform, matches: ["acpi:C:"] }
  G: { bus: platform, matches: ["*X*"], catch-all: true }
  S: { bus: platform, matches: ["acpi:X:"], probe: { needs: clock } }
given: [{ register: S }, { register: G }]
story: [{ add: d }, { register: C }]
`;

  it('WHEN “later” falls through THEN the catch-all has it; WHEN it holds THEN the specific comes back', () => {
    const falls = allOrders(under('priority-strict', deferring('boot')), THREE);
    expect([falls.ends, falls.broken]).toEqual([['clock=C d=G', 'clock=C d=S'], ['specific-over-catch-all']]);
    const holds = allOrders(under('priority-patient', deferring('boot')), [...THREE, 'nobody-stranded']);
    expect([holds.ends, holds.broken]).toEqual([['clock=C d=S'], []]);
  });

  it('WHEN what it waits for never comes THEN for ever strands the device and a bounded time does not', () => {
    const patient = allOrders(under('priority-patient', deferring('story')), ['nobody-stranded']);
    expect([patient.ends, patient.broken]).toEqual([['clock=- d=-'], ['nobody-stranded']]);
    const reserved = allOrders(under('priority-reserved', deferring('story')), ['nobody-stranded']);
    expect([reserved.ends, reserved.broken]).toEqual([['clock=- d=G'], []]);
  });
});

describe('GIVEN the catch-all is bound and a better driver is registered late', () => {
  const late = `
devices: { d: { bus: simbus, modalias: "sim:x" } }
drivers:
  G: { bus: simbus, matches: ["*"], catch-all: true }
  T: { bus: simbus, matches: ["*"], catch-all: true }
  S: { bus: simbus, matches: ["sim:x"] }
given: [{ register: G }, { add: d }]
`;

  it('WHEN notices are kept THEN each such driver leaves one, and nothing moves (C4)', () => {
    everyOrder(
      under('priority-strict', `${late}story: [{ do: [{ register: T }, { register: S }] }]`),
      (run) => {
        expect(run.ends).toEqual({ d: 'G' });
        expect(run.of('better-noticed').map(({ values }) => values.driver)).toEqual(['S']);
      },
    );
  });

  it('WHEN a person reprobes in two steps THEN a third driver can get in between; in one step never (C5, P9)', () => {
    const gap = late.replace(
      '[{ register: G }, { add: d }]',
      '[{ register: G }, { add: d }, { register: S }]',
    );
    const story = `${gap}story: [{ reprobe: d }, { bind: { driver: T, device: d } }]`.replace(
      '{ add: d }, ',
      '{ add: d }, { register: T }, ',
    );
    expect(endsOf(under('priority-strict', rule('hand-over: two-steps') + story))).toEqual(['d=S', 'd=T']);
    expect(endsOf(under('priority-strict', story))).toEqual(['d=S']);
  });

  it('WHEN the rule hands over at once THEN S has it, which breaks the third promise by design (C9)', () => {
    const text = `${late}story: [{ register: S }]`;
    const { ends, broken } = allOrders(under('priority-hand-over', text), THREE);
    expect([ends, broken]).toEqual([['d=S'], []]);
    everyOrder(under('priority-hand-over', text), (run) => {
      expect(run.of('released').map(({ values }) => values.cause)).toEqual(['better-driver']);
    });
  });

  it('WHEN the better driver then refuses THEN the old one has its device back', () => {
    const refusing = late.replace(
      'S: { bus: simbus, matches: ["sim:x"] }',
      'S: { bus: simbus, matches: ["sim:x"], probe: { may: EIO } }',
    );
    expect(endsOf(under('priority-hand-over', `${refusing}story: [{ register: S }]`))).toEqual(['d=G']);
  });

  it('WHEN a person binds a catch-all by hand THEN it is done, whatever is better', () => {
    const free = late.replace(
      '[{ register: G }, { add: d }]',
      '[{ register: G }, { add: d }, { register: S }]',
    );
    const story = `${free}story: [{ do: [{ unbind: { driver: G, device: d } }, { bind: { driver: G, device: d } }] }]`;
    const { ends, broken } = allOrders(under('priority-reserved', story), THREE);
    expect([ends, broken]).toEqual([['d=G'], []]);
  });
});
