/** Statements about Haiku's device manager (systems reference A8, D34), over all orders. */
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { allOrders, endsOf, everyOrder, under } from './under.ts';

const machine = (device: string, story: string): Scenario =>
  under(
    'haiku',
    `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: story, under: { haiku: { ${device} } } }
drivers:
  G: { bus: simbus, matches: ["sim:*"], under: { haiku: { support: 300 } } }
  S: { bus: simbus, matches: ["sim:*"], under: { haiku: { support: 800 } } }
  E: { bus: simbus, matches: ["sim:*"], under: { haiku: { support: 300 } } }
${story}`,
  );

const held = 'given: [{ register: G }, { add: d }]\n';

describe('Haiku: a better driver and a device in use', () => {
  it('D34 (Haiku) GIVEN G (0.3) open on d WHEN S (0.8) appears and the node is probed again THEN S waits and open on S gives busy', () => {
    const story = `${held}story: [{ as: user, do: [{ register: S }, { bind: { driver: S, device: d } }, { bind: { driver: G, device: d } }] }]`;
    const { ends, broken } = allOrders(machine('open: true', story), null);
    expect([ends, broken]).toEqual([['d=G'], []]);
    everyOrder(machine('open: true', story), (run) =>
      expect(run.answers('user').map(({ outcome }) => outcome)).toEqual(['ok', 'EBUSY', 'ok']),
    );
  });

  it('D34 (Haiku) GIVEN the same WHEN the last user of G closes THEN S becomes usable', () => {
    const closing = '{ unbind: { driver: G, device: d } }';
    const after = `${held}story: [{ as: user, do: [{ register: S }, ${closing}, { bind: { driver: S, device: d } }] }]`;
    expect(endsOf(machine('open: true', after))).toEqual(['d=S']);
    everyOrder(machine('open: true', after), (run) =>
      expect(run.answers('user').map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok']),
    );
    // Whether it is closed before S comes, or after: the swap happens either way.
    const race = `${held}story: [{ register: S }, ${closing}]`;
    expect(allOrders(machine('open: true', race), ['no-deadlock', 'at-most-one-driver'])).toMatchObject({
      ends: ['d=S'],
      broken: [],
    });
  });

  it('D34 (Haiku) GIVEN a newcomer with 0.3 WHEN the node is probed again THEN nothing changes', () => {
    for (const open of ['open: true', 'open: false']) {
      const scenario = machine(open, `${held}story: [{ register: E }, { drivers_probe: d }]`);
      expect(endsOf(scenario)).toEqual(['d=G']);
      everyOrder(scenario, (run) => expect(run.count('released')).toBe(0));
    }
  });

  it('A8.4 (Haiku) GIVEN G on d, which nobody uses WHEN S appears THEN S has it at once: the third promise breaks, by design', () => {
    const scenario = machine('open: false', `${held}story: [{ register: S }]`);
    const { ends, broken } = allOrders(scenario, null);
    expect([ends, broken]).toEqual([['d=S'], []]);
    everyOrder(scenario, (run) => {
      expect(run.count('released', { cause: 'better-driver' })).toBe(1);
    });
  });

  it('A8.7 (Haiku) GIVEN nobody scans WHEN S appears THEN d keeps G until its node is looked at', () => {
    const quiet = 'under: { haiku: { scan: on-request } }\n';
    expect(endsOf(machine('open: false', `${quiet}${held}story: [{ register: S }]`))).toEqual(['d=G']);
    const asked = `${quiet}${held}story: [{ do: [{ register: S }, { rescan: simbus }] }]`;
    expect(endsOf(machine('open: false', asked))).toEqual(['d=S']);
  });
});

describe('Haiku: who registers', () => {
  const fails = (device: string): string =>
    `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: story${device} }
drivers:
  G: { bus: simbus, catch-all: true, matches: ["*"] }
  S: { bus: simbus, matches: ["sim:x"], probe: { may: [EIO] } }
  T: { bus: simbus, matches: ["sim:x"] }
given: [{ register: G }, { register: S }, { register: T }]
story: [{ add: d }]`;

  it('A8.3 (Haiku) GIVEN the best driver fails to register THEN the second best is not tried', () => {
    expect(endsOf(under('haiku', fails('')))).toEqual(['d=-']);
    everyOrder(under('haiku', fails('')), (run) => {
      // A tie stays with the first that was found.
      expect(run.of('probe-called').map(({ values }) => values.driver)).toEqual(['S']);
    });
  });

  it('A8.8 (Haiku) GIVEN a fixed child WHEN others support the node better THEN they are not asked', () => {
    expect(endsOf(under('haiku', fails(', driver-override: T')))).toEqual(['d=T']);
  });

  it('A8.8 (Haiku) GIVEN a fixed child that does not register THEN the node is none either, and nobody asks again', () => {
    const gone = fails(', driver-override: S').replace('may: [EIO]', 'script: [EIO, ok]');
    const asked = gone.replace(
      '[{ add: d }]',
      '[{ do: [{ add: d }, { drivers_probe: d }, { rescan: simbus }] }]',
    );
    everyOrder(under('haiku', asked), (run) => {
      expect([run.count('probe-called'), run.count('device-gone')]).toEqual([1, 1]);
    });
    const missing = fails(', driver-override: T').replace(', { register: T }]', ']');
    const late = missing.replace('[{ add: d }]', '[{ as: one, do: [{ add: d }, { register: T }] }]');
    everyOrder(under('haiku', late), (run) => expect(run.count('device-gone')).toBe(1));
    // A file that is there is loaded by the original: the node waits for it.
    const onDisk = late
      .replace('T: { bus: simbus, matches: ["sim:x"]', 'T: { bus: simbus, matches: ["sim:x"], module: t')
      .replace('given:', 'modules: { t: { aliases: ["sim:x"], drivers: [T] } }\ngiven:')
      .replace('{ register: T }', '{ modprobe: t }');
    expect(endsOf(under('haiku', onDisk))).toEqual(['d=T']);
    const never = `udev: false${onDisk.replace('{ modprobe: t }', '{ rescan: simbus }')}`;
    expect(endsOf(under('haiku', never))).toEqual(['d=-']);
  });

  it('A8.8 (Haiku) GIVEN a fixed child WHEN the boot comes to its search THEN the same', () => {
    const boot = (script: string): string => `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: boot, driver-override: S }
drivers:
  S: { bus: simbus, matches: ["sim:x"], probe: { script: ${script} } }
  T: { bus: simbus, matches: ["sim:x"], under: { haiku: { support: 1000 } } }
modules: { s: { builtin: 6, drivers: [S, T] } }
boot: {}`;
    expect(endsOf(under('haiku', boot('[ok]')))).toEqual(['d=S']);
    const failing = under('haiku', boot('[EIO, ok]'));
    expect(endsOf(failing)).toEqual(['d=-']);
    everyOrder(failing, (run) => expect(run.count('device-gone')).toBe(1));
  });

  it('A8.3 (Haiku) GIVEN a node that takes several children THEN every driver that supports it registers', () => {
    const scenario = under('haiku', fails(', under: { haiku: { multiple: true } }'));
    everyOrder(scenario, (run) => {
      const { world } = run.result;
      expect([0, 1, 2].map((driver) => world.holds(driver, 0))).toEqual([true, false, true]);
    });
    const { ends, broken } = allOrders(scenario, ['at-most-one-driver', 'nobody-stranded']);
    expect([ends, broken]).toEqual([['d=G+T'], []]);
  });
});
