/**
 * The reduced search finds the endings that plain enumeration finds, on random small programs: reads, writes, merges,
 * footprints that depend on the state, waits, locks in any order, children, choices.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tail } from '../../sim/engine/effect.ts';
import type { Machine } from '../../sim/engine/machine.ts';
import { exhaustive } from '../../sim/explore/exhaustive.ts';
import type { Subject } from '../../sim/explore/subject.ts';
import { toyMachine, type Toy, type ToyProcess } from '../engine/toy.ts';
import { SEED, seedOf } from '../seed.ts';
import { machineOf, programs, write } from './toy-programs.ts';

function subjectOf(machine: Machine<Toy>): Subject<Toy> {
  const stuck = (): string =>
    Array.from({ length: machine.slots }, (_, slot) => slot)
      .filter((slot) => machine.isLive(slot))
      .map((slot) => machine.nameOf(slot))
      .sort()
      .join();
  return { machine, ending: () => `${machine.world.words.join()} ${stuck()}`, broken: () => [] };
}

const endingsOf = <W>(subject: Subject<W>, reduce: boolean): readonly string[] => {
  const { endings, complete } = exhaustive(subject, { reduce });
  expect(complete).toBe(true);
  return [...endings.keys()].sort();
};

const PROGRAMS = 200;

function* goInCircles(_kernel: unknown, cell = 0): ToyProcess {
  yield write(cell, 1);
  yield write(cell, 0);
  return tail(goInCircles, cell);
}

function* countOnce(_kernel: unknown, cell = 0): ToyProcess {
  yield write(cell, 1);
}

describe('reduced search against plain enumeration', () => {
  it(`on ${PROGRAMS} random programs (seed ${SEED})`, () => {
    let several = 0;
    const agree = fc.property(programs, (program) => {
      const reduced = endingsOf(subjectOf(machineOf(program)), true);
      expect(reduced).toEqual(endingsOf(subjectOf(machineOf(program)), false));
      if (reduced.length > 1) several++;
    });
    fc.assert(agree, { seed: seedOf(SEED), numRuns: PROGRAMS });
    expect(several).toBeGreaterThan(PROGRAMS / 4);
  });

  it('puts nobody off for ever while another goes in a circle', () => {
    const machine = toyMachine([
      ['circle', goInCircles, 0],
      ['other', countOnce, 1],
    ]);
    const subject = {
      ...subjectOf(machine),
      broken: () => (machine.world.words[1] === 1 ? ['counted'] : []),
    };
    const { broken, endings, cyclic, complete } = exhaustive(subject);
    expect({ broken: [...broken.keys()], endings: endings.size, cyclic, complete }).toEqual({
      broken: ['counted'],
      endings: 0,
      cyclic: true,
      complete: true,
    });
  });
});
