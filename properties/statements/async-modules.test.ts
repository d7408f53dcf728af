/** Statements of the reference's section 13 about asynchronous probing and module loading. */
import { describe, expect, it } from 'vitest';
import { everyRun, someRun } from '../observed.ts';
import { ANY_ORDER, IN_TIME, matches, outcomes, probes, scenarioOf, SEARCH, under } from './given.ts';

describe('the single async slot', () => {
  const text = `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: boot }
drivers:
  A: { bus: simbus, matches: ["sim:x"], probe-type: async, probe: { takes: 1ms, may: [ENODEV] } }
  B: { bus: simbus, matches: ["sim:x"], probe-type: async, probe: { takes: 1ms } }
story: [{ as: admin, do: [{ register: A }, { register: B }] }]
`;

  it("T9 GIVEN async A and B register while A's helper has not started WHEN A fails THEN B is never tried", () => {
    everyRun(scenarioOf(text), ANY_ORDER, (run) => {
      const slot = run.count('async-slot-taken', { driver: 'B' });
      expect([matches(run, 'B'), probes(run, 'B')]).toEqual([1, slot]);
      expect(run.ends).toEqual({ d: slot ? 'B' : null });
    });
    const forgotten = (run: Parameters<typeof probes>[0]): boolean => probes(run, 'B') === 0;
    someRun(scenarioOf(text), SEARCH, forgotten, (run) => {
      const asked = run.place('matched', { driver: 'B' });
      expect(run.place('async-slot-taken', { driver: 'A' })).toBeLessThan(asked);
    });
    someRun(scenarioOf(text), SEARCH, (run) => run.ends['d'] === 'B');
  });

  it('T9 GIVEN no time between the two registrations THEN B is forgotten: helpers start later', () => {
    everyRun(scenarioOf(text), IN_TIME, (run) => expect(run.ends).toEqual({ d: null }));
  });

  it('6.2 GIVEN sysfs bind, drivers_probe and rescan THEN an asynchronous driver is probed by the caller', () => {
    for (const action of ['{ bind: A d }', '{ drivers_probe: d }', '{ rescan: simbus }']) {
      const quiet = `
buses: { simbus: { rules: generic, autoprobe: false } }
devices:
  d: { bus: simbus, modalias: "sim:x", appears: boot }
drivers:
  A: { bus: simbus, matches: ["sim:x"], probe-type: async, probe: { takes: 20ms } }
given: [{ register: A }]
story: [{ as: admin, do: [${action}] }]
`;
      everyRun(scenarioOf(quiet), IN_TIME, (run) => {
        expect(run.answers('admin')).toEqual([{ outcome: 'ok', at: 20 }]);
        expect(run.count('async-scheduled')).toBe(0);
      });
    }
  });
});

describe('loading', () => {
  const twoModules = `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: boot }
drivers:
  A: { bus: simbus, matches: ["sim:x"], module: m1, probe-type: async, probe: { takes: 1500ms } }
modules:
  m1: { load: 20ms, init: 0, async-probe: true }
  m2: { load: 20ms, init: 0 }
udev: false
story: [{ as: admin, do: [{ modprobe: m1 }, { modprobe: m2 }] }]
`;

  it.each(['linux-6.1', 'linux-6.12'])(
    "T22 GIVEN M1 loaded with async_probe, its probe running WHEN M2 is loaded without THEN its load returns after M1's probe (%s)",
    (system) => {
      everyRun(under(system, twoModules), IN_TIME, (run) => {
        const [m1, m2] = run.answers('admin').map(({ at }) => at);
        expect(m1).toBe(20);
        expect(m2).toBeGreaterThanOrEqual(1520);
      });
      everyRun(under(system, twoModules), ANY_ORDER, (run) => {
        // A helper that was queued before M2 was live has ended when M2's load returns.
        const returned = run.place('module-load-answered', { module: 'm2' });
        expect(run.place('async-finished')).toBeLessThan(returned);
      });
    },
  );

  const twice = (init: string, gap = '500ms'): string => `
modules:
  m: { load: 10ms, init: 2s, init-may: [${init}] }
udev: false
story: [{ as: first, do: [{ modprobe: m }] }, { as: second, at: ${gap}, do: [{ modprobe: m }] }]
`;

  it('T23 GIVEN two loads at once WHEN the first init succeeds THEN the second gets -EEXIST after waiting', () => {
    everyRun(scenarioOf(twice('ok')), IN_TIME, (run) => {
      expect(run.loads('m').toSorted()).toEqual(['EEXIST', 'ok']);
      expect(run.answers('second')).toEqual([{ outcome: 'ok', at: 2010 }]);
      expect(run.count('module-coming')).toBe(1);
    });
    everyRun(scenarioOf(twice('ok')), ANY_ORDER, (run) => expect(run.count('module-live')).toBe(1));
  });

  it('T23 GIVEN the same WHEN the first init fails THEN the second gets -EBUSY and is not retried', () => {
    everyRun(scenarioOf(twice('ENODEV')), IN_TIME, (run) => {
      expect(run.loads('m').toSorted()).toEqual(['EBUSY', 'ENODEV']);
      expect(run.answers('second')).toEqual([{ outcome: 'EBUSY', at: 2010 }]);
      expect(run.count('module-coming')).toBe(1);
    });
  });

  it("10.8.6 GIVEN a second load that began to wait during the first one's init THEN it sleeps until the probes are over", () => {
    const slowProbe = `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: boot }
drivers:
  A: { bus: simbus, matches: ["sim:x"], module: m, probe-type: async, probe: { takes: 1500ms } }
modules:
  m: { load: 10ms, init: 100ms }
udev: false
story: [{ as: first, do: [{ modprobe: m }] }, { as: second, at: 50ms, do: [{ modprobe: m }] }]
`;
    // Live at 110 ms, but nobody is woken before 1610 ms.
    everyRun(scenarioOf(slowProbe), IN_TIME, (run) => {
      expect(run.loads('m').toSorted()).toEqual(['EEXIST', 'ok']);
      expect(run.answers('second')[0]?.at).toBeGreaterThanOrEqual(1610);
    });
  });

  it('T23 AGE 6.12 GIVEN the same THEN the second gets the same result as the first, whatever it is', () => {
    everyRun(under('linux-6.12', twice('ok')), IN_TIME, (run) =>
      expect(run.loads('m')).toEqual(['ok', 'ok']),
    );
    everyRun(under('linux-6.12', twice('ENODEV')), IN_TIME, (run) => {
      expect(run.loads('m')).toEqual(['ENODEV', 'ENODEV']);
      expect(outcomes(run, 'second')).toEqual(['ENODEV']);
    });
  });

  it('AGE 6.12 GIVEN the second load begins while the first still reads the file THEN it shares the result; 6.1 says -EEXIST', () => {
    const short = twice('ok', '5ms').replace('init: 2s', 'init: 0');
    everyRun(under('linux-6.12', short), IN_TIME, (run) => {
      expect([run.loads('m'), run.answers('second')]).toEqual([['ok', 'ok'], [{ outcome: 'ok', at: 10 }]]);
    });
    everyRun(under('linux-6.1', short), IN_TIME, (run) => {
      expect([run.loads('m'), run.answers('second')]).toEqual([
        ['ok', 'EEXIST'],
        [{ outcome: 'ok', at: 15 }],
      ]);
    });
  });

  it("10.8.3 GIVEN modprobe of a dependent WHEN its provider's init fails meanwhile THEN nothing of it is loaded", () => {
    const text = `
modules:
  top: { depends: [base], load: 10ms }
  base: { load: 10ms, init: 2s, init-may: [ENODEV] }
udev: false
story: [{ modprobe: base }, { as: admin, at: 500ms, do: [{ modprobe: top }] }]
`;
    everyRun(scenarioOf(text), IN_TIME, (run) => {
      expect(run.answers('admin')).toEqual([{ outcome: 'EBUSY', at: 2010 }]);
      expect(run.loads('top')).toEqual([]);
    });
  });

  it('10.8 GIVEN a probe at load WHEN rmmod comes THEN the module is in use; later its devices are released', () => {
    const text = `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: boot }
drivers:
  A: { bus: simbus, matches: ["sim:x"], module: m, probe: { takes: 100ms } }
modules:
  m: { load: 10ms, init: 0 }
udev: false
story: [{ modprobe: m }, { as: admin, at: 50ms, do: [{ rmmod: m }, { wait: 1s }, { rmmod: m }] }]
`;
    everyRun(scenarioOf(text), IN_TIME, (run) => {
      expect(outcomes(run, 'admin')).toEqual(['EBUSY', 'ok']);
      expect(run.ends).toEqual({ d: null });
    });
  });
});

describe('built-in against modular', () => {
  const drivers = `
drivers:
  C: { bus: simbus, matches: ["*"], module: c, probe: { takes: 1ms } }
  S: { bus: simbus, matches: ["sim:x"], module: s, probe: { takes: 1ms } }
modules:
  c: { builtin: true, init: 0 }
  s: {}
`;

  it('T21 GIVEN a built-in catch-all and a modular specific driver WHEN the machine boots THEN the catch-all has the device', () => {
    const text = `devices: { d: { bus: simbus, modalias: "sim:x", appears: boot } }${drivers}boot: {}\n`;
    for (const batch of [ANY_ORDER, IN_TIME]) {
      everyRun(scenarioOf(text), batch, (run) => {
        expect(run.ends).toEqual({ d: 'C' });
        expect(run.count('driver-files-made', { driver: 'S' })).toBe(1);
        expect(run.place('bound', { device: 'd' })).toBeLessThan(run.place('stage-entered'));
      });
    }
  });

  it('T21 GIVEN the device is plugged later THEN the catch-all has it too, unless the load wins between uevent and probe', () => {
    const text = `devices: { d: { bus: simbus, modalias: "sim:x" } }${drivers}story: [{ add: d }]\n`;
    everyRun(scenarioOf(text), IN_TIME, (run) => expect(run.ends).toEqual({ d: 'C' }));
    someRun(scenarioOf(text), SEARCH, (run) => run.ends['d'] === 'C');
    someRun(
      scenarioOf(text),
      SEARCH,
      (run) => run.ends['d'] === 'S',
      (run) => {
        // The registration's walk had the device's lock before device_add came to its own attach.
        expect(run.of('bound', { device: 'd' })[0]?.by).toMatch(/^udev worker/);
      },
    );
  });
});
