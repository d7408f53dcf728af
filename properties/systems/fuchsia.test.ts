/** Statements D22 to D26 of the systems reference about Fuchsia, over all orders. */
import { describe, expect, it } from 'vitest';
import { FACT, type World } from '../../sim/model/world.ts';
import { BATCH, OF_NODE, OF_SYSTEM } from '../../sim/systems/fuchsia/marks.ts';
import { atTheEnd, deviceId, never, shown, starts } from './claims.ts';
import { everyTrace } from './traces.ts';
import { allOrders, endsOf, under } from './under.ts';

const text = (given: string, story: string, s = 'may: [ok]'): string => `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: story }
  e: { bus: simbus, modalias: "sim:y", appears: story }
drivers:
  S: { bus: simbus, matches: ["sim:x"], probe: { ${s} } }
  S2: { bus: simbus, matches: ["sim:x"] }
  G: { bus: simbus, matches: ["*"] }
given: ${given}
story: ${story}
`;

describe('Fuchsia', () => {
  it('D22 GIVEN S non-fallback and G fallback match WHEN matched THEN S', () => {
    for (const given of ['[{ register: G }, { register: S }]', '[{ register: S }, { register: G }]'])
      expect(endsOf(under('fuchsia', text(given, '[{ add: d }]')))).toEqual(['d=S e=-']);
  });

  it('D22 GIVEN S1, S2 non-fallback THEN error and the node is orphaned', () => {
    const scenario = under(
      'fuchsia',
      text('[{ register: S }, { register: S2 }, { register: G }]', '[{ add: d }]'),
    );
    const orphan = atTheEnd('d is an orphan that nobody was started on', (world) => {
      const started = ['S', 'S2', 'G'].some((driver) => starts(world, driver, 'd') > 0);
      return world.deviceMark(deviceId(world, 'd'), OF_NODE.orphan) === 1 && !started;
    });
    expect(shown(scenario, orphan)).toEqual(['d=- e=-']);
  });

  /** A boot in which base drivers are known only when their packages are resolved. */
  const gated = (gate: boolean, base: string): string => `
under: { fuchsia: { gate: ${gate} } }
devices:
  d: { bus: simbus, modalias: "sim:x", appears: boot }
drivers:
  S: { bus: simbus, matches: ["sim:x"], under: { fuchsia: { package: base } } }
  G: { bus: simbus, matches: ["*"] }
modules:
  s: { builtin: 6, drivers: [${base}] }
  g: { builtin: 6, drivers: [G] }
boot: {}
`;

  it('D23 GIVEN the gate on and base unresolved, only G matches WHEN matched THEN NOT_FOUND; WHEN base resolves THEN bind-all binds G, or a base S if one exists', () => {
    const early = never('G starts before base is resolved', ({ world, fact }) => {
      return fact === FACT['probe-called'] && world.systemMark(OF_SYSTEM.base) === 0;
    });
    expect(shown(under('fuchsia', gated(true, '')), early)).toEqual(['d=G']);
    expect(shown(under('fuchsia', gated(true, 'S')), early)).toEqual(['d=S']);
    // Without the gate the fallback may be faster than the packages, and keeps the node.
    expect(endsOf(under('fuchsia', gated(false, 'S')))).toEqual(['d=G', 'd=S']);
  });

  it('D24 GIVEN d bound to G WHEN reg(S) THEN d keeps G; WHEN restart with rematch THEN S binds', () => {
    const late = (more: string): string =>
      text('[{ register: G }, { add: d }]', `[{ as: a, do: [{ register: S }${more}] }]`);
    const unasked = atTheEnd('S is not started', (world) => starts(world, 'S', 'd') === 0);
    expect(shown(under('fuchsia', late('')), unasked)).toEqual(['d=G e=-']);
    expect(endsOf(under('fuchsia', late(', { reprobe: d }')))).toEqual(['d=S e=-']);
    // A second driver that is no fallback disturbs nobody, until the restart finds two.
    expect(endsOf(under('fuchsia', late(', { register: S2 }, { reprobe: d }')))).toEqual(['d=- e=-']);
  });

  const notices = '[{ add: d }, { register: S }, { register: G }, { register: S2 }]';

  it('D25 GIVEN a bind batch in progress WHEN three new-driver notices arrive THEN exactly one further bind-all pass serves them all', () => {
    const scenario = under('fuchsia', text('[]', notices));
    const served = never('a bind-all pass begins and leaves a notice', ({ world, fact, a, b }) => {
      const begins = fact === FACT['system-marked'] && a === OF_SYSTEM.wanted && b === 0;
      return begins && world.systemMark(OF_SYSTEM.ongoing) !== BATCH.all;
    });
    const second = never('a batch begins inside a batch', ({ world, fact, a, b }) => {
      const begins = fact === FACT['system-marked'] && a === OF_SYSTEM.ongoing && b > BATCH.begins;
      return begins && world.systemMark(OF_SYSTEM.replies) > 0;
    });
    const rests = atTheEnd('nothing is wanted any more', (world) => {
      return world.systemMark(OF_SYSTEM.wanted) === 0 && world.systemMark(OF_SYSTEM.ongoing) === BATCH.none;
    });
    expect(allOrders(scenario, [served, second, rests]).broken).toEqual([]);
  });

  it('D25, counted: a batch is a bind-all pass if any notice came since the batch before began, and else it is none', () => {
    const [NOTICE, BEGINS] = ['bind all wanted', 'batch begins'];
    // Who gives the notices does not matter: each is one step on the words of the manager.
    const story = '[{ add: d }, { as: index, do: [{ register: S }, { register: G }, { register: S2 }] }]';
    const look = (step: string, world: World): boolean | undefined =>
      step === NOTICE || step === BEGINS ? world.systemMark(OF_SYSTEM.ongoing) === BATCH.all : undefined;
    let most = 0;
    everyTrace(under('fuchsia', text('[]', story)), look, (taken) => {
      let [notices, during] = [0, 0];
      for (const { step, saw: isAll } of taken) {
        if (step === BEGINS) expect(isAll).toBe(notices > 0);
        notices = step === BEGINS ? 0 : notices + 1;
        during = Math.max(during, notices);
      }
      expect(notices, 'notices that nobody served').toBe(0);
      most = Math.max(most, during);
    });
    expect(most, 'notices that one pass served').toBe(3);
  });

  it('D26 GIVEN S start fails WHEN G also matched THEN G is not started and the node is quarantined or unbound', () => {
    const failing = text('[{ register: S }, { register: G }]', '[{ add: d }]', 'may: [EIO]');
    const unasked = atTheEnd('G is not started', (world) => starts(world, 'G', 'd') === 0);
    expect(shown(under('fuchsia', failing), unasked)).toEqual(['d=- e=-']);
  });

  it('A5.3 (deduced) GIVEN a node whose driver failed WHEN a driver registers THEN it is not tried again', () => {
    const failing = text('[{ register: S }, { add: d }]', '[{ register: G }]', 'script: [EIO, ok]');
    expect(endsOf(under('fuchsia', failing))).toEqual(['d=- e=-']);
  });
});
