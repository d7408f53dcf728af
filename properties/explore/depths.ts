/** Toys with a planted bug of known depth: so many orders of two turns suffice for it, and none fewer. */
import { operation } from '../../sim/engine/effect.ts';
import type { Machine } from '../../sim/engine/machine.ts';
import { runsUnder, type Strategy } from '../../sim/explore/strategy.ts';
import { add, toyMachine, type Root, type Toy, type ToyProcess } from '../engine/toy.ts';

const STAGE = 0;
const IDLE = 1;

/** The bug comes one stage nearer, if this is its stage. */
const advance = operation<Toy>(
  'advance',
  () => ({ reads: [], writes: [STAGE] }),
  ({ words }, stage) => {
    if (words[STAGE] === stage) words[STAGE] = stage + 1;
    return 0;
  },
);

/** Two idle turns around each of its stages. */
function* member(_kernel: never, first: number, second: number): ToyProcess {
  for (const stage of [first, second]) {
    yield add(IDLE, 1);
    if (stage >= 0) yield advance(stage);
    yield add(IDLE, 1);
  }
}

/** Who takes which stages. Depth 2 is check, registration, commit; depth 3 has two registrations in between. */
const MEMBERS: Readonly<Record<1 | 2 | 3, readonly (readonly [number, number])[]>> = {
  1: [
    [1, -1],
    [0, -1],
    [-1, -1],
    [-1, -1],
  ],
  2: [
    [0, 2],
    [1, -1],
    [-1, -1],
    [-1, -1],
  ],
  3: [
    [0, 3],
    [2, -1],
    [1, -1],
    [-1, -1],
  ],
};

export type Depth = keyof typeof MEMBERS;

/** A machine with a bug of this depth. */
export function deepBug(depth: Depth): Machine<Toy> {
  const members = MEMBERS[depth];
  return toyMachine(members.map(([first, second], at): Root => [`p${at}`, member, first, second]));
}

/** What sampling has shown. */
export interface Hits {
  readonly runs: number;
  readonly hits: number;
  /** Processes, and the most questions that a run asked: n and k of PCT's bound. */
  readonly processes: number;
  readonly questions: number;
}

/** How often a strategy hits a bug of this depth. */
export function hitsOf(depth: Depth, strategy: Strategy, runs: number): Hits {
  const machine = deepBug(depth);
  let hits = 0;
  let questions = 0;
  for (const { picks } of runsUnder(machine, strategy, { clock: 'untimed', stepsMax: 1000, runs })) {
    if (machine.world.words[STAGE] === depth + 1) hits++;
    questions = Math.max(questions, picks.length);
  }
  return { runs, hits, processes: MEMBERS[depth].length, questions };
}
