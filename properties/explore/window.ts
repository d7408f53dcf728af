/**
 * A planted check-then-act race on the Linux model: four devices are added while a catch-all and three specific drivers
 * register. Between the moment at which the catch-all begins to probe one device (no specific driver was there: the
 * check) and the moment at which it is bound (the act), specific drivers register. Deeper bugs want two of them in
 * order, or all three.
 */
import { Machine } from '../../sim/engine/machine.ts';
import type { LinuxWorld } from '../../sim/linux/kernel.ts';
import { FACT } from '../../sim/model/world.ts';
import { boot } from '../../sim/scenario/boot/boot.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { startStory } from '../../sim/simulate.ts';
import { SYSTEMS } from '../../sim/systems/catalogue.ts';
import { actor, device, driver, machine } from '../engine/build.ts';

const CATCH_ALL = 0;
const CHOSEN = 0;

/** `devices` devices, a catch-all and `specifics` specific drivers of all of them, everything at once. */
export function crowdOf(devices: number, specifics: number): Scenario {
  const names = Array.from({ length: devices }, (_, at) => `dev${at}`);
  const own = Array.from({ length: specifics }, (_, at) => driver(`own${at + 1}`, names));
  const all = [driver('any', ['*']), ...own];
  return machine(`${devices} devices, a catch-all, ${specifics} specific drivers`, {
    devices: names.map((name) => device(name)),
    drivers: all,
    story: [
      ...names.map((name) => actor(`add ${name}`, { do: 'add', device: name })),
      ...all.map(({ name }) => actor(`register ${name}`, { do: 'register', driver: name })),
    ],
  });
}

/** A machine at the start of its story, and how deep into the window its last run got. */
export interface Window {
  readonly machine: Machine<LinuxWorld>;
  /** To be called before each run. */
  readonly begin: () => void;
  /**
   * How many specific drivers registered in the window of the chosen device, in the order of their numbers from 1:
   * 1 is a bug of depth 2, 2 of depth 3, and so on.
   */
  readonly inside: () => number;
}

/** Watches the chosen device of a crowd. */
export function windowOf(scenario: Scenario): Window {
  const booted = boot(scenario, SYSTEMS['linux-6.1'], 'untimed');
  const machine = new Machine(booted.blueprint);
  startStory(machine, booted);
  let open = false;
  let count = 0;
  let result = 0;
  machine.world.recorder = (fact, a, b) => {
    const isChosen = a === CHOSEN && b === CATCH_ALL;
    if (fact === FACT['probe-began'] && isChosen) [open, count] = [true, 0];
    else if (fact === FACT['driver-listed'] && open && a === count + 1) count++;
    else if (fact === FACT.bound && isChosen && open) [open, result] = [false, count];
  };
  const begin = (): void => void ([open, count, result] = [false, 0, 0]);
  return { machine, begin, inside: () => result };
}
