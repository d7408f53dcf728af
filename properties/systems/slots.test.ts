/** Devices with several slots: the promise per slot, endings with several drivers, and how files name them. */
import { describe, expect, it } from 'vitest';
import { claimText, endingOf } from '../../sim/check/expect.ts';
import { Machine } from '../../sim/engine/machine.ts';
import { seeded } from '../../sim/engine/random.ts';
import { FACT, type World } from '../../sim/model/world.ts';
import { boot } from '../../sim/scenario/boot/boot.ts';
import { formatScenario } from '../../sim/scenario/format.ts';
import { simulate } from '../../sim/simulate.ts';
import { systemOf } from '../../sim/systems/catalogue.ts';
import { atMostOneDriver } from '../invariants/at-most-one-driver.ts';
import { watchedRun } from '../engine/watched.ts';
import { invariantsNamed } from '../invariants/index.ts';
import { scenarioFrom } from '../runs.ts';
import { atTheEnd } from './claims.ts';
import { allOrders, under } from './under.ts';

const text = (ends: string): string => `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: boot }
drivers:
  S: { bus: simbus, matches: ["sim:x"] }
  A: { bus: simbus, matches: ["sim:x"], under: { iokit: { category: audit } } }
  B: { bus: simbus, matches: ["sim:x"], under: { iokit: { category: audit } } }
given: [{ register: A }, { register: S }]
story: [{ register: B }]
expect: { ends: { d: [${ends}] } }
`;

describe('a device with several slots', () => {
  it('has at most one driver in each: a second one of a category is a breach, one of another is not', () => {
    const scenario = under('iokit', text('S+A'));
    const booted = boot(scenario, systemOf(scenario));
    const { world } = new Machine(booted.blueprint);
    const judge = world.kernel.judgeOf(world);
    const bind = (fact: 'bound' | 'slot-bound', driver: number): string | undefined => {
      world.emit(FACT[fact], 0, driver);
      return atMostOneDriver.atFact?.({ world, judge, fact: FACT[fact], a: 0, b: driver, c: 0 })?.why;
    };
    expect([bind('bound', 0), bind('slot-bound', 1)]).toEqual([undefined, undefined]);
    expect(endingOf(world)).toEqual({ d: 'S+A' });
    expect(bind('slot-bound', 2)).toBe('B bound to category audit of d, which A had already');
    expect(bind('bound', 0)).toBe('S bound to default category of d, which had a driver already');
  });

  it('ends with several drivers, which a file may expect in any order', () => {
    for (const written of ['S+A', 'A+S']) {
      const scenario = under('iokit', text(written));
      expect(scenario.expect.ends).toEqual({ d: ['S+A'] });
      expect(endingOf(simulate(scenario).world)).toEqual({ d: 'S+A' });
      expect(scenarioFrom(formatScenario(scenario))).toEqual(scenario);
    }
    expect(claimText({ ends: { d: 'S+A' } })).toBe('d ends with S+A');
  });

  it('a part that names no driver is a mistake', () => {
    expect(() => under('iokit', text('S+Q'))).toThrow('unknown driver "Q"');
  });
});

describe.each(['iokit', 'uefi'] as const)('under stress, %s', (system) => {
  const slot = system === 'iokit' ? 'category' : 'protocol';
  const story = `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: story }
drivers:
  S: { bus: simbus, matches: ["sim:x"] }
  A: { bus: simbus, matches: ["sim:x"], under: { ${system}: { ${slot}: audit } } }
  B: { bus: simbus, matches: ["*"], under: { ${system}: { ${slot}: audit } } }
given: [{ register: S }, { register: B }]
story:
  - { as: slot, do: [{ add: d }, { remove: d }, { add: d }] }
  - { as: other, do: [{ register: A }, { unregister: A }] }
  - { as: admin, do: [{ unbind: "B d" }, { reprobe: d }] }
`;
  const ghost = atTheEnd('who holds a slot is there, and so is the device', (world) =>
    world.setup.drivers.every(
      ({ id }) => !world.holds(id, 0) || (world.isRegistered(id) && isHere(world, 0)),
    ),
  );

  it('nobody waits for ever, no slot has two drivers, and none is held by who has gone', () => {
    const claims = [
      ...invariantsNamed(['no-deadlock', 'at-most-one-driver', 'calls-return', 'settles']),
      ghost,
    ];
    const { ends, broken } = allOrders(under(system, story), claims);
    expect(broken).toEqual([]);
    expect(ends).toContain('d=S+B');
    expect(ends.filter((end) => end.includes('A'))).toEqual([]);
  });

  it('its steps touch what they declare, and interned runs are live runs', () => {
    const scenario = under(system, story);
    for (let seed = 0; seed < 12; seed++) {
      const clock = seed % 2 ? 'timed' : 'untimed';
      const watched = watchedRun(scenario, clock);
      watched.run(seeded(`${seed}`));
      expect([...watched.violations]).toEqual([]);
      const hash = (threads: 'interned' | 'live'): string =>
        simulate(scenario, { chooser: seeded(`${seed}`), clock, threads }).traceHash;
      expect(hash('interned')).toBe(hash('live'));
    }
  });
});

const isHere = (world: World, device: number): boolean =>
  world.device(device, 'named') === 1 && !world.device(device, 'dead');
