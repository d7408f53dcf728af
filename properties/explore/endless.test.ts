/** Runs that go on for ever: found where a fair schedule without bad luck can do it, and only there. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exhaustive } from '../../sim/explore/exhaustive.ts';
import { followedLoop, isFairLoop, shortestLoop } from '../../sim/explore/loop.ts';
import { hunt } from '../../sim/explore/hunt.ts';
import { lassosOf } from '../../sim/explore/lasso.ts';
import type { Machine } from '../../sim/engine/machine.ts';
import type { Subject } from '../../sim/explore/subject.ts';
import type { Toy } from '../engine/toy.ts';
import { goesOn, loopingMachine, loopings, type Looping } from './endless-programs.ts';

const STATES_MAX = 120;

const subjectOf = (machine: Machine<Toy>): Subject<Toy> => ({
  machine,
  ending: () => machine.world.words.join(),
  broken: () => [],
  endless: () => ['settles'],
});

const program = (again: Looping['again'], ...body: Looping['body']): Looping => ({ body, again });
const put = (cell: number, value: number): Looping['body'][number] => ({ do: 'put', cell, value });
const awaits = (cell: number, value: number): Looping['body'][number] => ({ do: 'await', cell, value });

/** Two that hand a cell to and fro: everybody moves. */
const PING_PONG = [
  program('always', awaits(0, 0), put(0, 1)),
  program('always', awaits(0, 1), put(0, 0)),
] as const;
/** One goes round as long as the other, who could always move, does not. */
const STARVING = [program('while', put(1, 0)), program('never', put(0, 1))] as const;
/** Goes round only as long as a coin falls on its bad side. */
const UNLUCKY = [
  program('while', { do: 'chance', cell: 1, value: 0 }, awaits(1, 1)),
  program('never', put(1, 0)),
] as const;

const namesIn = (programs: readonly Looping[], reduce = true): string[] => [
  ...exhaustive(subjectOf(loopingMachine(programs)), { reduce }).endless.names,
];

describe('endless runs', () => {
  it('are found where everybody gets his turn', () => {
    expect(namesIn(PING_PONG)).toEqual(['settles']);
  });

  it('are none where somebody who can move never does', () => {
    const { endless: circles, cyclic } = exhaustive(subjectOf(loopingMachine(STARVING)));
    expect(cyclic).toBe(true);
    expect(circles.unfair).toBe(1);
    expect([...circles.names]).toEqual([]);
  });

  it('are none where only bad luck goes on', () => {
    expect(exhaustive(subjectOf(loopingMachine(UNLUCKY))).cyclic).toBe(true);
    expect(namesIn(UNLUCKY)).toEqual([]);
  });

  it('break what all states of the circle break, and not what only some do', () => {
    const names = (programs: readonly Looping[]): string[] => {
      const machine = loopingMachine(programs);
      const stranded = (): string[] => (machine.world.words[1] === 1 ? ['settles', 'stranded'] : ['settles']);
      return [...exhaustive({ ...subjectOf(machine), endless: stranded }).endless.names];
    };
    expect(names([...PING_PONG, program('never', put(1, 1))])).toEqual(['settles', 'stranded']);
    expect(names([program('always', put(1, 1), put(1, 0))])).toEqual(['settles']);
  });

  it('are the same in plain, reduced and brute search of random programs', () => {
    let endless = 0;
    fc.assert(
      fc.property(loopings, (programs) => {
        const judged = goesOn(loopingMachine(programs), STATES_MAX);
        fc.pre(judged !== null);
        endless += judged ? 1 : 0;
        const expected = judged ? ['settles'] : [];
        expect(namesIn(programs, false)).toEqual(expected);
        expect(namesIn(programs)).toEqual(expected);
      }),
      { numRuns: 200 },
    );
    expect(endless).toBeGreaterThan(20);
  });
});

describe('lassos', () => {
  it('lead to a loop that lets everybody move and comes back word for word', () => {
    fc.assert(
      fc.property(loopings, (programs) => {
        const machine = loopingMachine(programs);
        const start = machine.snapshot();
        const subject = subjectOf(machine);
        const { endless: circles } = exhaustive(subject);
        machine.restore(start);
        const { found } = lassosOf(subject, circles, {});
        expect([...found.keys()]).toEqual([...circles.names]);
        for (const { stem, loop } of found.values()) {
          machine.restore(start);
          for (const { slot, answer } of stem) machine.perform(slot, answer);
          expect(isFairLoop(machine, loop.turns)).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('are as short as they can be', () => {
    const machine = loopingMachine(PING_PONG);
    const loop = shortestLoop(machine, 1000);
    // Each waits, puts and begins again.
    expect(loop?.turns.length).toBe(4);
    expect(isFairLoop(machine, loop?.turns.slice(1) ?? [])).toBe(false);
  });

  it('can be followed along the way that the search knows', () => {
    const machine = loopingMachine(PING_PONG);
    const start = machine.snapshot();
    const { endless: circles } = exhaustive(subjectOf(machine));
    machine.restore(start);
    const around = circles.around(start);
    machine.restore(start);
    const loop = followedLoop(machine, around);
    expect(isFairLoop(machine, loop?.turns ?? [])).toBe(true);
  });

  it('are hunted without a search, and never in machines that come to rest', () => {
    const draw = (below: number): number => Math.min(below - 1, 1);
    const options = { draw, starts: 5, stepsMax: 2000 };
    expect(hunt(loopingMachine(PING_PONG), options).lasso).toBeDefined();
    expect(hunt(loopingMachine(STARVING), options).lasso).toBeUndefined();
  });
});
