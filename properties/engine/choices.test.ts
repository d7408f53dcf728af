/** What is a choice and what is not: freed locks, ties in time, going on; and how a run can end. */
import { describe, expect, it } from 'vitest';
import {
  choose,
  holding,
  restUntil,
  sleep,
  tail,
  waitFor,
  type ProcessFunction,
} from '../../sim/engine/effect.ts';
import type { Chooser } from '../../sim/engine/choice.ts';
import { run } from '../../sim/engine/run.ts';
import {
  add,
  allRuns,
  append,
  listed,
  reached,
  runToy,
  toyMachine,
  type Toy,
  type ToyProcess,
} from './toy.ts';

const fn = (body: (kernel: never, ...args: number[]) => ToyProcess): ProcessFunction<Toy> => body;

/** Writes its digit twice. */
const writer = fn(function* (_kernel, digit = 0) {
  yield append(0, digit);
  yield append(0, digit);
});
const firstCells = (runs: readonly { words: readonly number[] }[]): Set<number | undefined> =>
  new Set(runs.map(({ words }) => words[0]));

describe('who runs next', () => {
  it('is a choice among all that can run: every interleaving is some schedule', () => {
    const runs = allRuns(() =>
      toyMachine([
        ['a', writer, 1],
        ['b', writer, 2],
      ]),
    );
    expect(firstCells(runs)).toEqual(new Set([1122, 1212, 1221, 2112, 2121, 2211]));
    expect(runs.length).toBe(6);
  });

  it('option 0 goes on with the same process, wherever its slot is', () => {
    const machine = toyMachine([
      ['a', writer, 1],
      ['b', writer, 2],
      ['c', writer, 3],
    ]);
    expect(runToy(machine, { chooser: listed([1]) }).turns).toEqual(['b', 'b', 'a', 'a', 'c', 'c']);
  });

  it('is not asked when one process alone can go on', () => {
    expect(runToy(toyMachine([['a', writer, 1]]), {}).answers).toEqual([]);
    const { answers } = runToy(
      toyMachine([
        ['a', writer, 1],
        ['b', writer, 2],
      ]),
      {},
    );
    expect(answers.map(({ at }) => at)).toEqual(['s:start@0', 's:a@1']);
  });

  it('is recorded with its question', () => {
    const machine = toyMachine([
      ['a', writer, 1],
      ['b', writer, 2],
    ]);
    expect(runToy(machine, { chooser: listed([0, 1]) }).answers).toEqual([
      { kind: 'schedule', at: 's:start@0', about: 'start', count: 2, picked: 0, pick: 'a' },
      { kind: 'schedule', at: 's:a@1', about: 'a', count: 2, picked: 1, pick: 'b' },
      { kind: 'schedule', at: 's:b@1', about: 'b', count: 2, picked: 0, pick: 'b' },
    ]);
  });

  it('refuses an answer that is no option', () => {
    const machine = toyMachine([
      ['a', writer, 1],
      ['b', writer, 2],
    ]);
    expect(() => runToy(machine, { chooser: { choose: () => 2 } })).toThrow(
      'the chooser answered 2 of 2 at s:start@0',
    );
  });
});

describe('locks are unfair', () => {
  const body = fn(function* (_kernel, digit = 0) {
    yield append(0, digit);
  });
  const locker = fn(function* (_kernel, digit = 0) {
    yield* holding<Toy>(0, body, digit);
    yield* holding<Toy>(0, body, digit);
  });

  it('who gets a freed lock is a choice: waiters in either order, or the owner once more', () => {
    const runs = allRuns(() =>
      toyMachine([
        ['a', locker, 1],
        ['b', locker, 2],
      ]),
    );
    expect(firstCells(runs)).toEqual(new Set([1122, 1212, 1221, 2112, 2121, 2211]));
  });

  it('whoever came first', () => {
    const once = fn(function* (_kernel, digit = 0) {
      yield* holding<Toy>(0, body, digit);
    });
    const machine = (): ReturnType<typeof toyMachine> =>
      toyMachine([
        ['a', once, 1],
        ['b', once, 2],
        ['c', once, 3],
      ]);
    const runs = allRuns(machine);
    expect(firstCells(runs)).toEqual(new Set([123, 132, 213, 231, 312, 321]));
    const firstOwner = (turns: readonly string[]): string | undefined => turns[0];
    const afterA = runs.filter(({ turns }) => firstOwner(turns) === 'a');
    expect(firstCells(afterA)).toEqual(new Set([123, 132]));
  });
});

describe('time', () => {
  const alarm = fn(function* (_kernel, digit = 0, delay = 0) {
    yield sleep('alarm', { min: delay, max: delay });
    yield append(0, digit);
  });

  it('passes only when nobody can run, and orders what happens', () => {
    const machine = toyMachine([
      ['late', alarm, 1, 20],
      ['early', alarm, 2, 10],
      ['now', writer, 3],
    ]);
    const { words, answers, end } = runToy(machine, { clock: 'timed' });
    expect([words[0], answers, end.at]).toEqual([3321, [], 20]);
  });

  it('makes ties choices: whoever wakes at one instant can go first', () => {
    const ties = allRuns(
      () =>
        toyMachine([
          ['a', alarm, 1, 7],
          ['b', alarm, 2, 7],
          ['c', alarm, 3, 7],
        ]),
      'timed',
    );
    expect(firstCells(ties)).toEqual(new Set([123, 132, 213, 231, 312, 321]));
    const apart = allRuns(
      () =>
        toyMachine([
          ['a', alarm, 1, 7],
          ['b', alarm, 2, 8],
        ]),
      'timed',
    );
    expect(firstCells(apart)).toEqual(new Set([12]));
  });

  it('after the process that ran last, options stand in the order of slots, not of waking', () => {
    const twice = fn(function* (_kernel, digit = 0, delay = 0) {
      yield sleep('first', { min: delay, max: delay });
      yield sleep('second', { min: delay, max: delay });
      yield append(0, digit);
    });
    const offered: string[] = [];
    const chooser: Chooser = {
      choose(point) {
        offered.push(Array.from({ length: point.count }, (_, index) => point.option(index)).join());
        return point.count - 1;
      },
    };
    const machine = toyMachine([
      ['a', twice, 1, 5],
      ['b', alarm, 2, 10],
      ['c', alarm, 3, 7],
      ['d', alarm, 4, 10],
    ]);
    runToy(machine, { clock: 'timed', chooser });
    // At 10 b and d wake before a, whose alarm was set later; c ran last and has ended.
    expect(offered).toEqual(['a,b,d', 'd,a,b', 'b,a,d', 'a,b']);
  });

  it('adds up exactly, far beyond 32 bits', () => {
    const hour = 3_600_000_000_000;
    const ticks = fn(function* (_kernel, left = 0) {
      if (left === 0) return 0;
      yield sleep('hour', { min: hour, max: hour });
      return tail(ticks, left - 1);
    });
    expect(runToy(toyMachine([['t', ticks, 24]]), { clock: 'timed' }).end.at).toBe(24 * hour);
  });

  it('a sleep of no time lets others at that instant go first', () => {
    const runs = allRuns(
      () =>
        toyMachine([
          ['a', alarm, 1, 0],
          ['b', writer, 2],
        ]),
      'timed',
    );
    expect(firstCells(runs)).toEqual(new Set([221]));
  });
});

describe('endings', () => {
  const idle = fn(function* () {
    yield restUntil(reached(0, 1));
  });
  const waiter = fn(function* () {
    yield waitFor(reached(0, 1));
  });
  const nothing = fn(function* () {
    yield add(1, 1);
  });
  const inner = fn(function* (_kernel, lock = 0) {
    yield* holding<Toy>(lock, nothing);
  });
  const nested = fn(function* (_kernel, outer = 0, lock = 0) {
    yield* holding<Toy>(outer, inner, lock);
  });

  it('quiet: all have ended or rest', () => {
    expect(
      runToy(
        toyMachine([
          ['i', idle],
          ['a', writer, 1],
        ]),
        {},
      ).end,
    ).toMatchObject({ is: 'quiet', stuck: [] });
    expect(runToy(toyMachine([]), {}).end).toEqual({ is: 'quiet', at: 0, steps: 0, stuck: [] });
  });

  it('deadlock: somebody waits for ever, and it is said who', () => {
    const { end } = runToy(
      toyMachine([
        ['i', idle],
        ['w', waiter],
        ['n', nothing],
      ]),
      {},
    );
    expect(end).toMatchObject({ is: 'deadlock', stuck: [1] });
  });

  it('deadlock: two locks in opposite order, in some schedules only', () => {
    const runs = allRuns(() =>
      toyMachine([
        ['a', nested, 0, 1],
        ['b', nested, 1, 0],
      ]),
    );
    expect(new Set(runs.map(({ end }) => end.is))).toEqual(new Set(['quiet', 'deadlock']));
    const stuck = runs.filter(({ end }) => end.is === 'deadlock');
    expect(stuck.every(({ end }) => end.stuck.join() === '0,1')).toBe(true);
  });

  it('limit: it could go on, and the steps are counted', () => {
    const forever = fn(function* () {
      yield add(0, 1);
      return tail(forever);
    });
    const { end, words } = runToy(toyMachine([['f', forever]]), { stepsMax: 25 });
    expect([end.is, end.steps, words[0]]).toEqual(['limit', 25, 25]);
  });

  it('time is told to whoever records', () => {
    const napper = fn(function* () {
      yield sleep('nap', { min: 5, max: 5 });
      yield choose('outcome', 'dream', ['good', 'bad']);
    });
    const clockOut = { now: 0 };
    const times: number[] = [];
    const machine = toyMachine([['n', napper]]);
    run(machine, listed([]), {
      clock: 'timed',
      stepsMax: 9,
      clockOut,
      afterTurn: () => times.push(clockOut.now),
    });
    expect(times).toEqual([5, 5]);
  });
});
