/** Cycles in the order of locks: found without a run that hangs, and confirmed or refuted. */
import { describe, expect, it } from 'vitest';
import { holdingAll, sleep } from '../../sim/engine/effect.ts';
import { exhaustive } from '../../sim/explore/exhaustive.ts';
import { drivenTo } from '../../sim/explore/lock-order.ts';
import { followed } from '../../sim/explore/loop.ts';
import { toyMachine, type Root, type ToyProcess } from '../engine/toy.ts';

function* nap(): ToyProcess {
  yield sleep('nap', { min: 1, max: 1 });
  return 0;
}
function* both(_kernel: null, first: number, second: number): ToyProcess {
  return yield* holdingAll<{ words: Int32Array }>([first, second], nap);
}
function* gated(_kernel: null, first: number, second: number): ToyProcess {
  return yield* holdingAll<{ words: Int32Array }>([2, first, second], nap);
}
function* backAndForth(_kernel: null): ToyProcess {
  yield* holdingAll<{ words: Int32Array }>([0, 1], nap);
  return yield* holdingAll<{ words: Int32Array }>([1, 0], nap);
}

const machineOf = (...roots: Root[]) => toyMachine(roots, { locks: 4, slots: 4 });
const search = (...roots: Root[]) => {
  const machine = machineOf(...roots);
  return exhaustive({ machine, ending: () => '', broken: () => [] }).lockCycles;
};

describe('lock order', () => {
  it('has no cycle where all take locks in one order', () => {
    expect(search(['a', both, 0, 1], ['b', both, 0, 1])).toEqual([]);
  });

  it('has none where one process alone goes both ways', () => {
    expect(search(['a', backAndForth], ['b', both, 2, 3])).toEqual([]);
  });

  it('tells a ring of two and of three, with a way into its deadlock', () => {
    const two: Root[] = [
      ['a', both, 0, 1],
      ['b', both, 1, 0],
    ];
    const [cycle, ...more] = search(...two);
    expect(more).toEqual([]);
    expect(cycle?.steps.map(({ holds, takes, by }) => [holds, takes, ...by])).toEqual([
      [0, 1, 0],
      [1, 0, 1],
    ]);
    const machine = machineOf(...two);
    followed(machine, cycle?.deadlock ?? []);
    expect([0, 1].map((slot) => [machine.isLive(slot), machine.isReady(slot)])).toEqual([
      [true, false],
      [true, false],
    ]);
    const three = search(['a', both, 0, 1], ['b', both, 1, 2], ['c', both, 2, 0]);
    expect(three.map(({ steps, deadlock }) => [steps.length, deadlock !== null])).toEqual([[3, true]]);
  });

  it('refutes a ring that a lock around it forbids', () => {
    const cycles = search(['a', gated, 0, 1], ['b', gated, 1, 0]);
    expect(cycles.map(({ steps, deadlock }) => [steps.length, deadlock])).toEqual([[2, null]]);
  });

  it('is driven to the deadlock without a search, and never into one that cannot be', () => {
    const draw = (): number => 0;
    const options = { draw, runs: 3, turnsMax: 100 };
    const real: Root[] = [
      ['a', both, 0, 1],
      ['b', both, 1, 0],
    ];
    const [cycle] = search(...real);
    expect(drivenTo(machineOf(...real), cycle ?? { steps: [] }, options)?.length).toBe(2);
    const gate: Root[] = [
      ['a', gated, 0, 1],
      ['b', gated, 1, 0],
    ];
    const [never] = search(...gate);
    expect(drivenTo(machineOf(...gate), never ?? { steps: [] }, options)).toBeUndefined();
  });
});
