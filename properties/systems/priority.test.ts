/**
 * The 2021 proposal of matching by priority against the statements of other systems (D50), and what its open
 * questions come to.
 */
import { describe, expect, it } from 'vitest';
import { allOrders, endsOf, everyOrder, under } from './under.ts';

const pair = (drivers: string, rest: string): string => `
devices:
  d: { bus: simbus, modalias: "sim:x" }
drivers:
${drivers}
${rest}`;

const G = '  G: { bus: simbus, matches: ["*"], catch-all: true }';
const S = '  S: { bus: simbus, matches: ["sim:x"] }';
const THREE = ['at-most-one-driver', 'specific-over-catch-all', 'late-registration-never-rebinds'];

const system = (name: string, rule: string, text: string): ReturnType<typeof under> =>
  under(name, `under: { priority: { ${rule} } }\n${text}`);

describe('D50 (priority) GIVEN the 2021 rule, run against other systems’ statements', () => {
  it('D50 (priority) D01 GIVEN G registered before S, both there WHEN d comes THEN S, asked once, and G never', () => {
    const text = pair(`${G}\n${S}`, 'given: [{ register: G }, { register: S }]\nstory: [{ add: d }]');
    everyOrder(under('priority-2021', text), (run) => {
      expect(run.ends).toEqual({ d: 'S' });
      expect([
        run.count('probe-called', { driver: 'S' }),
        run.count('probe-called', { driver: 'G' }),
      ]).toEqual([1, 0]);
    });
    expect(endsOf(under('linux-6.1', text))).toEqual(['d=G']);
  });

  it('D50 (priority) D03 GIVEN equal priorities THEN it takes a stated tie rule: registered first, newest, nobody', () => {
    const text = pair(
      '  A: { bus: simbus, matches: ["sim:x"] }\n  B: { bus: simbus, matches: ["sim:x"] }',
      'given: [{ register: A }, { register: B }]\nstory: [{ add: d }]',
    );
    expect(endsOf(under('priority-2021', text))).toEqual(['d=A']);
    expect(endsOf(system('priority-2021', 'tie: newest', text))).toEqual(['d=B']);
    expect(endsOf(system('priority-2021', 'tie: refuse', text))).toEqual(['d=-']);
  });

  it('D50 (priority) D03 GIVEN the tie rule most-specific THEN the driver that names the device is asked first', () => {
    const text = pair(
      `  A: { bus: simbus, matches: ["sim:*x"], under: { priority: { priority: 5 } } }
  B: { bus: simbus, matches: ["sim:xyz"], under: { priority: { priority: 5 } } }`,
      'given: [{ register: A }, { register: B }]\nstory: [{ add: d }]',
    )
      .replace('sim:x"', 'sim:xyz"')
      .replace('sim:*x', 'sim:*z');
    expect(endsOf(system('priority-2021', 'tie: most-specific', text))).toEqual(['d=B']);
    expect(endsOf(under('priority-2021', text))).toEqual(['d=A']);
  });

  it('D50 (priority) D04 GIVEN G bound WHEN S registers THEN d keeps G and nobody is probed', () => {
    const text = pair(`${G}\n${S}`, 'given: [{ register: G }, { add: d }]\nstory: [{ register: S }]');
    everyOrder(under('priority-2021', text), (run) => {
      expect(run.ends).toEqual({ d: 'G' });
      expect(run.count('probe-called', { driver: 'S' })).toBe(0);
    });
  });

  it('D50 (priority) D15 GIVEN S refuses WHEN d comes THEN G is tried and bound', () => {
    const refusing = S.replace(' }', ', probe: { may: EIO } }');
    const text = pair(`${G}\n${refusing}`, 'given: [{ register: G }, { register: S }]\nstory: [{ add: d }]');
    everyOrder(under('priority-2021', text), (run) => {
      expect(run.ends).toEqual({ d: 'G' });
      expect(run.count('probe-called', { driver: 'S' })).toBe(1);
    });
  });

  it('D50 (priority) D24 GIVEN G bound and S registered late WHEN a person asks for a new probe THEN S', () => {
    const given = 'given: [{ register: G }, { add: d }, { register: S }]';
    const text = pair(`${G}\n${S}`, `${given}\nstory: [{ reprobe: d }]`);
    expect(endsOf(under('priority-2021', text))).toEqual(['d=S']);
    expect(endsOf(under('linux-6.1', text))).toEqual(['d=G']);
  });

  it('D50 (priority) D41 GIVEN G bound WHEN S registers THEN no hand-over: here it disagrees with Linux’s USB', () => {
    const usb = `
devices: { d: { bus: usb, usb: device, modalias: "usb:d", appears: boot } }
drivers:
  usb: { bus: usb, usb: device, generic: true, matches: ["*"] }
  S: { bus: usb, usb: device, matches: ["usb:d"] }
given: [{ register: usb }, { rescan: usb }]
story: [{ register: S }]
`;
    expect(endsOf(under('linux-6.1', usb))).toEqual(['d=S']);
    const plain = pair(`${G}\n${S}`, 'given: [{ register: G }, { add: d }]\nstory: [{ register: S }]');
    expect(endsOf(under('priority-2021', plain))).toEqual(['d=G']);
    expect(endsOf(under('priority-hand-over', plain))).toEqual(['d=S']);
  });
});

describe('what the 2021 rule leaves open', () => {
  const race = pair(`${G}\n${S}`, 'given: [{ add: d }]\nstory: [{ register: G }, { register: S }]');

  it('GIVEN both register on a free device at once THEN the catch-all can win while the specific is registered', () => {
    const { ends, broken } = allOrders(under('priority-2021', race), THREE);
    expect([ends, broken]).toEqual([['d=G', 'd=S'], ['specific-over-catch-all']]);
  });

  it('GIVEN all are asked at a registration THEN it can still register while the catch-all is in its probe', () => {
    const { ends, broken } = allOrders(system('priority-2021', 'newcomer: all', race), THREE);
    expect([ends, broken]).toEqual([['d=G', 'd=S'], ['specific-over-catch-all']]);
  });

  it('GIVEN a second look before binding, too THEN no order breaks a promise about registered drivers', () => {
    const { ends, broken } = allOrders(under('priority-strict', race), THREE);
    expect([ends, broken]).toEqual([['d=G', 'd=S'], []]);
  });

  it('GIVEN a second look alone THEN it is enough: a walk of the newcomer alone steps aside as well', () => {
    expect(allOrders(system('priority-2021', 'recheck: true', race), THREE).broken).toEqual([]);
  });

  it('GIVEN a catch-all with the highest number THEN it wins, unless catch-alls are a type of their own', () => {
    const vain = race.replace('catch-all: true', 'catch-all: true, under: { priority: { priority: 99 } }');
    const text = vain
      .replace('given: [', 'given: [{ register: G }, { register: S }, ')
      .replace(/story: .*/, 'story: []');
    const later = text
      .replace(
        'given: [{ register: G }, { register: S }, { add: d }]',
        'given: [{ register: G }, { register: S }]',
      )
      .replace('story: []', 'story: [{ add: d }]');
    expect(endsOf(under('priority-2021', later))).toEqual(['d=G']);
    expect(endsOf(system('priority-2021', 'catch-all-type: true', later))).toEqual(['d=S']);
  });
});
