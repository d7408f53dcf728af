/**
 * Random small programs that may go on for ever: processes that begin again when they are done, for ever or while a
 * cell says so, with waits, locks and chance. And a judge of them that shares nothing with the searches: all
 * states, who reaches whom, and whether somebody who can always move never does.
 */
import fc from 'fast-check';
import { CHOOSE, choose, holding, operation, tail, waitFor, type Effect } from '../../sim/engine/effect.ts';
import type { Machine } from '../../sim/engine/machine.ts';
import { toyMachine, type Toy, type ToyProcess } from '../engine/toy.ts';

const CELLS = 2;

export const put = operation<Toy>(
  'put',
  (_kernel, cell) => ({ reads: [], writes: [cell] }),
  ({ words }, cell, value) => {
    words[cell] = value;
    return 0;
  },
);
export const holds = operation<Toy>(
  'holds',
  (_kernel, cell) => ({ reads: [cell], writes: [] }),
  ({ words }, cell, value) => (words[cell] === value ? 1 : 0),
);

export interface Instruction {
  readonly do: 'put' | 'await' | 'chance' | 'lockedPut';
  readonly cell: number;
  readonly value: number;
}
export interface Looping {
  readonly body: readonly Instruction[];
  /** Begins again always, never, or while the first cell is 0. */
  readonly again: 'always' | 'never' | 'while';
}

const instruction: fc.Arbitrary<Instruction> = fc.record({
  do: fc.constantFrom('put', 'put', 'await', 'chance', 'lockedPut'),
  cell: fc.nat(CELLS - 1),
  value: fc.nat(1),
});
export const loopings: fc.Arbitrary<readonly Looping[]> = fc.array(
  fc.record({
    body: fc.array(instruction, { minLength: 1, maxLength: 3 }),
    again: fc.constantFrom('always', 'never', 'while'),
  }),
  { minLength: 2, maxLength: 3 },
);

export function loopingMachine(programs: readonly Looping[]): Machine<Toy> {
  const kernel = Object.freeze([...programs]);
  return toyMachine(
    programs.map((_, number) => [`p${number}`, run_program, number] as const),
    { kernel, cells: CELLS, locks: 1, slots: 4 },
  );
}

function* run_program(programs: readonly Looping[], number: number): ToyProcess {
  const program = programs[number];
  for (const one of program?.body ?? []) yield* effects(one);
  if (program?.again === 'never') return 0;
  if (program?.again === 'while' && !(yield holds(0, 0))) return 0;
  return tail(run_program, number);
}

function* effects({ do: what, cell, value }: Instruction): Generator<Effect<Toy>, number, number> {
  if (what === 'put') return yield put(cell, value);
  if (what === 'await') return yield waitFor(holds(cell, value));
  if (what === 'lockedPut') return yield* holding<Toy>(0, put_cell, cell, value);
  return yield put(cell, yield choose('outcome', 'coin', ['heads', 'tails']));
}

function* put_cell(_programs: readonly Looping[], cell: number, value: number): ToyProcess {
  yield put(cell, value);
  return 0;
}

interface Step {
  readonly slot: number;
  readonly to: number;
}

/** Whether some fair run without bad luck goes on for ever after any start; null: too many states. */
export function goesOn(machine: Machine<Toy>, statesMax: number): boolean | null {
  const states = [machine.snapshot()];
  const numbers = new Map([[states[0]?.join() ?? '', 0]]);
  const lucky: Step[][] = [];
  for (let at = 0; at < states.length; at++) {
    if (states.length > statesMax) return null;
    const memory = states[at] ?? new Int32Array();
    lucky[at] = [];
    for (const [slot, answer] of turnsIn(machine, memory)) {
      machine.restore(memory);
      machine.perform(slot, answer);
      const key = machine.memory.join();
      const to = numbers.get(key) ?? states.push(machine.snapshot()) - 1;
      numbers.set(key, to);
      if (answer === 0) lucky[at]?.push({ slot, to });
    }
  }
  const reach = lucky.map((_, from) => reachable(lucky, from));
  return states.some((_, at) => isFair(machine, states, lucky, (to) => mutual(reach, at, to)));
}

const mutual = (reach: readonly ReadonlySet<number>[], one: number, other: number): boolean =>
  (reach[one]?.has(other) ?? false) && (reach[other]?.has(one) ?? false);

function turnsIn(machine: Machine<Toy>, memory: Int32Array): [slot: number, answer: number][] {
  machine.restore(memory);
  return Array.from({ length: machine.slots }, (_, slot) => slot)
    .filter((slot) => machine.isReady(slot))
    .flatMap((slot) => {
      const turn = machine.turnOf(slot);
      const answers = turn?.is === CHOOSE ? turn.options.length : 1;
      return Array.from({ length: answers }, (_, answer): [number, number] => [slot, answer]);
    });
}

function reachable(steps: readonly (readonly Step[])[], from: number): ReadonlySet<number> {
  const seen = new Set((steps[from] ?? []).map(({ to }) => to));
  for (const state of seen) for (const { to } of steps[state] ?? []) seen.add(to);
  return seen;
}

function isFair(
  machine: Machine<Toy>,
  states: readonly Int32Array[],
  lucky: readonly (readonly Step[])[],
  isIn: (state: number) => boolean,
): boolean {
  const members = states.flatMap((_, at) => (isIn(at) ? [at] : []));
  if (members.length === 0) return false;
  const moved = new Set(
    members.flatMap((at) => (lucky[at] ?? []).filter(({ to }) => isIn(to)).map(({ slot }) => slot)),
  );
  const alwaysReady = Array.from({ length: machine.slots }, (_, slot) => slot).filter((slot) =>
    members.every((at) => {
      machine.restore(states[at] ?? new Int32Array());
      return machine.isReady(slot);
    }),
  );
  return alwaysReady.every((slot) => moved.has(slot));
}
