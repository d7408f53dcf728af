/** Toys for samplers: processes of so many turns each, whose interleavings can be counted. */
import { spawn, tail } from '../../sim/engine/effect.ts';
import type { Machine } from '../../sim/engine/machine.ts';
import { runsUnder, type Strategy } from '../../sim/explore/strategy.ts';
import { append, toyMachine, type Root, type Toy, type ToyProcess } from '../engine/toy.ts';

/** Counter that tells the order of the turns: a digit per turn. */
export const ORDER = 0;

function* write(_kernel: never, digit: number, times: number): ToyProcess {
  if (times <= 0) return;
  yield append(ORDER, digit);
  return tail(write, digit, times - 1);
}

/** Writes once, starts a process that writes `childs` times, writes `own` times. */
function* parent(_kernel: never, digit: number, own: number, childs: number): ToyProcess {
  yield append(ORDER, digit);
  yield spawn(100, write, digit + 1, childs);
  return tail(write, digit, own);
}

/** Process i writes its digit as often as number i says; each interleaving leaves another number. */
export function shape(turns: readonly number[]): Machine<Toy> {
  return toyMachine(turns.map((times, at): Root => [`p${at}`, write, at + 1, times]));
}

/** A process with a child, and another one beside them. */
export function family(own: number, childs: number, others: number): Machine<Toy> {
  return toyMachine([
    ['parent', parent, 1, own, childs],
    ['other', write, 3, others],
  ]);
}

/** How often each final state of the counters was reached, profile runs left out. */
export function tally(
  machine: Machine<Toy>,
  strategy: Strategy,
  runs: number,
  skip = 0,
): Map<number, number> {
  const seen = new Map<number, number>();
  for (const { run } of runsUnder(machine, strategy, {
    clock: 'untimed',
    stepsMax: 1000,
    runs: runs + skip,
  })) {
    const order = machine.world.words[ORDER] ?? 0;
    if (run >= skip) seen.set(order, (seen.get(order) ?? 0) + 1);
  }
  return seen;
}

/** The sum of squared deviations from `cells` equal shares. */
export function chiSquare(seen: ReadonlyMap<number, number>, runs: number, cells: number): number {
  const expected = runs / cells;
  const met = [...seen.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  return met + (cells - seen.size) * expected;
}

/** What chi-square exceeds with a probability of 0.001 (Wilson and Hilferty's approximation). */
export function chiSquareLimit(freedom: number): number {
  const ninth = 2 / (9 * freedom);
  return freedom * (1 - ninth + 3.0902 * Math.sqrt(ninth)) ** 3;
}
