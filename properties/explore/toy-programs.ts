/**
 * Random small programs whose turns touch things in all ways there are: reads, writes, merges, footprints that are
 * smaller in some states, waits on two things, locks in any order, children, choices. For checks of searches against
 * brute force.
 */
import fc from 'fast-check';
import { choose, holding, operation, sleep, spawn, waitFor, type Effect } from '../../sim/engine/effect.ts';
import type { Machine } from '../../sim/engine/machine.ts';
import { toyMachine, type Toy, type ToyProcess } from '../engine/toy.ts';

const at = ({ words }: Toy, cell: number): number => words[cell] ?? 0;

export const write = operation<Toy>(
  'write',
  (_kernel, cell) => ({ reads: [], writes: [cell] }),
  ({ words }, cell, value) => {
    words[cell] = value;
    return 0;
  },
);

/** Adds `b` without looking: commutes with itself. */
export const bump = operation<Toy>(
  'bump',
  (_kernel, cell) => ({ reads: [], writes: [], merges: [cell] }),
  (world, cell, by) => {
    world.words[cell] = at(world, cell) + by;
    return 0;
  },
);

/** Moves 1 from cell `a` to cell `b` if there is something; if not, it has only looked. */
const move = operation<Toy>(
  'move',
  (_kernel, from, to) => ({ reads: [], writes: [from, to] }),
  (world, from, to) => {
    if (at(world, from) <= 0) return 0;
    world.words[from] = at(world, from) - 1;
    world.words[to] = at(world, to) + 1;
    return 1;
  },
  (world, from, to) =>
    at(world, from) <= 0 ? { reads: [from], writes: [] } : { reads: [], writes: [from, to] },
);

/** The cell; below -1 there are no results. */
const look = operation<Toy>(
  'look',
  (_kernel, cell) => ({ reads: [cell], writes: [] }),
  (world, cell) => Math.max(-1, at(world, cell)),
);

const equal = operation<Toy>(
  'equal',
  (_kernel, one, other) => ({ reads: [one, other], writes: [] }),
  (world, one, other) => (at(world, one) === at(world, other) ? 1 : 0),
);

const isValue = operation<Toy>(
  'is',
  (_kernel, cell) => ({ reads: [cell], writes: [] }),
  (world, cell, value) => (at(world, cell) === value ? 1 : 0),
);

type Instruction =
  | { readonly do: 'write' | 'bump' | 'awaitValue'; readonly a: number; readonly b: number }
  | { readonly do: 'move' | 'awaitEqual'; readonly a: number; readonly b: number }
  | { readonly do: 'read' | 'choose'; readonly a: number }
  | { readonly do: 'sleep' }
  | { readonly do: 'hold'; readonly a: number; readonly body: Block }
  | { readonly do: 'spawn' | 'ifAny'; readonly a: number; readonly body: Block };
type Block = readonly Instruction[];
export type Program = readonly Block[];

const cell = fc.nat(2);
const value = fc.integer({ min: 0, max: 2 });
const kind = <K extends string>(...kinds: readonly K[]): fc.Arbitrary<K> => fc.constantFrom(...kinds);
const { block } = fc.letrec<{ block: Block; instruction: Instruction }>((tie) => ({
  block: fc.array(tie('instruction'), { minLength: 1, maxLength: 3, depthIdentifier: 'toy' }),
  instruction: fc.oneof(
    { depthIdentifier: 'toy', maxDepth: 2 },
    fc.record({ do: kind('write', 'bump', 'bump', 'awaitValue'), a: cell, b: value }),
    fc.record({ do: kind('move', 'awaitEqual'), a: cell, b: cell }),
    fc.record({ do: kind('read', 'read', 'choose'), a: cell }),
    fc.record({ do: kind('sleep') }),
    fc.record({ do: kind('hold'), a: fc.nat(1), body: tie('block') }),
    fc.record({ do: kind('spawn', 'ifAny'), a: cell, body: tie('block') }),
  ),
}));

/** Two to four processes of a few instructions. */
export const programs: fc.Arbitrary<Program> = fc.array(block, { minLength: 2, maxLength: 4 });

/** Blocks by number, since processes get integers only. */
interface Code {
  readonly blocks: readonly Block[];
  readonly numbers: ReadonlyMap<Block, number>;
}

/** The machine of a program. Every process has an identity of its own: no instruction is run twice. */
export function machineOf(program: Program): Machine<Toy> {
  const blocks: Block[] = [];
  const collect = (one: Block): void => {
    blocks.push(one);
    for (const instruction of one) if ('body' in instruction) collect(instruction.body);
  };
  program.forEach(collect);
  const code: Code = Object.freeze({ blocks, numbers: new Map(blocks.map((one, number) => [one, number])) });
  const roots = program.map((one, root) => [`p${root}`, run_block, numberOf(code, one)] as const);
  return toyMachine(roots, { kernel: code, cells: 3, locks: 2, slots: 40 });
}

const numberOf = (code: Code, body: Block): number => code.numbers.get(body) ?? -1;

function* run_block(code: Code, number: number): ToyProcess {
  for (const step of code.blocks[number] ?? []) yield* effectsOf(code, step);
  return 0;
}

function* effectsOf(code: Code, step: Instruction): Generator<Effect<Toy>, number, number> {
  switch (step.do) {
    case 'write':
      return yield write(step.a, step.b);
    case 'bump':
      return yield bump(step.a, step.b - 1);
    case 'move':
      return yield move(step.a, step.b);
    case 'read':
      return yield look(step.a);
    case 'awaitValue':
      return yield waitFor(isValue(step.a, step.b));
    case 'awaitEqual':
      return yield waitFor(equal(step.a, step.b));
    case 'choose':
      return yield write(step.a, yield choose('outcome', 'coin', ['heads', 'tails']));
    case 'sleep':
      return yield sleep('nap', { min: 1, max: 1 });
    case 'hold':
      return yield* holding<Toy>(step.a, run_block, numberOf(code, step.body));
    case 'spawn':
      return yield spawn(100 + numberOf(code, step.body), run_block, numberOf(code, step.body));
    case 'ifAny':
      return (yield look(step.a)) > 0 ? yield* inner(code, step.body) : 0;
  }
}

function* inner(code: Code, body: Block): Generator<Effect<Toy>, number, number> {
  for (const step of body) yield* effectsOf(code, step);
  return 0;
}
