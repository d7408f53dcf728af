/**
 * What holds under every system that is not Linux, over all orders of a machine in which everything comes and goes.
 */
import { describe, expect, it } from 'vitest';
import { SYSTEM_NAMES, systemOf } from '../../sim/systems/catalogue.ts';
import { expectDeclared, expectNothingLost } from './honest.ts';
import { allOrders, under } from './under.ts';

const OTHERS = SYSTEM_NAMES.filter((system) => systemOf({ system }).family !== 'linux');

const machine = `
devices:
  d: { bus: simbus, modalias: "sim:one", appears: story }
  e: { bus: simbus, modalias: "sim:two", appears: story }
drivers:
  S: { bus: simbus, matches: ["sim:one"], probe: { takes: 1ms } }
  T: { bus: simbus, matches: ["sim:*"], probe: { may: [ok, ENODEV] } }
  G: { bus: simbus, catch-all: true, matches: ["*"] }
given: [{ register: G }, { add: d }]
`;
const STORIES = {
  'drivers and devices come': 'story: [{ register: S }, { register: T }, { add: e }]',
  'drivers and devices go':
    'story: [{ do: [{ register: S }, { unregister: S }] }, { do: [{ add: e }, { remove: e }] }, { unregister: G }]',
  'a device is let go, removed, and comes again':
    'story: [{ unbind: { driver: G, device: d } }, { do: [{ remove: d }, { add: d }] }, { register: S }]',
  'an administrator insists':
    'story: [{ do: [{ register: S }, { bind: { driver: S, device: d } }] }, { override: { device: d, driver: S } }, { drivers_probe: d }, { rescan: simbus }]',
};
const CLAIMS = ['no-deadlock', 'at-most-one-driver', 'no-ghost', 'registers-once', 'settles', 'releases-own'];

/** Small enough for every order to be tried, none left out. */
const SMALL = `
devices:
  d: { bus: simbus, modalias: "sim:one", appears: story }
drivers:
  S: { bus: simbus, matches: ["sim:one"] }
  G: { bus: simbus, catch-all: true, matches: ["*"], probe: { takes: 1ms, may: [ok, EPROBE_DEFER] } }
given: [{ register: G }]
`;
const SMALL_STORIES = [
  'story: [{ register: S }, { add: d }, { unregister: G }]',
  'story: [{ register: S }, { do: [{ add: d }, { remove: d }] }, { drivers_probe: d }]',
  'story: [{ do: [{ add: d }, { unbind: { driver: G, device: d } }] }, { do: [{ register: S }, { unregister: S }] }]',
  'story: [{ add: d }, { do: [{ register: S }, { bind: { driver: S, device: d } }] }, { rescan: simbus }]',
];

describe.each(OTHERS)('%s', (system) => {
  it.each(Object.entries(STORIES))('keeps its head over all orders when %s', (_says, story) => {
    const { broken, exploration } = allOrders(under(system, `${machine}${story}`), CLAIMS);
    expect(broken).toEqual([]);
    expect(exploration.cut).toBe(false);
  });

  it.each(SMALL_STORIES)('shows the same whether orders are left out or not: %s', (story) => {
    expectNothingLost(under(system, `${SMALL}${story}`));
  });

  it('runs interned as it runs live, and touches only what it declares', () => {
    for (const story of Object.values(STORIES)) expectDeclared(under(system, `${machine}${story}`));
  });
});

/** Linux as it was and could be. That no order is left out wrongly is shown elsewhere, for the core they share. */
const LINUXES = ['linux-2.6.20', 'linux-huck-2006', 'linux-6.1-all-async'] as const;

describe.each(LINUXES)('%s', (system) => {
  it.each(Object.entries(STORIES))('keeps its head over all orders when %s', (_says, story) => {
    const { broken, exploration } = allOrders(under(system, `${machine}${story}`), CLAIMS);
    expect(broken).toEqual([]);
    expect(exploration.cut).toBe(false);
  });

  it('runs interned as it runs live, and touches only what it declares', () => {
    for (const story of Object.values(STORIES)) expectDeclared(under(system, `${machine}${story}`));
  });
});

describe('linux-2.6.19-threads, which probes without a lock', () => {
  /** Claims that are left where several drivers may have one device; linux-threads.test.ts has what breaks. */
  const kept = ['no-deadlock', 'calls-return', 'registers-once', 'releases-own'];
  /** A thread for each pair makes many more orders: less comes and goes at a time. */
  const stories = [
    'story: [{ register: S }, { add: e }]',
    'story: [{ register: T }, { add: e }]',
    'story: [{ do: [{ register: S }, { unregister: S }] }, { unregister: G }]',
    'story: [{ do: [{ add: e }, { remove: e }] }, { unregister: G }]',
    'story: [{ do: [{ register: S }, { unregister: S }] }, { do: [{ add: e }, { remove: e }] }]',
    STORIES['a device is let go, removed, and comes again'],
    STORIES['an administrator insists'],
  ];

  it.each(stories)('is never stuck over all orders, whatever else it breaks: %s', (story) => {
    const { broken, exploration } = allOrders(under('linux-2.6.19-threads', `${machine}${story}`), kept);
    expect(broken).toEqual([]);
    expect(exploration.cut).toBe(false);
  });

  it('runs interned as it runs live, and touches only what it declares', () => {
    for (const story of [...stories, ...Object.values(STORIES)])
      expectDeclared(under('linux-2.6.19-threads', `${machine}${story}`));
  });
});
