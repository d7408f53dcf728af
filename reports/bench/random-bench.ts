/**
 * Random schedules of two drivers and three devices: this engine against fc.scheduler, on the study's model written for
 * each (properties/study), with the same check after every run; alone, and as a property inside fc.check.
 */
import fc from 'fast-check';
import { chooserOf } from '../../properties/library/chooser.ts';
import { arbitraries } from '../../properties/library/arbitraries.ts';
import type { StudyWorld } from '../../properties/study/layout.ts';
import { endingOfWorld, isSound, studySubject } from '../../properties/study/model.ts';
import { scheduledKernel, scheduledRun } from '../../properties/study/scheduled.ts';
import type { Chooser } from '../../sim/engine/choice.ts';
import { run } from '../../sim/engine/run.ts';
import { below, drawsOf } from '../../sim/explore/draws.ts';
import { randomWalk } from '../../sim/explore/random-walk.ts';
import { runsUnder } from '../../sim/explore/strategy.ts';
import { median } from './measure.ts';
import { count, table, verdict, type Section } from './table.ts';

const SETTINGS = { devices: 3, drivers: 2, policy: 'check', outcomes: 3 } as const;
const LIMITS = { clock: 'untimed', stepsMax: 10_000 } as const;
const ALONE_TARGET = 20;
const INSIDE_TARGET = 8;
const TURNS = 5;

/** Makes so many runs and tells of each how it ended. */
interface Contender {
  readonly name: string;
  readonly inside: boolean;
  readonly ours: boolean;
  readonly runs: number;
  readonly work: (runs: number, seed: number, ended: (world: StudyWorld) => void) => Promise<void>;
}

function check(world: StudyWorld): void {
  if (!isSound(world)) throw new Error('two drivers at one device');
}

const kernel = scheduledKernel(SETTINGS);
const { machine } = studySubject({ ...SETTINGS, symmetric: false, environment: false });
const start = machine.snapshot();
const steps = machine.stepCounts();

function oneRun(chooser: Chooser): StudyWorld {
  machine.restore(start);
  machine.restoreStepCounts(steps);
  run(machine, chooser, LIMITS);
  check(machine.world);
  return machine.world;
}

async function onceScheduled(scheduler: fc.Scheduler, seed: number): Promise<StudyWorld> {
  const draws = drawsOf(String(seed), 0);
  const world = await scheduledRun(kernel, scheduler, (options) => below(draws, options));
  check(world);
  return world;
}

const CONTENDERS: readonly Contender[] = [
  {
    name: 'fc.scheduler',
    inside: false,
    ours: false,
    runs: 2_000,
    async work(runs, seed, ended) {
      const schedulers = fc.sample(fc.scheduler(), { numRuns: runs, seed });
      for (const [number, scheduler] of schedulers.entries())
        ended(await onceScheduled(scheduler, seed + number));
    },
  },
  {
    name: 'ours, random walk',
    inside: false,
    ours: true,
    runs: 20_000,
    async work(runs, seed, ended) {
      machine.restore(start);
      for (const _run of runsUnder(machine, randomWalk(String(seed)), { ...LIMITS, runs })) {
        check(machine.world);
        ended(machine.world);
      }
    },
  },
  {
    name: 'fc.scheduler',
    inside: true,
    ours: false,
    runs: 2_000,
    async work(runs, seed, ended) {
      const once = fc.asyncProperty(fc.scheduler(), fc.nat(), async (scheduler, outcomes) => {
        ended(await onceScheduled(scheduler, outcomes));
      });
      await fc.assert(once, { numRuns: runs, seed });
    },
  },
  {
    name: 'ours, a seed drawn by fast-check',
    inside: true,
    ours: true,
    runs: 20_000,
    async work(runs, seed, ended) {
      const once = fc.property(fc.nat(), (drawn) => {
        const walk = randomWalk(String(drawn)).next(0, machine);
        if (walk) ended(oneRun(walk.chooser));
      });
      fc.assert(once, { numRuns: runs, seed });
    },
  },
  {
    name: 'ours, a schedule drawn and shrunk by fast-check',
    inside: true,
    ours: true,
    runs: 5_000,
    async work(runs, seed, ended) {
      const once = fc.property(arbitraries.schedules(), (schedule) => ended(oneRun(chooserOf(schedule))));
      fc.assert(once, { numRuns: runs, seed });
    },
  },
];

interface Line {
  readonly contender: Contender;
  /** Runs a processor second. */
  readonly rate: number;
  readonly endings: number;
}

async function lines(): Promise<readonly Line[]> {
  const rates = CONTENDERS.map((): number[] => []);
  const endings = CONTENDERS.map(() => new Set<string>());
  for (let turn = 0; turn <= TURNS; turn++) {
    for (const [which, { runs, work }] of CONTENDERS.entries()) {
      const before = process.cpuUsage();
      // Endings are told while warming up: telling them is nobody's work but ours.
      const ended = (world: StudyWorld): void => void endings[which]?.add(endingOfWorld(world));
      await work(runs, turn, turn === 0 ? ended : () => {});
      const { user, system } = process.cpuUsage(before);
      if (turn > 0) rates[which]?.push((runs * 1e6) / (user + system));
    }
  }
  return CONTENDERS.map((contender, which) => ({
    contender,
    rate: median(rates[which] ?? []),
    endings: endings[which]?.size ?? 0,
  }));
}

/** The section of the report. */
export async function randomSchedules(): Promise<Section> {
  const all = await lines();
  const rows = all.map(({ contender: { name, inside, ours, runs }, rate, endings }) => {
    const theirs =
      all.find(({ contender }) => contender.inside === inside && !contender.ours)?.rate ?? Number.NaN;
    return { name, inside, ours, runs, rate, endings, times: rate / theirs };
  });
  const cells = rows.map(({ name, inside, ours, rate, endings, times }) => {
    const target = inside ? INSIDE_TARGET : ALONE_TARGET;
    return [
      inside ? 'inside fc.check' : 'alone',
      name,
      count(Math.round(rate)),
      count(endings),
      ours ? `${times.toFixed(1)}x${verdict(times >= target, `${target}x`)}` : '',
    ];
  });
  return {
    title: 'Random schedules, two drivers and three devices',
    text: [
      `Policy check, three outcomes, the same operations on the same memory, the same check after every run. Runs a processor
second, medians of ${TURNS}; and how many different endings were met.`,
      table(['', '', 'runs a second', 'endings met', 'ours is faster'], cells),
    ].join('\n\n'),
    rows,
  };
}
