/**
 * How the search grows with devices and drivers, up to two minutes a size, beside the prototype of the study that this
 * engine was built on: its recorded figures, and where its built program is given, measured in the same run.
 */
import { spawnSync } from 'node:child_process';
import type { StudySettings } from '../../properties/study/layout.ts';
import { inOwnProcess } from './own-process.ts';
import { count, seconds, table, verdict, type Section } from './table.ts';

/** Its names of the ways to search. */
type Method = 'por' | 'por+sym' | 'proj';

/** Devices, drivers, and what the study recorded: states and seconds; NaN: no seconds; none: it did not finish. */
type Size = readonly [devices: number, drivers: number, states?: number, taken?: number];

const SIZES: Readonly<Record<Method, readonly Size[]>> = {
  por: [
    [1, 2, 268, Number.NaN],
    [1, 3, 4_278, Number.NaN],
    [1, 4, 75_220, 0.35],
    [1, 5, 1_459_772, 6.4],
    [2, 1, 1_172, Number.NaN],
    [2, 2, 79_146, 0.34],
    [2, 3, 4_162_239, 11.6],
    [3, 1, 109_739, 0.8],
  ],
  'por+sym': [
    [1, 2, 268, Number.NaN],
    [1, 3, 2_166, Number.NaN],
    [1, 4, 12_855, 0.1],
    [1, 5, 63_075, 0.47],
    [1, 6, 274_614, 3.0],
    [2, 1, 587, Number.NaN],
    [2, 2, 39_585, 0.24],
    [2, 3, 1_041_673, 3.1],
    [3, 1, 18_337, 0.29],
    [3, 2, 5_560_405, 16.4],
    [4, 1, 561_649, 1.9],
  ],
  proj: [
    [2, 1, 40, Number.NaN],
    [2, 2, 681, 0.04],
    [2, 3, 5_791, 0.1],
    [2, 4, 34_349, 0.4],
    [2, 5, 166_050, 2.0],
  ],
};
/** Sizes that it did not finish. */
const BEYOND: readonly (readonly [Method, Size])[] = [
  ['por', [1, 6]],
  ['por', [4, 1]],
  ['por+sym', [1, 7]],
  ['por+sym', [2, 4]],
  ['por+sym', [4, 2]],
];
const SAID: Readonly<Record<Method, string>> = {
  por: 'every order',
  'por+sym': 'equal ones arrive in one order',
  proj: 'one device, the others as environment',
};
const LIMIT = 120;
/** Seconds that processor times are alike within, for both tools: starting up differs by as much from run to run. */
const ALIKE = 0.05;

function settingsOf(method: Method, devices: number, drivers: number): StudySettings {
  const alone = method === 'proj';
  return {
    devices: alone ? 1 : devices,
    drivers,
    policy: 'check',
    outcomes: 3,
    symmetric: method !== 'por',
    environment: alone,
  };
}

interface Theirs {
  readonly states: number;
  readonly seconds: number;
}

/** The prototype's search, its process's start-up left out as ours is. Undefined if it did not finish. */
function prototype(program: string, method: Method, [devices, drivers]: Size): Theirs | undefined {
  const run = (...size: readonly number[]): { n: number; cpu: number; complete: boolean } => {
    const args = ['--stack-size=4000', '--max-old-space-size=8000', program, method];
    const ran = spawnSync(process.execPath, [...args, ...size.map(String), '3', 'check', 'all'], {
      encoding: 'utf8',
    });
    return JSON.parse(ran.stdout) as { n: number; cpu: number; complete: boolean };
  };
  const { n, cpu, complete } = run(devices, drivers);
  const startUp = spawnSync(process.execPath, ['-p', 'process.cpuUsage().user+process.cpuUsage().system'], {
    encoding: 'utf8',
  });
  return complete ? { states: n, seconds: cpu / 1e3 - Number(startUp.stdout) / 1e6 } : undefined;
}

function lineOf(method: Method, size: Size, program: string | undefined) {
  const [devices, drivers, states, taken] = size;
  const measured = inOwnProcess({
    task: 'study',
    settings: settingsOf(method, devices, drivers),
    limit: LIMIT,
  });
  const ours = measured && { ...measured.found, seconds: measured.seconds, peak: measured.peak };
  const recorded = states === undefined ? undefined : { states, seconds: taken ?? Number.NaN };
  const here = program === undefined || !recorded ? undefined : prototype(program, method, size);
  return { method, devices, drivers, ours, recorded, here };
}

type Line = ReturnType<typeof lineOf>;

function cellsOf({ method, devices, drivers, ours, recorded, here }: Line): string[] {
  const told = (theirs: Theirs | undefined): string[] =>
    theirs
      ? [count(theirs.states), Number.isNaN(theirs.seconds) ? '' : seconds(theirs.seconds)]
      : ['not finished', ''];
  const partial = ours?.complete === true ? '' : ' so far';
  return [
    SAID[method],
    `${devices} x ${drivers}`,
    ours ? `${count(ours.states)}${partial}` : 'out of memory',
    ours ? seconds(ours.seconds) : '',
    ...told(recorded),
    here ? `${seconds(here.seconds)}${judged(ours, here)}` : '',
  ];
}

/** The target: no more states and no more seconds, where the prototype finished. */
function judged(ours: Line['ours'], here: Theirs): string {
  const met = ours?.complete === true && ours.states <= here.states && ours.seconds <= here.seconds + ALIKE;
  return verdict(met, 'no more than it');
}

const HEADS = ['', 'devices x drivers', 'states', 'seconds', 'study: states', 'seconds', 'here'];
const SETTING = `Policy check, three outcomes, every driver matches every device. Processor time of the search in a process of its own,
learning and compilation included, start-up not. The study's columns are its own record, on its machine`;

function section(title: string, text: string, lines: readonly Line[]): Section {
  return {
    title,
    text: `${text}\n\n${table(HEADS, lines.map(cellsOf))}`,
    rows: lines.map(({ ours, ...row }) => ({
      ...row,
      ours: ours && { ...ours, endings: ours.endings.length },
    })),
  };
}

/** All sizes that the prototype finished. `program`: its built one.js, if there is one. */
export function growth(program: string | undefined): Section {
  const lines = (Object.keys(SIZES) as Method[]).flatMap((method) =>
    SIZES[method].map((size) => lineOf(method, size, program)),
  );
  const here = `"here" is its program run beside ours, where it was given (within ${ALIKE} s counts as no more)`;
  return section('How it grows, where the prototype of the study finished', `${SETTING}; ${here}.`, lines);
}

/** Larger ones, up to two minutes each. */
export function beyond(): Section {
  const lines = BEYOND.map(([method, size]) => lineOf(method, size, undefined));
  return section('Where it did not', `${SETTING}. At most ${LIMIT} s a size.`, lines);
}
