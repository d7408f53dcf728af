/** The whole machine is integers: copy, put back, compare. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashOf, hashOfText, RollingHash } from '../../sim/engine/hash.ts';
import { Interner } from '../../sim/engine/intern.ts';
import { Machine } from '../../sim/engine/machine.ts';
import { programs, machineOf } from './programs.ts';
import { add, append, listed, runToy, toyBlueprint, toyMachine, type Toy, type ToyProcess } from './toy.ts';

/** Performs up to `turns` turns, each by one of those that are ready. */
function play(machine: Machine<Toy>, picks: readonly number[]): void {
  for (const pick of picks) {
    const ready = Array.from({ length: machine.slots }, (_, slot) => slot).filter((slot) =>
      machine.isReady(slot),
    );
    const slot = ready[pick % Math.max(1, ready.length)];
    if (slot === undefined) return;
    machine.perform(slot, pick % 2);
  }
}

const picks = fc.array(fc.nat(1000), { maxLength: 60 });

describe('snapshot and restore', () => {
  it('bring back the state: the rest of the run is the same once more', () => {
    fc.assert(
      fc.property(programs, picks, picks, (program, before, after) => {
        const machine = machineOf(program, 'interned');
        play(machine, before);
        const snapshot = machine.snapshot();
        const steps = machine.stepCounts();
        const hash = machine.hash();
        const first = runToy(machine, { chooser: listed(after) });
        const end = machine.hash();
        machine.restore(snapshot);
        machine.restoreStepCounts(steps);
        expect(machine.hash()).toBe(hash);
        expect(runToy(machine, { chooser: listed(after) })).toEqual(first);
        expect(machine.hash()).toBe(end);
      }),
    );
  });

  it('processes started after a restore get the slots and names that are free then', () => {
    const machine = toyMachine([['a', adder, 3]]);
    const snapshot = machine.snapshot();
    const starts = (): readonly string[] =>
      [0, 1, 2].map(() => machine.start(100, adder, [1])).map((slot) => `${slot} ${machine.nameOf(slot)}`);
    const first = starts();
    machine.restore(snapshot);
    expect(starts()).toEqual(first);
  });

  it('a snapshot is a copy', () => {
    const machine = toyMachine([['a', adder, 3]]);
    const snapshot = machine.snapshot();
    const copy = snapshot.slice();
    machine.perform(0);
    expect(snapshot).toEqual(copy);
    machine.restore(snapshot);
    machine.perform(0);
    expect(snapshot).toEqual(copy);
  });
});

function* adder(_kernel: never, amount = 0): ToyProcess {
  yield add(0, amount);
  yield add(1, amount);
}
function* writer(_kernel: never, digit = 0): ToyProcess {
  yield append(digit, digit);
}

describe('hashes of states', () => {
  it('are equal for equal states, whatever led there', () => {
    const hashAfter = (order: readonly number[]): string => {
      const machine = toyMachine([
        ['a', adder, 1],
        ['b', writer, 2],
      ]);
      for (const slot of order) machine.perform(slot);
      return machine.hash();
    };
    expect(hashAfter([0, 1])).toBe(hashAfter([1, 0]));
    expect(hashAfter([0, 0, 1])).toBe(hashAfter([0, 1, 0]));
    expect(hashAfter([0, 1])).not.toBe(hashAfter([0]));
  });

  it('count counters, locks, local states and names', () => {
    const base = toyMachine([['a', adder, 1]]);
    const hashes = [base.hash()];
    for (let word = 0; word < base.memory.length; word++) {
      base.memory[word] = (base.memory[word] ?? 0) + 1;
      hashes.push(base.hash());
      base.memory[word] = (base.memory[word] ?? 0) - 1;
    }
    expect(new Set(hashes).size).toBe(base.memory.length + 1);
    expect(base.hash()).toBe(hashes[0]);
  });

  it('differ for nearly all pairs of states, and take times whole', () => {
    const seen = new Set<string>();
    for (let i = 0; i < 20_000; i++) seen.add(hashOf(Int32Array.of(i, i >> 3, -i)));
    expect(seen.size).toBe(20_000);
    const ofTime = (at: number): string => {
      const hash = new RollingHash();
      hash.addTime(at);
      return hash.digest();
    };
    expect(ofTime(5)).not.toBe(ofTime(5 + 2 ** 32));
    expect(ofTime(2 ** 50)).toBe(ofTime(2 ** 50));
    expect(hashOfText('seed 1')).toMatch(/^[0-9a-f]{16}$/);
    expect(hashOfText('ab')).not.toBe(hashOfText('ba'));
  });
});

it('machines of one blueprint can share an interner, and then share states', () => {
  const blueprint = toyBlueprint([['a', adder, 1]]);
  const threads = new Interner<Toy>(blueprint.kernel);
  const first = new Machine(blueprint, threads);
  runToy(first, {});
  const size = threads.size;
  const second = new Machine(blueprint, threads);
  expect(second.hash()).toBe(new Machine(blueprint, threads).hash());
  expect(runToy(second, {})).toEqual(runToy(new Machine(blueprint), {}));
  expect(threads.size).toBe(size);
});
