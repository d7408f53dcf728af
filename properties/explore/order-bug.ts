/** The order bug of twelve tasks: something breaks when one particular process goes before another one. */
import { recorded, type Chooser, type Deviation } from '../../sim/engine/choice.ts';
import type { Machine } from '../../sim/engine/machine.ts';
import { run } from '../../sim/engine/run.ts';
import type { Trial } from '../../sim/explore/shrink.ts';
import { add, read, toyMachine, type Toy, type ToyProcess } from '../engine/toy.ts';

export const TASKS = 12;
const [EARLY, LATE] = [3, 8];
/** Cell 0 counts who has come; cell 1 is marked by the early task, cell 2 when the late one was first. */
const [COME, MARK, BUG] = [0, 1, 2];

/** Three steps, as a task of the example has: look, work, say so. */
function* task(_kernel: never, number: number): ToyProcess {
  yield add(COME, 1);
  if (number === LATE && (yield read(MARK)) === 0) yield add(BUG, 1);
  if (number === EARLY) yield add(MARK, 1);
  yield add(COME, 1);
  return 0;
}

/** A fresh machine with the twelve tasks. */
export function orderBug(): Machine<Toy> {
  return toyMachine(Array.from({ length: TASKS }, (_, number) => [`task ${number}`, task, number] as const));
}

/** One run of it. */
export function tryOrder(chooser: Chooser): Trial {
  const machine = orderBug();
  let [last, switches] = [-1, 0];
  const afterTurn = (slot: number): void => {
    if (slot !== last) switches++;
    last = slot;
  };
  const { steps } = run(machine, chooser, { clock: 'untimed', stepsMax: 1000, afterTurn });
  return { shows: (machine.world.words[BUG] ?? 0) > 0, switches, steps };
}

/** Deviations of a run of it. */
export function deviationsUnder(chooser: Chooser): Deviation[] {
  const recording = recorded(chooser);
  tryOrder(recording);
  return recording.deviations();
}
