/** Effects one by one: what a process can do, and what it gets back. */
import { describe, expect, it } from 'vitest';
import {
  call,
  choose,
  holding,
  holdingAll,
  restUntil,
  sleep,
  spawn,
  tail,
  waitFor,
  type ProcessFunction,
} from '../../sim/engine/effect.ts';
import {
  add,
  allRuns,
  append,
  listed,
  reached,
  read,
  runToy,
  toyMachine,
  type Toy,
  type ToyProcess,
} from './toy.ts';

const fn = (body: (kernel: never, ...args: number[]) => ToyProcess): ProcessFunction<Toy> => body;
const both = ['interned', 'live'] as const;

describe.each(both)('effects, %s', (threads) => {
  it('a step changes the world and returns its result', () => {
    const twice = fn(function* (_kernel, cell = 0) {
      const first = yield add(cell, 5);
      yield add(cell + 1, first * 2);
    });
    expect(runToy(toyMachine([['p', twice, 0]], { threads }), {}).words.slice(0, 2)).toEqual([5, 10]);
  });

  it('call runs a function and returns its result, also a nested one', () => {
    const inner = fn(function* (_kernel, x = 0) {
      return (yield add(0, x)) + 1;
    });
    const middle = fn(function* (_kernel, x = 0) {
      return (yield call(inner, x)) * 10;
    });
    const outer = fn(function* () {
      yield add(1, yield call(middle, 3));
      yield add(2, yield call(middle, 1));
    });
    expect(runToy(toyMachine([['p', outer]], { threads }), {}).words.slice(0, 3)).toEqual([4, 40, 50]);
  });

  it('a function that returns nothing returns 0 to its caller', () => {
    const silent = fn(function* () {
      yield add(0, 1);
    });
    const caller = fn(function* () {
      yield add(1, 7 + (yield call(silent)));
    });
    expect(runToy(toyMachine([['p', caller]], { threads }), {}).words[1]).toBe(7);
  });

  it('tail goes on as another function, and its result is the result of the call', () => {
    const countdown = fn(function* (_kernel, n = 0) {
      if (n === 0) return 42;
      yield add(0, 1);
      return tail(countdown, n - 1);
    });
    const caller = fn(function* () {
      yield add(1, yield call(countdown, 100));
    });
    expect(runToy(toyMachine([['p', caller]], { threads }), {}).words.slice(0, 2)).toEqual([100, 42]);
  });

  it('choose returns the index of the answer; with one option nobody is asked', () => {
    const asks = fn(function* () {
      yield add(0, yield choose('outcome', 'the weather', ['sun', 'rain', 'snow']));
      yield add(1, 1 + (yield choose('fault', 'the roof', ['holds'])));
    });
    const { words, answers } = runToy(toyMachine([['p', asks]], { threads }), { chooser: listed([2]) });
    expect(words.slice(0, 2)).toEqual([2, 1]);
    expect(answers).toEqual([
      { kind: 'outcome', at: 'o:p@0/the weather', about: 'the weather', count: 3, picked: 2, pick: 'snow' },
    ]);
  });

  it('holding keeps others out until the body has returned, and returns its result', () => {
    const body = fn(function* (_kernel, digit = 0) {
      yield append(0, digit);
      yield append(0, digit);
      return digit + 5;
    });
    const locker = fn(function* (_kernel, digit = 0) {
      yield append(1, yield* holding<Toy>(0, body, digit));
    });
    const runs = allRuns(() =>
      toyMachine(
        [
          ['a', locker, 1],
          ['b', locker, 2],
        ],
        { threads },
      ),
    );
    expect(new Set(runs.map(({ words }) => words[0]))).toEqual(new Set([1122, 2211]));
    expect(new Set(runs.map(({ words }) => words[1]))).toEqual(new Set([67, 76]));
  });

  it('holdingAll takes its locks in order and releases them in reverse', () => {
    const owners = fn(function* () {
      yield add(0, 1);
    });
    const locker = fn(function* () {
      yield* holdingAll<Toy>([2, 0, 1], owners);
    });
    const machine = toyMachine([['a', locker]], { threads });
    const held: string[] = [];
    for (let turn = 0; turn < 7; turn++) {
      machine.perform(0);
      held.push([0, 1, 2].filter((lock) => machine.ownerOf(lock) === 0).join(''));
    }
    expect(held).toEqual(['2', '02', '012', '012', '02', '2', '']);
    expect(machine.isLive(0)).toBe(false);
  });

  it('waitFor blocks until the condition holds and resumes with its value', () => {
    const waiter = fn(function* () {
      yield add(1, 10 * (yield waitFor(reached(0, 2))));
    });
    const counter = fn(function* () {
      yield add(0, 1);
      yield add(0, 1);
    });
    const runs = allRuns(() =>
      toyMachine(
        [
          ['w', waiter],
          ['c', counter],
        ],
        { threads },
      ),
    );
    for (const { words, turns } of runs) {
      expect(words.slice(0, 2)).toEqual([2, 10]);
      expect(turns.indexOf('w')).toBe(2);
    }
  });

  it('restUntil is a service at rest: woken like a waiter, but not stuck at the end', () => {
    const service = fn(function* () {
      yield restUntil(reached(0, 1));
      yield add(0, -1);
      yield add(1, 1);
      return tail(service);
    });
    const client = fn(function* () {
      yield add(0, 1);
      yield waitFor(reached(1, 1));
      yield add(0, 1);
    });
    const { end, words } = runToy(
      toyMachine(
        [
          ['s', service],
          ['c', client],
        ],
        { threads },
      ),
      {},
    );
    expect(words.slice(0, 2)).toEqual([0, 2]);
    expect(end).toMatchObject({ is: 'quiet', stuck: [] });
  });

  it('an untimed sleep may end at any point of the order', () => {
    const sleeper = fn(function* () {
      yield sleep('nap', { min: 5, max: 9 });
      yield append(0, 1);
    });
    const worker = fn(function* () {
      yield append(0, 2);
      yield append(0, 3);
    });
    const runs = allRuns(() =>
      toyMachine(
        [
          ['s', sleeper],
          ['w', worker],
        ],
        { threads },
      ),
    );
    expect(new Set(runs.map(({ words }) => words[0]))).toEqual(new Set([123, 213, 231]));
    expect(runs.flatMap(({ answers }) => answers).filter(({ kind }) => kind === 'delay')).toEqual([]);
  });

  it('a timed sleep ends at its time, and how long it takes is a choice counted from the shortest', () => {
    const sleeper = fn(function* (_kernel, min = 0, max = 0) {
      yield sleep('nap', { min, max });
      yield add(0, 1);
    });
    const timed = (numbers: number[]) =>
      runToy(toyMachine([['s', sleeper, 100, 109]], { threads }), {
        clock: 'timed',
        chooser: listed(numbers),
      });
    expect([timed([]).end.at, timed([4]).end.at, timed([9]).end.at]).toEqual([100, 104, 109]);
    expect(timed([4]).answers).toEqual([
      { kind: 'delay', at: 'd:s@0/nap', about: 'nap', count: 10, picked: 4, pick: '4' },
    ]);
  });
});

describe('spawn', () => {
  const child = fn(function* (_kernel, cell = 0) {
    yield add(cell, 1);
  });
  const parent = fn(function* () {
    yield append(1, 1 + (yield spawn(100, child, 0)));
    yield append(1, 1 + (yield spawn(100, child, 0)));
    yield append(1, 1 + (yield spawn(101, child, 0)));
  });
  const slotsOf = (threads: 'interned' | 'live', order: readonly number[]): number[] => {
    const machine = toyMachine([['p', parent]], { threads });
    return order.flatMap((slot) => {
      machine.perform(slot);
      return machine.spawned < 0 ? [] : [machine.spawned];
    });
  };

  it.each(both)(
    'starts a process in the lowest free slot and tells the parent nothing of it (%s)',
    (threads) => {
      expect(runToy(toyMachine([['p', parent]], { threads }), {}).words.slice(0, 2)).toEqual([3, 111]);
      expect(slotsOf(threads, [0, 0, 0, 0, 0])).toEqual([1, 2, 3]);
      // The first child ends before the second comes: its slot is used again.
      expect(slotsOf(threads, [0, 1, 0, 0, 0, 0])).toEqual([1, 1, 2]);
    },
  );

  it.each(both)('numbers twins that live at the same time, and only those (%s)', (threads) => {
    const together = runToy(toyMachine([['p', parent]], { threads }), {});
    expect(new Set(together.turns)).toEqual(new Set(['p', 'child 100', 'child 100 #2', 'child 101']));
    const machine = toyMachine([['p', parent]], { threads });
    for (const slot of [0, 1, 0, 0]) machine.perform(slot);
    expect(machine.nameOf(1)).toBe('child 100');
  });

  it('gives a twin the lowest number that is free', () => {
    const machine = toyMachine([['p', parent]]);
    const three = [0, 1, 2].map(() => machine.start(100, child, [0]));
    expect(three.map((slot) => machine.nameOf(slot))).toEqual(['child 100', 'child 100 #2', 'child 100 #3']);
    machine.perform(three[1] ?? -1);
    expect(machine.nameOf(machine.start(100, child, [0]))).toBe('child 100 #2');
  });

  it('holds a hundred twins, and says so when there are too many or no slot is left', () => {
    const machine = toyMachine([], { slots: 140 });
    const names = Array.from({ length: 128 }, () => machine.nameOf(machine.start(7, child, [0])));
    expect(new Set(names).size).toBe(128);
    expect(() => machine.start(7, child, [0])).toThrow('more than 128 processes are named child 7');
    const small = toyMachine([['p', parent]], { slots: 1 });
    expect(() => small.perform(0)).toThrow('no slot is free for child 100');
  });
});

it('read is a step like any other', () => {
  const copy = fn(function* () {
    yield add(1, yield read(0));
  });
  const machine = toyMachine([['p', copy]]);
  machine.world.words[0] = 9;
  expect(runToy(machine, {}).words[1]).toBe(9);
});
