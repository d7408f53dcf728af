/** Statements about illumos (systems reference A7, D32 and D33), over all orders. */
import { describe, expect, it } from 'vitest';
import type { Invariant } from '../../sim/check/invariant.ts';
import { FACT } from '../../sim/model/world.ts';
import { xAndY as machine } from './illumos-machine.ts';
import { allOrders, endsOf, everyOrder, under } from './under.ts';

const bound = 'given: [{ register: Y }, { add: d }]\n';

describe('illumos: names decide', () => {
  it('D32 (illumos) GIVEN compatible [x, y] and only y has a driver THEN bound to y; WHEN a driver for x is added and d is idle THEN d rebinds to x', () => {
    expect(endsOf(machine('given: [{ register: Y }]\nstory: [{ add: d }]'))).toEqual(['d=Y']);
    const scenario = machine(`${bound}story: [{ register: X }]`);
    const { ends, broken } = allOrders(scenario, null);
    expect([ends, broken]).toEqual([['d=X'], []]);
    everyOrder(scenario, (run) => expect(run.count('released', { cause: 'better-driver' })).toBe(1));
  });

  it('D32 (illumos) GIVEN the same WHEN d is in use THEN it keeps y', () => {
    const scenario = machine(`${bound}story: [{ register: X }]`, { device: 'in-use: true' });
    expect(endsOf(scenario)).toEqual(['d=Y']);
    everyOrder(scenario, (run) => expect(run.count('probe-called', { driver: 'X' })).toBe(0));
  });

  it('D33 (illumos) GIVEN the driver for x is active but its attach fails, y has a driver WHEN configured THEN y is not tried', () => {
    const both = 'given: [{ register: Y }, { register: X }]\n';
    const failing = { X: 'probe: { may: [EIO] }' };
    const scenario = machine(`${both}story: [{ do: [{ add: d }, { attach: d }] }]`, failing);
    const { ends, broken } = allOrders(scenario, ['nobody-stranded']);
    expect([ends, broken]).toEqual([['d=-'], ['nobody-stranded']]);
    everyOrder(scenario, (run) =>
      expect(run.of('probe-called').map(({ values }) => values.driver)).toEqual(['X', 'X']),
    );
  });

  it('A7.1 (illumos) GIVEN a path alias to Y WHEN X is better by name THEN Y has the device', () => {
    const both = 'given: [{ register: X }, { register: Y }, { add: d }]\n';
    expect(endsOf(machine(`${both}story: [{ rescan: simbus }]`))).toEqual(['d=X']);
    expect(endsOf(machine(`${both}story: [{ override: { device: d, driver: Y } }]`))).toEqual(['d=Y']);
  });
});

describe('illumos: orders', () => {
  it('A7.6 (illumos) GIVEN hot plug and add_drv of x at the same time THEN d may end with y although x is active: the accepted race', () => {
    const scenario = machine('given: [{ register: Y }]\nstory: [{ add: d }, { register: X }]');
    const { ends, broken } = allOrders(scenario, ['no-deadlock', 'at-most-one-driver', 'no-ghost']);
    expect([ends, broken]).toEqual([['d=X', 'd=Y'], []]);
  });

  it('A7.6 (illumos) GIVEN rem_drv while the driver is being attached THEN it waits and nothing keeps a driver that is gone', () => {
    const scenario = machine('given: [{ register: Y }]\nstory: [{ add: d }, { unregister: Y }]');
    const { ends, broken } = allOrders(scenario, ['no-deadlock', 'no-ghost', 'settles']);
    expect([ends, broken]).toEqual([['d=-'], []]);
  });

  it('A7.6 (illumos) GIVEN two nexus nodes THEN what hangs on them attaches side by side, what hangs on one of them does not', () => {
    /** Two devices at the root, and two that their drivers find. */
    const text = (system: string, parentOfSecond: 'a' | 'b') =>
      under(
        system,
        `
devices:
  a: { bus: simbus, modalias: "sim:a", appears: boot }
  b: { bus: simbus, modalias: "sim:b", appears: boot }
  one: { bus: other, modalias: "o:1", parent: a, appears: parent }
  two: { bus: other, modalias: "o:2", parent: ${parentOfSecond}, appears: parent }
drivers:
  N: { bus: simbus, matches: ["sim:*"], module: n, probe: { takes: 1ms } }
  L: { bus: other, matches: ["o:*"], module: n, probe: { takes: 1ms } }
modules: { n: { builtin: true } }
boot: {}
udev: false
buses: { simbus: { rules: generic }, other: { rules: generic } }`,
      );
    const apart = (name: string, counts: (a: number, b: number) => boolean): Invariant => ({
      name,
      says: 'No two of these are attached at the same time.',
      because: 'their parent is entered by one thread at a time',
      mutant: 'illumos',
      atFact: ({ world, fact, a }) => {
        if (fact !== FACT['probe-called']) return undefined;
        const parents = world.setup.devices.map(({ parent }) => parent);
        const other = world.setup.devices.find(
          ({ id }) =>
            id !== a &&
            world.device(id, 'driver') &&
            !world.device(id, 'bound') &&
            counts(parents[a] ?? -1, parents[id] ?? -1),
        );
        return other && { device: a, why: `${other.name} is being attached` };
      },
    });
    const claims = [apart('siblings', (a, b) => a === b), apart('strangers', (a, b) => a !== b)];
    for (const parent of ['a', 'b'] as const) {
      const { ends, broken } = allOrders(text('illumos', parent), claims);
      expect([ends, broken]).toEqual([['a=N b=N one=L two=L'], ['strangers']]);
    }
    expect(allOrders(text('freebsd', 'b'), claims).broken).toEqual([]);
  });
});

describe('illumos: what waits, and what stops', () => {
  const both = 'given: [{ register: X }, { register: Y }]\n';

  it('A7.7 (illumos) GIVEN a lazy node WHEN it comes THEN it is bound, and attached when somebody opens it', () => {
    const lazy = { device: 'lazy: true' };
    const { ends, broken } = allOrders(machine(`${both}story: [{ add: d }]`, lazy), null);
    expect([ends, broken]).toEqual([['d=-'], []]);
    expect(endsOf(machine(`${both}story: [{ do: [{ add: d }, { attach: d }] }]`, lazy))).toEqual(['d=X']);
    const late = 'given: [{ register: Y }, { add: d }]\nstory: [{ do: [{ register: X }, { attach: d }] }]';
    const scenario = machine(late, lazy);
    expect(endsOf(scenario)).toEqual(['d=X']);
    everyOrder(scenario, (run) => expect(run.count('probe-called', { driver: 'Y' })).toBe(0));
    const opened = 'given: [{ register: Y }, { add: d }, { attach: d }]\nstory: [{ do: [{ register: X }';
    expect(endsOf(machine(`${opened}] }]`, lazy))).toEqual(['d=-']);
    expect(endsOf(machine(`${opened}, { attach: d }] }]`, lazy))).toEqual(['d=X']);
  });

  it('A7.6 (illumos) GIVEN the tree is frozen WHEN a node comes, or a better driver, or a node is to go THEN nothing changes', () => {
    const after = (given: string, deed: string): readonly string[] =>
      endsOf(machine(`given: [${given}]\nstory: [{ do: [block_probing, ${deed}] }]`));
    expect(after('{ register: Y }', '{ add: d }')).toEqual(['d=-']);
    expect(after('{ register: Y }, { add: d }', '{ register: X }')).toEqual(['d=Y']);
    expect(after('{ register: Y }, { add: d }', '{ remove: d }')).toEqual(['d=Y']);
    expect(after('{ register: Y }, { add: d }', '{ unregister: Y }')).toEqual(['d=Y']);
  });
});
