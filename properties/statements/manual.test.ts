/** Statements of the reference's section 13 about manual control and vfio. */
import { describe, expect, it } from 'vitest';
import { everyRun, someRun } from '../observed.ts';
import { ANY_ORDER, IN_TIME, matches, outcomes, probes, scenarioOf, SEARCH } from './given.ts';

const bound = (drivers: string, actions: string, given = '{ register: A }', autoprobe = true): string => `
buses: { simbus: { rules: generic, autoprobe: ${autoprobe} } }
devices:
  d: { bus: simbus, modalias: "sim:x", appears: boot }
drivers:
${drivers}
given: [${given}]
story: [{ as: admin, do: [${actions}] }]
`;

describe('bind, unbind, drivers_probe', () => {
  it('T15 GIVEN sysfs bind and a probe that defers THEN the writer gets -EAGAIN and the device is not deferred', () => {
    const text = (action: string): string =>
      bound(
        '  A: { bus: simbus, matches: ["sim:x"], probe: { may: [EPROBE_DEFER] } }',
        action,
        '{ register: A }',
        false,
      );
    everyRun(scenarioOf(text('{ bind: A d }')), ANY_ORDER, (run) => {
      expect([outcomes(run, 'admin'), run.isDeferred('d')]).toEqual([['EAGAIN'], false]);
    });
    // The same by drivers_probe: success, and listed.
    everyRun(scenarioOf(text('{ drivers_probe: d }')), ANY_ORDER, (run) => {
      expect([outcomes(run, 'admin'), run.isDeferred('d')]).toEqual([['ok'], true]);
    });
  });

  it('T16 GIVEN drivers_probe and nothing matches THEN the write succeeds; a walk cut short is -EINVAL', () => {
    const driver = (more: string): string => `  A: { bus: simbus, matches: ["sim:${more} }`;
    everyRun(scenarioOf(bound(driver('y"]'), '{ drivers_probe: d }')), ANY_ORDER, (run) => {
      expect([outcomes(run, 'admin'), run.ends]).toEqual([['ok'], { d: null }]);
    });
    everyRun(
      scenarioOf(bound(driver('x"], match: EPROBE_DEFER'), '{ drivers_probe: d }')),
      ANY_ORDER,
      (run) => {
        expect(outcomes(run, 'admin')).toEqual(['EINVAL']);
      },
    );
  });

  it('T17 GIVEN match defers WHEN bind is written THEN the device is probed anyway', () => {
    for (const answer of ['EPROBE_DEFER', 'EINVAL']) {
      const text = bound(`  A: { bus: simbus, matches: ["sim:x"], match: ${answer} }`, '{ bind: A d }');
      everyRun(scenarioOf(text), ANY_ORDER, (run) => {
        expect([outcomes(run, 'admin'), run.ends, probes(run, 'A')]).toEqual([['ok'], { d: 'A' }, 1]);
      });
    }
  });

  it('T18 GIVEN unbind checked against A, then A is replaced by B before the lock THEN B is released', () => {
    const text = `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: boot }
drivers:
  A: { bus: simbus, matches: ["sim:x"] }
  B: { bus: simbus, matches: ["sim:x"] }
given: [{ register: A }, { register: B }]
story: [{ as: slow, do: [{ unbind: A d }] }, { as: quick, do: [{ unbind: A d }, { bind: B d }] }]
`;
    const hit = (run: Parameters<typeof probes>[0]): boolean =>
      run.of('released', { device: 'd', driver: 'B' }).some(({ by }) => by === 'slow');
    someRun(scenarioOf(text), SEARCH, hit, (run) => {
      expect(run.ends).toEqual({ d: null });
      expect([outcomes(run, 'slow'), outcomes(run, 'quick')]).toEqual([['ok'], ['ok', 'ok']]);
    });
    // In order: the second unbind finds another driver and says so.
    someRun(scenarioOf(text), SEARCH, (run) => outcomes(run, 'slow')[0] === 'ENODEV');
  });

  it('T33 GIVEN rescan and the first unbound device is cut short THEN later ones are not visited', () => {
    const text = (match: string): string => `
buses: { simbus: { rules: generic, autoprobe: false } }
devices:
  d1: { bus: simbus, modalias: "sim:1", appears: boot }
  d2: { bus: simbus, modalias: "sim:2", appears: boot }
drivers:
  A: { bus: simbus, matches: ["sim:*"], ${match} }
given: [{ register: A }]
story: [{ as: admin, do: [{ rescan: simbus }] }]
`;
    everyRun(scenarioOf(text('match: { d1: EINVAL }')), ANY_ORDER, (run) => {
      expect([run.ends, matches(run, 'A', 'd2')]).toEqual([{ d1: null, d2: null }, 0]);
    });
    everyRun(scenarioOf(text('probe-on: { d1: { may: [EIO] } }')), ANY_ORDER, (run) => {
      expect(run.ends).toEqual({ d1: null, d2: 'A' });
    });
  });

  it('8.4 GIVEN drivers_probe during a probe THEN it says yes at once; device_attach waits for the probe', () => {
    const text = (action: string): string => `
devices:
  d: { bus: simbus, modalias: "sim:x" }
drivers:
  A: { bus: simbus, matches: ["sim:x"], probe: { takes: 40ms } }
given: [{ register: A }]
story: [{ add: d }, { as: admin, at: 10ms, do: [{ ${action}: d }] }]
`;
    everyRun(scenarioOf(text('drivers_probe')), IN_TIME, (run) =>
      expect(run.answers('admin')).toEqual([{ outcome: 'ok', at: 10 }]),
    );
    everyRun(scenarioOf(text('attach')), IN_TIME, (run) =>
      expect(run.answers('admin')).toEqual([{ outcome: 'ok', at: 40 }]),
    );
  });

  it('rig 5.4 h GIVEN every kind of bind and unbind THEN the answers are those of a real kernel', () => {
    const drivers = `  A: { bus: simbus, matches: ["sim:x"], probe: { script: [ENXIO, EIO, EINVAL, EBUSY, ENODEV, "1", ok] } }
  B: { bus: simbus, matches: ["sim:x"] }
  N: { bus: simbus, matches: ["sim:n"] }
  hidden: { bus: simbus, matches: ["sim:x"], bind-attrs: false }`;
    const given = ['A', 'B', 'N', 'hidden'].map((name) => `{ register: ${name} }`).join(', ');
    const actions = [
      ...Array<string>(7).fill('{ bind: A d }'),
      '{ bind: A d }',
      '{ bind: B d }',
      '{ bind: N d }',
      '{ bind: hidden d }',
      '{ unbind: B d }',
      '{ unbind: A d }',
      '{ unbind: A d }',
      '{ remove: d }',
      '{ bind: A d }',
      '{ drivers_probe: d }',
    ];
    everyRun(scenarioOf(bound(drivers, actions.join(', '), given, false)), ANY_ORDER, (run) => {
      expect(outcomes(run, 'admin')).toEqual([
        ...['ENXIO', 'EIO', 'EINVAL', 'EBUSY', 'ENODEV', 'EPERM', 'ok'],
        ...['EBUSY', 'EBUSY', 'ENODEV', 'ENOENT', 'ENODEV', 'ok', 'ENODEV', 'ok', 'ENODEV', 'ENODEV'],
      ]);
    });
  });
});

describe('driver_override and vfio', () => {
  const NATIVE = 'nvme: { bus: pci, matches: ["pci:v1*"] }';
  const VFIO = 'vfio-pci: { bus: pci, override-only: ["pci:*"] }';
  const pci = (order: string, device: string, story: string): string => `
devices:
  d: { bus: pci, modalias: "pci:v1"${device} }
drivers: { ${NATIVE.replace(': {', ': {')}, ${VFIO} }
given: [${order}]
story: ${story}
`;

  it('T29 GIVEN vfio-pci loaded and no override or new_id THEN it never binds, whatever the order', () => {
    for (const order of [
      '',
      '{ register: vfio-pci }',
      '{ register: vfio-pci }, { register: nvme }',
      '{ register: nvme }, { register: vfio-pci }',
    ]) {
      everyRun(scenarioOf(pci(order, '', '[{ add: d }]')), ANY_ORDER, (run) => {
        expect(run.ends).toEqual({ d: order.includes('nvme') ? 'nvme' : null });
        expect(probes(run, 'vfio-pci')).toBe(0);
      });
    }
  });

  it('T29 GIVEN override = vfio-pci THEN no other driver matches, and the device stays unbound if vfio-pci is absent', () => {
    const device = ', driver-override: vfio-pci';
    everyRun(scenarioOf(pci('{ register: nvme }', device, '[{ add: d }]')), ANY_ORDER, (run) => {
      expect([run.ends, probes(run, 'nvme')]).toEqual([{ d: null }, 0]);
    });
    const both = '{ register: nvme }, { register: vfio-pci }';
    everyRun(scenarioOf(pci(both, device, '[{ add: d }]')), ANY_ORDER, (run) => {
      expect([run.ends, probes(run, 'nvme')]).toEqual([{ d: 'vfio-pci' }, 0]);
    });
  });

  it('9.1.5 GIVEN new_id THEN a free device binds and a bound one does not; twice is -EEXIST; remove_id unbinds nothing', () => {
    const id = '{ driver: vfio-pci, pattern: "pci:v1" }';
    const story = `[{ as: admin, do: [{ new_id: ${id} }, { new_id: ${id} }, { remove_id: ${id} }, { remove_id: ${id} }] }]`;
    const present = ', appears: boot';
    everyRun(scenarioOf(pci('{ register: vfio-pci }', present, story)), ANY_ORDER, (run) => {
      expect([run.ends, outcomes(run, 'admin')]).toEqual([
        { d: 'vfio-pci' },
        ['ok', 'EEXIST', 'ok', 'ENODEV'],
      ]);
    });
    everyRun(
      scenarioOf(pci('{ register: nvme }, { register: vfio-pci }', present, story)),
      ANY_ORDER,
      (run) => {
        expect(run.ends).toEqual({ d: 'nvme' });
      },
    );
  });

  it('9.3 GIVEN new_id on usb THEN an id is listed as often as it is written; remove_id takes one, and succeeds without any', () => {
    const id = '{ driver: A, pattern: "usb:v1" }';
    const ids = (verb: string, count: number): string => Array(count).fill(`{ ${verb}: ${id} }`).join(', ');
    const again = '{ unbind: A d }, { drivers_probe: d }';
    const text = (rest: string): string => `
devices:
  d: { bus: usb, modalias: "usb:v1", appears: boot }
drivers:
  A: { bus: usb, matches: [] }
given: [{ register: A }]
story: [{ as: admin, do: [${ids('new_id', 2)}, ${rest}, ${again}] }]
`;
    everyRun(scenarioOf(text(ids('remove_id', 1))), ANY_ORDER, (run) => {
      expect([run.ends, new Set(outcomes(run, 'admin'))]).toEqual([{ d: 'A' }, new Set(['ok'])]);
    });
    everyRun(scenarioOf(text(ids('remove_id', 3))), ANY_ORDER, (run) => {
      expect([run.ends, new Set(outcomes(run, 'admin'))]).toEqual([{ d: null }, new Set(['ok'])]);
    });
    // hid looks for no doubles either, and has no remove_id.
    const hid = text(ids('remove_id', 2)).replaceAll('usb', 'hid');
    everyRun(scenarioOf(hid), ANY_ORDER, (run) => {
      expect([run.ends, outcomes(run, 'admin').slice(0, 4)]).toEqual([
        { d: 'A' },
        ['ok', 'ok', 'ENOENT', 'ENOENT'],
      ]);
    });
  });

  it('T30 GIVEN driver_override written on a bound device THEN nothing changes until unbind and a new attach', () => {
    const drivers = '  A: { bus: simbus, matches: ["sim:x"] }\n  B: { bus: simbus, matches: ["sim:x"] }';
    const write = '{ override: { device: d, driver: B } }';
    const given = '{ register: A }, { register: B }';
    const ends = {
      [write]: 'A',
      [`${write}, { unbind: A d }`]: null,
      [`${write}, { unbind: A d }, { drivers_probe: d }`]: 'B',
    };
    for (const [actions, driver] of Object.entries(ends)) {
      everyRun(scenarioOf(bound(drivers, actions, given)), ANY_ORDER, (run) =>
        expect(run.ends).toEqual({ d: driver }),
      );
    }
  });

  it('8.1 GIVEN a bus without driver_override THEN there is no such file', () => {
    const text = `
devices:
  h: { bus: hid, modalias: "hid:1", appears: boot }
drivers:
  A: { bus: hid, matches: ["hid:*"] }
  B: { bus: hid, matches: ["hid:*"] }
story: [{ as: admin, do: [{ override: { device: h, driver: B } }, { register: A }] }]
`;
    everyRun(scenarioOf(text), ANY_ORDER, (run) => {
      expect([run.ends, outcomes(run, 'admin')]).toEqual([{ h: 'A' }, ['ENOENT', 'ok']]);
    });
  });

  it('9.1.1 GIVEN a driver registers while a pci device is being added THEN nobody matches it before pci_bus_add_device', () => {
    everyRun(
      scenarioOf(pci('', '', '[{ add: d }, { register: nvme }]')),
      { ...ANY_ORDER, seeds: 200 },
      (run) => {
        const matchable = run.place('device-matchable');
        for (const fact of run.of('matched', { outcome: 'match' })) {
          expect(run.facts.indexOf(fact)).toBeGreaterThan(matchable);
        }
        expect(run.ends).toEqual({ d: 'nvme' });
      },
    );
  });

  it('9.1 GIVEN pci and autoprobe off THEN the hot-plug attach binds all the same; a registration does not', () => {
    const off = 'buses: { pci: { autoprobe: false } }\n';
    everyRun(scenarioOf(off + pci('{ register: nvme }', '', '[{ add: d }]')), ANY_ORDER, (run) => {
      expect(run.ends).toEqual({ d: 'nvme' });
    });
    everyRun(scenarioOf(off + pci('', ', appears: boot', '[{ register: nvme }]')), ANY_ORDER, (run) => {
      expect(run.ends).toEqual({ d: null });
    });
  });
});
