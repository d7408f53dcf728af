/** A toy machine for tests of the engine: a row of counters, a few locks, processes named by their position. */
import type { Answer, Chooser } from '../../sim/engine/choice.ts';
import { boring, recorded } from '../../sim/engine/choice.ts';
import { operation, type Process, type ProcessFunction } from '../../sim/engine/effect.ts';
import { Machine, type Blueprint } from '../../sim/engine/machine.ts';
import { run, type ClockMode, type RunEnd } from '../../sim/engine/run.ts';

export interface Toy {
  readonly words: Int32Array;
}
export type ToyProcess = Process<Toy>;

/** Adds `b` to counter `a`; the result is the new value. */
export const add = operation<Toy>(
  'add',
  (_kernel, cell) => ({ reads: [], writes: [cell] }),
  ({ words }, cell, amount) => (words[cell] = (words[cell] ?? 0) + amount),
);

/** Appends digit `b` to counter `a`, so that the counter tells the order of its writers. */
export const append = operation<Toy>(
  'append',
  (_kernel, cell) => ({ reads: [], writes: [cell] }),
  ({ words }, cell, digit) => {
    words[cell] = (words[cell] ?? 0) * 10 + digit;
    return 0;
  },
);

export const read = operation<Toy>(
  'read',
  (_kernel, cell) => ({ reads: [cell], writes: [] }),
  ({ words }, cell) => words[cell] ?? 0,
);

/** The counter less 1: -1 is the smallest result that an operation may have. */
export const oneLess = operation<Toy>(
  'one less',
  (_kernel, cell) => ({ reads: [cell], writes: [] }),
  ({ words }, cell) => (words[cell] ?? 0) - 1,
);

/** Not zero when counter `a` has reached `b`. */
export const reached = operation<Toy>(
  'reached',
  (_kernel, cell) => ({ reads: [cell], writes: [] }),
  ({ words }, cell, least) => ((words[cell] ?? 0) >= least ? 1 : 0),
);

/** A process that exists from the start: its name, its function, its arguments. */
export type Root = readonly [name: string, fn: ProcessFunction<Toy>, ...args: number[]];

export interface ToyOptions {
  readonly threads?: 'interned' | 'live';
  readonly kernel?: unknown;
  readonly cells?: number;
  readonly locks?: number;
  readonly slots?: number;
}

/** A machine with these processes. Root number i has identity i; others spawned by a program count on from 100. */
export function toyMachine(roots: readonly Root[], options: ToyOptions = {}): Machine<Toy> {
  return new Machine(toyBlueprint(roots, options), options.threads ?? 'interned');
}

/** As toyMachine, before it is built. */
export function toyBlueprint(roots: readonly Root[], options: ToyOptions = {}): Blueprint<Toy> {
  const { kernel = null, cells = 8, locks = 4, slots = 16 } = options;
  return {
    kernel,
    worldWords: cells,
    bindWorld: (words) => ({ words }),
    locks,
    slots,
    roots: roots.map(([, fn, ...args], identity) => ({ identity, fn, args })),
    processName: (identity) => roots[identity]?.[0] ?? `child ${identity}`,
    lockName: (lock) => `lock ${lock}`,
  };
}

/** What one run of a toy showed. */
export interface ToyRun {
  readonly end: RunEnd;
  readonly words: readonly number[];
  readonly answers: readonly Answer[];
  /** Name of the process of every turn, in order. */
  readonly turns: readonly string[];
  /** Counters after every turn. */
  readonly states: readonly string[];
}

/** Runs a toy and tells all that can be seen from outside. */
export function runToy(
  machine: Machine<Toy>,
  {
    chooser = boring,
    clock = 'untimed',
    stepsMax = 1000,
  }: { chooser?: Chooser; clock?: ClockMode; stepsMax?: number },
): ToyRun {
  const recording = recorded(chooser);
  const turns: string[] = [];
  const states: string[] = [];
  const perform = machine.perform.bind(machine);
  machine.perform = (slot, answer) => {
    turns.push(machine.nameOf(slot));
    perform(slot, answer);
  };
  const afterTurn = (): void => void states.push(machine.world.words.join());
  const end = run(machine, recording, { clock, stepsMax, afterTurn });
  machine.perform = perform;
  return { end, words: [...machine.world.words], answers: recording.answers, turns, states };
}

/** Answers from a list: each number modulo the count of options, 0 when the list has ended. */
export function listed(numbers: readonly number[]): Chooser {
  let at = 0;
  return { choose: ({ count }) => (numbers[at++] ?? 0) % count };
}

/** Every run of a machine: all answers to all questions, depth first. Gives up after `runsMax` runs. */
export function allRuns(build: () => Machine<Toy>, clock: ClockMode = 'untimed', runsMax = 5000): ToyRun[] {
  const runs: ToyRun[] = [];
  let path: number[] = [];
  for (;;) {
    if (runs.length === runsMax) throw new Error(`more than ${runsMax} runs`);
    const current = runToy(build(), { chooser: listed(path), clock });
    runs.push(current);
    const picks = current.answers.map(({ picked, count }) => ({ picked, count }));
    while (picks.length > 0 && picks.at(-1)?.picked === (picks.at(-1)?.count ?? 1) - 1) picks.pop();
    const last = picks.at(-1);
    if (!last) return runs;
    path = [...picks.slice(0, -1).map(({ picked }) => picked), last.picked + 1];
  }
}
