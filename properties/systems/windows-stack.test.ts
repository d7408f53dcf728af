/** The device stack of Windows (systems reference A6.2, A6.8): filters, null drivers, over all orders. */
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import type { Observed } from '../observed.ts';
import { simulate } from '../../sim/simulate.ts';
import { invariantsNamed } from '../invariants/index.ts';
import { expectDeclared, expectNothingLost } from './honest.ts';
import { allOrders, endsOf, everyOrder, under } from './under.ts';

const windows = (text: string): Scenario => under('windows', text);

/** A disk with a function driver, and drivers around it, one a line: name, traits, and what its probe is. */
function disk(filters: readonly string[], rest: string): Scenario {
  return windows(`
devices:
  d: { bus: simbus, modalias: "sim:x", appears: story }
drivers:
  S: { bus: simbus, matches: ["sim:x"], under: { windows: { class: disk } } }
${filters.map((line) => `  ${line}`).join('\n')}
${rest}`);
}

const filter = (name: string, traits: string, probe = '{}', ids = '"sim:x"'): string =>
  `${name}: { bus: simbus, matches: [${ids}], probe: ${probe}, under: { windows: { ${traits} } } }`;

const called = (run: Observed): unknown[] => run.of('probe-called').map(({ values }) => values.driver);

const FOUR = [
  filter('U', 'filter: upper'),
  filter('CU', 'filter: class-upper, class: disk', '{}', '"*"'),
  filter('CL', 'filter: class-lower, class: disk', '{}', '"*"'),
  filter('L', 'filter: lower'),
];
const GIVEN_FOUR = 'given: [{ register: U }, { register: CU }, { register: CL }, { register: L }';

describe('Windows: filters', () => {
  it('A6.2 GIVEN filters of the device and of its class WHEN it starts THEN they start from the lowest up, and all belong to it', () => {
    const scenario = disk(FOUR, `${GIVEN_FOUR}, { register: S }]\nstory: [{ add: d }]`);
    expect(endsOf(scenario)).toEqual(['d=S+U+CU+CL+L']);
    everyOrder(scenario, (run) => expect(called(run)).toEqual(['L', 'CL', 'S', 'U', 'CU']));
  });

  it('A6.2 GIVEN a stack WHEN the device is disabled THEN it is taken down from the top', () => {
    const story = 'story: [{ as: a, do: [{ add: d }, { unbind: "S d" }] }]';
    const scenario = disk(FOUR, `${GIVEN_FOUR}, { register: S }]\n${story}`);
    everyOrder(scenario, (run) => {
      const removed = run.of('remove-called').map(({ values }) => values.driver);
      expect(removed).toEqual(['CU', 'U', 'S', 'CL', 'L']);
      expect(run.ends).toEqual({ d: null });
    });
  });

  it('A6.2 GIVEN several filters in one layer THEN all belong to the device, and all go with it', () => {
    const two = [filter('F', 'filter: upper'), filter('E', 'filter: upper')];
    const given = 'given: [{ register: F }, { register: E }, { register: S }]\n';
    const added = disk(two, `${given}story: [{ add: d }]`);
    expect(allOrders(added, ['at-most-one-driver'])).toMatchObject({ ends: ['d=S+F+E'], broken: [] });
    const gone = `${given}story: [{ as: a, do: [{ add: d }, { unbind: "S d" }] }]`;
    expect(endsOf(disk(two, gone))).toEqual(['d=-']);
  });

  it('A6.2 GIVEN a class filter of another class, or a filter of another device THEN it is not in the stack', () => {
    const others = [
      filter('X', 'filter: class-upper, class: net', '{}', '"*"'),
      filter('Y', 'filter: upper', '{}', '"sim:y"'),
    ];
    const scenario = disk(
      others,
      'given: [{ register: X }, { register: Y }, { register: S }]\nstory: [{ add: d }]',
    );
    expect(endsOf(scenario)).toEqual(['d=S']);
  });

  it.each(['lower', 'upper'])(
    'A6.2 (starting-a-device) GIVEN a filter, %s, that fails the start THEN the whole stack is removed, though the driver would serve the device',
    (layer) => {
      const bad = [filter('F', `filter: ${layer}`, '{ may: [EIO] }'), filter('L', 'filter: lower')];
      const scenario = disk(
        bad,
        'given: [{ register: F }, { register: L }, { register: S }]\nstory: [{ add: d }]',
      );
      expect(allOrders(scenario, ['nobody-stranded'])).toMatchObject({
        ends: ['d=-'],
        broken: ['nobody-stranded'],
      });
      const [breach] = simulate(scenario, { invariants: invariantsNamed(['nobody-stranded']) }).breaches;
      expect(breach?.why).toBe('function layer of d has no driver although S would accept it');
      everyOrder(scenario, (run) => {
        // Who stands above the failing filter is not started; who stands below undoes what it did.
        expect(called(run)).toEqual(layer === 'lower' ? ['F'] : ['L', 'S', 'F']);
        const undone = run.of('remove-called').map(({ values }) => values.driver);
        expect(undone).toEqual(layer === 'lower' ? [] : ['S', 'L']);
        expect(run.count('bound') + run.count('slot-bound')).toBe(0);
      });
    },
  );

  it('A6.2 (starting-a-device) GIVEN the function driver fails THEN filters above it are not started', () => {
    const text = disk(
      [filter('U', 'filter: upper')],
      'given: [{ register: U }, { register: S }]\nstory: [{ add: d }]',
    );
    const failing = {
      ...text,
      drivers: text.drivers.map((one) =>
        one.name === 'S' ? { ...one, probe: { ...one.probe, may: ['EIO' as const] } } : one,
      ),
    };
    everyOrder(failing, (run) => {
      expect(called(run)).toEqual(['S']);
      expect(run.ends).toEqual({ d: null });
    });
  });

  it('A6.2 (reporting-device-failures) GIVEN a filter that fails AddDevice THEN it is skipped, and the device works', () => {
    const bad = filter('F', 'filter: lower, probe-in: add-device', '{ may: [EIO, ok] }');
    const scenario = disk([bad], 'given: [{ register: F }, { register: S }]\nstory: [{ add: d }]');
    expect(allOrders(scenario, null)).toMatchObject({ ends: ['d=S', 'd=S+F'], broken: [] });
    everyOrder(scenario, (run) => expect(called(run)).toEqual(['F', 'S']));
  });

  it('A6.2 GIVEN a device that works WHEN a filter of the device is added THEN it starts anew with it; WHEN one of its class THEN only with its next start', () => {
    const two = [filter('F', 'filter: upper'), filter('C', 'filter: class-upper, class: disk')];
    const given = 'given: [{ register: S }, { add: d }]';
    expect(endsOf(disk(two, `${given}\nstory: [{ register: F }]`))).toEqual(['d=S+F']);
    expect(endsOf(disk(two, `${given}\nstory: [{ register: C }]`))).toEqual(['d=S']);
    const restarted = 'story: [{ as: a, do: [{ register: C }, { bind: "S d" }] }]';
    expect(endsOf(disk(two, `${given}\n${restarted}`))).toEqual(['d=S+C']);
    const staged = 'under: { windows: { registration: stages } }\n';
    expect(endsOf(disk(two, `${staged}${given}\nstory: [{ register: F }]`))).toEqual(['d=S']);
  });

  it('A6.2 GIVEN a filter of one package WHEN another package is better THEN the filter goes with its own', () => {
    const vendor = [
      filter('F', 'filter: lower, package: vendor'),
      filter('E', 'filter: upper'),
      'V: { bus: simbus, matches: ["sim:x"], under: { windows: { package: vendor, version: 1 } } }',
      'W: { bus: simbus, matches: ["sim:x"], under: { windows: { package: other, version: 2 } } }',
    ];
    const given = 'given: [{ register: F }, { register: V }]\n';
    expect(endsOf(disk(vendor, `${given}story: [{ add: d }]`))).toEqual(['d=F+V']);
    expect(endsOf(disk(vendor, `${given}story: [{ as: a, do: [{ add: d }, { register: W }] }]`))).toEqual([
      'd=W',
    ]);
    // One that says no package goes with all.
    const both = 'given: [{ register: E }, { register: V }]\nstory: [{ add: d }]';
    expect(endsOf(disk(vendor, both))).toEqual(['d=E+V']);
    // A filter that does not belong is no reason to start anything anew.
    const foreign = disk(vendor, 'given: [{ register: W }, { add: d }]\nstory: [{ register: F }]');
    everyOrder(foreign, (run) => expect(run.count('remove-called')).toBe(0));
  });

  it('A6.8 GIVEN a device that was disabled WHEN a filter of it comes, or a better driver THEN it stays disabled until somebody enables it', () => {
    const more = [
      filter('F', 'filter: upper'),
      'B: { bus: simbus, matches: ["sim:x"], under: { windows: { version: 2 } } }',
    ];
    const off = 'given: [{ register: S }, { add: d }, { unbind: "S d" }]\n';
    expect(endsOf(disk(more, `${off}story: [{ register: F }]`))).toEqual(['d=-']);
    const better = disk(more, `${off}story: [{ register: B }]`);
    expect(allOrders(better, ['nobody-stranded'])).toMatchObject({ ends: ['d=-'], broken: [] });
    // It was installed all the same: enabled, it is the one that starts. Uninstalled, the device is like a new one.
    const enabled = `${off}story: [{ as: a, do: [{ register: B }, { register: F }, { bind: "B d" }] }]`;
    expect(endsOf(disk(more, enabled))).toEqual(['d=F+B']);
    const anew = `${off}story: [{ as: a, do: [{ register: B }, { reprobe: d }] }]`;
    expect(endsOf(disk(more, anew))).toEqual(['d=B']);
  });

  it('A6.8 GIVEN a device that never worked WHEN it is disabled THEN nobody counts it as stranded', () => {
    const bad = [filter('F', 'filter: upper', '{ may: [EIO] }')];
    const off =
      'given: [{ register: F }, { register: S }]\nstory: [{ as: a, do: [{ add: d }, { unbind: "S d" }] }]';
    expect(allOrders(disk(bad, off), ['nobody-stranded'])).toMatchObject({ ends: ['d=-'], broken: [] });
  });

  it('A6.2 GIVEN a filter in a stack WHEN its package is deleted THEN the device starts without it, unless its entry stays (KB 976267): then not at all', () => {
    const given = 'given: [{ register: F }, { register: S }, { add: d }]\nstory: [{ unregister: F }]';
    expect(endsOf(disk([filter('F', 'filter: upper')], given))).toEqual(['d=S']);
    const stays = disk([filter('F', 'filter: upper, entry-stays: true')], given);
    expect(allOrders(stays, ['nobody-stranded', 'no-ghost'])).toMatchObject({
      ends: ['d=-'],
      broken: ['nobody-stranded'],
    });
    const repaired = disk(
      [filter('F', 'filter: upper, entry-stays: true')],
      given.replace('[{ unregister: F }]', '[{ as: a, do: [{ unregister: F }, { register: F }] }]'),
    );
    expect(endsOf(repaired)).toEqual(['d=S+F']);
  });

  it('A6.1 A filter is no driver of the device: it is neither chosen nor forced, whatever its rank', () => {
    const best = [filter('F', 'filter: upper, feature: 0')];
    const given = 'given: [{ register: F }, { add: d }]';
    const alone = disk(best, `${given}\nstory: [{ as: a, do: [{ bind: "F d" }] }]`);
    expect(allOrders(alone, null)).toMatchObject({ ends: ['d=-'], broken: [] });
    everyOrder(alone, (run) => expect(run.answers('a').map(({ outcome }) => outcome)).toEqual(['EINVAL']));
  });

  it('A6.4 GIVEN Windows Update has a filter of the device THEN it is fetched once a driver is installed', () => {
    const fetched = filter('F', 'filter: upper');
    const modules = 'modules: { f: { aliases: ["sim:x"], drivers: [F] } }\n';
    expect(endsOf(disk([fetched], `${modules}given: [{ register: S }]\nstory: [{ add: d }]`))).toEqual([
      'd=S+F',
    ]);
    everyOrder(disk([fetched], `${modules}story: [{ add: d }]`), (run) => {
      expect(run.count('module-live')).toBe(0);
    });
    // A filter that can be had is no driver that can be had.
    const classDriver = windows(`${modules}
devices:
  d: { bus: simbus, modalias: "sim:x", appears: story }
drivers:
  G: { bus: simbus, matches: ["*"], catch-all: true }
  ${fetched}
given: [{ register: G }]
story: [{ add: d }]`);
    expect(allOrders(classDriver, ['specific-over-catch-all'])).toMatchObject({
      ends: ['d=G+F'],
      broken: [],
    });
  });
});

describe('Windows: null driver, signers', () => {
  const pair = (g: string, story: string, s = ''): Scenario =>
    windows(`
devices:
  d: { bus: simbus, modalias: "sim:x", appears: story }
drivers:
  S: { bus: simbus, matches: ["sim:x"], under: { windows: { ${s} } } }
  G: { bus: simbus, matches: ["*"], under: { windows: { ${g} } } }
${story}`);

  it('A6.8 GIVEN the best package is a null driver THEN it is installed, nothing is started, and the device counts as unused', () => {
    const scenario = pair(
      '',
      'given: [{ register: G }, { register: S }]\nstory: [{ add: d }]',
      'null-driver: true',
    );
    expect(allOrders(scenario, null)).toMatchObject({ ends: ['d=-'], broken: [] });
    everyOrder(scenario, (run) => expect(run.count('probe-called')).toBe(0));
  });

  it('A6.8 GIVEN S works WHEN the null driver is chosen by hand THEN S is stopped, and a scan leaves it so', () => {
    const story =
      'given: [{ register: S }, { register: G }, { add: d }]\nstory: [{ as: a, do: [{ bind: "G d" }, { rescan: simbus }] }]';
    expect(endsOf(pair('null-driver: true', story))).toEqual(['d=-']);
  });

  it.each([
    ['on', 'true', 'd=S'],
    ['off', 'false', 'd=G'],
  ])('A6.8 GIVEN AllSignersEqual is %s, S signed with Authenticode THEN %s', (_is, value, ending) => {
    const story = `under: { windows: { all-signers-equal: ${value} } }\ngiven: [{ register: G }, { register: S }]\nstory: [{ add: d }]`;
    expect(endsOf(pair('', story, 'signer: authenticode'))).toEqual([ending]);
  });
});

describe('Windows: stacks under stress', () => {
  const STORIES = [
    'story: [{ register: F }, { add: d }, { as: a, do: [{ register: C }, { unregister: F }] }]',
    'story: [{ as: a, do: [{ add: d }, { remove: d }] }, { register: F }, { rollback: d }]',
    'story: [{ add: d }, { as: a, do: [{ register: G }, { rollback: d }] }, { unregister: S }]',
    'story: [{ add: d }, { as: a, do: [{ unbind: "S d" }, { reprobe: d }] }, { register: F }]',
  ];
  const scenario = (story: string): Scenario =>
    disk(
      [
        filter('F', 'filter: lower', '{ may: [ok, EIO], takes: 1ms }'),
        filter('C', 'filter: class-upper, class: disk, entry-stays: true', '{}', '"*"'),
        'G: { bus: simbus, matches: ["sim:x"], under: { windows: { version: 2, class: disk } } }',
      ],
      `given: [{ register: S }, { register: C }]\n${story.replace('{ register: C }, ', '{ unregister: C }, ')}`,
    );

  it.each(STORIES)('nobody waits for ever, no layer is doubled, no ghost stays: %s', (story) => {
    const claims = [
      'no-deadlock',
      'at-most-one-driver',
      'no-ghost',
      'settles',
      'calls-return',
      'releases-own',
    ];
    expect(allOrders(scenario(story), claims).broken).toEqual([]);
  });

  it.each(STORIES)('no order is lost, no touch is hidden: %s', (story) => {
    expectNothingLost(scenario(story));
    expectDeclared(scenario(story));
  });
});
