/** Statements about FreeBSD besides D01 to D09: no-match events, config hooks, hints, enable and reset (A1.7, A1.8). */
import { describe, expect, it } from 'vitest';
import type { Invariant } from '../../sim/check/invariant.ts';
import { FACT } from '../../sim/model/world.ts';
import { COLD, HOOKED } from '../../sim/systems/freebsd/bids.ts';
import { observe, type Observed } from '../observed.ts';
import { runsOf } from '../runs.ts';
import { expectDeclared, expectNothingLost } from './honest.ts';
import { allOrders, endsOf, everyOrder, under } from './under.ts';

/** A claim made for one statement: that this never happens. */
const never = (
  name: string,
  happens: (event: Parameters<NonNullable<Invariant['atFact']>>[0]) => boolean,
): Invariant => ({
  name,
  says: name,
  because: 'the reference says so',
  mutant: 'none',
  atFact: (event) => (happens(event) ? { device: event.a, why: name } : undefined),
});

const outcomesOf = (run: Observed): readonly unknown[] =>
  run.of('command-answered').map(({ values }) => values.outcome);

describe('FreeBSD: no-match events', () => {
  /** G is there from the start, S a module that user space loads for whom it hears of. */
  const loading = (tells: string, story: string, given = '{ register: G }') =>
    under(
      'freebsd',
      `
under: { freebsd: { tells-user-space: ${tells} } }
devices:
  d: { bus: simbus, modalias: "sim:x", appears: story }
  e: { bus: simbus, modalias: "sim:y", appears: story }
drivers:
  G: { bus: simbus, catch-all: true, matches: ["*"] }
  S: { bus: simbus, matches: ["sim:x"], module: s }
modules: { s: {} }
given: [${given}]
story: [${story}]`,
    );

  it('A1.7d (FreeBSD) GIVEN G has d WHEN user space hears of what has no match THEN it never loads S; GIVEN it hears of arrivals THEN it loads S in vain', () => {
    const story = '{ add: d }';
    expect(endsOf(loading('no-match', story))).toEqual(['d=G e=-']);
    expect(endsOf(loading('arrival', story))).toEqual(['d=G e=-']);
    const loads = never('loads S', ({ fact, a }) => fact === FACT['driver-named'] && a === 1);
    expect(allOrders(loading('no-match', story), [loads]).broken).toEqual([]);
    expect(allOrders(loading('arrival', story), [loads]).broken).toEqual(['loads S']);
  });

  it('A1.7d (FreeBSD) GIVEN nobody bids for d WHEN it comes THEN it is told once, and S is loaded', () => {
    expect(endsOf(loading('no-match', '{ add: d }', ''))).toEqual(['d=S e=-']);
    const told = (more: string): ReadonlySet<number> => {
      const scenario = loading('no-match', `{ do: [{ add: e }, { drivers_probe: e }${more}] }`, '');
      const runs = [...runsOf(scenario, { clock: 'untimed', seeds: 20, invariants: [] })];
      return new Set(
        runs.map(({ result }) => observe(result).count('uevent-queued', { device: 'e', action: 'add' })),
      );
    };
    expect([...told('')]).toEqual([1]);
    const again =
      ', { register: G }, { unbind: { driver: G, device: e } }, { unregister: G }, { drivers_probe: e }';
    expect([...told(again)]).toEqual([2]);
    expectNothingLost(loading('no-match', '{ add: d }, { register: G }', ''));
  });

  it('A1.7d (FreeBSD) GIVEN G had d WHEN G is unloaded THEN d is told of, and S is loaded', () => {
    const scenario = loading('no-match', '{ do: [{ add: d }, { unregister: G }] }');
    expect(endsOf(scenario)).toEqual(['d=S e=-']);
    expectNothingLost(scenario);
    expectDeclared({
      ...scenario,
      modules: [],
      drivers: scenario.drivers.map((one) => ({ ...one, module: null })),
    });
  });

  it('A1.7b (FreeBSD) GIVEN the bus is frozen WHEN d comes and has no match THEN it is told of at the thaw, if it is still without a driver', () => {
    const frozen = '{ do: [block_probing, { add: d }, unblock_probing] }';
    const scenario = loading('no-match', frozen, '');
    expect(endsOf(scenario)).toEqual(['d=S e=-']);
    const before = loading('no-match', '{ do: [block_probing, { add: d }] }', '');
    expect(endsOf(before)).toEqual(['d=- e=-']);
    const taken = loading(
      'no-match',
      '{ do: [block_probing, { add: d }, { register: G }, unblock_probing] }',
      '',
    );
    expect(endsOf(taken)).toEqual(['d=G e=-']);
    everyOrder(taken, (run) => expect(run.count('driver-named', { driver: 'S' })).toBe(0));
  });
});

describe('FreeBSD: hooks of a boot', () => {
  const boot = (hook: boolean, story = '') =>
    under(
      'freebsd',
      `
buses: { simbus: { rules: generic }, scsi: { rules: generic } }
devices:
  hba: { bus: simbus, modalias: "sim:hba", appears: boot }
  disk: { bus: scsi, modalias: "s:disk", parent: hba, appears: parent, appears-after: 0 }
drivers:
  P: { bus: simbus, matches: ["sim:hba"], module: k, under: { freebsd: { config-hook: ${hook}, pass: 10 } } }
  D: { bus: scsi, matches: ["s:disk"], module: k, under: { freebsd: { pass: 20 } } }
modules: { k: { builtin: true } }
boot: {}
udev: false
${story}`,
    );

  it('A1.7c (FreeBSD) GIVEN a driver with a config hook WHEN the boot runs THEN its children come after the last pass, and the boot has waited for the hook', () => {
    for (const hook of [true, false]) {
      const { ends, broken } = allOrders(boot(hook), ['no-deadlock', 'nobody-stranded', 'settles']);
      expect([ends, broken]).toEqual([['hba=P disk=D'], []]);
    }
    const early = never('early', ({ world, fact, a }) =>
      fact === FACT['device-named'] && a === 1 ? world.systemMark(COLD) === 1 : false,
    );
    const unawaited = never('unawaited', ({ world, fact }) =>
      fact === FACT['stage-entered'] ? world.deviceMark(0, HOOKED) === 1 : false,
    );
    expect(allOrders(boot(true), [early, unawaited]).broken).toEqual([]);
    expectNothingLost(boot(true));
    expectDeclared(boot(true));
  });

  it('A1.7c (FreeBSD) GIVEN the driver lets go before its hook runs THEN no child is found', () => {
    const unbind = boot(true, 'story: [{ unbind: { driver: P, device: hba } }]');
    const { ends, broken } = allOrders(unbind, ['no-deadlock', 'no-ghost', 'settles']);
    expect([ends, broken]).toEqual([['hba=- disk=-', 'hba=P disk=D'], []]);
  });
});

describe('FreeBSD: hints, enable, reset', () => {
  const machine = (S: string, story: string) =>
    under(
      'freebsd',
      `
devices: { d: { bus: simbus, modalias: "sim:x", appears: story } }
drivers:
  S: { bus: simbus, matches: ["sim:x"], ${S} }
  G: { bus: simbus, catch-all: true, matches: ["*"] }
${story}`,
    );
  const hint = 'under: { freebsd: { disabled: true } }';
  const both = 'given: [{ register: G }, { register: S }]\n';

  it('A1.8 (FreeBSD) GIVEN a hint disables S WHEN S wins THEN d stays without a driver, and G does not get it', () => {
    const { ends, broken } = allOrders(machine(hint, `${both}story: [{ add: d }]`), null);
    expect([ends, broken]).toEqual([['d=-'], []]);
    const attach = machine(hint, `${both}story: [{ do: [{ add: d }, { attach: d }, { rescan: simbus }] }]`);
    expect(endsOf(attach)).toEqual(['d=-']);
  });

  it('A1.8 (FreeBSD) GIVEN d is disabled by a hint WHEN it is enabled THEN S has it, without another auction', () => {
    const scenario = machine(hint, `${both}story: [{ do: [{ add: d }, { enable: d }] }]`);
    expect(endsOf(scenario)).toEqual(['d=S']);
    everyOrder(scenario, (run) => expect(run.count('bid', { driver: 'S' })).toBe(2));
    const gone = 'story: [{ do: [{ add: d }, { unregister: S }, { enable: d }] }]';
    expect(allOrders(machine(hint, `${both}${gone}`), ['no-ghost']).ends).toEqual(['d=G']);
  });

  it('A1.8 (FreeBSD) GIVEN d is disabled by hand THEN nobody gets it, whoever comes; WHEN it is enabled THEN there is a full auction', () => {
    const given = 'given: [{ register: G }, { add: d }]\n';
    const disabled = `${given}story: [{ do: [{ disable: d }, { register: S }, { attach: d }] }]`;
    const { ends, broken } = allOrders(machine('', disabled), null);
    expect([ends, broken]).toEqual([['d=-'], []]);
    const enabled = `${given}story: [{ do: [{ disable: d }, { register: S }, { enable: d }, { enable: d }, { disable: d }, { disable: d }] }]`;
    everyOrder(machine('', enabled), (run) => {
      expect(outcomesOf(run).slice(-4)).toEqual(['ok', 'EBUSY', 'ok', 'ENXIO']);
      expect(run.of('bound').map(({ values }) => values.driver)).toEqual(['G', 'S']);
    });
    const enabledAlready = machine('', 'story: [{ do: [{ add: d }, { enable: d }] }]');
    everyOrder(enabledAlready, (run) => expect(outcomesOf(run)).toEqual(['ok', 'EBUSY']));
    const beside = machine('', `${given}story: [{ disable: d }, { register: S }, { enable: d }]`);
    expectNothingLost(beside);
    expectDeclared(beside);
  });

  it('A1.8 (FreeBSD) GIVEN G has d and S came late WHEN d is reset with detach THEN S has it', () => {
    const late = 'given: [{ register: G }, { add: d }, { register: S }]\n';
    const scenario = machine('', `${late}story: [{ reprobe: d }]`);
    const { ends, broken } = allOrders(scenario, null);
    expect([ends, broken]).toEqual([['d=S'], []]);
    everyOrder(scenario, (run) => expect(outcomesOf(run).at(-1)).toBe('ok'));
  });
});
