/** The command line with everything behind it replaced: what it does itself can be tested without a simulation. */

import * as fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Job, Outside, Parts, Shrink, Shrunk } from '../../sim/cli/parts.ts';
import type { SearchPool } from '../../sim/cli/explore/pool.ts';
import { runCommandLine } from '../../sim/cli/program.ts';
import { UserError } from '../../sim/cli/trouble.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import type { Report } from '../../reports/report.ts';
import { findings, small, traced } from '../reports/fixtures.ts';

const NOTHING: Scenario = {
  title: 'nothing',
  about: '',
  system: 'linux-6.1',
  quirks: [],
  kernel: {
    driverAsyncProbe: [],
    moduleAsyncProbe: false,
    deferredProbeTimeout: null,
    moduleBlacklist: [],
    hidIgnoreSpecialDrivers: false,
  },
  buses: [],
  devices: [],
  drivers: [],
  modules: [],
  boot: null,
  udev: null,
  modprobeConfig: '',
  given: [],
  others: { load: [], trigger: false },
  story: [],
  expect: { always: null, never: [], sometimes: [], ends: {} },
  assumptions: [],
};

/** A fresh folder with these files; `shipped/` is where the shipped scenarios are. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'probesim-cli-'));
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

/**
 * `breaks` in a file makes a breach, `crashes` a bug of ours, `bad` a file with problems; a quirk tells files apart.
 */
export function fakeParts(scenariosDir: string, change: Partial<Parts> = {}): Parts {
  return {
    version: '1.2.3',
    scenariosDir,
    modelDigest: () => 'rules00',
    parse: (text, file) => {
      if (text.startsWith('bad')) return { ok: false, problems: `${file}:1:1: a problem\n` };
      return {
        ok: true,
        warnings: text.startsWith('odd') ? `${file}:1:1: odd\n` : '',
        scenario: { ...NOTHING, title: text.trim(), quirks: [text.replace(/#.*/s, '').trim()] },
      };
    },
    runner: fakeRun,
    shrinker: fakeShrink,
    openPool: () => ({
      search: fakeSearch,
      small: () => Promise.resolve({ not: 'a fake' }),
      timing: ({ asked }) => Promise.resolve(asked.map(() => ({ is: 'not judged', why: 'a fake', runs: 0 }))),
      refine: () => Promise.resolve({ runs: 0, checks: 0, steps: 0, undecided: 0, refused: [] }),
      close: () => Promise.resolve(),
    }),
    catalogues: () => ({
      systems: [
        { name: 'linux-6.1', says: 'Linux 6.1 driver core' },
        { name: 'linux-6.12', says: 'Linux 6.12 driver core' },
      ],
      quirks: [
        { name: 'forget-missed-retry', says: 'A retry is lost.', because: 'The counter closes a race.' },
      ],
      invariants: [{ name: 'no-deadlock', says: 'Nobody waits for ever.' }],
      scenarios: [],
      formats: [],
    }),
    importMachine: ({ machine, modprobeDirs }) => {
      if (machine === 'bad') throw new UserError('the machine is bad');
      return { yaml: `title: ${machine} with ${modprobeDirs.join(' and ')}\n`, notes: ['one thing'] };
    },
    schemas: {
      scenario: () => ({ title: 'scenario' }),
      report: () => ({ title: 'report' }),
      explore: () => ({ title: 'explore' }),
      compare: () => ({ title: 'compare' }),
      'check-log': () => ({ title: 'compare' }),
    },
    ...change,
  };
}

function fakeRun(job: Job): Report {
  const [behaviour] = job.scenario.quirks;
  if (behaviour === 'crashes') throw new TypeError('a bug');
  const base = behaviour === 'breaks' ? findings : small;
  const { seed, clock, token, replay, file, digest } = job;
  const system = { ...base.system, name: job.scenario.system };
  return {
    ...base,
    scenario: { title: job.scenario.title, file, digest },
    system,
    seed,
    clock,
    token,
    replay,
    facts: traced.facts ?? [],
  };
}

/** As if nothing could be left out. */
function fakeShrink({ scenario, deviations, keep }: Shrink): Shrunk {
  if (keep === 'nothing') throw new UserError('the run does not show that');
  const size = { deviations: deviations.length, steps: 9 };
  return {
    finding: `${keep ?? 'no-deadlock'} breaks`,
    scenario,
    yaml: `${scenario.title}\n`,
    deviations,
    before: size,
    after: size,
    executions: 3,
    complete: true,
    answers: [{ kind: 'schedule', about: 'a', pick: 'b', label: 'needed', instead: ['c'] }],
    minimal: { schedule: true, parts: 2, needed: 2, states: 7, why: null },
    swap: 'If a comes first, b. If b comes first, a.',
    lanes: ['   # a'],
    timing: [],
  };
}

/** A search that finds nothing, and that nothing is there to be found. */
const fakeSearch: SearchPool['search'] = ({ steps }) => {
  const by = steps[0]?.by ?? 'exhaustive';
  const sums = { states: 1, runs: 0, bounds: [], confidence: [] };
  const done = [{ by, kind: 'exhaustive', complete: true, everyOrder: true, ...sums }] as const;
  return Promise.resolve({
    done,
    cyclic: false,
    unshown: false,
    lockCycles: [],
    endings: [],
    devices: {},
    broken: [],
    swarms: [],
  });
};

function outsideInto(shown: { out: string; err: string }, around: Partial<Outside>): Outside {
  return {
    out: (text) => void (shown.out += text),
    err: (text) => void (shown.err += text),
    env: {},
    outIsTerminal: false,
    errIsTerminal: false,
    columns: undefined,
    now: () => 0,
    ...around,
  };
}

export interface Shown {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line and gives all that it wrote. */
export function probesim(args: readonly string[], parts: Parts, around: Partial<Outside> = {}): Shown {
  const shown = { out: '', err: '' };
  const code = runCommandLine(args, parts, outsideInto(shown, around));
  if (typeof code !== 'number') throw new Error('this command takes longer: use probesimLater');
  return { code, ...shown };
}

/** As `probesim`, for commands that go on in threads of their own. */
export async function probesimLater(
  args: readonly string[],
  parts: Parts,
  around: Partial<Outside> = {},
): Promise<Shown> {
  const shown = { out: '', err: '' };
  const code = await runCommandLine(args, parts, outsideInto(shown, around));
  return { code, ...shown };
}
