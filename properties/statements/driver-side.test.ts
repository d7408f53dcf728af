/** Statements of the reference's section 13 about a driver that registers or leaves. */
import { describe, expect, it } from 'vitest';
import { everyRun, someRun, type Observed } from '../observed.ts';
import { ANY_ORDER, IN_TIME, matches, outcomes, probes, scenarioOf, SEARCH } from './given.ts';

/** A is registered; d is added at 0 and probed by A for 40 ms; B registers at 10 ms. */
const meeting = (probeA: string, b = ''): string => `
devices:
  d: { bus: simbus, modalias: "sim:x" }
drivers:
  A: { bus: simbus, matches: ["sim:x"], probe: { takes: 40ms, ${probeA} } }
  B: { bus: simbus, matches: ["sim:x"], ${b}probe: { takes: 1ms } }
given: [{ register: A }]
story: [{ at: 0ms, add: d }, { at: 10ms, register: B }]
`;

describe('registration', () => {
  it('T6 GIVEN C bound WHEN S registers THEN its match is called, d stays; WHEN C leaves THEN unbound; WHEN drivers_probe THEN S', () => {
    const text = (last: string): string => `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: boot }
drivers:
  S: { bus: simbus, matches: ["sim:x"] }
  C: { bus: simbus, matches: ["*"] }
given: [{ register: C }]
story: [{ as: admin, do: [{ register: S }${last}] }]
`;
    everyRun(scenarioOf(text('')), ANY_ORDER, (run) => {
      expect(run.ends).toEqual({ d: 'C' });
      expect([matches(run, 'S'), probes(run, 'S')]).toEqual([1, 0]);
    });
    everyRun(scenarioOf(text(', { unregister: C }')), ANY_ORDER, (run) =>
      expect(run.ends).toEqual({ d: null }),
    );
    everyRun(scenarioOf(text(', { unregister: C }, { drivers_probe: d }')), ANY_ORDER, (run) => {
      expect(run.ends).toEqual({ d: 'S' });
    });
  });

  it.each(['', 'probe-type: async, '])(
    'T7 GIVEN a probe of d on thread 1 WHEN a matching driver (%j) registers on thread 2 THEN it does not return before the probe ends',
    (type) => {
      everyRun(scenarioOf(meeting('may: [ok]', type)), IN_TIME, (run) => {
        expect(run.answers('register B')).toEqual([{ outcome: 'ok', at: 40 }]);
        expect(run.ends).toEqual({ d: 'A' });
      });
    },
  );

  it('T7 GIVEN any order THEN whoever is in the lock first finishes first: no registration of B ends inside a probe that its walk met', () => {
    everyRun(scenarioOf(meeting('may: [ok]')), ANY_ORDER, (run) => {
      const asked = run.of('matched', { driver: 'B' }).find(({ by }) => by === 'register B');
      const called = run.of('probe-called', { driver: 'A' })[0];
      const answered = run.of('probe-answered', { driver: 'A' })[0];
      if (!asked || !called || !answered) return;
      const [from, to, returned] = [called, answered, run.of('driver-files-made', { driver: 'B' })[0]].map(
        (fact) => (fact ? run.facts.indexOf(fact) : -1),
      ) as [number, number, number];
      const during = from < run.facts.indexOf(asked) && run.facts.indexOf(asked) < to;
      if (during) expect(returned).toBeGreaterThan(to);
    });
  });

  it('T8 GIVEN T7 and the first probe fails THEN the new driver binds, and exactly one of the two sides probes it', () => {
    everyRun(scenarioOf(meeting('may: [ENODEV]')), IN_TIME, (run) => {
      expect(run.ends).toEqual({ d: 'B' });
      expect([probes(run, 'B'), matches(run, 'B')]).toEqual([1, 2]);
    });
    const by = (name: string) => (run: Observed) => run.of('probe-called', { driver: 'B' })[0]?.by === name;
    for (const side of ['add d', 'register B']) {
      someRun(scenarioOf(meeting('may: [ENODEV]')), SEARCH, by(side), (run) => {
        expect(run.ends).toEqual({ d: 'B' });
        expect(probes(run, 'B')).toBe(1);
      });
    }
  });

  it('T34 GIVEN a driver whose name is registered on the bus THEN -EBUSY; two at once THEN exactly one is', () => {
    const text = (given: string): string => `
drivers:
  A: { bus: simbus, matches: ["sim:x"] }
  elsewhere: { bus: other, matches: ["sim:x"] }
buses: { simbus: { rules: generic }, other: { rules: generic } }
given: [${given}]
story: [{ as: one, do: [{ register: A }] }, { as: two, do: [{ register: A }] }, { register: elsewhere }]
`;
    everyRun(scenarioOf(text('{ register: A }')), ANY_ORDER, (run) => {
      expect([...outcomes(run, 'one'), ...outcomes(run, 'two')]).toEqual(['EBUSY', 'EBUSY']);
      expect(outcomes(run, 'register elsewhere')).toEqual(['ok']);
    });
    everyRun(scenarioOf(text('')), ANY_ORDER, (run) => {
      const [first, second] = [...outcomes(run, 'one'), ...outcomes(run, 'two')].toSorted();
      expect(['EBUSY', 'EEXIST']).toContain(first);
      expect(second).toBe('ok');
    });
    // Both pass the lookup, and the loser fails at the directory (2.1.3).
    const late = (run: Observed): boolean =>
      ['one', 'two'].some((name) => outcomes(run, name)[0] === 'EEXIST');
    someRun(scenarioOf(text('')), SEARCH, late);
  });

  it('2.3 GIVEN a device that fails with the new driver THEN the walk goes on and the registration succeeds', () => {
    const text = `
devices:
  d1: { bus: simbus, modalias: "sim:1", appears: boot }
  d2: { bus: simbus, modalias: "sim:2", appears: boot, dma: EBUSY }
  d3: { bus: simbus, modalias: "sim:3", appears: boot }
  d4: { bus: simbus, modalias: "sim:4", appears: boot }
drivers:
  A: { bus: simbus, matches: ["sim:*"], match: { d3: EINVAL }, probe-on: { d1: { may: [EIO] } } }
story: [{ register: A }]
`;
    everyRun(scenarioOf(text), ANY_ORDER, (run) => {
      expect(run.ends).toEqual({ d1: null, d2: null, d3: null, d4: 'A' });
      expect(outcomes(run, 'register A')).toEqual(['ok']);
    });
  });

  it('2.2.5 GIVEN a driver whose first probes run THEN its bind file is not there yet', () => {
    const text = `
devices:
  d: { bus: simbus, modalias: "sim:1", appears: boot }
  e: { bus: simbus, modalias: "sim:2", appears: boot }
drivers:
  A: { bus: simbus, matches: ["sim:*"], probe: { takes: 10ms } }
story: [{ register: A }, { as: admin, at: 5ms, do: [{ bind: A e }, { wait: 1s }, { unbind: A e }] }]
`;
    everyRun(scenarioOf(text), IN_TIME, (run) => expect(outcomes(run, 'admin')).toEqual(['ENOENT', 'ok']));
  });
});

describe('unregistration', () => {
  it("T10 GIVEN A's probe in flight from the device side WHEN A unregisters THEN it blocks until the probe returns", () => {
    const text = `
devices:
  d: { bus: simbus, modalias: "sim:x" }
drivers:
  A: { bus: simbus, matches: ["sim:x"], probe: { takes: 40ms, may: [ok, ENODEV] } }
  B: { bus: simbus, matches: ["sim:x"] }
given: [{ register: A }, { register: B }]
story: [{ at: 0ms, add: d }, { at: 10ms, unregister: A }]
`;
    everyRun(scenarioOf(text), IN_TIME, (run) => {
      expect(run.at('driver-gone', { driver: 'A' })).toBeGreaterThanOrEqual(40);
      // rig 5.5 k: the walk that stood on A tries B as usual; after a success nobody is asked again (8.7).
      const refused = run.count('probe-answered', { driver: 'A', outcome: 'ENODEV' }) === 1;
      expect(run.ends).toEqual({ d: refused ? 'B' : null });
    });
    everyRun(scenarioOf(text), ANY_ORDER, (run) => {
      const gone = run.place('driver-gone', { driver: 'A' });
      for (const fact of run.of('probe-answered', { driver: 'A' }))
        expect(run.facts.indexOf(fact)).toBeLessThan(gone);
    });
  });

  it('2.6.3 GIVEN a device changes hands while its driver leaves THEN the leaving driver takes nothing from the new one', () => {
    const text = `
devices:
  d1: { bus: simbus, modalias: "sim:1", appears: boot }
  d2: { bus: simbus, modalias: "sim:2", appears: boot }
drivers:
  A: { bus: simbus, matches: ["sim:*"], remove-takes: 5ms }
  B: { bus: simbus, matches: ["sim:*"] }
given: [{ register: A }, { register: B }]
story: [{ unregister: A }, { reprobe: d2 }]
`;
    const late = (run: Observed): boolean => run.ends['d2'] === 'B';
    someRun(scenarioOf(text), SEARCH, late);
    const batch = { clock: 'untimed', seeds: 400 } as const;
    everyRun(scenarioOf(text), batch, (run) => expect(run.count('released', { driver: 'B' })).toBe(0));
  });

  it('2.6 GIVEN several devices THEN they are released in reverse bind order, and nobody takes them', () => {
    const text = `
devices:
  d1: { bus: simbus, modalias: "sim:1", appears: boot }
  d2: { bus: simbus, modalias: "sim:2", appears: boot }
drivers:
  A: { bus: simbus, matches: ["sim:*"] }
  B: { bus: simbus, matches: ["sim:*"] }
given: [{ register: A }, { register: B }]
story: [{ unregister: A }]
`;
    everyRun(scenarioOf(text), ANY_ORDER, (run) => {
      expect(run.of('released').map(({ values }) => values.device)).toEqual(['d2', 'd1']);
      expect(run.ends).toEqual({ d1: null, d2: null });
    });
  });
});
