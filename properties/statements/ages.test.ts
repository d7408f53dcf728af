/** What one kernel does and its neighbour does not (reference 4.4, 8.1, 9.2, 11.2 and the marks of 6.12). */
import { describe, expect, it } from 'vitest';
import { everyRun } from '../observed.ts';
import { ANY_ORDER, IN_TIME, outcomes, probes, under } from './given.ts';

const pair = (a: string, device = ''): string => `
devices:
  d: { bus: simbus, modalias: "sim:x"${device} }
drivers:
  A: { bus: simbus, matches: ["sim:x"], ${a} }
  B: { bus: simbus, matches: ["sim:x"] }
given: [{ register: A }, { register: B }]
story: [{ add: d }]
`;

/** The driver that d ends with, on every run. */
function endsWith(system: string, yaml: string, driver: string | null): void {
  everyRun(under(system, yaml), { ...ANY_ORDER, seeds: 40 }, (run) =>
    expect(run.ends).toEqual({ d: driver }),
  );
}

describe('AGE: which errors let the next driver try', () => {
  it('AGE 2.6.20 GIVEN any probe error but ENODEV and ENXIO THEN the walk ends; since then it goes on (11.2)', () => {
    for (const answer of ['EIO', 'ENOMEM', 'EINVAL']) {
      endsWith('linux-2.6.20', pair(`probe: { may: [${answer}] }`), null);
      endsWith('linux-5.10', pair(`probe: { may: [${answer}] }`), 'B');
      endsWith('linux-6.1', pair(`probe: { may: [${answer}] }`), 'B');
    }
    for (const answer of ['ENODEV', 'ENXIO'])
      endsWith('linux-2.6.20', pair(`probe: { may: [${answer}] }`), 'B');
  });

  it('AGE 2.6.20 GIVEN an error on the driver side THEN that walk goes on all the same', () => {
    const text = `
devices:
  d: { bus: simbus, modalias: "sim:1", appears: boot }
  e: { bus: simbus, modalias: "sim:2", appears: boot }
drivers:
  A: { bus: simbus, matches: ["sim:*"], probe-on: { d: { may: [EIO] } } }
story: [{ register: A }]
`;
    everyRun(under('linux-2.6.20', text), ANY_ORDER, (run) => expect(run.ends).toEqual({ d: null, e: 'A' }));
  });

  it('AGE 5.10 GIVEN dma_configure fails THEN the next driver is tried, though in vain here; since 5.15 the walk ends (4.4)', () => {
    const text = pair('probe: { takes: 1ms }', ', dma: EBUSY');
    for (const [system, tried] of [
      ['linux-5.10', 1],
      ['linux-5.15', 0],
      ['linux-6.1', 0],
    ] as const) {
      everyRun(under(system, text), ANY_ORDER, (run) =>
        expect(run.count('matched', { driver: 'B' })).toBe(tried),
      );
    }
  });

  it('AGE 5.10 GIVEN a missing supplier THEN the walk ends there too: that was never fall-through', () => {
    const text = pair('probe: { takes: 1ms }', ', suppliers: [s]').replace(
      'devices:',
      'devices:\n  s: { bus: simbus, modalias: "o:1", appears: story }',
    );
    everyRun(under('linux-5.10', text), ANY_ORDER, (run) => {
      expect([run.ends['d'], run.count('matched', { driver: 'B' }), run.isDeferred('d')]).toEqual([
        null,
        0,
        true,
      ]);
    });
  });

  it('AGE 5.15 GIVEN a match that defers THEN the device is listed and probed anyway; since 6.0 the walk ends (3)', () => {
    endsWith('linux-5.15', pair('match: EPROBE_DEFER'), 'A');
    endsWith('linux-6.1', pair('match: EPROBE_DEFER'), null);
  });

  it('AGE 2.6.20 GIVEN an asynchronous driver THEN there is no such thing: list order decides (11.1)', () => {
    endsWith('linux-2.6.20', pair('probe-type: async'), 'A');
    endsWith('linux-6.1', pair('probe-type: async'), 'B');
  });
});

describe('AGE: override', () => {
  const vfio = `
devices:
  d: { bus: pci, modalias: "pci:v1" }
drivers:
  vfio-pci: { bus: pci, override-only: ["pci:*"] }
  nvme: { bus: pci, matches: ["pci:v1"] }
given: [{ register: vfio-pci }, { register: nvme }]
story: [{ add: d }]
`;

  it('AGE 5.10 GIVEN an override_only entry THEN it counts like any other; since 5.15 only driver_override makes it (9.2 R1)', () => {
    endsWith('linux-5.10', vfio, 'vfio-pci');
    for (const system of ['linux-5.15', 'linux-6.1', 'linux-6.12']) endsWith(system, vfio, 'nvme');
  });

  const writing = `
devices:
  d: { bus: simbus, modalias: "sim:x" }
drivers:
  A: { bus: simbus, matches: ["sim:x"], probe: { takes: 200ms } }
  B: { bus: simbus, matches: ["sim:x"] }
given: [{ register: A }, { register: B }]
story: [{ add: d }, { as: admin, at: 50ms, do: [{ override: { device: d, driver: B } }] }]
`;

  it('AGE 6.1 GIVEN a probe in flight WHEN driver_override is written THEN the write waits for it; 6.12 does not (T30, 8.1)', () => {
    everyRun(under('linux-6.1', writing), IN_TIME, (run) =>
      expect(run.answers('admin')).toEqual([{ outcome: 'ok', at: 200 }]),
    );
    everyRun(under('linux-6.12', writing), IN_TIME, (run) =>
      expect(run.answers('admin')).toEqual([{ outcome: 'ok', at: 50 }]),
    );
  });
});

describe("AGE: usb's parent lock (0.4)", () => {
  const hub = (usb: string): string => `
devices:
  host: { bus: usb, usb: device, modalias: "usb:host", appears: boot }
  d: { bus: usb, usb: ${usb}, modalias: "usb:d", parent: host, appears: boot }
drivers:
  slow: { bus: usb, usb: device, matches: ["usb:host"], probe: { takes: 50ms } }
  A: { bus: usb, usb: ${usb}, matches: ["usb:d"], probe: { takes: 1ms } }
story: [{ register: slow }, { as: admin, at: 10ms, do: [{ register: A }] }]
`;

  it('AGE 6.1 GIVEN a parent in probe THEN a driver of a device below waits for it; 6.12 only if it is an interface', () => {
    for (const [system, usb, at] of [
      ['linux-6.1', 'device', 51],
      ['linux-6.1', 'interface', 51],
      ['linux-6.12', 'device', 11],
      ['linux-6.12', 'interface', 51],
    ] as const) {
      everyRun(under(system, hub(usb)), IN_TIME, (run) => {
        expect(run.answers('admin')).toEqual([{ outcome: 'ok', at }]);
        expect([probes(run, 'A'), outcomes(run, 'admin')]).toEqual([1, ['ok']]);
      });
    }
  });
});
