/** What a running 6.1.192 kernel showed beyond the experiments (kernel-rig.md, section 5; the letters are its own). */
import { describe, expect, it } from 'vitest';
import { everyRun, type Observed } from '../observed.ts';
import { ANY_ORDER, IN_TIME, outcomes, probes, scenarioOf } from './given.ts';

const bindings = (run: Observed): string[] => run.of('bound').map(({ values }) => String(values.device));

describe('5.2 deferral', () => {
  const waiting = (takes: string, type = ''): string => `
buses: { simbus: { rules: generic }, other: { rules: generic } }
devices:
  s: { bus: other, modalias: "o:1" }
  c1: { bus: simbus, modalias: "sim:1", appears: boot }
  c2: { bus: simbus, modalias: "sim:2", appears: boot }
  c3: { bus: simbus, modalias: "sim:3", appears: boot }
drivers:
  T: { bus: other, matches: ["o:*"], probe: { takes: 1ms } }
  A: { bus: simbus, matches: ["sim:*"], ${type}probe: { takes: ${takes}, needs: [s] } }
given: [{ register: T }, { register: A }]
story: [{ add: s }]
`;

  it('d. GIVEN several wait THEN the retries come in the order in which they deferred, one after the other', () => {
    everyRun(scenarioOf(waiting('1ms')), ANY_ORDER, (run) =>
      expect(bindings(run)).toEqual(['s', 'c1', 'c2', 'c3']),
    );
    everyRun(scenarioOf(waiting('300ms')), IN_TIME, (run) => {
      expect(run.at('bound', { device: 'c3' })).toBeGreaterThanOrEqual(900);
    });
  });

  it('d. GIVEN asynchronous drivers THEN a slow retry holds up nobody', () => {
    everyRun(scenarioOf(waiting('300ms', 'probe-type: async, ')), IN_TIME, (run) => {
      expect(run.at('bound', { device: 'c3' })).toBeLessThan(310);
    });
  });

  it('d. GIVEN a chain that is added back to front THEN the retries grow with its square', () => {
    const text = waiting('1ms')
      .replace(
        'probe: { takes: 1ms, needs: [s] }',
        'probe: { takes: 1ms, needs: [s] }, probe-on: { c2: { needs: [c1] }, c3: { needs: [c2] } }',
      )
      .replace(/ {2}(c1.*\n) {2}(c2.*\n) {2}(c3.*\n)/, '  $3  $2  $1');
    everyRun(scenarioOf(text), IN_TIME, (run) => {
      expect(run.ends).toEqual({ s: 'T', c1: 'A', c2: 'A', c3: 'A' });
      expect(probes(run, 'A')).toBe(3 + (3 + 2 + 1));
    });
  });

  it('d. GIVEN unbinding, and the registration of a driver that binds nothing, THEN nothing is triggered', () => {
    const text = waiting('1ms')
      .replace('given:', '  N: { bus: simbus, matches: ["none"] }\ngiven:')
      .replace(
        '  s: { bus: other, modalias: "o:1" }',
        '  s: { bus: other, modalias: "o:1", appears: story }\n  t: { bus: other, modalias: "o:2", appears: boot }',
      )
      .replace('[{ add: s }]', '[{ unbind: T t }, { register: N }]');
    everyRun(scenarioOf(text), ANY_ORDER, (run) => expect(run.count('defer-triggered')).toBe(1));
  });

  it('d. GIVEN the driver of a deferred device leaves THEN the device drops out at the next trigger, silently', () => {
    const text = waiting('1ms')
      .replace(
        '[{ add: s }]',
        '[{ as: admin, do: [{ unregister: A }, { wait: 1s }, { add: s }, settle, { register: A }] }]',
      )
      .replace('needs: [s]', 'may: [EPROBE_DEFER]');
    everyRun(scenarioOf(text), IN_TIME, (run) => {
      expect(run.count('defer-taken')).toBe(3);
      const dropped = run.of('defer-taken').map((fact) => run.facts.indexOf(fact));
      expect(Math.min(...dropped)).toBeGreaterThan(run.place('bound', { device: 's' }));
    });
  });

  it('4.6 GIVEN probing is blocked THEN devices are deferred without a probe; unblocking gives them their turn', () => {
    const text = (after: string): string => `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: story }
drivers:
  A: { bus: simbus, matches: ["sim:x"] }
given: [{ register: A }]
story: [{ as: suspend, do: [block_probing, { add: d }, { bind: A d }${after}] }]
`;
    everyRun(scenarioOf(text('')), ANY_ORDER, (run) => {
      expect([run.ends, probes(run, 'A'), run.isDeferred('d')]).toEqual([{ d: null }, 0, true]);
      expect(outcomes(run, 'suspend')).toEqual(['ok', 'ok', 'EAGAIN']);
    });
    everyRun(scenarioOf(text(', unblock_probing')), ANY_ORDER, (run) => expect(run.ends).toEqual({ d: 'A' }));
  });
});

/** d is there; A's probe of it begins at 0 by the given road and takes 40 ms; at 10 ms something happens. */
const during = (start: string, then: string, a = ''): string => `
buses: { simbus: { rules: generic${start.includes('add') ? '' : ', autoprobe: false'} } }
devices:
  d: { bus: simbus, modalias: "sim:x", appears: ${start.includes('add') ? 'story' : 'boot'} }
drivers:
  A: { bus: simbus, matches: ["sim:x"], ${a}probe: { takes: 40ms } }
  B: { bus: simbus, matches: ["sim:x"], probe: { takes: 1ms } }
given: [{ register: A }, { register: B }]
story: [{ ${start} }, { as: admin, at: 10ms, do: [${then}] }]
`;

describe('5.5 while a probe runs', () => {
  it.each(['add: d', 'drivers_probe: d', 'bind: A d'])(
    'k. GIVEN A unregisters during its probe by "%s" THEN it waits, then unbinds; nobody takes the device',
    (start) => {
      everyRun(scenarioOf(during(start, '{ unregister: A }')), IN_TIME, (run) => {
        expect(run.answers('admin')).toEqual([{ outcome: 'ok', at: 40 }]);
        expect(run.ends).toEqual({ d: null });
      });
    },
  );

  it('k. GIVEN an asynchronous A unregisters during its probe THEN it waits for all asynchronous work', () => {
    const text = during('add: d', '{ unregister: A }', 'probe-type: async, ').replace(
      'given: [{ register: A }, { register: B }]',
      'given: [{ register: A }]',
    );
    everyRun(scenarioOf(text), IN_TIME, (run) => {
      expect(run.answers('admin')[0]?.at).toBeGreaterThanOrEqual(40);
      expect(run.ends).toEqual({ d: null });
    });
  });

  it('j. GIVEN the device is removed during a failing probe THEN the walk still asks B, and then the device goes', () => {
    const text = during('add: d', '{ remove: d }').replace('takes: 40ms', 'takes: 40ms, may: [ENODEV]');
    everyRun(scenarioOf(text), IN_TIME, (run) => {
      expect(run.of('released').map(({ values }) => values.driver)).toEqual(['B']);
      expect(run.answers('admin')).toEqual([{ outcome: 'ok', at: 41 }]);
    });
  });

  it('s. GIVEN unbind THEN it waits and unbinds; bind to another driver waits and is -EBUSY', () => {
    everyRun(scenarioOf(during('add: d', '{ unbind: A d }')), IN_TIME, (run) => {
      expect([run.ends, run.answers('admin')]).toEqual([{ d: null }, [{ outcome: 'ok', at: 40 }]]);
    });
    everyRun(scenarioOf(during('add: d', '{ bind: B d }')), IN_TIME, (run) => {
      expect([run.ends, run.answers('admin')]).toEqual([{ d: 'A' }, [{ outcome: 'EBUSY', at: 40 }]]);
    });
  });

  it('s. GIVEN registrations and devices that do not match the busy device THEN they are not delayed', () => {
    const text = during('add: d', '{ register: N }, { add: e }')
      .replace('drivers:', '  e: { bus: simbus, modalias: "sim:e" }\ndrivers:')
      .replace('given:', '  N: { bus: simbus, matches: ["sim:e"], probe: { takes: 1ms } }\ngiven:');
    everyRun(scenarioOf(text), IN_TIME, (run) =>
      expect(run.answers('admin').map(({ at }) => at)).toEqual([10, 11]),
    );
  });

  it("k. GIVEN a driver registers while another's remove sleeps THEN it waits for the device and wins it", () => {
    const text = during('unbind: A d', '{ register: C }')
      .replace(', autoprobe: false', '')
      .replace('A: {', 'A: { remove-takes: 40ms,')
      .replace('given:', '  C: { bus: simbus, matches: ["sim:x"], probe: { takes: 1ms } }\ngiven:');
    everyRun(scenarioOf(text), IN_TIME, (run) => {
      expect([run.ends, run.answers('admin')]).toEqual([{ d: 'C' }, [{ outcome: 'ok', at: 41 }]]);
    });
  });

  it('r. GIVEN a bus that wants the parent lock THEN a registration waits for the probe of the parent, device_add does not', () => {
    const text = `
buses: { simbus: { rules: generic, parent-lock: true }, hostbus: { rules: generic } }
devices:
  p: { bus: hostbus, modalias: "host:1", appears: boot }
  c1: { bus: simbus, modalias: "sim:1", parent: p, appears: boot }
  c2: { bus: simbus, modalias: "sim:2", parent: p, appears: story }
drivers:
  H: { bus: hostbus, matches: ["host:*"], probe: { takes: 70ms } }
  A: { bus: simbus, matches: ["sim:1"], probe: { takes: 1ms } }
  B: { bus: simbus, matches: ["sim:2"], probe: { takes: 1ms } }
given: [{ register: B }]
story: [{ register: H }, { at: 10ms, register: A }, { at: 10ms, add: c2 }]
`;
    everyRun(scenarioOf(text), IN_TIME, (run) => {
      expect(run.answers('register A')[0]?.at).toBe(71);
      expect(run.answers('add c2')[0]?.at).toBe(11);
    });
  });

  it('r. GIVEN eight synchronous probes by eight threads THEN they run in parallel', () => {
    const names = Array.from({ length: 8 }, (_, index) => `d${index}`);
    const text = `
devices:
${names.map((name) => `  ${name}: { bus: simbus, modalias: "sim:${name}" }`).join('\n')}
drivers:
  A: { bus: simbus, matches: ["sim:*"], probe: { takes: 100ms } }
given: [{ register: A }]
story: [${names.map((name) => `{ add: ${name} }`).join(', ')}]
`;
    everyRun(scenarioOf(text), { ...IN_TIME, seeds: 10 }, (run) => {
      for (const name of names) expect(run.answers(`add ${name}`)).toEqual([{ outcome: 'ok', at: 100 }]);
    });
  });
});

describe('5.1 and 5.4', () => {
  it('o. GIVEN S declines by deferral and the catch-all declines too THEN d stays deferred and S wins on the retry', () => {
    const text = `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: boot }
  s: { bus: simbus, modalias: "sup" }
drivers:
  P: { bus: simbus, matches: ["sup"] }
  S: { bus: simbus, matches: ["sim:x"], probe: { needs: [s] } }
  ALL: { bus: simbus, matches: ["sim:*"], probe: { script: [ENODEV, ok] } }
given: [{ register: P }, { register: S }, { register: ALL }]
story: [{ add: s }]
`;
    everyRun(scenarioOf(text), ANY_ORDER, (run) => expect(run.ends).toEqual({ d: 'S', s: 'P' }));
  });

  it('c. GIVEN the catch-all was first THEN unbind with drivers_probe, rescan or reprobe all give the device back to it', () => {
    for (const actions of [
      '{ unbind: ALL d }, { drivers_probe: d }',
      '{ unbind: ALL d }, { rescan: simbus }',
      '{ reprobe: d }',
    ]) {
      const text = `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: boot }
drivers:
  S: { bus: simbus, matches: ["sim:x"] }
  ALL: { bus: simbus, matches: ["sim:*"] }
given: [{ register: ALL }, { register: S }]
story: [{ as: admin, do: [${actions}] }]
`;
      everyRun(scenarioOf(text), { ...ANY_ORDER, seeds: 20 }, (run) => {
        expect(run.ends).toEqual({ d: 'ALL' });
        expect(run.count('released')).toBe(1);
      });
    }
  });

  it('m. GIVEN autoprobe off THEN nobody is matched, and switching it on makes up for nothing', () => {
    const text = `
buses: { simbus: { rules: generic, autoprobe: false } }
devices:
  d: { bus: simbus, modalias: "sim:x" }
drivers:
  A: { bus: simbus, matches: ["sim:x"] }
story: [{ as: admin, do: [{ register: A }, { add: d }, { autoprobe: { bus: simbus, on: true } }] }]
`;
    everyRun(scenarioOf(text), ANY_ORDER, (run) =>
      expect([run.ends, run.count('matched')]).toEqual([{ d: null }, 0]),
    );
  });

  it('f. GIVEN a device that match deferred THEN a driver that registers afterwards asks only itself, and may have it', () => {
    const text = `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: boot }
drivers:
  S: { bus: simbus, matches: ["sim:x"], match: EPROBE_DEFER }
  ALL: { bus: simbus, matches: ["sim:*"] }
given: [{ register: S }]
story: [{ register: ALL }]
`;
    everyRun(scenarioOf(text), ANY_ORDER, (run) => expect(run.ends).toEqual({ d: 'ALL' }));
  });
});
