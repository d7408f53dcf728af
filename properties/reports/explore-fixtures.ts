/** Hand-made explorations for the renderers' tests: two devices, a machine of forty, a hostile one. */
import type { DeviceOutcome, ExploreFinding, ExploreReport, Seen } from '../../reports/explore-report.ts';
import type { SwarmReport } from '../../reports/explore-swarm.ts';
import type { TimingReport } from '../../reports/explore-timing.ts';
import type { ShrunkReport } from '../../reports/explore-small.ts';

const TOKEN = 'p1.u.-.s3f2a91c07be4d518.s9be201aa40c1d7e3';
const SWAP =
  'If "bound" of udev worker: igd comes directly before "listed" of register vfio-pci, igd ends with i915. ' +
  'If "listed" of register vfio-pci comes first, igd ends with vfio-pci.';

const ordinary: Seen = {
  token: `${TOKEN}.0000001`,
  replay: `npx probesim replay ${TOKEN}.0000001`,
  deviations: 0,
  shortest: true,
  how: null,
};

const raced: Seen = {
  token: `${TOKEN}.zAAAA.0000002`,
  replay: `npx probesim replay ${TOKEN}.zAAAA.0000002`,
  deviations: 2,
  shortest: true,
  how: SWAP,
};

export const inTime: TimingReport = {
  verdict: 'possible',
  delays: [],
  why: [],
  runs: 0,
  token: `${TOKEN}.0000004`,
  replay: `npx probesim replay ${TOKEN}.0000004`,
};

const always = (driver: string | null): readonly DeviceOutcome[] => [
  { driver, frequency: 'always', ...ordinary, timing: inTime },
];

const SMALL = { token: `${TOKEN}.zBBBB.0000003`, replay: `npx probesim replay ${TOKEN}.zBBBB.0000003` };

export const shrunk: ShrunkReport = {
  scenario: 'title: small\ndevices:\n  igd: { bus: pci }\n',
  left: { devices: ['igd'], drivers: ['vfio-pci', 'i915'], modules: [], actors: ['admin'] },
  ...SMALL,
  deviations: 1,
  deviationsBefore: 2,
  turns: 40,
  runs: 120,
  complete: true,
  answers: [
    { kind: 'schedule', about: 'admin', pick: 'udev worker: igd', label: 'needed', instead: [] },
    { kind: 'outcome', about: 'probe of igd by i915', pick: 'ok', label: 'any value', instead: ['ENODEV'] },
    { kind: 'delay', about: 'start of udevd', pick: '0', label: 'any value', instead: ['9'] },
    { kind: 'delay', about: 'udev rules for igd', pick: '0', label: 'needed', instead: [] },
    { kind: 'delay', about: 'loading i915', pick: '1500000', label: 'needed', instead: [] },
  ],
  minimal: { schedule: true, parts: 4, needed: 4, states: 90, why: null },
};

export const finding: ExploreFinding = {
  invariant: 'specific-over-catch-all',
  says: 'A catch-all driver never binds a device while a specific driver for it is available.',
  device: 'igd',
  why: 'vfio-pci bound igd although i915 was registered',
  byDesign: false,
  ...raced,
  shrunk,
  notShrunk: null,
  swap: {
    says: SWAP,
    first: { process: 'udev worker: igd', step: 4, does: 'bound' },
    second: { process: 'register vfio-pci', step: 2, does: 'listed' },
    adjacent: true,
    passes: { ends: 'igd ends with i915', ...SMALL },
    shows: { ends: 'igd ends with vfio-pci', ...SMALL },
  },
  timing: inTime,
};

export const raceReport: ExploreReport = {
  format: 1,
  scenario: { title: 'A race', file: 'scenarios/race.yaml', digest: '3f2a91c07be4d518' },
  system: { name: 'linux-6.1', says: 'Linux 6.1 driver core', quirks: [] },
  clock: 'untimed',
  strategy: { asked: 'auto', picked: 'all devices together' },
  seed: '1',
  again: 'npx probesim explore scenarios/race.yaml',
  coverage: {
    kind: 'exhaustive',
    complete: true,
    states: 3_310,
    runs: 0,
    hashed: false,
    collisionAtMost: null,
    bounds: [],
    perCluster: false,
    refinement: null,
    confidence: [],
  },
  devices: {
    igd: {
      bus: 'pci',
      outcomes: [
        { driver: 'i915', frequency: 'sometimes', ...ordinary, timing: inTime },
        { driver: 'vfio-pci', frequency: 'sometimes', ...raced, timing: inTime },
      ],
    },
    nic: { bus: 'pci', outcomes: always('e1000e') },
  },
  clusters: [
    { devices: ['igd', 'nic'], like: 'igd', kind: 'exhaustive', complete: true, states: 3_310, runs: 0 },
  ],
  unmatched: [],
  findings: [finding],
  lockOrder: [],
  promises: [
    { name: 'no-deadlock', says: 'Nobody waits for ever.', verdict: 'held', why: null },
    { name: 'specific-over-catch-all', says: finding.says, verdict: 'broken', why: null },
  ],
  expectations: [
    { expects: 'sometimes', claim: 'igd ends with i915', verdict: 'held', why: null, token: ordinary.token },
  ],
  notCovered: ['How likely an ending is.'],
  swarm: [],
  assumptions: [],
};

const shares = { with: { low: 0.201, high: 0.4 }, without: { low: 0, high: 0.0501 } };

export const swarm: SwarmReport = {
  like: null,
  runs: 200,
  features: ['admin may act out of turn', 'probe of igd by i915: ENODEV', 'udevd (igd) may act out of turn'],
  drawn: [
    { run: 1, rate: 1, on: [] },
    { run: 2, rate: 0.25, on: [0, 1, 2] },
  ],
  findings: [
    {
      shows: [
        { says: 'a promise breaks', device: 'igd', driver: null, invariant: 'specific-over-catch-all' },
        { says: 'igd ends with vfio-pci', device: 'igd', driver: 'vfio-pci', invariant: null },
      ],
      hits: 30,
      first: { run: 2, rate: 0.25, on: [0, 1, 2] },
      effects: [
        { feature: 'admin may act out of turn', effect: 'triggers', ...shares },
        { feature: 'probe of igd by i915: ENODEV', effect: 'suppresses', ...shares },
      ],
    },
    {
      shows: [{ says: 'igd ends with i915', device: 'igd', driver: 'i915', invariant: null }],
      hits: 170,
      first: { run: 1, rate: 1, on: [] },
      effects: [],
    },
  ],
};

/** Nothing breaks, and nothing is left open. */
export const machineReport: ExploreReport = {
  ...raceReport,
  devices: Object.fromEntries(
    Array.from({ length: 40 }, (_, n) => [
      `0000:00:${n}`,
      { bus: 'pci', outcomes: always(n < 30 ? 'pcieport' : n < 35 ? 'xhci_hcd' : null) },
    ]),
  ),
  unmatched: ['0000:00:38', '0000:00:39'],
  findings: [],
  expectations: [],
};

const NASTY = 'a\u001b[31m|`<b>\u202e';

const nastySwarm: SwarmReport = {
  ...swarm,
  like: NASTY,
  features: [`${NASTY} may act out of turn`, NASTY, 'x'.repeat(300)],
  findings: swarm.findings.map(({ shows, effects, ...rest }) => ({
    ...rest,
    shows: shows.map((one) => ({ ...one, says: NASTY })),
    effects: effects.map((one) => ({ ...one, feature: NASTY })),
  })),
};

/** Names that would like to be more than names. */
export const nastyReport: ExploreReport = {
  ...raceReport,
  scenario: { ...raceReport.scenario, title: NASTY },
  devices: { [NASTY]: raceReport.devices['igd'] ?? { bus: 'pci', outcomes: [] } },
  findings: [{ ...finding, why: `${NASTY} ${'x'.repeat(300)}` }],
  swarm: [nastySwarm],
};
