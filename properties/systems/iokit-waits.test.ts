/** IOKit's deferrals and driver extensions (systems reference A4.4d, A4.6, A4.7, A4.9), over all orders. */
import { describe, expect, it } from 'vitest';
import { boot } from '../../sim/scenario/boot/boot.ts';
import { FACT } from '../../sim/model/world.ts';
import { systemOf } from '../../sim/systems/catalogue.ts';
import { OF_DEVICE, OF_SYSTEM } from '../../sim/systems/iokit/marks.ts';
import { mustFind, publishedRead } from '../../sim/systems/iokit/resource-names.ts';
import { atTheEnd, deviceId, driverId, never, shown, starts } from './claims.ts';
import { expectDeclared, expectNothingLost } from './honest.ts';
import { allOrders, endsOf, under } from './under.ts';

interface Machine {
  readonly d?: string;
  readonly e?: string;
  readonly S?: string;
  readonly G?: string;
  readonly P?: string;
  readonly more?: string;
  readonly given?: string;
  readonly story: string;
}

/** S and G want d, and P wants e. */
const machine = ({ d = '', e = '', S = '', G = '', P = '', more = '', given = '', story }: Machine) =>
  under(
    'iokit',
    `
${more}devices:
  d: { bus: simbus, modalias: "sim:x", appears: story, under: { iokit: { ${d} } } }
  e: { bus: simbus, modalias: "sim:y", appears: story, under: { iokit: { ${e} } } }
drivers:
  S: { bus: simbus, matches: ["sim:x"], under: { iokit: { ${S} } } }
  G: { bus: simbus, matches: ["sim:x*"], catch-all: true, under: { iokit: { ${G} } } }
  P: { bus: simbus, matches: ["sim:y"], under: { iokit: { ${P} } } }
given: [{ register: G }, { register: S }${given}]
story: ${story}
`,
  );

const both = '[{ add: d }, { add: e }]';

describe('IOKit, resources (A4.7)', () => {
  it.each([
    ['the driver', { S: 'resource: firmware' }],
    ['the nub', { d: 'resource: firmware' }],
  ])(
    'GIVEN %s names a resource WHEN it is published late THEN S starts after that, and G never',
    (_of, who) => {
      const scenario = machine({ ...who, P: 'publishes: firmware', given: ', { register: P }', story: both });
      const early = never('a start before the publication', ({ world, fact, a }) => {
        return (
          fact === FACT['probe-called'] &&
          a === deviceId(world, 'd') &&
          world.boundTo(deviceId(world, 'e')) < 0
        );
      });
      const onlyS = atTheEnd('G never starts', (world) => starts(world, 'G', 'd') === 0);
      expect(shown(scenario, early, onlyS)).toEqual(['d=S e=P']);
    },
  );

  it('GIVEN the publisher never comes WHEN d is matched THEN the config thread waits without limit and G does not start', () => {
    const scenario = machine({ S: 'resource: firmware', P: 'publishes: firmware', story: both });
    const { ends, broken } = allOrders(scenario, ['no-deadlock']);
    expect([ends, broken]).toEqual([['d=- e=-'], ['no-deadlock']]);
  });

  it('GIVEN S waits WHEN a driver of another category comes after it in the pass THEN it waits, too', () => {
    const apart = 'category: audit';
    const scenario = machine({ S: 'resource: firmware', G: apart, story: both });
    expect(endsOf(scenario)).toEqual(['d=- e=-']);
    const first = machine({ S: `resource: firmware, ${apart}`, story: both });
    expect(endsOf(first)).toEqual(['d=G e=-']);
  });

  it('GIVEN two drivers each publish what the other waits for WHEN both are matched THEN both wait for ever', () => {
    const scenario = machine({
      S: 'resource: one, publishes: other',
      P: 'resource: other, publishes: one',
      given: ', { register: P }',
      story: both,
    });
    expect(allOrders(scenario, ['no-deadlock']).broken).toEqual(['no-deadlock']);
    expect(endsOf(scenario)).toEqual(['d=- e=-']);
  });

  it('GIVEN the nub of resources WHEN a name is missing THEN the match fails; WHEN it is published THEN the nub is matched again', () => {
    const scenario = machine({
      d: 'resources: true',
      S: 'resource: firmware',
      P: 'publishes: firmware',
      given: ', { register: P }',
      story: '[{ as: all, do: [{ add: d }, { wait: 1ms }, { add: e }] }]',
    });
    // Not there, G may be faster, or S finds it there: but nobody ever waits.
    const { ends, broken } = allOrders(scenario, ['no-deadlock']);
    expect([ends, broken]).toEqual([['d=G e=P', 'd=S e=P'], []]);
    const alone = machine({
      d: 'resources: true, resource: nobody',
      S: 'resource: firmware',
      G: 'declines: true',
      P: 'publishes: firmware',
      given: ', { register: P }',
      story: both,
    });
    expect(endsOf(alone)).toEqual(['d=S e=P']);
  });
});

it('IOKit: a machine that names no resource looks at nobody who could publish one', () => {
  const kernelFor = (more: Partial<Machine>) =>
    boot(machine({ ...more, story: '[{ add: d }]' }), systemOf({ system: 'iokit' })).kernel;
  expect(publishedRead(kernelFor({}), 0)).toEqual([]);
  const named = kernelFor({ d: 'resources: true', S: 'resource: firmware', P: 'publishes: firmware' });
  expect(publishedRead(named, mustFind(named, 0, 0))).toHaveLength(1);
});

describe('IOKit, config threads (A4.6, A4.9)', () => {
  const waits = {
    S: 'resource: firmware',
    P: 'publishes: firmware',
    given: ', { register: P }',
    story: both,
  };
  const most = never('more jobs than threads', ({ world }) => world.systemMark(OF_SYSTEM.threads) > 1);
  const one = 'under: { iokit: { threads: 1 } }\n';

  it('GIVEN one config thread WHEN it waits for a resource THEN the publisher behind it never starts; else both do', () => {
    const scenario = machine({ ...waits, more: one });
    const { ends, broken } = allOrders(scenario, ['no-deadlock']);
    expect([ends, broken]).toEqual([['d=- e=-', 'd=S e=P'], ['no-deadlock']]);
    expect(shown(scenario, most)).toEqual(ends);
    expect(endsOf(machine({ ...waits, more: one.replace('1', '2') }))).toEqual(['d=S e=P']);
  });

  it('GIVEN one config thread and the publisher on the nub of resources THEN its job runs beyond the limit', () => {
    const beyond = machine({ ...waits, e: 'resources: true', more: one });
    expect(shown(beyond, most)).toEqual(['d=S e=P']);
  });
});

describe('IOKit, match deferral (A4.7)', () => {
  const booting = (more: string, G = '', modules = 's, g'): string => `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: boot }
drivers:
  S: { bus: simbus, matches: ["sim:x"], under: { iokit: { defer: true, ${more} } } }
  G: { bus: simbus, matches: ["sim:x*"], catch-all: true, under: { iokit: { ${G} } } }
modules: { ${modules
    .split(', ')
    .map((name) => `${name}: { builtin: 6, drivers: [${name.toUpperCase()}] }`)
    .join(', ')} }
boot: {}
`;
  const early = never('S starts before user space', ({ world, fact, b }) => {
    return fact === FACT['probe-called'] && b === driverId(world, 'S') && world.one('stage') < 2;
  });

  it('GIVEN S defers WHEN the daemon is not up THEN the nub is parked; WHEN it is up THEN S starts', () => {
    for (const modules of ['s, g', 'g, s'])
      expect(shown(under('iokit', booting('', '', modules)), early)).toEqual(['d=S']);
    expect(shown(under('iokit', booting('', 'declines: true')), early)).toEqual(['d=S']);
  });

  it('GIVEN S defers WHEN its nub is parked THEN further categories of that pass wait, too, and start in the next', () => {
    const scenario = under('iokit', booting('', 'category: audit'));
    const seen = never('G starts on a parked nub', ({ world, fact, b }) => {
      const starting = fact === FACT['probe-called'] && b === driverId(world, 'G');
      return (
        starting && world.deviceMark(deviceId(world, 'd'), OF_DEVICE.parked) === 1 && world.one('stage') < 2
      );
    });
    expect(shown(scenario, early, seen)).toEqual(['d=S+G']);
  });

  it('GIVEN S defers WHEN the system runs already THEN nothing is parked', () => {
    expect(endsOf(machine({ S: 'defer: true', story: both }))).toEqual(['d=S e=-']);
  });
});

describe('IOKit, DriverKit (A4.2, A4.4d, A4.7)', () => {
  const alone = '[{ add: d }]';
  it('GIVEN an extension and a kext WHEN matched THEN the score decides as among kexts', () => {
    expect(endsOf(machine({ S: 'dext: true', story: alone }))).toEqual(['d=S e=-']);
    expect(endsOf(machine({ S: 'dext: true, score: -1, probe-score: -1', story: alone }))).toEqual([
      'd=G e=-',
    ]);
  });

  it('GIVEN its process does not check in THEN its start fails and the next candidate follows', () => {
    expect(endsOf(machine({ S: 'dext: true, checks-in: never', story: alone }))).toEqual(['d=G e=-']);
    expect(endsOf(machine({ S: 'dext: true, checks-in: maybe', story: alone }))).toEqual([
      'd=G e=-',
      'd=S e=-',
    ]);
  });

  it('GIVEN the module of an extension is not loaded WHEN matched THEN nothing stalls: the process is launched', () => {
    const text = (dext: boolean): string => `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: story }
drivers:
  S: { bus: simbus, matches: ["sim:x"], module: s, under: { iokit: { dext: ${dext} } } }
modules: { s: { aliases: ["sim:x"], drivers: [S] } }
story: [{ add: d }]
`;
    const stalls = never('stalls', ({ fact, b, c }) => {
      return fact === FACT['device-marked'] && b === OF_DEVICE.stalled && c === 1;
    });
    expect(shown(under('iokit', text(true)), stalls)).toEqual(['d=S']);
    expect(shown(under('iokit', text(false)), stalls)).toEqual(['d=S', 'stalls']);
  });

  it('GIVEN the nub of resources THEN no extension starts there', () => {
    expect(endsOf(machine({ d: 'resources: true', S: 'dext: true', story: alone }))).toEqual(['d=G e=-']);
  });

  it('GIVEN the process dies WHEN the provider is matched again THEN only its personality may match, up to the relaunch limit', () => {
    const dies = (crashes: number, relaunches: number, G = '', story = alone) =>
      machine({
        S: `dext: true, crashes: ${crashes}`,
        G,
        more: `under: { iokit: { relaunches: ${relaunches} } }\n`,
        story,
      });
    const unasked = atTheEnd('G never starts', (world) => starts(world, 'G', 'd') === 0);
    expect(shown(dies(2, 2), unasked)).toEqual(['d=S e=-']);
    // One death too many: now everybody but S may match.
    const thrice = atTheEnd('S was started three times', (world) => starts(world, 'S', 'd') === 3);
    expect(shown(dies(3, 2), thrice)).toEqual(['d=G e=-']);
    expect(shown(dies(3, 2, 'declines: true'))).toEqual(['d=- e=-']);
    expect(shown(dies(1, 0))).toEqual(['d=G e=-']);
    // A limit passes it over in the rematch only; no relaunch at all is for good.
    const asked = '[{ add: d }, { drivers_probe: d }]';
    expect(shown(dies(2, 1, 'declines: true', asked))).toEqual(['d=- e=-', 'd=S e=-']);
    expect(shown(dies(1, 0, 'declines: true', asked))).toEqual(['d=- e=-']);
  });

  it('GIVEN a rematch WHEN another personality has the higher score THEN it must stand back; without a relaunch it may come', () => {
    const text = (relaunches: number): string => `
under: { iokit: { relaunches: ${relaunches} } }
devices:
  d: { bus: simbus, modalias: "sim:x", appears: story }
drivers:
  S: { bus: simbus, matches: ["sim:x"], under: { iokit: { dext: true, crashes: 1 } } }
  T: { bus: simbus, matches: ["sim:x"], under: { iokit: { score: 900, probe-score: 900 } } }
given: [{ register: S }]
story: [{ add: d }, { register: T }]
`;
    // T may be faster than the first start of S; what it may not is to come in after the death.
    const after = never('T starts after the death', ({ world, fact, a, b }) => {
      return (
        fact === FACT['probe-called'] &&
        b === driverId(world, 'T') &&
        world.deviceMark(a, OF_DEVICE.crashes) > 0
      );
    });
    expect(shown(under('iokit', text(5)), after)).toEqual(['d=S', 'd=T']);
    expect(shown(under('iokit', text(0)), after)).toEqual(['d=T', 'T starts after the death']);
    for (const relaunches of [0, 5])
      expect(allOrders(under('iokit', text(relaunches)), null).broken).toEqual([]);
  });
});

describe('IOKit, everything at once', () => {
  const scenario = machine({
    d: 'resource: firmware',
    S: 'dext: true, checks-in: maybe, crashes: 1',
    G: 'category: audit',
    P: 'publishes: firmware',
    more: 'under: { iokit: { threads: 2, relaunches: 0 } }\n',
    given: ', { register: P }',
    story: '[{ add: d }, { do: [{ add: e }, { remove: e }] }, { do: [{ unregister: S }] }]',
  });

  it('loses no order and hides no step', () => {
    expectNothingLost(scenario);
    expectDeclared(scenario, 20);
  });

  it('has no slot with two drivers, and settles', () => {
    const claims = ['at-most-one-driver', 'no-ghost', 'registers-once', 'settles', 'releases-own'];
    expect(allOrders(scenario, claims).broken).toEqual([]);
  });
});
