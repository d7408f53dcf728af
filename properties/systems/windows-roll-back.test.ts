/** Roll back and the update wizard of Windows (systems reference A6.8), over all orders. */
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { allOrders, endsOf, everyOrder, under } from './under.ts';

const windows = (text: string): Scenario => under('windows', text);

describe('Windows: roll back', () => {
  const machine = (old: string, young: string, story: string, more = ''): Scenario =>
    windows(`
${more}devices:
  d: { bus: simbus, modalias: "sim:x", appears: story }
  e: { bus: simbus, modalias: "sim:x", appears: story }
drivers:
  Old: { bus: simbus, matches: ["sim:x"], under: { windows: { version: 1 } }${old} }
  New: { bus: simbus, matches: ["sim:x"], under: { windows: { version: 2 } }${young} }
${story}`);
  const inbox = (scenario: Scenario): Scenario => ({
    ...scenario,
    drivers: scenario.drivers.map((one) => ({
      ...one,
      under: { windows: { ...one.under?.['windows'], inbox: true } },
    })),
  });
  const HELD = 'given: [{ register: Old }, { add: d }]\n';
  const AFTER = `${HELD}story: [{ as: a, do: [{ register: New }, { rollback: d }, { drivers_probe: d }] }]`;
  const answers = (scenario: Scenario, wanted: readonly string[]): void => {
    everyOrder(scenario, (run) => expect(run.answers('a').map(({ outcome }) => outcome)).toEqual(wanted));
  };

  it('A6.8 (UNCONFIRMED: that a working newcomer leaves the backup) GIVEN Old worked and New replaced it WHEN rolled back THEN Old is there again, though worse, and New has left the store', () => {
    const scenario = machine('', '', AFTER);
    expect(endsOf(scenario)).toEqual(['d=Old e=-']);
    // Nothing better is left: the update answers that there is nothing to do.
    answers(scenario, ['ok', 'ok', 'ENOENT']);
    everyOrder(scenario, (run) => expect(run.count('driver-gone', { driver: 'New' })).toBe(1));
  });

  it('A6.8 GIVEN New never worked WHEN rolled back THEN Old is there again', () => {
    expect(endsOf(machine('', ', probe: { may: [EIO] }', AFTER))).toEqual(['d=Old e=-']);
  });

  it('A6.8 GIVEN New came with Windows, or another device has it WHEN rolled back THEN it stays in the store, and an update brings it back', () => {
    expect(endsOf(inbox(machine('', '', AFTER)))).toEqual(['d=New e=-']);
    const shared = AFTER.replace('{ register: New }', '{ register: New }, { add: e }');
    expect(endsOf(machine('', '', shared))).toEqual(['d=New e=New']);
  });

  it('A6.8 (DiRollbackDriver) GIVEN nothing was replaced, or what was replaced never worked, or it was rolled back already THEN the answer is that there is no backup', () => {
    const first = `${HELD}story: [{ as: a, do: [{ rollback: d }] }]`;
    answers(machine('', '', first), ['ENOENT']);
    const broken = AFTER.replace(', { drivers_probe: d }', '');
    answers(machine(', probe: { may: [EIO] }', '', broken), ['ok', 'ENOENT']);
    const twice = AFTER.replace('{ drivers_probe: d }', '{ rollback: d }');
    answers(machine('', '', twice), ['ok', 'ok', 'ENOENT']);
    answers(inbox(machine('', '', twice)), ['ok', 'ok', 'ENOENT']);
  });

  it('A6.8 GIVEN the backup has left the store WHEN rolled back THEN there is none', () => {
    const gone = AFTER.replace(
      '{ rollback: d }, { drivers_probe: d }',
      '{ unregister: Old }, { rollback: d }',
    );
    answers(machine('', '', gone), ['ok', 'ok', 'ENOENT']);
  });

  it('A6.8 GIVEN an update that is still searched for WHEN rolled back THEN it depends on who comes first, and no promise breaks', () => {
    const modules = 'modules: { new: { aliases: ["sim:x"], drivers: [New] } }\n';
    const racing = 'given: [{ register: Old }]\nstory: [{ as: a, do: [{ add: d }, { rollback: d }] }]';
    expect(allOrders(machine('', '', racing, modules), null)).toMatchObject({
      ends: ['d=New e=-', 'd=Old e=-'],
      // That a late package rebinds is by design here.
      broken: [],
    });
  });

  it('(any) A system that has no roll back says so', () => {
    const scenario = { ...machine('', '', AFTER), system: 'linux-6.1' };
    everyOrder(scenario, (run) =>
      expect(run.answers('a').map(({ outcome }) => outcome)[1]).toBe('no-such-verb'),
    );
  });
});

describe('Windows: the update wizard', () => {
  // Nobody searches by himself when the device comes, so that it is known what is there.
  const machine = (given: string, story: string): readonly string[] =>
    endsOf(
      windows(`under: { windows: { update: false } }
modules: { new: { aliases: ["sim:x"], drivers: [New] } }
devices:
  d: { bus: simbus, modalias: "sim:x", appears: story }
drivers:
  Old: { bus: simbus, matches: ["sim:x"], under: { windows: { version: 1 } } }
  New: { bus: simbus, matches: ["sim:x"], under: { windows: { version: 2 } } }
given: [{ register: Old }, ${given}]
story: [{ ${story} }]`),
    );

  it('A6.8 GIVEN only Windows Update has New WHEN the wizard searches by itself THEN New is fetched; WHEN only the store is searched THEN not', () => {
    const given = '{ add: d }';
    expect(machine(given, 'attach: d')).toEqual(['d=New']);
    expect(machine(given, 'drivers_probe: d')).toEqual(['d=Old']);
  });

  it('A6.8 GIVEN Old was chosen by hand over New WHEN the wizard searches THEN New is back; WHEN the list is used THEN what is chosen', () => {
    const given = '{ modprobe: new }, { add: d }, { bind: "Old d" }';
    expect(machine(given, 'rescan: simbus')).toEqual(['d=Old']);
    expect(machine(given, 'attach: d')).toEqual(['d=New']);
    expect(machine(given, 'bind: "New d"')).toEqual(['d=New']);
  });
});

describe('Windows: a device that is unplugged and comes again', () => {
  const machine = (returning: string, deeds: string, old = ''): Scenario =>
    windows(`under: { windows: { returning: ${returning} } }
devices:
  d: { bus: simbus, modalias: "sim:x", appears: story }
drivers:
  Old: { bus: simbus, matches: ["sim:x"], under: { windows: { version: 1${old} } } }
  New: { bus: simbus, matches: ["sim:x"], under: { windows: { version: 2 } } }
given: [{ register: Old }, { add: d }]
story: [{ as: a, do: [{ remove: d }, ${deeds}{ add: d }] }]`);

  it('A6.7 GIVEN a better package was staged meanwhile THEN it is chosen anew; or the registry still has what was installed', () => {
    const staged = '{ register: New }, ';
    expect(endsOf(machine('chosen-anew', staged))).toEqual(['d=New']);
    expect(endsOf(machine('as-before', staged))).toEqual(['d=Old']);
    // What the registry has may be gone from the store, or start nothing.
    expect(endsOf(machine('as-before', `${staged}{ unregister: Old }, `))).toEqual(['d=New']);
    const unused = machine('as-before', staged, ', null-driver: true');
    everyOrder(unused, (run) => expect([run.ends.d, run.count('probe-called')]).toEqual([null, 0]));
  });

  it('A6.8 GIVEN it was disabled THEN the registry has that, too; chosen anew, it is not', () => {
    const off = (returning: string): Scenario => {
      const { given, ...rest } = machine(returning, '');
      return { ...rest, given: [...given, { do: 'unbind', driver: 'Old', device: 'd' }] };
    };
    expect([endsOf(off('as-before')), endsOf(off('chosen-anew'))]).toEqual([['d=-'], ['d=Old']]);
  });
});
