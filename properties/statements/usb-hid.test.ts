/** Statements of the reference's section 13 about USB and HID, the two exceptions to "bound stays bound". */
import { describe, expect, it } from 'vitest';
import { everyRun, someRun, type Observed } from '../observed.ts';
import { ANY_ORDER, IN_TIME, probes, scenarioOf, SEARCH } from './given.ts';

const usb = (specialised: string, given: string, story: string): string => `
devices:
  u: { bus: usb, usb: device, modalias: "usb:v1", appears: boot }
  if0: { bus: usb, modalias: "usb:v1ic8", parent: u, appears: parent, appears-after: 1ms }
  spark: { bus: platform, modalias: "platform:1", appears: story }
drivers:
  usb: { bus: usb, usb: device, generic: true, matches: ["*"], probe: { takes: 1ms } }
  storage: { bus: usb, matches: ["usb:*ic8*"], probe: { takes: 1ms } }
  special: { bus: usb, usb: device, matches: ["usb:v1"], ${specialised} }
  other: { bus: usb, usb: device, matches: ["usb:v1"], probe: { takes: 1ms } }
  T: { bus: platform, matches: ["platform:*"] }
given: [{ register: usb }, { register: storage }, { register: T }, ${given}]
story: ${story}
`;

describe('usb (9.3)', () => {
  const register = '[{ register: special }]';

  it('T25 GIVEN a device held by the generic driver WHEN an applicable specialised one registers THEN it is unbound and probed with it', () => {
    const text = usb('probe: { takes: 1ms }', '', register);
    for (const batch of [ANY_ORDER, IN_TIME]) {
      everyRun(scenarioOf(text), batch, (run) => {
        expect(run.ends['u']).toBe('special');
        expect(run.of('released', { device: 'u', driver: 'usb', cause: 'better-driver' }).length).toBe(1);
        // The interfaces go with the configuration, and come back with the new driver.
        expect(run.of('released', { device: 'if0', cause: 'device-removed' }).length).toBe(1);
        expect(run.ends['if0']).toBe('storage');
      });
    }
  });

  it('T25 GIVEN it is held by any other driver WHEN an applicable one registers THEN nothing happens', () => {
    const text = usb('probe: { takes: 1ms }', '{ register: other }', register);
    everyRun(scenarioOf(text), ANY_ORDER, (run) => {
      expect(run.ends['u']).toBe('other');
      expect([run.count('released', { driver: 'other' }), probes(run, 'special')]).toEqual([0, 0]);
    });
  });

  it('9.3 GIVEN a specialised driver registered before the device comes THEN the generic one is not asked', () => {
    const text = usb('probe: { takes: 1ms }', '{ register: special }', '[{ add: u }]').replace(
      ', appears: boot',
      '',
    );
    everyRun(scenarioOf(text), ANY_ORDER, (run) => {
      expect(run.ends).toEqual({ u: 'special', if0: 'storage', spark: null });
      expect(probes(run, 'usb')).toBe(0);
    });
  });

  it('T26 GIVEN the specialised driver refuses with -ENODEV THEN unbound until the next trigger, then generic binds', () => {
    const refusing = (story: string): string => usb('probe: { may: [ENODEV] }', '', story);
    everyRun(scenarioOf(refusing(register)), ANY_ORDER, (run) => {
      expect([run.ends['u'], run.isDeferred('u')]).toEqual([null, true]);
      expect(run.count('usb-use-generic', { device: 'u' })).toBe(1);
    });
    const story = '[{ as: admin, do: [{ register: special }, { add: spark }] }]';
    everyRun(scenarioOf(refusing(story)), ANY_ORDER, (run) => {
      expect(run.ends).toEqual({ u: 'usb', if0: 'storage', spark: 'T' });
      expect(probes(run, 'special')).toBe(1);
    });
  });

  it('T26 GIVEN another error THEN no fallback: the generic driver is asked only if the walk meets it', () => {
    const text = usb(
      'probe: { may: [EIO] }',
      '',
      '[{ as: admin, do: [{ register: special }, { add: spark }] }]',
    );
    everyRun(scenarioOf(text), ANY_ORDER, (run) => {
      expect([run.ends['u'], run.isDeferred('u'), run.count('usb-use-generic')]).toEqual([null, false, 0]);
    });
  });

  it('0.4 GIVEN a hub that is being probed WHEN a driver of a device behind it registers THEN it waits for the hub', () => {
    const text = `
devices:
  hub: { bus: usb, usb: device, modalias: "usb:hub", appears: boot }
  u: { bus: usb, modalias: "usb:v1ic8", parent: hub, appears: boot }
drivers:
  usb: { bus: usb, usb: device, generic: true, matches: ["*"], probe: { takes: 50ms } }
  storage: { bus: usb, matches: ["usb:*ic8*"], probe: { takes: 1ms } }
story: [{ register: usb }, { at: 10ms, register: storage }]
`;
    everyRun(scenarioOf(text), IN_TIME, (run) => {
      expect(run.at('driver-files-made', { driver: 'storage' })).toBe(51);
      expect(run.result.end.is).toBe('quiet');
    });
  });

  it('9.3 GIVEN a hub unplugged while everything comes up THEN nothing hangs and nobody is left', () => {
    const text = usb('probe: { takes: 1ms }', '', '[{ register: special }, { at: 1ms, remove: u }]').replace(
      ', ]',
      ']',
    );
    for (const batch of [ANY_ORDER, IN_TIME]) {
      everyRun(scenarioOf(text), batch, (run) => {
        expect(run.result.end.is).toBe('quiet');
        expect(run.ends).toEqual({ u: null, if0: null, spark: null });
      });
    }
  });
});

const hid = (devices: string, special: string, story: string): string => `
devices:
${devices}
drivers:
  hid-generic: { bus: hid, generic: true, matches: ["*"], probe: { takes: 1ms } }
  special: { bus: hid, matches: ["hid:v1*"], ${special} }
given: [{ register: hid-generic }]
story: ${story}
`;
const ONE = '  h: { bus: hid, modalias: "hid:v1p1", appears: boot }';
const THREE = ['h1', 'h2', 'h3']
  .map((name) => `  ${name}: { bus: hid, modalias: "hid:v1${name}", appears: boot }`)
  .join('\n');

describe('hid (9.4)', () => {
  it('T27 GIVEN hid-generic bound WHEN a driver with matching ids registers THEN the device is re-probed once', () => {
    for (const batch of [ANY_ORDER, IN_TIME]) {
      everyRun(scenarioOf(hid(ONE, 'probe: { takes: 1ms }', '[{ register: special }]')), batch, (run) => {
        expect(run.ends).toEqual({ h: 'special' });
        expect(run.of('released', { cause: 'better-driver' }).length).toBe(1);
        expect(probes(run, 'special')).toBe(1);
      });
    }
  });

  it('T27 WHEN that driver unregisters THEN hid-generic gets the device back without user action', () => {
    const story = '[{ as: admin, do: [{ register: special }, { unregister: special }] }]';
    for (const batch of [ANY_ORDER, IN_TIME]) {
      everyRun(scenarioOf(hid(ONE, 'probe: { takes: 1ms }', story)), batch, (run) => {
        expect(run.ends).toEqual({ h: 'hid-generic' });
        expect(run.place('driver-gone')).toBeLessThan(run.facts.indexOf(run.of('bound').at(-1) as never));
      });
    }
  });

  it('9.4.4 GIVEN two drivers remain WHEN one unregisters THEN the bus is rescanned once for each', () => {
    const text = hid(ONE, 'probe: { takes: 1ms }', '[{ as: admin, do: [{ unregister: third }] }]')
      .replace('given:', '  third: { bus: hid, matches: ["hid:v1*"], probe: { takes: 1ms } }\ngiven:')
      .replace(
        'hid-generic: { bus: hid, generic: true, matches: ["*"], probe: { takes: 1ms }',
        'hid-generic: { bus: hid, generic: true, matches: ["*"], probe: { may: [EIO] }',
      )
      .replace(
        '[{ register: hid-generic }]',
        '[{ register: hid-generic }, { register: special }, { register: third }]',
      )
      .replace(
        'special: { bus: hid, matches: ["hid:v1*"]',
        'special: { bus: hid, matches: ["hid:v1*"], probe-on: { h: { may: [EIO] } }',
      );
    everyRun(scenarioOf(text), ANY_ORDER, (run) => {
      expect(run.ends).toEqual({ h: null });
      // Once when special registered, when third did not need it, and twice by the rescans.
      expect(run.count('probe-called', { driver: 'special' }) - 1).toBe(2);
    });
  });

  it('T28 GIVEN several devices fit and the first re-probe is cut short THEN the others stay on hid-generic', () => {
    const cut = hid(THREE, 'match: { h1: EINVAL }', '[{ register: special }]');
    everyRun(scenarioOf(cut), ANY_ORDER, (run) => {
      expect(run.ends).toEqual({ h1: null, h2: 'hid-generic', h3: 'hid-generic' });
    });
    // A refusal is not negative: the walk goes on.
    const refused = hid(THREE, 'probe-on: { h1: { may: [EIO] } }', '[{ register: special }]');
    everyRun(scenarioOf(refused), ANY_ORDER, (run) => {
      expect(run.ends).toEqual({ h1: null, h2: 'special', h3: 'special' });
    });
  });

  it('9.4.5 GIVEN the drivers come in either order, or at once, THEN the ending is the same', () => {
    const story = '[{ register: special }, { register: hid-generic }, { add: h }]';
    const text = hid(ONE.replace(', appears: boot', ''), 'probe: { takes: 1ms }', story).replace(
      /^given.*$/m,
      '',
    );
    everyRun(scenarioOf(text), { ...ANY_ORDER, seeds: 300 }, (run) =>
      expect(run.ends).toEqual({ h: 'special' }),
    );
    someRun(scenarioOf(text), SEARCH, (run: Observed) => run.count('released') === 1);
  });

  it('9.4.2 GIVEN the kernel lists a special driver for it THEN hid-generic refuses, unless told to ignore that', () => {
    const special = ONE.replace('appears', 'hid-special: true, appears');
    everyRun(scenarioOf(hid(special, 'probe: { takes: 1ms }', '[]')), ANY_ORDER, (run) =>
      expect(run.ends).toEqual({ h: null }),
    );
    const ignoring = `kernel: { hid-ignore-special-drivers: true }${hid(special, 'probe: { takes: 1ms }', '[{ register: special }]')}`;
    everyRun(scenarioOf(ignoring), ANY_ORDER, (run) => expect(run.ends).toEqual({ h: 'hid-generic' }));
  });
});
