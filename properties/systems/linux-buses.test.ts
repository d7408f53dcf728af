/** Statements D41 to D43 of the systems reference: the rules of USB device drivers and of HID, on any bus. */
import { describe, expect, it } from 'vitest';
import { projectOn } from '../../sim/project-scenario.ts';
import { CAUSE } from '../../sim/model/outcome.ts';
import { FACT } from '../../sim/model/world.ts';
import { SYSTEMS } from '../../sim/systems/catalogue.ts';
import { atTheEnd, never, shown, starts } from './claims.ts';
import { allOrders, endsOf, everyOrder, under } from './under.ts';

const text = (given: string, story: string, s = 'may: [ok]'): string => `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: boot }
  spark: { bus: simbus, modalias: "sim:y", appears: story }
drivers:
  G: { bus: simbus, matches: ["*"] }
  S: { bus: simbus, matches: ["sim:x"], probe: { ${s} } }
  S2: { bus: simbus, matches: ["sim:x"] }
given: ${given}
story: ${story}
`;
const G = '[{ register: G }]';

const taken = never('d is taken from a specific driver', ({ world, fact, b, c }) => {
  const cause = CAUSE['better-driver'];
  return fact === FACT.released && c === cause && world.setup.drivers[b]?.name !== 'G';
});

describe('the rules of USB device drivers', () => {
  it('D41 (Linux USB) GIVEN G bound WHEN reg(S) applicable THEN d is reprobed and S bound', () => {
    const once = atTheEnd('each was started once', (world) => {
      return starts(world, 'G', 'd') === 1 && starts(world, 'S', 'd') === 1;
    });
    expect(shown(under('linux-usb', text(G, '[{ register: S }]')), once)).toEqual(['d=S spark=-']);
  });

  it('D41 (Linux USB) GIVEN d bound to S1 WHEN reg(S2) THEN no change', () => {
    const scenario = under('linux-usb', text('[{ register: G }, { register: S }]', '[{ register: S2 }]'));
    const unasked = atTheEnd('S2 is not started', (world) => starts(world, 'S2', 'd') === 0);
    expect(shown(scenario, unasked, taken)).toEqual(['d=S spark=-']);
  });

  it('D42 (Linux USB, UNCONFIRMED) GIVEN S registered and S.probe returns -EIO THEN d stays unbound', () => {
    const both = '[{ register: G }, { register: S }]';
    const failing = text(
      '[]',
      '[{ as: a, do: [{ remove: d }, REG, { add: d }, { add: spark }] }]',
      'may: [EIO]',
    );
    const scenario = under('linux-usb', failing.replace('REG', both.slice(1, -1)));
    const unasked = atTheEnd('G is not started', (world) => starts(world, 'G', 'd') === 0);
    expect(shown(scenario, unasked)).toEqual(['d=- spark=G']);
  });

  it('D42 (Linux USB) GIVEN S registered and S.probe returns -ENODEV THEN G binds after deferral', () => {
    const refusing = (more: string): string =>
      text('[{ register: G }]', `[{ as: a, do: [{ register: S }${more}] }]`, 'may: [ENODEV]');
    // Deferred, and nobody triggers a retry; another device's bind does.
    expect(endsOf(under('linux-usb', refusing('')))).toEqual(['d=- spark=-']);
    expect(endsOf(under('linux-usb', refusing(', { add: spark }')))).toEqual(['d=G spark=G']);
  });
});

describe('the rules of USB device drivers, several specific ones', () => {
  const several = (s2: string): string =>
    text(
      '[{ register: G }, { register: S }]',
      '[{ as: a, do: [{ remove: d }, { register: S2 }, { add: d }, { add: spark }] }]',
      'may: [ENODEV]',
    ).replace(
      'S2: { bus: simbus, matches: ["sim:x"] }',
      `S2: { bus: simbus, matches: ["sim:x"], probe: { ${s2} } }`,
    );

  it('A11.3 (Linux USB) GIVEN S declines WHEN S2 accepts in the same walk THEN S2 has d', () => {
    expect(endsOf(under('linux-usb', several('may: [ok]')))).toEqual(['d=S2 spark=G']);
  });

  it('A11.3 (Linux USB) GIVEN S declines and S2 defers once WHEN the retry comes THEN G has d: the first decline counts for all', () => {
    const once = atTheEnd('S2 is not asked again', (world) => starts(world, 'S2', 'd') === 1);
    const scenario = under('linux-usb', several('script: [EPROBE_DEFER, ok, ok]'));
    expect(shown(scenario, once)).toEqual(['d=G spark=G']);
  });
});

describe('the rules of HID', () => {
  it('D43 (HID) GIVEN d bound to G WHEN reg(S1), then reg(S2), both matching THEN d moves G to S1 and stays with S1', () => {
    const scenario = under('linux-hid', text(G, '[{ as: a, do: [{ register: S }, { register: S2 }] }]'));
    const moved = atTheEnd('G, then S, and nobody else', (world) => {
      return ['G', 'S', 'S2'].map((driver) => starts(world, driver, 'd')).join() === '1,1,0';
    });
    expect(shown(scenario, moved, taken)).toEqual(['d=S spark=-']);
  });

  it('D43 (HID) GIVEN the two registrations at once THEN either may have it, and keeps it', () => {
    const scenario = under('linux-hid', text(G, '[{ register: S }, { register: S2 }]'));
    expect(shown(scenario, taken)).toEqual(['d=S spark=-', 'd=S2 spark=-']);
  });

  it('D43 (HID) WHEN the matching driver set becomes empty by removal THEN the bus rescan lets G bind again', () => {
    const leaving = text(G, '[{ as: a, do: [{ register: S }, { unregister: S }] }]');
    expect(endsOf(under('linux-hid', leaving))).toEqual(['d=G spark=-']);
    // Under USB's rules nobody rescans: it stays without a driver.
    expect(endsOf(under('linux-usb', leaving))).toEqual(['d=- spark=-']);
  });
});

describe('the machine that is given other rules', () => {
  it('is changed once: its projection runs as it does', () => {
    const scenario = under('linux-hid', text(G, '[{ register: S }]'));
    const { prepare } = SYSTEMS['linux-hid'];
    const once = prepare(scenario);
    expect(prepare(once)).toBe(once);
    expect(once.drivers.map(({ generic }) => generic)).toEqual([true, false, false]);
    expect(allOrders(projectOn(scenario, ['d'])).ends).toEqual(['d=S']);
    expect(everyOrder(projectOn(scenario, ['d']), (run) => expect(run.ends['d']).toBe('S'))).toBeGreaterThan(
      0,
    );
  });
});
