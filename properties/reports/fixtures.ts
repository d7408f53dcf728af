/** Hand-made reports for the renderers' tests: small, deadlock, findings, a machine of 70 devices, a hostile one. */

import type { Attempt, DeviceReport, Fact, Report } from '../../reports/report.ts';

const ms = (milliseconds: number): number => milliseconds * 1e6;

const attempt = (driver: string, at: number, outcome: string, by: string): Attempt => {
  return { driver, at, outcome, by };
};

const device = (change: Partial<DeviceReport>): DeviceReport => ({
  bus: 'pci',
  driver: null,
  boundAt: null,
  boundBy: null,
  state: 'unbound',
  tried: [],
  candidates: [],
  ...change,
});

const bound = (driver: string, at: number, by: string, change: Partial<DeviceReport> = {}): DeviceReport => {
  const tried = [attempt(driver, at, 'ok', by)];
  return device({ driver, boundAt: at, boundBy: by, state: 'bound', tried, candidates: [driver], ...change });
};

const INVARIANTS = [
  { name: 'at-most-one-driver', says: 'A device never has two bound drivers.', held: true },
  { name: 'no-deadlock', says: 'Nobody waits for ever.', held: true },
];

export const small: Report = {
  format: 1,
  scenario: { title: 'Two buttons', file: 'scenarios/two-buttons.yaml', digest: '3f2a91c07be4d518' },
  system: { name: 'linux-6.1', says: 'Linux 6.1 driver core', family: 'linux', quirks: [] },
  clock: 'timed',
  seed: '7',
  token: 'p1.t.s7.3f2a91c07be4d518.9be201aa40c1d7e3.aB3_x9',
  replay: 'probesim replay p1.t.s7.3f2a91c07be4d518.9be201aa40c1d7e3.aB3_x9',
  traceHash: '00c0ffee00c0ffee',
  ending: { is: 'quiet', at: ms(41.5), steps: 1204, blocked: [] },
  devices: {
    igd: bound('vfio-pci', ms(12.345), 'register vfio-pci', { candidates: ['i915', 'vfio-pci'] }),
    nic: bound('e1000e', ms(3), 'add nic'),
  },
  findings: [],
  notJudged: ['sometimes ends: igd: i915'],
  invariants: INVARIANTS,
  assumptions: [],
};

const fact = (at: number | null, by: string, is: string, about: Partial<Fact>): Fact => {
  return { at, by, is, step: '4.3', ...about };
};

export const traced: Report = {
  ...small,
  facts: [
    fact(ms(3), 'add nic', 'device-listed', { device: 'nic', bus: 'pci' }),
    fact(ms(12), 'register vfio-pci', 'probe-began', { device: 'igd', driver: 'vfio-pci' }),
    fact(ms(12.345), 'register vfio-pci', 'bound', { device: 'igd', driver: 'vfio-pci' }),
    fact(ms(12.4), 'register vfio-pci', 'matched', { device: 'nic', driver: 'vfio-pci', outcome: 'no' }),
    fact(ms(40), 'udev worker 2', 'driver-listed', { driver: 'i915', bus: 'pci' }),
    fact(ms(41), 'udev worker 2', 'module-live', { module: 'i915' }),
    fact(ms(41.5), 'udev worker 2', 'from-the-future', { device: 'igd', value: 3 }),
  ],
};

/** A device whose driver said yes, and went again because a filter above it said no. */
export const undone: Report = {
  ...small,
  devices: {
    disk: device({
      tried: [attempt('filter', ms(4), 'EIO', 'add disk')],
      candidates: ['disk-driver', 'filter'],
    }),
  },
  facts: [
    fact(ms(1), 'given', 'driver-listed', { driver: 'disk-driver', bus: 'pci' }),
    fact(ms(2), 'add disk', 'probe-began', { device: 'disk', driver: 'disk-driver' }),
    fact(ms(2), 'add disk', 'probe-called', { device: 'disk', driver: 'disk-driver' }),
    fact(ms(3), 'add disk', 'probe-answered', { device: 'disk', driver: 'disk-driver', outcome: 'ok' }),
    fact(ms(4), 'add disk', 'probe-failed', { device: 'disk', driver: 'filter', outcome: 'EIO' }),
  ],
};

export const untimed: Report = {
  ...small,
  clock: 'untimed',
  seed: null,
  ending: { ...small.ending, at: null },
  devices: { nic: bound('e1000e', 0, 'add nic', { boundAt: null, tried: [] }) },
  facts: traced.facts?.map((each) => ({ ...each, at: null })) ?? [],
};

export const deadlock: Report = {
  ...small,
  ending: {
    is: 'deadlock',
    at: ms(99),
    steps: 88,
    blocked: [
      { process: 'rmmod usbhid', waitsFor: 'async work', heldBy: ['udev worker 1'] },
      { process: 'udev worker 1', waitsFor: 'device lock of kbd', heldBy: ['hub thread'] },
      { process: 'hub thread', waitsFor: 'device lock of hub', heldBy: ['udev worker 1', 'nobody we know'] },
      { process: 'admin', waitsFor: 'a free udev worker', heldBy: [] },
    ],
  },
  devices: { kbd: device({ bus: 'hid', state: 'claimed', driver: 'usbhid', candidates: ['usbhid'] }) },
  findings: [
    {
      invariant: 'no-deadlock',
      says: 'Nobody waits for ever.',
      why: 'udev worker 1 and hub thread wait for each other',
      at: ms(99),
      byDesign: false,
      token: small.token,
    },
  ],
  invariants: INVARIANTS.map((each) => ({ ...each, held: each.name !== 'no-deadlock' })),
};

const LONG_TOKEN = `p1.u.-.3f2a91c07be4d518.9be201aa40c1d7e3.${'zQ9-_'.repeat(60)}.aB3_x9`;

export const findings: Report = {
  ...small,
  system: { ...small.system, quirks: ['forget-missed-retry'] },
  replay: `probesim replay ${LONG_TOKEN} --file 'my scenarios/the gpu.yaml'`,
  token: LONG_TOKEN,
  devices: {
    igd: bound('vfio-pci', ms(12.345), 'register vfio-pci', {
      candidates: ['vfio-pci', 'i915'],
      tried: [
        attempt('i915', ms(2), 'EPROBE_DEFER', 'udev worker 1'),
        attempt('i915', ms(9), 'EPROBE_DEFER', 'deferred probe work'),
        attempt('vfio-pci', ms(12.345), 'ok', 'register vfio-pci'),
      ],
    }),
    codec: device({
      state: 'deferred',
      tried: [attempt('snd_hda', ms(5), 'supplier', 'add codec')],
      candidates: ['snd_hda'],
    }),
    nic: device({
      tried: [
        attempt('e1000e', ms(4), 'ok', 'add nic'),
        attempt('e1000', ms(1), 'ENODEV', 'add nic'),
      ].toReversed(),
      candidates: ['e1000', 'e1000e'],
    }),
    lost: device({ candidates: ['a', 'b'] }),
    gone: device({ state: 'absent' }),
  },
  findings: [
    {
      invariant: 'specific-over-catch-all',
      says: 'A catch-all never wins over an available specific driver.',
      strength: 'obtainable',
      device: 'igd',
      why: 'vfio-pci bound it although i915 was in the module database',
      at: ms(12.345),
      byDesign: false,
      token: LONG_TOKEN,
    },
    {
      invariant: 'late-registration-never-rebinds',
      says: 'No registration changes the driver of a bound device.',
      device: 'mouse',
      why: 'hid-generic gave it to hid-logitech',
      at: ms(30),
      byDesign: true,
      token: LONG_TOKEN,
    },
  ],
  invariants: [
    { name: 'specific-over-catch-all', says: 'A catch-all never wins.', held: false },
    { name: 'late-registration-never-rebinds', says: 'No registration changes it.', held: false },
    { name: 'settles', says: 'It ends.', held: true },
  ],
  assumptions: ['probe durations: 1ms..5ms for every pci driver', 'every probe succeeds'],
};

function laptop(): Readonly<Record<string, DeviceReport>> {
  const devices: Record<string, DeviceReport> = { igd: small.devices['igd'] ?? device({}) };
  for (let i = 0; i < 45; i++) devices[`0000:00:${i}.0`] = bound(`driver_${i % 9}`, ms(i), 'udev worker 3');
  for (let i = 0; i < 23; i++) devices[`platform ${i}`] = device({ bus: 'platform' });
  devices['PNP0C0A:00'] = findings.devices['codec'] ?? device({});
  return devices;
}

export const seventy: Report = { ...small, devices: laptop() };

const EVIL = '\u001b[2J<b>&"\'|`]]>\u0000\u202e\n# *x* _y_ [z](javascript:1) \ud800';

export const hostile: Report = {
  ...findings,
  scenario: { title: EVIL, file: EVIL, digest: EVIL },
  devices: {
    [EVIL]: bound(EVIL, ms(1), EVIL, { candidates: [EVIL, `${EVIL}2`] }),
    x: device({ tried: [attempt(EVIL, 1, EVIL, EVIL)] }),
  },
  findings: findings.findings.map((each) => ({ ...each, device: EVIL, why: EVIL, says: EVIL })),
  ending: { is: 'deadlock', at: 1, steps: 1, blocked: [{ process: EVIL, waitsFor: EVIL, heldBy: [EVIL] }] },
  assumptions: [EVIL, 'x'.repeat(1000)],
  facts: [fact(1, EVIL, 'bound', { device: EVIL, driver: EVIL }), fact(1, EVIL, EVIL, { id: EVIL })],
};

export const REPORTS: Readonly<Record<string, Report>> = {
  small,
  traced,
  untimed,
  deadlock,
  findings,
  seventy,
  hostile,
};
