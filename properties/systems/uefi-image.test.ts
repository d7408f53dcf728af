/** Images and the boot manager of UEFI (systems reference A10.4b, A10.7), over all orders. */
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { expectDeclared, expectNothingLost } from './honest.ts';
import { allOrders, endsOf, everyOrder, under } from './under.ts';

/** A root bridge that the image of M makes, and a controller that is there already. */
const machine = (story: string, given = '{ add: d }', m = ''): Scenario =>
  under(
    'uefi',
    `
devices:
  r: { bus: simbus, modalias: "sim:r", under: { uefi: { made-by: root } } }
  d: { bus: simbus, modalias: "sim:d", appears: story }
drivers:
  M: { bus: simbus, matches: ["sim:r"], under: { uefi: { makes: root } }${m} }
  W: { bus: simbus, matches: ["sim:d"] }
  G: { bus: simbus, matches: ["*"], catch-all: true, under: { uefi: { protocol: debug } } }
given: [${given}]
story: ${story}
`,
  );

describe('UEFI: an image starts', () => {
  it('A10.4b GIVEN an image that makes a handle WHEN it starts THEN that handle is connected, and controllers that are there already are not', () => {
    expect(endsOf(machine('[{ register: M }, { register: W }]'))).toEqual(['r=M d=-']);
    // Everybody who supports it is asked, not only who made it.
    expect(endsOf(machine('[{ register: M }]', '{ add: d }, { register: G }'))).toEqual(['r=M+G d=-']);
  });

  it('A10.4b GIVEN nobody has started the image THEN its handle is not there, whoever looks for it', () => {
    const scenario = machine('[{ as: a, do: [{ add: r }, { rescan: simbus }] }]', '{ register: G }');
    expect(endsOf(scenario)).toEqual(['r=- d=-']);
    everyOrder(scenario, (run) => expect(run.answers('a')[0]?.outcome).toBe('ENODEV'));
  });

  it('A10.4b GIVEN the binding is installed twice THEN the handle is made once; WHEN the image is unloaded THEN the handle goes', () => {
    const twice = machine('[{ as: a, do: [{ register: M }, { remove: r }, { register: M }] }]');
    everyOrder(twice, (run) => {
      expect(run.count('device-named', { device: 'r' })).toBe(1);
      expect(run.answers('a').map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'EBUSY']);
    });
    const gone = machine('[{ as: a, do: [{ register: M }, { unregister: M }] }]', '{ register: G }');
    expect(allOrders(gone, ['no-ghost', 'no-deadlock'])).toMatchObject({ ends: ['r=- d=-'], broken: [] });
    everyOrder(gone, (run) => expect(run.count('device-gone', { device: 'r' })).toBe(1));
  });

  const STRESS = [
    '[{ as: a, do: [{ register: M }, { unregister: M }] }, { rescan: simbus }, { register: W }]',
    '[{ register: M }, { as: a, do: [{ remove: r }, { register: G }] }, { drivers_probe: r }]',
  ];
  it.each(STRESS)('no order is lost, no touch hidden, no promise of handles broken: %s', (story) => {
    const scenario = machine(story, '{ add: d }', ', probe: { may: [ok, EIO], takes: 1ms }');
    const claims = ['no-deadlock', 'at-most-one-driver', 'no-ghost', 'settles', 'calls-return'];
    expect(allOrders(scenario, claims).broken).toEqual([]);
    expectNothingLost(scenario);
    expectDeclared(scenario);
  });
});

describe('UEFI: the boot manager', () => {
  const booting = (connects: string, story: string, more = ''): Scenario =>
    under(
      'uefi',
      `
under: { uefi: { connects: ${connects} } }
devices:
  d: { bus: simbus, modalias: "sim:d", under: { uefi: { boot-path: true } } }
  e: { bus: simbus, modalias: "sim:e" }
drivers:
  V: { bus: simbus, matches: ["sim:*"] }
${more}boot: {}
udev: false
story: ${story}
`,
    );

  const BUILT_IN = 'modules: { v: { builtin: true, drivers: [V], aliases: [] } }\n';

  it('A10.7 GIVEN a policy of the boot path WHEN the machine boots THEN only that is connected, until somebody connects the rest', () => {
    expect(endsOf(booting('all', '[]', BUILT_IN))).toEqual(['d=V e=V']);
    const quick = booting('boot-path', '[]', BUILT_IN);
    expect(allOrders(quick, ['nobody-stranded'])).toMatchObject({ ends: ['d=V e=-'], broken: [] });
    // Too early, the shell finds no driver yet; the boot manager does not look at e at all.
    const asked = booting('boot-path', '[{ drivers_probe: e }]', BUILT_IN);
    expect(endsOf(asked)).toEqual(['d=V e=-', 'd=V e=V']);
  });

  it('A10.7 GIVEN a driver that comes while controllers are connected THEN all are connected again', () => {
    const late = booting('all', '[{ register: V }]');
    // Never one of them alone: whoever came before the last pass is seen by all of it.
    expect(endsOf(late)).toEqual(['d=- e=-', 'd=V e=V']);
  });
});
