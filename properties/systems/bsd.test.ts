/** Statements about the autoconf of NetBSD and OpenBSD (systems reference A2, A3, D10 to D14), over all orders. */
import { describe, expect, it } from 'vitest';
import type { Invariant } from '../../sim/check/invariant.ts';
import { OUTCOMES } from '../../sim/model/outcome.ts';
import { FACT, type World } from '../../sim/model/world.ts';
import { INTERRUPTS } from '../../sim/systems/bsd/deferred.ts';
import { allOrders, endsOf, everyOrder, under } from './under.ts';

/** A claim that is made for one statement. */
const claim = (name: string, says: string, atFact: NonNullable<Invariant['atFact']>): Invariant => ({
  name,
  says,
  because: 'the reference says so',
  mutant: 'none',
  atFact,
});

const probing = (world: World, not: number) =>
  world.setup.devices.find(
    ({ id }) => id !== not && world.device(id, 'driver') && !world.device(id, 'bound'),
  );

describe('OpenBSD: a counter with a sign', () => {
  const two = `
devices:
  d: { bus: simbus, modalias: "sim:d", appears: story }
  e: { bus: simbus, modalias: "sim:e", appears: story }
drivers:
  S: { bus: simbus, matches: ["sim:*"], probe: { takes: 1ms } }
`;
  const apart = claim(
    'apart',
    'No device is let go while another is being attached.',
    ({ world, fact, a }) =>
      fact === FACT['remove-called'] && probing(world, a)
        ? { device: a, why: 'an attach is under way' }
        : undefined,
  );
  const alone = claim('alone', 'No device is attached while another is.', ({ world, fact, a }) =>
    fact === FACT['probe-called'] && probing(world, a)
      ? { device: a, why: 'an attach is under way' }
      : undefined,
  );

  it('D14 (OpenBSD) GIVEN an attach in progress WHEN detach is requested THEN it waits until the attach count is zero', () => {
    const scenario = under(
      'openbsd',
      `${two}given: [{ register: S }, { add: d }]\nstory: [{ remove: d }, { add: e }]`,
    );
    const { ends, broken } = allOrders(scenario, [apart]);
    expect([ends, broken]).toEqual([['d=- e=S'], []]);
    expect(allOrders(scenario, ['no-deadlock']).broken).toEqual([]);
  });

  it('D14 (OpenBSD) GIVEN an attach in progress WHEN a second attach begins THEN it does not wait', () => {
    const scenario = under('openbsd', `${two}given: [{ register: S }]\nstory: [{ add: d }, { add: e }]`);
    const { ends, broken } = allOrders(scenario, [alone]);
    expect([ends, broken]).toEqual([['d=S e=S'], ['alone']]);
  });

  it('A3.1 (OpenBSD) GIVEN S and T with equal scores THEN the first in the table attaches; the higher score wins', () => {
    const pair = (score: number, order: string) =>
      under(
        'openbsd',
        `
devices: { d: { bus: simbus, modalias: "sim:d", appears: story } }
drivers:
  S: { bus: simbus, matches: ["sim:d"], under: { openbsd: { match: ${score} } } }
  T: { bus: simbus, matches: ["sim:d"], under: { openbsd: { match: 5 } } }
given: [${order}]
story: [{ add: d }]`,
      );
    expect(endsOf(pair(5, '{ register: S }, { register: T }'))).toEqual(['d=S']);
    expect(endsOf(pair(5, '{ register: T }, { register: S }'))).toEqual(['d=T']);
    expect(endsOf(pair(6, '{ register: T }, { register: S }'))).toEqual(['d=S']);
    expect(endsOf(pair(0, '{ register: S }, { register: T }'))).toEqual(['d=T']);
  });

  it('A3.4 (OpenBSD) GIVEN d without a driver WHEN S comes to the table THEN nothing looks', () => {
    const late = under('openbsd', `${two}given: [{ add: d }]\nstory: [{ register: S }]`);
    const { ends, broken, exploration } = allOrders(late, null);
    expect([ends, broken]).toEqual([['d=- e=-'], []]);
    expect(exploration.byDesign.map(({ byDesign }) => byDesign?.invariant)).toEqual(['nobody-stranded']);
    expect(everyOrder(late, (run) => expect(run.count('bid')).toBe(0))).toBe(1);
  });
});

describe('NetBSD: scores and tables', () => {
  it('D10 (NetBSD) GIVEN device strings [a, b, c], driver X lists c, driver Y lists a THEN Y scores 3, X scores 1, Y attaches', () => {
    const scenario = under(
      'netbsd',
      `
devices: { d: { bus: simbus, modalias: "of:NdTnodeCaCbCc", appears: story } }
drivers:
  X: { bus: simbus, matches: ["of:N*T*Cc", "of:N*T*CcC*"] }
  Y: { bus: simbus, matches: ["of:N*T*Ca", "of:N*T*CaC*"] }
given: [{ register: X }, { register: Y }]
story: [{ add: d }]`,
    );
    expect(endsOf(scenario)).toEqual(['d=Y']);
    everyOrder(scenario, (run) => {
      expect(run.of('bid', { driver: 'Y' }).map(({ values }) => values.count)).toEqual([3]);
      expect(run.of('bid', { driver: 'X' }).map(({ values }) => values.count)).toEqual([1]);
    });
  });

  it('A2.2 (NetBSD) GIVEN a driver that lists a general string before a close one THEN it under-scores itself and loses', () => {
    const scenario = (own: string) =>
      under(
        'netbsd',
        `
devices: { d: { bus: simbus, modalias: "of:NdTnodeCaCbCc", appears: story } }
drivers:
  X: { bus: simbus, matches: ["of:*Cc", ${own}] }
  Y: { bus: simbus, matches: ["of:N*T*Cb", "of:*CaCb*"] }
given: [{ register: X }, { register: Y }]
story: [{ add: d }]`,
      );
    expect(endsOf(scenario('"of:N*T*Ca"'))).toEqual(['d=Y']);
    const inOrder = scenario('"of:*Cc"').drivers.map((driver) =>
      driver.name === 'X' ? { ...driver, matches: ['of:N*T*Ca', 'of:*Cc'] } : driver,
    );
    expect(endsOf({ ...scenario('"of:*Cc"'), drivers: inOrder })).toEqual(['d=X']);
  });

  const one = (more: string, story: string) =>
    under(
      'netbsd',
      `
devices: { d: { bus: simbus, modalias: "sim:x", appears: story } }
drivers:
  S: { bus: simbus, matches: ["sim:x"], ${more} }
  G: { bus: simbus, catch-all: true, matches: ["*"] }
${story}`,
    );
  const both = 'given: [{ register: G }, { register: S }]\nstory: [{ add: d }]';

  it('D11 (NetBSD) GIVEN attach fails inside WHEN other entries match THEN no other driver is tried and d counts as attached', () => {
    const scenario = one('probe: { may: [EIO] }', both);
    expect(endsOf(scenario)).toEqual(['d=S']);
    everyOrder(scenario, (run) => expect(run.count('probe-called', { driver: 'G' })).toBe(0));
  });

  it('A2.4 (NetBSD, UNCONFIRMED per bus) GIVEN d without a driver WHEN S comes with a module THEN the rescan attaches it; GIVEN d has G THEN G stays', () => {
    expect(endsOf(one('', 'given: [{ add: d }]\nstory: [{ register: S }]'))).toEqual(['d=S']);
    const { ends, broken } = allOrders(
      one('', 'given: [{ register: G }, { add: d }]\nstory: [{ register: S }]'),
      null,
    );
    expect([ends, broken]).toEqual([['d=G'], []]);
  });

  it('D12 (NetBSD) GIVEN d has pending deferred work WHEN detach is requested THEN EBUSY', () => {
    const boot = one(
      'module: s, under: { netbsd: { config: interrupts } }',
      'modules: { s: { builtin: true } }\nboot: {}\nudev: false\nstory: [{ unbind: { driver: S, device: d } }]',
    );
    const scenario = {
      ...boot,
      devices: boot.devices.map((device) => ({ ...device, appears: 'boot' as const })),
    };
    const refused = new Set<number>();
    const busy = claim('busy', 'A device with pending work is not let go.', ({ world, fact, a, c }) => {
      if (fact === FACT['command-answered'] && world.deviceMark(a, 0) === INTERRUPTS) refused.add(c);
      return fact === FACT.released && world.deviceMark(a, 0) === INTERRUPTS
        ? { device: a, why: 'work is pending' }
        : undefined;
    });
    const { ends, broken } = allOrders(scenario, [busy]);
    // Before its attach there is nothing to let go (ENXIO), after its work it goes.
    expect([ends, broken]).toEqual([['d=-', 'd=S'], []]);
    const told = [...refused].map((code) => OUTCOMES[code]);
    expect([told.includes('EBUSY'), told.includes('ok')]).toEqual([true, false]);
  });
});

describe('NetBSD: the three phases of usb', () => {
  const usb = (drivers: string, story: string): string => `
devices:
  d: { bus: usb, usb: device, modalias: "usb:v1p1", appears: story }
  i0: { bus: usb, usb: interface, parent: d, modalias: "usb:v1p1ic3" }
  i1: { bus: usb, usb: interface, parent: d, modalias: "usb:v1p1ic8" }
drivers:
  ugen: { bus: usb, usb: device, generic: true, matches: ["usb:*"] }
  whole: { bus: usb, usb: device, matches: ["usb:v1p1*"] }
  hid: { bus: usb, usb: interface, matches: ["usb:v*p*ic3*"] }
given: [${drivers}]
story: [${story}]`;
  const netbsd = (drivers: string, story = '{ add: d }') => under('netbsd', usb(drivers, story));

  it('D13 (NetBSD USB) GIVEN an interface driver claims one interface WHEN a generic whole-device driver exists THEN it is not tried', () => {
    const scenario = netbsd('{ register: ugen }, { register: hid }');
    const { ends, broken } = allOrders(scenario, null);
    expect([ends, broken]).toEqual([['d=- i0=hid i1=-'], []]);
    everyOrder(scenario, (run) => expect(run.count('bid', { driver: 'ugen' })).toBe(0));
  });

  it('A2.5 (NetBSD USB) GIVEN no interface driver THEN the generic one has the device; GIVEN a whole-device driver THEN that one', () => {
    expect(endsOf(netbsd('{ register: ugen }'))).toEqual(['d=ugen i0=- i1=-']);
    expect(endsOf(netbsd('{ register: ugen }, { register: hid }, { register: whole }'))).toEqual([
      'd=whole i0=- i1=-',
    ]);
  });

  it('A2.5 (NetBSD USB) GIVEN ugen has the device WHEN an interface driver comes late THEN nothing changes', () => {
    const late = usb('{ register: ugen }, { add: d }', '{ register: hid }');
    expect(endsOf(under('netbsd', late))).toEqual(['d=ugen i0=- i1=-']);
    const none = usb('{ add: d }', '{ register: hid }, { register: ugen }');
    expect(endsOf(under('netbsd', none))).toEqual(['d=- i0=hid i1=-', 'd=ugen i0=- i1=-']);
  });
});
