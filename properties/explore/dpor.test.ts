/**
 * The search over executions takes each trace once: exact counts that are known by arithmetic, and brute force on
 * random programs.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holding, tail, type ProcessFunction } from '../../sim/engine/effect.ts';
import type { Machine } from '../../sim/engine/machine.ts';
import { dpor, type DporOptions } from '../../sim/explore/dpor.ts';
import type { Subject } from '../../sim/explore/subject.ts';
import { add, oneLess, read, toyMachine, type Root, type Toy, type ToyProcess } from '../engine/toy.ts';
import { SEED, seedOf } from '../seed.ts';
import { machineOf, programs, write, type Program } from './toy-programs.ts';
import { allTraces, traceOf } from './traces.ts';

function subjectOf(machine: Machine<Toy>): Subject<Toy> {
  return { machine, ending: () => machine.world.words.join(), broken: () => [] };
}

const search = (roots: readonly Root[], options?: DporOptions) =>
  dpor(subjectOf(toyMachine(roots, { cells: 20, slots: 24 })), options);

const several = (count: number, fn: ProcessFunction<Toy>): Root[] =>
  Array.from({ length: count }, (_, number) => [`p${number}`, fn, number]);

function* work_alone(_kernel: null, number: number): ToyProcess {
  for (let step = 0; step < 5; step++) yield add(number, 1);
}

function* enter(_kernel: null, number: number): ToyProcess {
  yield* holding<Toy>(0, work_alone, 0);
  yield add(10 + number, 1);
}

function* read_once(): ToyProcess {
  yield read(0);
}

function* write_once(): ToyProcess {
  yield add(0, 1);
}

/** Cell 0 is 0 for ever; the searcher wants the last cell that is. */
function* look_for_zero(_kernel: null, from: number): ToyProcess {
  for (let cell = from; (yield read(cell)) !== 0;) cell--;
}

function* set_one_more(_kernel: null, number: number): ToyProcess {
  const before = yield oneLess(number);
  yield write(number + 1, before + 2);
}

const lastZero = (count: number): Root[] => [
  ['searcher', look_for_zero, count],
  ...several(count, set_one_more),
];

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

describe('exact counts', () => {
  it.each([1, 2, 5, 10])('%i processes that share nothing: one execution', (count) => {
    expect(search(several(count, work_alone))).toMatchObject({ executions: 1, blocked: 0, complete: true });
  });

  it.each([1, 2, 3, 4, 5, 6])('%i contenders for one lock: each order once', (count) => {
    const found = search(several(count, enter));
    expect(found).toMatchObject({ executions: factorial(count), blocked: 0, complete: true });
    expect(found.endings.size).toBe(1);
  });

  it.each([2, 5, 8])('%i readers and one writer: each set of readers before it once', (count) => {
    const roots: Root[] = [...several(count, read_once), ['writer', write_once]];
    expect(search(roots).executions).toBe(2 ** count);
    expect(search([...roots].reverse()).executions).toBe(2 ** count);
  });

  it.each([
    [2, 5],
    [3, 12],
    [4, 28],
    [5, 64],
    [6, 144],
  ])('the last zero of %i: %i', (count, executions) => {
    expect(executions).toBe((count + 3) * 2 ** (count - 2));
    expect(search(lastZero(count))).toMatchObject({ executions, complete: true });
  });
});

function* spin(): ToyProcess {
  yield add(0, 0);
  return tail(spin);
}

describe('what is not covered is said', () => {
  it('an execution that goes on for ever is cut off', () => {
    const found = search([['spinner', spin], ...several(1, work_alone)], { turnsMax: 50 });
    expect(found.cut).toBeGreaterThan(0);
    expect(found).toMatchObject({ executions: 0, complete: false });
  });

  it('executions run out', () => {
    const found = search(several(4, enter), { budget: { executions: 5 } });
    expect(found).toMatchObject({ executions: 5, complete: false });
  });

  it('time runs out', () => {
    const found = search(several(4, enter), { budget: { expired: () => true } });
    expect(found).toMatchObject({ executions: 0, complete: false });
  });
});

/** Programs that once had too few executions. */
const ONCE_WRONG: readonly Program[] = [
  // The last writer leaves a wait blocked, and all who could end it sleep.
  [
    [
      { do: 'awaitEqual', a: 2, b: 0 },
      { do: 'write', a: 0, b: 0 },
    ],
    [
      {
        do: 'hold',
        a: 0,
        body: [
          { do: 'write', a: 0, b: 0 },
          { do: 'write', a: 0, b: 1 },
          { do: 'awaitValue', a: 0, b: 0 },
        ],
      },
    ],
    [{ do: 'choose', a: 2 }],
  ],
  // The waiter itself has written what it waits for.
  [
    [{ do: 'hold', a: 0, body: [{ do: 'write', a: 0, b: 0 }] }],
    [{ do: 'choose', a: 0 }],
    [
      { do: 'choose', a: 2 },
      { do: 'awaitEqual', a: 2, b: 0 },
    ],
  ],
  // Behind the writer of cell 2 the move touches less, and hides that it may follow the writer of cell 0.
  [
    [
      { do: 'choose', a: 2 },
      { do: 'move', a: 2, b: 0 },
    ],
    [{ do: 'choose', a: 2 }],
    [{ do: 'write', a: 0, b: 0 }],
  ],
];

describe('random programs', () => {
  it('each trace is executed once, and none is missing', () => {
    let compared = 0;
    let most = 0;
    fc.assert(
      fc.property(programs, (program) => {
        const machine = machineOf(program);
        const start = machine.snapshot();
        const traces = allTraces(machine, 1500);
        if (!traces) return;
        machine.restore(start);
        const schedules: Parameters<typeof traceOf>[1][] = [];
        const found = dpor(subjectOf(machine), { onExecution: (moves) => schedules.push(moves) });
        const executed = schedules.map((moves) => {
          machine.restore(start);
          return traceOf(machine, moves);
        });
        expect(new Set(executed).size, 'no trace twice').toBe(executed.length);
        expect(executed.sort()).toEqual([...traces].sort());
        expect(found).toMatchObject({ executions: traces.size, complete: true, cut: 0 });
        compared += 1;
        most = Math.max(most, traces.size);
      }),
      { numRuns: 500, seed: seedOf(SEED), examples: ONCE_WRONG.map((program): [Program] => [program]) },
    );
    expect(compared).toBeGreaterThan(350);
    expect(most).toBeGreaterThan(100);
  });
});
