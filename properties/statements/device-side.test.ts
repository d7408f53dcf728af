/** Statements of the reference's section 13 about a device that looks for a driver. */
import { describe, expect, it } from 'vitest';
import { everyRun, someRun } from '../observed.ts';
import { ANY_ORDER, IN_TIME, matches, probes, scenarioOf, SEARCH } from './given.ts';

/** Specific S before catch-all C, both registered when d comes. */
const story = (specific: string, device = '', more = ''): string => `
devices:
  d: { bus: simbus, modalias: "sim:x"${device} }
drivers:
  S: { bus: simbus, matches: ["sim:x"], ${specific} }
  C: { bus: simbus, matches: ["*"] }
given: [{ register: S }, { register: C }]
story: [{ add: d }]
${more}`;

describe('the first pass and who falls through', () => {
  it('T1 GIVEN specific S async before catch-all C sync WHEN the device is added THEN C binds and S is never probed', () => {
    everyRun(scenarioOf(story('probe-type: async')), ANY_ORDER, (run) => {
      expect(run.ends).toEqual({ d: 'C' });
      expect(probes(run, 'S')).toBe(0);
    });
    // Both of one class: list order holds.
    everyRun(scenarioOf(story('probe-type: sync')), ANY_ORDER, (run) => expect(run.ends).toEqual({ d: 'S' }));
  });

  it("T2 GIVEN S sync before C sync WHEN S's probe defers THEN C binds at once, the device is not deferred, S is not tried again", () => {
    everyRun(scenarioOf(story('probe: { script: [EPROBE_DEFER, ok] }')), ANY_ORDER, (run) => {
      expect(run.ends).toEqual({ d: 'C' });
      expect([probes(run, 'S'), run.isDeferred('d')]).toEqual([1, false]);
    });
  });

  it('T3 GIVEN S waits for a supplier WHEN the device is added THEN the walk ends, C is not tried, the device is pending', () => {
    const text = story('probe: { takes: 1ms }', ', suppliers: [gpio]').replace(
      'devices:',
      'devices:\n  gpio: { bus: simbus, modalias: "gpio:1", appears: story }',
    );
    everyRun(scenarioOf(text), ANY_ORDER, (run) => {
      expect(run.ends).toEqual({ gpio: null, d: null });
      expect([matches(run, 'C'), probes(run, 'S'), run.isDeferred('d')]).toEqual([0, 0, true]);
    });
  });

  it('T3 GIVEN the same WHEN the supplier comes THEN the retry gives the device to S, not to C', () => {
    const text = story('probe: { takes: 1ms }', ', suppliers: [gpio]')
      .replace('devices:', 'devices:\n  gpio: { bus: other, modalias: "gpio:1" }')
      .replace('drivers:', 'drivers:\n  G: { bus: other, matches: ["gpio:*"] }')
      .replace('given: [', 'given: [{ register: G }, ')
      .replace('story: [', 'story: [{ at: 10ms, add: gpio }, ');
    const buses = 'buses: { simbus: { rules: generic }, other: { rules: generic } }\n';
    everyRun(scenarioOf(buses + text), ANY_ORDER, (run) => expect(run.ends).toEqual({ gpio: 'G', d: 'S' }));
  });

  it("T4 GIVEN S's match defers THEN C's match is not called and no async pass follows", () => {
    const text = story('match: EPROBE_DEFER').replace('C: {', 'C: { probe-type: async, ');
    for (const scenario of [scenarioOf(story('match: EPROBE_DEFER')), scenarioOf(text)]) {
      everyRun(scenario, ANY_ORDER, (run) => {
        expect(run.ends).toEqual({ d: null });
        expect([matches(run, 'C'), run.count('async-scheduled'), run.isDeferred('d')]).toEqual([0, 0, true]);
      });
    }
  });

  it("T5 GIVEN S's dma_configure fails THEN C is not tried", () => {
    for (const [dma, deferred] of [
      ['EBUSY', false],
      ['EPROBE_DEFER', true],
    ] as const) {
      everyRun(scenarioOf(story('probe: { takes: 1ms }', `, dma: ${dma}`)), ANY_ORDER, (run) => {
        expect(run.ends).toEqual({ d: null });
        expect([matches(run, 'C'), probes(run, 'S'), run.isDeferred('d')]).toEqual([0, 0, deferred]);
      });
    }
  });

  it('T19 GIVEN a device with preset driver THEN it is bound with no match and no probe', () => {
    everyRun(scenarioOf(story('probe: { takes: 1ms }', ', preset-driver: C')), ANY_ORDER, (run) => {
      expect(run.ends).toEqual({ d: 'C' });
      expect([run.count('matched'), run.count('probe-called')]).toEqual([0, 0]);
    });
  });

  it('T32 GIVEN async drivers only, in order S, C WHEN S fails THEN C is tried in the same pass', () => {
    const text = story('probe-type: async, probe: { may: [EIO] }').replace(
      'C: {',
      'C: { probe-type: async, ',
    );
    everyRun(scenarioOf(text), ANY_ORDER, (run) => {
      expect(run.ends).toEqual({ d: 'C' });
      expect([probes(run, 'S'), run.count('async-scheduled')]).toEqual([1, 1]);
    });
  });
});

describe('results of the driver (4.4)', () => {
  it.each(['ENODEV', 'ENXIO', 'EIO', 'ENOMEM', 'EBUSY', 'EAGAIN', 'EINVAL', 'ETIMEDOUT', 'EPROBE_DEFER'])(
    '4.4 GIVEN the first driver answers %s THEN the next one binds',
    (answer) => {
      everyRun(scenarioOf(story(`probe: { may: [${answer}] }`)), { ...ANY_ORDER, seeds: 20 }, (run) => {
        expect(run.ends).toEqual({ d: 'C' });
      });
    },
  );

  it('4.4 GIVEN a positive result THEN the walk ends and nothing is deferred; pci takes it as success', () => {
    everyRun(scenarioOf(story('probe: { may: ["1"] }')), ANY_ORDER, (run) => {
      expect(run.ends).toEqual({ d: null });
      expect([matches(run, 'C'), run.isDeferred('d')]).toEqual([0, false]);
    });
    const pci = story('probe: { may: ["1"] }').replaceAll('simbus', 'pci').replaceAll('sim:', 'pci:');
    everyRun(scenarioOf(pci), ANY_ORDER, (run) => expect(run.ends).toEqual({ d: 'S' }));
  });
});

describe('removal (8.6)', () => {
  const removal = (times: string): string => `
devices:
  d: { bus: simbus, modalias: "sim:x" }
drivers:
  A: { bus: simbus, matches: ["sim:x"], probe-type: async, probe: { takes: 5ms } }
given: [{ register: A }]
story:
  - as: slot
    do: [{ add: d }, ${times}{ remove: d }]
`;

  it('T35 GIVEN a device removed while its async helper is queued THEN the helper sees it dead and nothing is probed', () => {
    everyRun(scenarioOf(removal('')), IN_TIME, (run) => {
      expect([probes(run, 'A'), run.count('async-scheduled'), run.count('async-finished')]).toEqual([
        0, 1, 1,
      ]);
    });
    const early = (run: Parameters<typeof probes>[0]): boolean => probes(run, 'A') === 0;
    someRun(scenarioOf(removal('')), SEARCH, early, (run) => {
      const dead = run.place('device-dead', { device: 'd' });
      expect(run.place('async-scheduled')).toBeLessThan(dead);
      expect(run.place('async-finished')).toBeGreaterThan(dead);
    });
  });

  it('8.6 GIVEN a probe in flight WHEN the device is removed THEN the removal waits, and the driver lets go', () => {
    everyRun(scenarioOf(removal('{ wait: 1ms }, ')), IN_TIME, (run) => {
      expect(run.of('released', { device: 'd', driver: 'A', cause: 'device-removed' }).length).toBe(1);
      expect(run.answers('slot')[1]?.at).toBeGreaterThanOrEqual(5);
    });
  });

  it('8.6 GIVEN two removals of one device at once THEN one of them finds nothing', () => {
    const text = `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: boot }
drivers:
  A: { bus: simbus, matches: ["sim:x"], remove-takes: 5ms }
given: [{ register: A }]
story: [{ as: one, do: [{ remove: d }] }, { as: two, do: [{ remove: d }] }]
`;
    everyRun(scenarioOf(text), ANY_ORDER, (run) => {
      const answers = ['one', 'two'].flatMap((name) => run.answers(name)).map(({ outcome }) => outcome);
      expect(answers.toSorted()).toEqual(['ENODEV', 'ok']);
      expect(run.count('remove-called')).toBe(1);
    });
  });

  it('8.6 GIVEN a removal in the middle of the adding THEN it waits for it, and nothing of the device stays behind', () => {
    const text = `
devices:
  d: { bus: simbus, modalias: "sim:x" }
drivers:
  A: { bus: simbus, matches: ["sim:x"] }
given: [{ register: A }]
story: [{ add: d }, { as: slot, do: [{ remove: d }] }]
`;
    everyRun(scenarioOf(text), { ...ANY_ORDER, seeds: 200 }, (run) => {
      const removed = run.answers('slot')[0]?.outcome === 'ok';
      const { world } = run.result;
      expect([world.device(0, 'named'), world.device(0, 'listed')]).toEqual(removed ? [0, 0] : [1, 1]);
      expect(run.ends).toEqual({ d: removed ? null : 'A' });
    });
  });

  it('8.1 GIVEN a device with an override leaves WHEN one of its name comes THEN it has none', () => {
    const text = `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: boot }
drivers:
  A: { bus: simbus, matches: ["sim:x"] }
  other: { bus: simbus, matches: ["sim:y"] }
given: [{ register: A }]
story: [{ as: admin, do: [{ override: { device: d, driver: other } }, { remove: d }, { add: d }] }]
`;
    everyRun(scenarioOf(text), ANY_ORDER, (run) => expect(run.ends).toEqual({ d: 'A' }));
  });

  it('1.1 GIVEN a child that its parent finds WHEN the parent is removed meanwhile THEN no child outlives it', () => {
    const text = `
buses: { simbus: { rules: generic }, hostbus: { rules: generic } }
devices:
  p: { bus: hostbus, modalias: "host:1", appears: story }
  c: { bus: simbus, modalias: "sim:x", parent: p, appears: parent, appears-after: 1ms..3ms }
drivers:
  H: { bus: hostbus, matches: ["host:*"] }
  A: { bus: simbus, matches: ["sim:x"] }
given: [{ register: H }, { register: A }]
story: [{ as: slot, do: [{ add: p }, { wait: 1ms..3ms }, { remove: p }] }]
`;
    for (const batch of [ANY_ORDER, IN_TIME]) {
      everyRun(scenarioOf(text), batch, (run) => {
        expect(run.ends).toEqual({ p: null, c: null });
        expect(run.result.world.device(1, 'named')).toBe(0);
        expect(run.result.end.is).toBe('quiet');
      });
    }
  });
});
