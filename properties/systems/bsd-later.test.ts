/** Statements about what a driver leaves for after its attach on NetBSD and OpenBSD (systems reference A2.7, A3.7). */
import { describe, expect, it } from 'vitest';
import type { Invariant } from '../../sim/check/invariant.ts';
import type { SystemName } from '../../sim/systems/catalogue.ts';
import { FACT } from '../../sim/model/world.ts';
import { expectDeclared, expectNothingLost } from './honest.ts';
import { allOrders, everyOrder, under } from './under.ts';
import type { Observed } from '../observed.ts';

/** A claim that is made for one statement. */
const claim = (name: string, atFact: NonNullable<Invariant['atFact']>): Invariant => ({
  name,
  says: name,
  because: 'the reference says so',
  mutant: 'none',
  atFact,
});

/** A bus whose driver finds disk and tape. `parts`: what P, D and T say; `tape`: when T's device is found. */
const machine = (
  system: SystemName,
  {
    P = 'at-once',
    D = 'at-once',
    tape = '0',
    story = '',
  }: Partial<Record<'P' | 'D' | 'tape' | 'story', string>>,
) => {
  const says = (config: string): string => `under: { ${system}: { config: ${config} } }`;
  return under(
    system,
    `
buses: { simbus: { rules: generic }, scsi: { rules: generic } }
devices:
  disk: { bus: scsi, modalias: "s:disk", parent: hba, appears: parent, appears-after: 0 }
  hba: { bus: simbus, modalias: "sim:hba", appears: boot }
  tape: { bus: scsi, modalias: "s:tape", parent: hba, appears: parent, appears-after: ${tape} }
  part: { bus: scsi, modalias: "s:part", parent: disk, appears: parent, appears-after: 0 }
drivers:
  P: { bus: simbus, matches: ["sim:hba"], module: k, ${says(P)} }
  D: { bus: scsi, matches: ["s:disk"], module: k, ${says(D)} }
  T: { bus: scsi, matches: ["s:tape"], module: k }
  X: { bus: scsi, matches: ["s:part"], module: k }
modules: { k: { builtin: true } }
boot: {}
udev: false
${story}`,
  );
};

/** Names of the devices in the order in which drivers got them, and when user space began. */
const order = (run: Observed): string =>
  run.facts
    .filter(({ is }) => is === 'bound' || is === 'stage-entered')
    .map(({ is, values }) => (is === 'bound' ? values.device : 'root'))
    .join(' ');

const ordersOf = (...args: Parameters<typeof machine>): readonly string[] => {
  const seen = new Set<string>();
  everyOrder(machine(...args), (run) => seen.add(order(run)), 6000);
  return [...seen].sort();
};

describe.each(['netbsd', 'openbsd'] as const)('%s: config_defer', (system) => {
  it('A2.7, A3.7 GIVEN children that their parent finds at once WHEN nobody defers THEN each is attached within its parent', () => {
    expect(ordersOf(system, {})).toEqual(['hba disk part tape root']);
  });

  it('A2.7, A3.7 GIVEN the disk defers WHEN its parent attaches THEN what it finds comes after its siblings', () => {
    expect(ordersOf(system, { D: 'defer' })).toEqual(['hba disk tape part root']);
  });

  it('A2.7, A3.7 GIVEN a device without a parent defers WHEN its bus has been scanned THEN what it finds comes before the root file system', () => {
    expect(ordersOf(system, { P: 'defer' })).toEqual(['hba disk part tape root']);
  });

  it('A2.7, A3.7 GIVEN the disk comes after its parent has attached and defers THEN the boot is held up for ever', () => {
    const held = machine(system, { P: 'defer', D: 'defer' });
    const { ends, broken } = allOrders(held, ['no-deadlock']);
    expect([ends, broken]).toEqual([['disk=D hba=P tape=T part=-'], ['no-deadlock']]);
  });

  it('is as honest as the rest: no order is lost, nothing is touched in secret', () => {
    const late = machine(system, { D: 'defer', tape: '1ms', story: 'story: [{ at: 1ms, remove: disk }]' });
    expectNothingLost(late);
    expectDeclared(late);
  });
});

describe('NetBSD: interrupts, the root file system, hooks', () => {
  it('A2.7 (NetBSD) GIVEN a driver that waits for interrupts THEN its children come before the root file system, after all that the search finds', () => {
    expect(ordersOf('netbsd', { P: 'interrupts' })).toEqual(['hba disk part tape root']);
    expect(ordersOf('netbsd', { D: 'interrupts' })).toEqual(['hba disk tape part root']);
  });

  it('A2.7 (NetBSD) GIVEN a driver that waits for the root file system THEN the root file system does not wait for it', () => {
    expect(ordersOf('netbsd', { D: 'mountroot' })).toEqual(['hba disk tape root part']);
    expect(ordersOf('netbsd', { P: 'interrupts', D: 'mountroot' })).toEqual(['hba disk tape root part']);
    const { ends, broken } = allOrders(machine('netbsd', { P: 'mountroot' }), null);
    expect([ends, broken]).toEqual([['disk=D hba=P tape=T part=X'], []]);
  });

  it('D12 (NetBSD) GIVEN work left for the root file system WHEN detach is requested THEN it is not refused, and the work is not done', () => {
    const unbind = machine('netbsd', {
      D: 'mountroot',
      story: 'story: [{ unbind: { driver: D, device: disk } }]',
    });
    let wasLeft = false;
    const seen = claim('seen', ({ world, fact, a }) => {
      if (fact === FACT.released && world.deviceMark(a, 0) === 0) wasLeft ||= world.one('stage') === 0;
      return fact === FACT['device-named'] && world.setup.devices[a]?.name === 'part' && world.boundTo(0) < 0
        ? { device: a, why: 'its parent has no driver' }
        : undefined;
    });
    const { ends, broken } = allOrders(unbind, [seen]);
    expect([ends, broken]).toEqual([['disk=- hba=P tape=T part=-', 'disk=D hba=P tape=T part=X'], []]);
    expect(wasLeft).toBe(true);
  });

  it('A2.7 (NetBSD) GIVEN a hook of config_finalize THEN it runs when nothing is pending; GIVEN it finds a device with another hook THEN that runs, too', () => {
    expect(ordersOf('netbsd', { D: 'finalize' })).toEqual(['hba disk tape part root']);
    expect(ordersOf('netbsd', { P: 'interrupts', D: 'finalize' })).toEqual(['hba disk tape part root']);
    expect(ordersOf('netbsd', { P: 'finalize', D: 'finalize' })).toEqual(['hba disk tape part root']);
  });

  it('A2.4 (NetBSD) GIVEN a device came late and deferred WHEN its bus is scanned again THEN the work runs and the device can be let go', () => {
    const plugged = (more: string) =>
      under(
        'netbsd',
        `
buses: { simbus: { rules: generic }, scsi: { rules: generic } }
devices:
  hba: { bus: simbus, modalias: "sim:hba", appears: story }
  disk: { bus: scsi, modalias: "s:disk", parent: hba, appears: parent, appears-after: 0 }
drivers:
  P: { bus: simbus, matches: ["sim:hba"], under: { netbsd: { config: defer } } }
  D: { bus: scsi, matches: ["s:disk"] }
given: [{ register: P }, { register: D }, { add: hba }${more}]
story: [{ unbind: { driver: P, device: hba } }]`,
      );
    const told = (more: string): readonly string[] => {
      const seen = new Set<string>();
      everyOrder(plugged(more), (run) => {
        const [last] = run.of('command-answered').slice(-1);
        seen.add(`${run.count('bound', { device: 'disk' })} disks, then ${last?.values.outcome}`);
      });
      return [...seen];
    };
    expect(told('')).toEqual(['0 disks, then EBUSY']);
    expect(told(', { rescan: simbus }')).toEqual(['1 disks, then ok']);
    expect(told(', { attach: hba }')).toEqual(['1 disks, then ok']);
    expect(told(', { rescan: scsi }')).toEqual(['0 disks, then EBUSY']);
  });
});

describe.each(['netbsd', 'openbsd'] as const)('%s: an entry for one unit', (system) => {
  const two = (unit: string, story: string, G = '') =>
    under(
      system,
      `
devices:
  d: { bus: simbus, modalias: "sim:d", appears: story }
  e: { bus: simbus, modalias: "sim:e", appears: story }
drivers:
  S: { bus: simbus, matches: ["sim:d", "sim:e"], probe: { takes: 1ms }, under: { ${system}: { match: 9, unit: ${unit} } } }
  G: { bus: simbus, catch-all: true, matches: ["*"], ${G} }
given: [{ register: G }, { register: S }]
${story}`,
    );
  const both = 'story: [{ add: d }, { add: e }]';

  it('A2.1, A3.1 GIVEN a better entry for one unit WHEN two devices come THEN one of them gets the next best', () => {
    expect(allOrders(two('any', both)).ends).toEqual(['d=S e=S']);
    const { ends, broken } = allOrders(two('one', both), null);
    expect([ends, broken]).toEqual([['d=G e=S', 'd=S e=G'], []]);
    expectNothingLost(two('one', both));
    expectDeclared(two('one', both));
  });

  it('A2.1, A3.1 GIVEN the catch-all has one unit, too, and scores higher THEN it is judged by who is free as it attaches', () => {
    const G = `probe: { takes: 1ms }, under: { ${system}: { match: 10, unit: one } }`;
    const { ends, broken } = allOrders(two('one', both, G), null);
    expect([ends, broken]).toEqual([['d=G e=S', 'd=S e=G'], ['specific-over-catch-all']]);
    expectNothingLost(two('one', both, G));
  });

  it('A2.1, A3.1 GIVEN the device that had the unit is gone WHEN another comes THEN that gets it', () => {
    const story = 'story: [{ do: [{ add: d }, { remove: d }, { add: e }] }]';
    expect(allOrders(two('one', story)).ends).toEqual(['d=- e=S']);
  });
});
