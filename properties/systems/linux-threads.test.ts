/** Concurrent probing as it was tried in 2006 (reference 11.1), and asynchronous probing for everything. */
import { describe, expect, it } from 'vitest';
import { observe, ordinaryRun } from '../observed.ts';
import { simulate } from '../../sim/simulate.ts';
import { replayed } from '../../sim/engine/choice.ts';
import { allOrders, endsOf, under } from './under.ts';

const THREADS = 'linux-2.6.19-threads';
const HUCK = 'linux-huck-2006';
const SAFE = ['at-most-one-driver', 'no-ghost', 'no-deadlock'];

const two = (probe: string, story = 'story: [{ add: d }]'): string => `
devices: { d: { bus: simbus, modalias: "sim:x" } }
drivers:
  A: { bus: simbus, matches: ["sim:x"]${probe} }
  B: { bus: simbus, matches: ["sim:x"] }
given: [{ register: A }, { register: B }]
${story}
`;

describe('2.6.19: a thread for every pair', () => {
  it('GIVEN two drivers fit one device THEN both are bound to it in some order: the first promise breaks', () => {
    const scenario = under(THREADS, two(''));
    const { broken, exploration } = allOrders(scenario, SAFE);
    expect(broken).toContain('at-most-one-driver');
    const shown = exploration.broken.find(({ broken: one }) => one?.invariant === 'at-most-one-driver');
    const run = observe(
      simulate(scenario, { clock: 'untimed', chooser: replayed(shown?.deviations ?? [], false) }),
    );
    expect(run.of('bound').map(({ values }) => values.driver)).toEqual(expect.arrayContaining(['A', 'B']));
  });

  it('GIVEN the device is removed before its thread runs THEN it is probed when it is gone', () => {
    const story = 'story: [{ do: [{ add: d }, { remove: d }] }]';
    expect(allOrders(under(THREADS, two('', story)), SAFE).broken).toContain('no-ghost');
    expect(allOrders(under('linux-2.6.20', two('', story)), SAFE).broken).toEqual([]);
  });
});

describe('2.6.19, afterwards', () => {
  const goes = (system: string): readonly string[] =>
    allOrders(under(system, two('', 'story: [{ add: d }, { unregister: A }]')), ['settles', 'no-deadlock'])
      .broken;

  it('(deduced) GIVEN two drivers were bound to d WHEN the first leaves THEN it may look at d for ever: d is on its list, and is not its own (2.6.3)', () => {
    expect(goes(THREADS)).toEqual(['settles']);
    expect(goes('linux-2.6.20')).toEqual([]);
  });
});

describe('Huck 2006: a thread for every device', () => {
  it('GIVEN two drivers fit one device THEN they are tried one after the other, whatever the order of threads', () => {
    const { ends, broken } = allOrders(under(HUCK, two('')), SAFE);
    expect([ends, broken]).toEqual([['d=A'], []]);
  });

  it('GIVEN the first answers an error of any kind THEN the next is tried; 2.6.20 stops there (11.2)', () => {
    for (const error of ['EIO', 'ENOMEM', 'ENODEV']) {
      expect(endsOf(under(HUCK, two(`, probe: { may: ${error} }`)))).toEqual(['d=B']);
    }
    expect(endsOf(under('linux-2.6.20', two(', probe: { may: EIO }')))).toEqual(['d=-']);
  });

  it('GIVEN the device is removed before its thread runs THEN the thread finds it dead', () => {
    const story = 'story: [{ do: [{ add: d }, { remove: d }] }]';
    const { ends, broken } = allOrders(under(HUCK, two('', story)), SAFE);
    expect([ends, broken]).toEqual([['d=-'], []]);
  });

  it('GIVEN two devices THEN their probes run side by side', () => {
    const pair = `
devices:
  d: { bus: simbus, modalias: "sim:x" }
  e: { bus: simbus, modalias: "sim:x" }
drivers: { A: { bus: simbus, matches: ["sim:x"], probe: { takes: 100ms } } }
given: [{ register: A }]
story: [{ do: [{ add: d }, { add: e }] }]
`;
    const [d, e] = ['d', 'e'].map((device) => ordinaryRun(under(HUCK, pair)).at('bound', { device }));
    expect([Math.floor(d ?? 0), Math.floor(e ?? 0)]).toEqual([100, 100]);
    expect(ordinaryRun(under('linux-2.6.20', pair)).at('bound', { device: 'e' })).toBe(200);
  });
});

describe('6.1 with driver_async_probe=*', () => {
  const registering = (probe: string): string =>
    two(probe, 'story: [{ add: d }]')
      .replace('given: [{ register: A }, { register: B }]', 'given: [{ add: d }]')
      .replace('story: [{ add: d }]', 'story: [{ do: [{ register: A }, { register: B }] }]');

  it('GIVEN both register on a present device THEN the single slot can drop the second: refused and stranded (2.3.3)', () => {
    const { ends, broken } = allOrders(
      under('linux-6.1-all-async', registering(', probe: { may: ENODEV }')),
      ['nobody-stranded'],
    );
    expect([ends, broken]).toEqual([['d=-', 'd=B'], ['nobody-stranded']]);
    expect(endsOf(under('linux-6.1', registering(', probe: { may: ENODEV }')))).toEqual(['d=B']);
  });
});
