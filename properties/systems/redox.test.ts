/** Statements about Redox (systems reference A15). */
import { describe, expect, it } from 'vitest';
import { FACT } from '../../sim/model/world.ts';
import { simulate } from '../../sim/simulate.ts';
import { invariantsNamed } from '../invariants/index.ts';
import { atTheEnd, never, shown, starts } from './claims.ts';
import { allOrders, endsOf, everyOrder, under } from './under.ts';

const list = (order: string): string => `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: story }
drivers: ${order}
given: [{ register: G }, { register: S }]
story: [{ add: d }]
`;
const S = 'S: { bus: simbus, matches: ["sim:x"] }';
const G = 'G: { bus: simbus, catch-all: true, matches: ["*"] }';

describe('Redox: the list decides', () => {
  it('A15.1 (Redox) GIVEN S before G, or G before S WHEN d comes THEN the first entry has it', () => {
    expect(endsOf(under('redox', list(`{ ${S}, ${G} }`)))).toEqual(['d=S']);
    expect(endsOf(under('redox', list(`{ ${G}, ${S} }`)))).toEqual(['d=G']);
    expect(
      everyOrder(under('redox', list(`{ ${G}, ${S} }`)), (run) => expect(run.ends).toEqual({ d: 'G' })),
    ).toBe(1);
  });
});

const pass = (given: string, story: string, s = ''): string => `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: story }
  e: { bus: simbus, modalias: "sim:x", appears: story }
drivers:
  S: { bus: simbus, matches: ["sim:x"], ${s} }
  G: { bus: simbus, catch-all: true, matches: ["*"] }
given: ${given}
story: ${story}
`;

describe('Redox: one look, and no second', () => {
  const unasked = atTheEnd('G is not started', (world) => starts(world, 'G', 'd') === 0);

  it('D44 (Redox) GIVEN the first fitting entry whose program does not exist WHEN spawned THEN later fitting entries are not tried', () => {
    const missing = under('redox', pass('[{ register: G }]', '[{ add: d }]'));
    expect(shown(missing, unasked)).toEqual(['d=- e=-']);
  });

  it('A15.3 (Redox) GIVEN a program that fails THEN the search stops all the same', () => {
    const failing = pass('[{ register: G }, { register: S }]', '[{ add: d }]', 'probe: { may: [EIO] }');
    expect(shown(under('redox', failing), unasked)).toEqual(['d=- e=-']);
  });

  it('A15.4 (Redox) GIVEN the pass is over WHEN the program comes THEN nothing, until the spawner runs again', () => {
    const late = '[{ as: a, do: [{ add: d }, { register: S }] }]';
    const scenario = under('redox', pass('[{ register: G }]', late));
    expect(allOrders(scenario, ['nobody-stranded'])).toMatchObject({
      ends: ['d=- e=-'],
      broken: [],
    });
    const { breaches } = simulate(scenario, { invariants: invariantsNamed(['nobody-stranded']) });
    expect(breaches.map(({ byDesign }) => byDesign)).toEqual([true]);
    const again = late.replace('{ register: S }', '{ register: S }, { rescan: simbus }');
    expect(endsOf(under('redox', pass('[{ register: G }]', again)))).toEqual(['d=S e=-']);
  });

  it('A15.6 (Redox) GIVEN two devices WHEN they come at once THEN one spawned process is waited for before the next', () => {
    const both = pass('[{ register: S }]', '[{ add: d }, { add: e }]');
    const together = never('two devices are being started', ({ world, fact }) => {
      const starting = world.setup.devices.filter(
        ({ id }) => world.device(id, 'driver') && !world.device(id, 'bound'),
      );
      return fact === FACT['probe-called'] && starting.length > 1;
    });
    expect(shown(under('redox', both), together)).toEqual(['d=S e=S']);
  });
});
