/** Machines to measure on: devices and drivers of one bus, everything at once, and schedules recorded on them. */
import type { Chooser } from '../../sim/engine/choice.ts';
import { Machine } from '../../sim/engine/machine.ts';
import { seeded } from '../../sim/engine/random.ts';
import { run } from '../../sim/engine/run.ts';
import type { LinuxWorld } from '../../sim/linux/kernel.ts';
import { boot, type Booted } from '../../sim/scenario/boot/boot.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { startStory } from '../../sim/simulate.ts';
import { SYSTEMS } from '../../sim/systems/catalogue.ts';
import { actor, device, driver, machine, probe } from '../../properties/engine/build.ts';

/**
 * `devices` devices are added while a catch-all and specific drivers of all of them register; probes may
 * fail or defer.
 */
export function crowd(devices: number, drivers: number): Scenario {
  const names = Array.from({ length: devices }, (_, at) => `dev${at}`);
  const may = probe({ may: ['ok', 'ENODEV', 'EPROBE_DEFER'] });
  const specific = Array.from({ length: drivers - 1 }, (_, at) => driver(`drv${at}`, names, { probe: may }));
  const all = [driver('any', ['*'], { probe: may }), ...specific];
  return machine(`${devices} devices, ${drivers} drivers`, {
    devices: names.map((name) => device(name)),
    drivers: all,
    story: [
      ...names.map((name) => actor(`add ${name}`, { do: 'add', device: name })),
      ...all.map(({ name }) => actor(`register ${name}`, { do: 'register', driver: name })),
    ],
  });
}

/** The scenario as a machine that can be run, under Linux 6.1. */
export function booted(scenario: Scenario): Booted {
  return boot(scenario, SYSTEMS['linux-6.1'], 'untimed');
}

/** A machine at the start of its story. */
export function atStart(
  ready: Booted,
  threads?: ConstructorParameters<typeof Machine<LinuxWorld>>[1],
): Machine<LinuxWorld> {
  const made = new Machine(ready.blueprint, threads);
  startStory(made, ready);
  return made;
}

/** Who performed, turn by turn, and the answers that were given. */
export interface Schedule {
  readonly slots: Int32Array;
  readonly answers: Int32Array;
  /** Words of the world at the end: whoever plays the schedule must get there. */
  readonly world: Int32Array;
}

/** One random schedule of any order. */
export function record(scenario: Booted, seed: string): Schedule {
  const made = atStart(scenario, 'live');
  const slots: number[] = [];
  const answers: number[] = [];
  const inner = seeded(seed);
  let answer = 0;
  const chooser: Chooser = {
    choose(point) {
      const picked = inner.choose(point);
      if (point.kind !== 'schedule') answer = picked;
      return picked;
    },
  };
  const afterTurn = (slot: number): void => {
    slots.push(slot);
    answers.push(answer);
    answer = 0;
  };
  run(made, chooser, { clock: 'untimed', stepsMax: 100_000, afterTurn });
  const world = made.world.words.slice();
  return { slots: Int32Array.from(slots), answers: Int32Array.from(answers), world };
}

/** Plays a schedule turn by turn: nobody is asked, nobody looks who could run. */
export function play(made: Machine<LinuxWorld>, { slots, answers }: Schedule): void {
  for (let turn = 0; turn < slots.length; turn++)
    made.perform(slots[turn] as number, answers[turn] as number);
}
