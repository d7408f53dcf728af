/** Statements of the reference's section 13 about deferred probing. */
import { describe, expect, it } from 'vitest';
import { everyRun, someRun, type Observed } from '../observed.ts';
import { ANY_ORDER, IN_TIME, probes, scenarioOf } from './given.ts';

const TWO_BUSES = 'buses: { simbus: { rules: generic }, other: { rules: generic } }\n';

/** x is probed for 10 ms and needs y; y binds in the middle of it. */
const missed = (more = ''): string => `${more}
devices:
  x: { bus: simbus, modalias: "sim:x" }
  y: { bus: simbus, modalias: "sim:y" }
drivers:
  X: { bus: simbus, matches: ["sim:x"], probe: { takes: 10ms, needs: [y] } }
  Y: { bus: simbus, matches: ["sim:y"], probe: { takes: 1ms } }
given: [{ register: X }, { register: Y }]
story: [{ at: 0ms, add: x }, { at: 5ms, add: y }]
`;

describe('the trigger', () => {
  it('T11 GIVEN x probing, y binds during it, then x defers THEN x is retried without any further bind', () => {
    everyRun(scenarioOf(missed()), IN_TIME, (run) => {
      expect(run.ends).toEqual({ x: 'X', y: 'Y' });
      expect(run.of('defer-triggered').map(({ by }) => by)).toEqual([
        'add y',
        'add x',
        'deferred probe work',
      ]);
      expect(probes(run, 'X')).toBe(2);
    });
    // Whatever the order, nobody is left behind.
    everyRun(scenarioOf(missed()), ANY_ORDER, (run) => expect(run.ends).toEqual({ x: 'X', y: 'Y' }));
    // The guard does it: without the counter x waits for ever.
    everyRun(scenarioOf(missed('quirks: [forget-missed-trigger]')), IN_TIME, (run) => {
      expect([run.ends['x'], run.isDeferred('x')]).toEqual([null, true]);
    });
  });

  it("T11 GIVEN y bound before x's probe began WHEN x defers THEN there is no extra trigger", () => {
    const text = missed()
      .replace('needs: [y]', 'may: [EPROBE_DEFER]')
      .replace('at: 5ms', 'at: 0ms')
      .replace('at: 0ms, add: x', 'at: 5ms, add: x');
    everyRun(scenarioOf(text), IN_TIME, (run) => {
      expect(run.of('defer-triggered').map(({ by }) => by)).toEqual(['add y']);
      expect([probes(run, 'X'), run.isDeferred('x')]).toEqual([1, true]);
    });
  });

  it('T12 GIVEN boot before late_initcall WHEN devices bind THEN no deferred device is retried and nothing triggers', () => {
    const text = `
devices:
  x: { bus: simbus, modalias: "sim:x" }
  y: { bus: simbus, modalias: "sim:y" }
  z: { bus: simbus, modalias: "sim:z" }
drivers:
  X: { bus: simbus, matches: ["sim:x"], module: first, probe: { needs: [y] } }
  Y: { bus: simbus, matches: ["sim:y"], module: second }
  Z: { bus: simbus, matches: ["sim:z"], module: third }
modules:
  first: { builtin: 4 }
  second: { builtin: 6, order: 1 }
  third: { builtin: 6, order: 2 }
boot: {}
`;
    for (const batch of [ANY_ORDER, IN_TIME]) {
      everyRun(scenarioOf(text), batch, (run) => {
        const enabled = run.place('defer-enabled');
        for (const kind of ['defer-triggered', 'defer-taken'] as const) {
          for (const fact of run.of(kind)) expect(run.facts.indexOf(fact)).toBeGreaterThan(enabled);
        }
        expect(run.place('bound', { device: 'z' })).toBeLessThan(enabled);
        expect(run.ends).toEqual({ x: 'X', y: 'Y', z: 'Z' });
        expect(probes(run, 'X')).toBe(2);
      });
    }
  });

  it('T13 GIVEN a deferred device and autoprobe off WHEN a trigger fires THEN it leaves the lists for good', () => {
    const text = (off: string, on: string): string => `${TWO_BUSES}
devices:
  d: { bus: simbus, modalias: "sim:x", appears: boot }
  s1: { bus: other, modalias: "o:1" }
  s2: { bus: other, modalias: "o:2" }
drivers:
  A: { bus: simbus, matches: ["sim:x"], probe: { script: [EPROBE_DEFER, ok] } }
  T: { bus: other, matches: ["o:*"] }
given: [{ register: A }, { register: T }]
story: [{ as: admin, do: [${off}{ add: s1 }, settle, ${on}{ add: s2 }, settle] }]
`;
    const off = '{ autoprobe: { bus: simbus, on: false } }, ';
    const on = '{ autoprobe: { bus: simbus, on: true } }, ';
    everyRun(scenarioOf(text(off, on)), ANY_ORDER, (run) => {
      expect([run.ends['d'], run.isDeferred('d'), probes(run, 'A')]).toEqual([null, false, 1]);
      expect(run.count('defer-taken', { device: 'd' })).toBe(1);
    });
    everyRun(scenarioOf(text('', '')), ANY_ORDER, (run) => expect(run.ends['d']).toBe('A'));
  });

  it('5.4 GIVEN a retry THEN the whole driver list is walked: another driver may win', () => {
    const text = `${TWO_BUSES}
devices:
  d: { bus: simbus, modalias: "sim:x", appears: boot }
  s1: { bus: other, modalias: "o:1" }
drivers:
  B: { bus: simbus, matches: ["sim:x"], probe: { script: [ENODEV, ok] } }
  A: { bus: simbus, matches: ["sim:x"], probe: { script: [EPROBE_DEFER, ok] } }
  T: { bus: other, matches: ["o:*"] }
given: [{ register: B }, { register: A }, { register: T }]
story: [{ add: s1 }]
`;
    everyRun(scenarioOf(text), ANY_ORDER, (run) => expect(run.ends['d']).toBe('B'));
  });

  it('5.4 GIVEN two devices that wait for each other THEN one attempt each, then silence', () => {
    const text = `
devices:
  x: { bus: simbus, modalias: "sim:x", appears: boot }
  y: { bus: simbus, modalias: "sim:y", appears: boot }
drivers:
  X: { bus: simbus, matches: ["sim:x"], probe: { needs: [y] } }
  Y: { bus: simbus, matches: ["sim:y"], probe: { needs: [x] } }
story: [{ register: X }, { register: Y }]
`;
    everyRun(scenarioOf(text), ANY_ORDER, (run) => {
      expect([probes(run, 'X'), probes(run, 'Y'), run.result.end.is]).toEqual([1, 1, 'quiet']);
    });
  });
});

/** x is built in and needs y, which the story adds. */
const timeout = (length: string, story: string): string => `
kernel: { deferred-probe-timeout: ${length} }
devices:
  x: { bus: simbus, modalias: "sim:x", appears: boot }
  y: { bus: simbus, modalias: "sim:y", appears: story }
drivers:
  X: { bus: simbus, matches: ["sim:x"], module: x, probe: { takes: 1ms, needs: [y] } }
  Y: { bus: simbus, matches: ["sim:y"], module: y, probe: { takes: 1ms } }
  late: { bus: simbus, matches: ["sim:z"] }
modules:
  x: { builtin: true, init: 0 }
  y: { builtin: true, init: 0 }
boot: { userspace-after: 100ms }
story: ${story}
`;

describe('the timeout (5.5)', () => {
  it('T14 GIVEN the deferred timeout expired WHEN a needed supplier binds later THEN the device is still retried', () => {
    everyRun(scenarioOf(timeout('1s', '[{ at: 5s, add: y }]')), IN_TIME, (run) => {
      const expired = run.place('defer-timeout-expired');
      expect(expired).toBeLessThan(run.place('bound', { device: 'y' }));
      // Late_initcall retries it twice, the expiry once, the supplier's bind once.
      expect([run.ends['x'], probes(run, 'X')]).toEqual(['X', 5]);
    });
    everyRun(scenarioOf(timeout('1s', '[{ at: 5s, add: y }]')), ANY_ORDER, (run) =>
      expect(run.ends['x']).toBe('X'),
    );
  });

  it('5.5 GIVEN a pending timeout WHEN a driver registers THEN it begins anew; after expiry nothing restarts it', () => {
    const registering = (at: string): string =>
      timeout('10s', `[{ at: ${at}, register: late }, { at: 30s, register: X }]`);
    const armedAt = (run: Observed): number => (run.of('defer-timeout-armed')[0]?.at ?? 0) / 1e6;
    everyRun(scenarioOf(registering('4s')), IN_TIME, (run) => {
      expect(run.at('defer-timeout-expired')).toBe(14_000);
      expect(run.count('defer-timeout-armed')).toBe(2);
    });
    everyRun(scenarioOf(registering('20s')), IN_TIME, (run) => {
      expect(run.at('defer-timeout-expired')).toBe(armedAt(run) + 10_000);
    });
    everyRun(scenarioOf(registering('4s')), ANY_ORDER, (run) =>
      expect(run.count('defer-timeout-expired')).toBe(1),
    );
  });

  it.each(['never', '0'])('5.5 GIVEN deferred_probe_timeout=%s THEN no timeout is ever armed', (length) => {
    everyRun(scenarioOf(timeout(length, '[{ register: late }]')), ANY_ORDER, (run) => {
      expect(run.count('defer-timeout-armed')).toBe(0);
    });
  });
});

describe('suppliers (7)', () => {
  const linked = (story: string): string => `${TWO_BUSES}
devices:
  s: { bus: other, modalias: "o:1", appears: boot }
  c: { bus: simbus, modalias: "sim:x", appears: boot, suppliers: [s] }
drivers:
  T: { bus: other, matches: ["o:*"], remove-takes: 2ms }
  A: { bus: simbus, matches: ["sim:x"] }
given: [{ register: T }, { register: A }]
story: ${story}
`;

  it('7.4 GIVEN a bound consumer WHEN its supplier is unbound THEN the consumer goes first, and does not come back', () => {
    everyRun(
      scenarioOf(linked('[{ as: admin, do: [{ unbind: T s }, { bind: T s }, settle] }]')),
      ANY_ORDER,
      (run) => {
        expect(run.of('released').map(({ values }) => values.device)).toEqual(['c', 's']);
        expect(run.ends).toEqual({ s: 'T', c: null });
      },
    );
  });

  it('7.4 GIVEN a supplier that is being unbound THEN no consumer is probed until it has let go', () => {
    const story =
      '[{ as: admin, do: [{ unbind: T s }] }, { as: other, do: [{ drivers_probe: c }, { drivers_probe: c }] }]';
    everyRun(scenarioOf(linked(story)), ANY_ORDER, (run) => {
      const unbound = run.place('released', { device: 's' });
      const closed = run.of('link-state', { count: 4 })[0];
      for (const fact of run.of('probe-called', { device: 'c' }).slice(1)) {
        const place = run.facts.indexOf(fact);
        expect(closed !== undefined && place > run.facts.indexOf(closed) && place < unbound).toBe(false);
      }
      expect(run.ends).toEqual({ s: null, c: null });
    });
  });

  it('7.4 GIVEN the supplier changes hands while its consumers are got rid of THEN the new driver is not released', () => {
    const text = linked(
      '[{ as: one, do: [{ unbind: T s }] }, { as: two, do: [{ unbind: T s }, { bind: U s }] }]',
    )
      .replace('given:', '  U: { bus: other, matches: ["o:*"] }\ngiven:')
      .replace('[{ register: T }', '[{ register: T }, { register: U }');
    const byOne = (run: Observed, device: string, driver: string): boolean =>
      run.of('released', { device, driver }).some(({ by }) => by === 'one');
    const batch = { clock: 'untimed', seeds: 400 } as const;
    // `one` has looked at T, has released its consumer, and finds U when it has the lock again.
    someRun(scenarioOf(text), batch, (run) => byOne(run, 'c', 'A') && run.ends['s'] === 'U');
    everyRun(scenarioOf(text), batch, (run) =>
      expect(byOne(run, 'c', 'A') && byOne(run, 's', 'U')).toBe(false),
    );
  });
});
