/** Statements about FreeBSD newbus (systems reference A1, D01 to D09), over all orders. */
import { describe, expect, it } from 'vitest';
import type { Invariant } from '../../sim/check/invariant.ts';
import { OUTCOME } from '../../sim/model/outcome.ts';
import { FACT } from '../../sim/model/world.ts';
import { allOrders, endsOf, everyOrder, under } from './under.ts';

interface Bids {
  readonly S: string;
  readonly G: string;
  readonly more?: string;
}

/** Specific S and catch-all G for one device; what each of them says to this system, and the story. */
const machine = ({ S, G, more = '' }: Bids, story: string): string => `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: story }
drivers:
  S: { bus: simbus, matches: ["sim:x"], ${S} }
  G: { bus: simbus, catch-all: true, matches: ["*"], ${G} }
${more}
${story}`;

const bid = (value: number): string => `under: { freebsd: { bid: ${value} } }`;
const freebsd = (bids: Bids, story: string) => under('freebsd', machine(bids, story));

const GS = 'given: [{ register: G }, { register: S }]\nstory: [{ add: d }]';
const SG = 'given: [{ register: S }, { register: G }]\nstory: [{ add: d }]';

describe('FreeBSD: the auction', () => {
  it('D01 (FreeBSD) GIVEN G bids -100 and S bids -20, both registered WHEN d is probed THEN S attaches and S.probe ran exactly twice', () => {
    for (const story of [GS, SG]) {
      const scenario = freebsd({ S: bid(-20), G: bid(-100) }, story);
      expect(endsOf(scenario)).toEqual(['d=S']);
      everyOrder(scenario, (run) => {
        expect(run.count('bid', { driver: 'S' })).toBe(2);
        expect(run.count('bid', { driver: 'G' })).toBe(1);
      });
    }
  });

  it('D02 (FreeBSD) GIVEN G bids 0 and is registered before S (-20) WHEN d is probed THEN G attaches and S.probe never ran', () => {
    const scenario = freebsd({ S: bid(-20), G: bid(0) }, GS);
    const { ends, broken } = allOrders(scenario, ['specific-over-catch-all']);
    expect([ends, broken]).toEqual([['d=G'], ['specific-over-catch-all']]);
    everyOrder(scenario, (run) => {
      expect(run.count('bid', { driver: 'S' })).toBe(0);
      expect(run.count('bid', { driver: 'G' })).toBe(1);
    });
  });

  it('D03 (FreeBSD) GIVEN two drivers bid -20 WHEN d is probed THEN the one registered first attaches', () => {
    expect(endsOf(freebsd({ S: bid(-20), G: bid(-20) }, GS))).toEqual(['d=G']);
    expect(endsOf(freebsd({ S: bid(-20), G: bid(-20) }, SG))).toEqual(['d=S']);
  });

  it('D04 (FreeBSD) GIVEN G (-1000000) attached to d WHEN S registers THEN d keeps G and neither probe is called for d', () => {
    const story = 'given: [{ register: G }, { add: d }]\nstory: [{ register: S }]';
    const scenario = freebsd({ S: bid(-20), G: bid(-1_000_000) }, story);
    expect(endsOf(scenario)).toEqual(['d=G']);
    everyOrder(scenario, (run) => {
      const probed = run.facts.slice(run.result.storyAt).filter(({ is }) => is === 'bid');
      expect(probed).toEqual([]);
    });
  });

  it('D05 (FreeBSD) GIVEN S wins and its attach fails, G also bid THEN d is unbound; WHEN a third driver registers THEN S is elected and fails again', () => {
    const bids = {
      S: 'probe: { may: [ENXIO] }',
      G: '',
      more: '  T: { bus: simbus, matches: ["sim:other"] }',
    };
    const story = 'given: [{ register: G }, { register: S }, { add: d }]\nstory: [{ register: T }]';
    const { ends, broken } = allOrders(freebsd(bids, story), ['nobody-stranded']);
    expect([ends, broken]).toEqual([['d=-'], ['nobody-stranded']]);
    everyOrder(freebsd(bids, story), (run) => {
      expect(run.count('probe-called', { driver: 'S' })).toBe(2);
      expect(run.count('probe-called', { driver: 'G' })).toBe(0);
    });
  });

  it('D06 (FreeBSD) GIVEN frozen, G then S registered WHEN thaw THEN S attaches; without the freeze, G attaches', () => {
    const both = '{ register: G }, { register: S }';
    const frozen = `given: [{ add: d }]\nstory: [{ do: [block_probing, ${both}, unblock_probing] }]`;
    expect(endsOf(freebsd({ S: '', G: '' }, frozen))).toEqual(['d=S']);
    const free = `given: [{ add: d }]\nstory: [{ do: [${both}] }]`;
    expect(endsOf(freebsd({ S: '', G: '' }, free))).toEqual(['d=G']);
  });

  it('D07 (FreeBSD) GIVEN G has pass 10 and S the default pass WHEN the boot passes have run THEN G holds d', () => {
    const boot = (traits: string): string =>
      machine(
        { S: 'module: s', G: `module: g, ${traits}` },
        'modules: { s: { builtin: true }, g: { builtin: true } }\nboot: {}\nudev: false',
      ).replace('appears: story', 'appears: boot');
    expect(endsOf(under('freebsd', boot('under: { freebsd: { pass: 10 } }')))).toEqual(['d=G']);
    expect(endsOf(under('freebsd', boot('')))).toEqual(['d=S']);
  });

  it('D08 (FreeBSD) GIVEN a driver that bids NOWILDCARD WHEN the class of d is not fixed THEN it never attaches; WHEN set-driver names it THEN it does', () => {
    const bids = { S: bid(-2_000_000_000), G: '', more: '' };
    const come = 'given: [{ register: S }]\nstory: [{ add: d }]';
    expect(endsOf(freebsd(bids, come))).toEqual(['d=-']);
    const named = 'given: [{ register: S }, { add: d }]\nstory: [{ bind: { driver: S, device: d } }]';
    expect(endsOf(freebsd(bids, named))).toEqual(['d=S']);
  });

  it('D09 (FreeBSD) GIVEN the winner bid -20 but its second probe returns an error WHEN G also bid THEN d ends unbound; in the older sources S attaches', () => {
    const twice = { S: 'under: { freebsd: { bid: -20, second-probe-fails: true } }', G: '' };
    expect(endsOf(freebsd(twice, GS))).toEqual(['d=-']);
    expect(endsOf(under('freebsd-older', machine(twice, GS)))).toEqual(['d=S']);
  });

  it('A1.3 (FreeBSD) GIVEN disable_failed_devs and an attach that fails WHEN another driver registers THEN the device is passed over', () => {
    const bids = { S: 'probe: { may: [ENXIO] }', G: '' };
    const story = 'given: [{ register: S }, { add: d }]\nstory: [{ register: G }]';
    const tuned = `under: { freebsd: { disable-failed-devs: true } }\n${story}`;
    expect(endsOf(freebsd(bids, tuned))).toEqual(['d=-']);
    everyOrder(freebsd(bids, story), (run) => expect(run.count('probe-called', { driver: 'S' })).toBe(2));
    everyOrder(freebsd(bids, tuned), (run) => expect(run.count('probe-called', { driver: 'S' })).toBe(1));
  });
});

describe('FreeBSD: orders', () => {
  const race = 'given: [{ add: d }]\nstory: [{ register: G }, { register: S }]';

  it('A1.6 (FreeBSD, UNCONFIRMED: the lock is held while a probe sleeps) GIVEN S and G register at the same time WHEN d is there THEN whoever comes first has it, and one probe runs at a time', () => {
    const alone: Invariant = {
      name: 'one-probe-at-a-time',
      says: 'While a driver claims a device, no other is called on any.',
      because: 'The topology lock is held around every probe.',
      mutant: 'linux-6.1',
      atFact: ({ world, fact, a: device }) => {
        if (fact !== FACT['probe-called']) return undefined;
        const busy = world.setup.devices.find(
          ({ id }) => id !== device && world.device(id, 'driver') && !world.device(id, 'bound'),
        );
        return busy && { device, why: `${busy.name} is being probed` };
      },
    };
    const two = (yaml: string): string =>
      yaml.replace('drivers:', '  e: { bus: simbus, modalias: "sim:e", appears: story }\ndrivers:');
    const text = two(machine({ S: '', G: '' }, race)).replace('{ add: d }]', '{ add: d }, { add: e }]');
    const { ends, broken } = allOrders(under('freebsd', text), ['specific-over-catch-all', 'no-deadlock']);
    expect([ends, broken]).toEqual([['d=G e=G', 'd=S e=G'], []]);
    expect(allOrders(under('freebsd', text), [alone]).broken).toEqual([]);
    const coming = 'given: [{ register: G }, { register: S }]\nstory: [{ add: d }, { add: e }]';
    const slow = 'probe: { takes: 1ms }';
    const arriving = two(machine({ S: slow, G: slow }, coming));
    expect(allOrders(under('freebsd', arriving), [alone]).broken).toEqual([]);
    expect(allOrders(under('linux-6.1', arriving), [alone]).broken).toEqual(['one-probe-at-a-time']);
  });
});

describe('FreeBSD: rescan of a bus', () => {
  const slots = (given: string, story: string): ReturnType<typeof under> =>
    under(
      'freebsd',
      `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: story, under: { freebsd: { unannounced: true } } }
  e: { bus: simbus, modalias: "sim:x", appears: story }
drivers:
  S: { bus: simbus, matches: ["sim:x"] }
given: [${given}]
story: [{ as: admin, do: [${story}] }]`,
    );

  it('A1.8 (FreeBSD) GIVEN nobody tells the bus WHEN d is plugged in THEN nothing; WHEN it is rescanned THEN d is added and attached', () => {
    expect(endsOf(slots('{ register: S }', '{ add: d }'))).toEqual(['d=- e=-']);
    expect(endsOf(slots('{ register: S }', '{ add: d }, { rescan: simbus }'))).toEqual(['d=S e=-']);
  });

  it('A1.8 (FreeBSD) GIVEN d is pulled out unannounced WHEN the bus is rescanned THEN d is deleted, not before', () => {
    const come = '{ register: S }, { add: d }, { rescan: simbus }';
    expect(endsOf(slots(come, '{ remove: d }'))).toEqual(['d=S e=-']);
    expect(endsOf(slots(come, '{ remove: d }, { rescan: simbus }'))).toEqual(['d=- e=-']);
    // One that was pulled out and plugged in again between two rescans was never missed.
    const scenario = slots(come, '{ remove: d }, { add: d }, { rescan: simbus }');
    expect(endsOf(scenario)).toEqual(['d=S e=-']);
    everyOrder(scenario, (run) => expect(run.count('released')).toBe(0));
  });

  it('A1.8 (FreeBSD) GIVEN e is known and without a driver WHEN the bus is rescanned THEN it is left as it is', () => {
    const free = '{ register: S }, { add: e }, { unbind: { driver: S, device: e } }';
    expect(endsOf(slots(free, '{ rescan: simbus }'))).toEqual(['d=- e=-']);
    expect(endsOf(slots(free, '{ drivers_probe: e }'))).toEqual(['d=- e=S']);
  });
});

describe('FreeBSD: two readings of the topology lock', () => {
  const READINGS = ['freebsd', 'freebsd-drops-giant'] as const;
  const asBoth = (yaml: string, claims: readonly string[]): (readonly (readonly string[])[])[] =>
    READINGS.map((system) => {
      const { ends, broken } = allOrders(under(system, yaml), claims);
      return [ends, broken];
    });

  it('A1.6 (FreeBSD, UNCONFIRMED: the lock is dropped in a sleep) GIVEN S attaches slowly WHEN another driver registers THEN its devices attach meanwhile', () => {
    const text = machine(
      { S: 'probe: { takes: 1ms }', G: '' },
      'given: [{ register: S }, { register: G }]\nstory: [{ add: d }, { add: e }]',
    ).replace('drivers:', '  e: { bus: simbus, modalias: "sim:e", appears: story }\ndrivers:');
    const meanwhile: Invariant = {
      name: 'alone',
      says: 'No probe is called while another device is being attached.',
      because: 'Giant is held',
      mutant: 'freebsd-drops-giant',
      atFact: ({ world, fact, a: device }) =>
        fact === FACT['probe-called'] &&
        world.setup.devices.some(
          ({ id }) => world.device(id, 'driver') && !world.device(id, 'bound') && id !== device,
        )
          ? { device, why: 'another device is being attached' }
          : undefined,
    };
    const broken = READINGS.map((system) => allOrders(under(system, text), [meanwhile]).broken);
    expect(broken).toEqual([[], ['alone']]);
  });

  it('A1.6 (FreeBSD, UNCONFIRMED: the lock is dropped in a sleep) GIVEN an attach that sleeps THEN the device and its driver stay: EBUSY', () => {
    const slow = { S: 'probe: { takes: 1ms }', G: '' };
    const clear = 'override: { device: d, driver: none }';
    for (const deed of ['remove: d', 'unregister: S', 'unbind: { driver: S, device: d }', clear]) {
      const story = `given: [{ register: S }]\nstory: [{ add: d }, { ${deed} }]`;
      const busy: Invariant = {
        name: 'never-busy',
        says: 'Nobody is told EBUSY.',
        because: 'Giant is held',
        mutant: 'freebsd-drops-giant',
        atFact: ({ fact, c }) =>
          fact === FACT['command-answered'] && c === OUTCOME.EBUSY ? { why: 'EBUSY' } : undefined,
      };
      const told = READINGS.map((system) => allOrders(under(system, machine(slow, story)), [busy]).broken);
      expect(told, deed).toEqual([[], ['never-busy']]);
      const claims = ['no-ghost', 'at-most-one-driver', 'no-deadlock', 'settles', 'releases-own'];
      expect(
        asBoth(machine(slow, story), claims).map(([, broken]) => broken),
        deed,
      ).toEqual([[], []]);
    }
  });

  it('A1.6 (FreeBSD, UNCONFIRMED: the lock is dropped in a sleep) GIVEN a probe that sleeps while it bids WHEN another driver registers THEN two auctions run for d, and d may get two drivers', () => {
    const sleeps = { S: 'under: { freebsd: { probe-sleeps: 5 } }', G: '' };
    const story = 'given: [{ add: d }]\nstory: [{ register: S }, { register: G }]';
    expect(asBoth(machine(sleeps, story), ['at-most-one-driver'])).toEqual([
      [['d=G', 'd=S'], []],
      [['d=G', 'd=S'], ['at-most-one-driver']],
    ]);
  });

  it('A1.6 (FreeBSD, UNCONFIRMED: the lock is dropped in a sleep) GIVEN a probe that sleeps while it bids WHEN d is deleted THEN its driver may be called on what is gone', () => {
    const sleeps = { S: 'under: { freebsd: { probe-sleeps: 5 } }', G: '' };
    const story = 'given: [{ add: d }]\nstory: [{ register: S }, { remove: d }]';
    expect(asBoth(machine(sleeps, story), ['no-ghost']).map(([, broken]) => broken)).toEqual([
      [],
      ['no-ghost'],
    ]);
  });
});
