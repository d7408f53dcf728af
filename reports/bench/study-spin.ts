/** The study's model, end to end, on this engine and on SPIN: same endings, side by side in one run. */
import type { StudySettings } from '../../properties/study/layout.ts';
import { inOwnProcess } from './own-process.ts';
import { missingForSpin, runSpin, SPIN_WAYS, spinVersion } from './spin.ts';
import { studyPromela } from './study-promela.ts';
import { count, seconds, table, verdict, type Section } from './table.ts';

type Size = Pick<StudySettings, 'devices' | 'drivers' | 'outcomes'> & { readonly target?: number };

/** Devices, drivers, outcomes; the target of two of them. */
const SIZES: readonly Size[] = [
  { devices: 1, drivers: 2, outcomes: 3 },
  { devices: 1, drivers: 3, outcomes: 3 },
  { devices: 1, drivers: 4, outcomes: 3, target: 30 },
  { devices: 2, drivers: 2, outcomes: 2 },
  { devices: 2, drivers: 3, outcomes: 2, target: 30 },
  { devices: 3, drivers: 1, outcomes: 3 },
];
const LIMIT = 900;

interface Line {
  readonly size: string;
  readonly how: string;
  readonly states: number;
  readonly seconds: number;
  readonly megabytes: number;
  readonly endings: readonly string[];
  readonly complete: boolean;
}

function ours(settings: StudySettings, size: string): Line[] {
  const measured = inOwnProcess({ task: 'study', settings, limit: LIMIT });
  if (!measured) return [];
  const { found, all, peak } = measured;
  const how = settings.symmetric ? 'ours, equal drivers and devices in one order' : 'ours';
  return [{ size, how, ...found, seconds: all, megabytes: peak }];
}

function spins(settings: StudySettings, size: string): Line[] {
  const isSmall = settings.devices * settings.drivers <= 3;
  const ways = settings.symmetric || !isSmall ? SPIN_WAYS.slice(0, 1) : SPIN_WAYS;
  return ways.map((way) => {
    const { generate, compile, verify, ...rest } = runSpin(studyPromela(settings), way, LIMIT);
    const how = settings.symmetric ? `${way.name}, equal drivers and devices in one order` : way.name;
    return { size, how, ...rest, seconds: generate + compile + verify };
  });
}

/** Both tools at one size, with and without symmetry; each is compared with our line without it. */
function linesOf({ devices, drivers, outcomes, target }: Size, spin: boolean) {
  const size = `${devices} x ${drivers}, ${outcomes} outcomes`;
  const settings = (symmetric: boolean): StudySettings => ({
    ...{ devices, drivers, outcomes, symmetric, policy: 'check', environment: false },
  });
  const of = (symmetric: boolean): Line[] => [
    ...ours(settings(symmetric), size),
    ...(spin ? spins(settings(symmetric), size) : []),
  ];
  return [of(false), of(true)].flatMap((lines) => {
    const [first] = lines;
    return lines.map((line) => ({
      ...line,
      times: line.seconds / (first?.seconds ?? Number.NaN),
      same: line.complete && line.endings.join('|') === first?.endings.join('|'),
      target: line.how === 'SPIN' ? target : undefined,
    }));
  });
}

/** The section of the report. */
export function againstSpin(): Section {
  const missing = missingForSpin();
  const rows = SIZES.flatMap((size) => linesOf(size, missing === undefined));
  const cells = rows.map(({ size, how, states, seconds: taken, megabytes, endings, ...line }, at) => [
    size === rows[at - 1]?.size ? '' : size,
    how,
    count(states),
    seconds(taken),
    megabytes.toFixed(0),
    `${endings.length}${line.same ? '' : ', NOT the same'}`,
    /^ours/.test(how)
      ? ''
      : `${line.times.toFixed(1)}x${line.target ? verdict(line.times >= line.target, `${line.target}x`) : ''}`,
  ]);
  const heads = ['devices x drivers', '', 'states', 'seconds', 'MB', 'endings', 'ours is faster'];
  return {
    title: "Every order of the study's model, against SPIN",
    text: [
      `Policy check. Processor time end to end: of SPIN \`spin -a\`, \`gcc -O2\` and the verifier; of ours the whole
process, start-up and compilation while it runs included. ${missing ?? `${spinVersion()}.`} Endings as they were found by both;
SPIN with its partial order reduction, small ones also with compressed states and without reduction.`,
      table(heads, cells),
    ].join('\n\n'),
    rows: rows.map(({ endings, ...row }) => ({ ...row, endings: endings.length })),
  };
}
