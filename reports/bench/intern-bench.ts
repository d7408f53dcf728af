/** The same recorded schedules of the Linux model: interned processes against the same generators run live. */
import { Interner } from '../../sim/engine/intern.ts';
import type { Machine } from '../../sim/engine/machine.ts';
import { boring } from '../../sim/engine/choice.ts';
import { run } from '../../sim/engine/run.ts';
import type { LinuxWorld } from '../../sim/linux/kernel.ts';
import type { Booted } from '../../sim/scenario/boot/boot.ts';
import { race, type Contender, type Row } from './measure.ts';
import { atStart, booted, crowd, play, record, type Schedule } from './workload.ts';

type Linux = Machine<LinuxWorld>;

const SIZES = [
  [2, 2],
  [4, 3],
  [6, 5],
] as const;

/** Rows for every size. `scale` 1 is the real measurement. */
export function internRows(scale: number): Row[] {
  return SIZES.flatMap(([devices, drivers]) => {
    const scenario = crowd(devices, drivers);
    const ready = booted(scenario);
    const schedules = Array.from({ length: 40 }, (_, seed) => record(ready, `${seed}`));
    const steps = schedules.reduce((sum, { slots }) => sum + slots.length, 0);
    const rounds = Math.max(1, Math.round((400_000 * scale) / steps));
    const contenders = contendersOf(ready, schedules, { rounds, steps: steps * rounds });
    const rates = race(contenders, scale < 1 ? 1 : 5);
    const [live = 1] = rates;
    const perRun = Math.round(steps / schedules.length);
    return contenders.map(({ name }, at) => ({
      group: `${scenario.title} (${perRun} steps a run)`,
      name,
      rate: rates[at] ?? 0,
      unit: 'steps',
      note: `${((rates[at] ?? 0) / live).toFixed(1)}x`,
    }));
  });
}

interface Load {
  readonly rounds: number;
  readonly steps: number;
}

function contendersOf(ready: Booted, schedules: readonly Schedule[], { rounds, steps }: Load): Contender[] {
  const machines = (make: () => Linux): Linux[] =>
    Array.from({ length: rounds * schedules.length }, () => make());
  /** One fresh machine per run, made before the clock starts. */
  const fresh = (name: string, make: () => Linux): Contender => {
    checkAll(make, schedules);
    return {
      name,
      prepare() {
        const made = machines(make);
        const work = (): void =>
          made.forEach((one, at) => play(one, schedules[at % schedules.length] as Schedule));
        return { work, amount: steps };
      },
    };
  };
  const shared = new Interner<LinuxWorld>(ready.kernel);
  const one = atStart(ready, shared);
  const start = one.snapshot();
  return [
    fresh('live generators', () => atStart(ready, 'live')),
    fresh('interned, nothing met before: compiling counts', () => atStart(ready)),
    fresh('interned, all met before', () => atStart(ready, shared)),
    {
      name: 'interned, all met before, one machine put back to the start',
      prepare: () => ({
        amount: steps,
        work() {
          for (let at = 0; at < rounds * schedules.length; at++) {
            one.restore(start);
            play(one, schedules[at % schedules.length] as Schedule);
          }
        },
      }),
    },
    wholeRuns('live, with the choice of who runs', () => atStart(ready, 'live'), rounds),
    wholeRuns('interned, with the choice of who runs', () => atStart(ready, shared), rounds),
  ];
}

/** The run loop as well: who can run is found out at every step, though always the first is taken. */
function wholeRuns(name: string, make: () => Linux, rounds: number): Contender {
  const options = { clock: 'untimed', stepsMax: 100_000 } as const;
  const each = run(make(), boring, options).steps;
  return {
    name,
    prepare() {
      const made = Array.from({ length: rounds * 40 }, () => make());
      return { amount: made.length * each, work: () => made.forEach((one) => run(one, boring, options)) };
    },
  };
}

/** Every mode must end every schedule in the same world; else the comparison would mean nothing. */
function checkAll(make: () => Linux, schedules: readonly Schedule[]): void {
  for (const schedule of schedules) {
    const made = make();
    play(made, schedule);
    if (made.world.words.join() !== schedule.world.join())
      throw new Error('two modes ended in different worlds');
  }
}
