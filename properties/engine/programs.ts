/**
 * Random programs for the toy machine: trees of effects as data, and one process function that runs them. What a
 * process reads steers what it does next, so a wrong result anywhere shows in the counters.
 */
import fc from 'fast-check';
import { call, choose, holding, sleep, spawn, tail, waitFor, type Effect } from '../../sim/engine/effect.ts';
import type { Machine } from '../../sim/engine/machine.ts';
import { add, oneLess, reached, toyMachine, type Toy, type ToyProcess } from './toy.ts';

type Instruction =
  | { readonly do: 'add' | 'await'; readonly cell: number; readonly by: number }
  | { readonly do: 'branch'; readonly cell: number; readonly odd: Block; readonly even: Block }
  | { readonly do: 'hold'; readonly lock: number; readonly body: Block }
  | { readonly do: 'call' | 'spawn' | 'become'; readonly body: Block }
  | { readonly do: 'choose'; readonly options: number; readonly cell: number }
  | { readonly do: 'sleep'; readonly min: number; readonly spread: number }
  | { readonly do: 'loop'; readonly times: number; readonly cell: number };
type Block = readonly Instruction[];

/** The blocks of the processes that exist from the start. */
export type Program = readonly Block[];

const cell = fc.nat(3);
const { block } = fc.letrec<{ block: Block; instruction: Instruction }>((tie) => ({
  block: fc.array(tie('instruction'), { minLength: 1, maxLength: 5, depthIdentifier: 'block' }),
  instruction: fc.oneof(
    { depthIdentifier: 'block', maxDepth: 3 },
    fc.record({
      do: fc.constantFrom('add' as const, 'await' as const),
      cell,
      by: fc.nat(4),
    }),
    fc.record({ do: fc.constant('choose' as const), options: fc.integer({ min: 1, max: 4 }), cell }),
    fc.record({ do: fc.constant('sleep' as const), min: fc.nat(3), spread: fc.nat(3) }),
    fc.record({ do: fc.constant('loop' as const), times: fc.nat(5), cell }),
    fc.record({ do: fc.constant('branch' as const), cell, odd: tie('block'), even: tie('block') }),
    fc.record({ do: fc.constant('hold' as const), lock: fc.nat(2), body: tie('block') }),
    fc.record({
      do: fc.constantFrom('call' as const, 'spawn' as const, 'become' as const),
      body: tie('block'),
    }),
  ),
}));

/** Up to four processes. */
export const programs: fc.Arbitrary<Program> = fc.array(block, { minLength: 1, maxLength: 4 });

/** Blocks by number, since processes get integers only. */
interface Code {
  readonly blocks: readonly Block[];
  readonly numbers: ReadonlyMap<Block, number>;
}

/** The machine that runs a program. */
export function machineOf(program: Program, threads: 'interned' | 'live'): Machine<Toy> {
  const blocks: Block[] = [];
  for (const root of program) collect(root, blocks);
  const code: Code = Object.freeze({ blocks, numbers: new Map(blocks.map((one, number) => [one, number])) });
  const roots = program.map(
    (_, at) => [`p${at}`, run_block, code.numbers.get(program[at] ?? []) ?? -1] as const,
  );
  return toyMachine(roots, { threads, kernel: code, slots: 80 });
}

function collect(one: Block, blocks: Block[]): void {
  blocks.push(one);
  for (const instruction of one) {
    if ('body' in instruction) collect(instruction.body, blocks);
    if ('odd' in instruction) [instruction.odd, instruction.even].forEach((child) => collect(child, blocks));
  }
}

/** Runs a block and returns a number made of all results in it. */
function* run_block(code: Code, number: number): ToyProcess {
  const at = (body: Block): number => code.numbers.get(body) ?? -1;
  let sum = number % 7;
  for (const step of code.blocks[number] ?? []) {
    if (step.do === 'become') return tail(run_block, at(step.body));
    sum = (sum * 3 + Math.abs(yield* effectsOf(step, at, sum))) % 50;
  }
  yield add(number % 4, sum);
  return sum;
}

function* effectsOf(
  step: Instruction,
  at: (body: Block) => number,
  sum: number,
): Generator<Effect<Toy>, number, number> {
  switch (step.do) {
    case 'add':
      return yield add(step.cell, step.by + (sum % 2));
    case 'await':
      return yield waitFor(reached(step.cell, step.by));
    case 'branch':
      return yield call(run_block, at((yield oneLess(step.cell)) % 2 ? step.odd : step.even));
    case 'hold':
      return yield* holding<Toy>(step.lock, run_block, at(step.body));
    case 'spawn':
      return yield spawn(100 + (at(step.body) % 3), run_block, at(step.body));
    case 'choose':
      return yield add(step.cell, yield choose('outcome', 'dice', DICE.slice(0, step.options)));
    case 'sleep':
      return yield sleep('nap', { min: step.min, max: step.min + step.spread });
    case 'loop':
      return yield call(count_down, step.times, step.cell);
    default:
      return yield call(run_block, at(step.body));
  }
}

const DICE = ['one', 'two', 'three', 'four'];

function* count_down(_code: Code, left: number, cell: number): ToyProcess {
  if (left <= 0) return cell;
  yield add(cell, 1);
  return tail(count_down, left - 1, cell);
}
