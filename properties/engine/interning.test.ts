/** Interned processes are the processes: whatever a generator does when it runs live, its automaton does too. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { call, operation, spawn, tail, type ProcessFunction } from '../../sim/engine/effect.ts';
import { seeded } from '../../sim/engine/random.ts';
import { boot } from '../../sim/scenario/boot/boot.ts';
import { simulate } from '../../sim/simulate.ts';
import { SYSTEMS } from '../../sim/systems/catalogue.ts';
import { SCENARIOS } from './machines.ts';
import { machineOf, programs, type Program } from './programs.ts';
import {
  add,
  append,
  listed,
  read,
  runToy,
  toyMachine,
  type Root,
  type Toy,
  type ToyProcess,
} from './toy.ts';

const clocks = fc.constantFrom('timed' as const, 'untimed' as const);
const fn = (body: (kernel: never, ...args: number[]) => ToyProcess): ProcessFunction<Toy> => body;

describe('interned and live runs are the same: results, states after each turn, questions', () => {
  it('of random programs under random schedules', () => {
    fc.assert(
      fc.property(programs, fc.array(fc.nat(1000), { maxLength: 200 }), clocks, (program, answers, clock) => {
        const show = (threads: 'interned' | 'live') =>
          runToy(machineOf(program, threads), { chooser: listed(answers), clock });
        expect(show('interned')).toEqual(show('live'));
      }),
      { numRuns: 300 },
    );
  });

  it('of random programs under random seeds', () => {
    fc.assert(
      fc.property(programs, fc.string(), clocks, (program, seed, clock) => {
        const show = (threads: 'interned' | 'live') =>
          runToy(machineOf(program, threads), { chooser: seeded(seed), clock });
        expect(show('interned')).toEqual(show('live'));
      }),
      { numRuns: 200 },
    );
  });

  it('on a machine that has met the local states before', () => {
    fc.assert(
      fc.property(programs, fc.array(fc.nat(1000)), fc.array(fc.nat(1000)), (program, first, second) => {
        const machine = machineOf(program, 'interned');
        const start = machine.snapshot();
        runToy(machine, { chooser: listed(first) });
        machine.restore(start);
        const again = runToy(machine, { chooser: listed(second) });
        const fresh = runToy(machineOf(program, 'live'), { chooser: listed(second) });
        expect({ ...again, answers: [] }).toEqual({ ...fresh, answers: [] });
      }),
    );
  });

  it.each(SCENARIOS)('of the Linux model: $title', (scenario) => {
    for (const clock of ['timed', 'untimed'] as const) {
      for (let seed = 0; seed < 5; seed++) {
        const show = (threads: 'interned' | 'live') => {
          const { traceHash, end, deviations, stuck } = simulate(scenario, {
            chooser: seeded(`${seed}`),
            clock,
            threads,
          });
          return { traceHash, end, deviations, stuck: stuck.map(({ process }) => process) };
        };
        expect(show('interned')).toEqual(show('live'));
      }
    }
  });

  it('the random programs do something', () => {
    const turns: number[] = [];
    const endings = new Set<string>();
    const check = (program: Program, answers: readonly number[]): void => {
      const { end } = runToy(machineOf(program, 'interned'), { chooser: listed(answers) });
      turns.push(end.steps);
      endings.add(end.is);
    };
    fc.assert(fc.property(programs, fc.array(fc.nat(1000)), check), { seed: 1, numRuns: 300 });
    expect(endings).toEqual(new Set(['quiet', 'deadlock']));
    expect(turns.filter((steps) => steps > 20).length).toBeGreaterThan(60);
  });
});

describe('local states', () => {
  it('of a loop do not grow with its rounds', () => {
    const loop = fn(function* () {
      if ((yield add(0, 1)) >= 500) return 0;
      return tail(loop);
    });
    const machine = toyMachine([['l', loop]]);
    const { words } = runToy(machine, { stepsMax: 10_000 });
    expect(words[0]).toBe(500);
    expect(machine.threads.size).toBe(2);
  });

  it('keep results apart: 1 and then 2 is not 12', () => {
    const reader = fn(function* (_kernel) {
      const first = yield read(0);
      if (first === 12) yield append(2, 1);
      else if ((yield read(1)) === 2) yield append(2, 2);
    });
    const show = (threads: 'interned' | 'live') => {
      const machine = toyMachine(
        [
          ['a', reader],
          ['b', reader],
        ],
        { threads },
      );
      const { words } = machine.world;
      [words[0], words[1]] = [1, 2];
      for (let turn = 0; turn < 3; turn++) machine.perform(0);
      words[0] = 12;
      for (let turn = 0; turn < 2; turn++) machine.perform(1);
      return words[2];
    };
    expect([show('interned'), show('live')]).toEqual([21, 21]);
  });

  it('tell the functions that a process is in, innermost first', () => {
    const inner = fn(function* inner() {
      yield add(0, 1);
    });
    const outer = fn(function* outer() {
      yield call(inner, 7, 8);
    });
    expect(toyMachine([['p', outer, 3]]).stackOf(0)).toEqual([
      { name: 'inner', args: [7, 8] },
      { name: 'outer', args: [3] },
    ]);
  });

  it.each([-2, -70_000, 70_000, 0.5, Number.NaN])('reject a result that is no small integer: %s', (bad) => {
    const odd = operation<Toy>(
      'odd',
      () => ({ reads: [], writes: [] }),
      ({ words }) => ((words[0] ?? 0) > 0 ? bad : 0),
    );
    const reader = fn(function* () {
      yield read(1);
      yield odd();
      return tail(reader);
    });
    const machine = toyMachine([['r', reader]]);
    for (let turn = 0; turn < 3; turn++) machine.perform(0);
    machine.world.words[0] = 1;
    expect(() => machine.perform(0)).toThrow(`result ${bad} in`);
  });
});

describe('a process learns only from the results of its effects', () => {
  it('its arguments are integers: no view of the world can be handed to it', () => {
    const reader = fn(function* () {
      yield add(0, 1);
    });
    const smuggler = (world: unknown): ProcessFunction<Toy> =>
      fn(function* () {
        yield call(reader, world as number);
      });
    const starter = fn(function* () {
      yield spawn(100, reader, { words: [] } as unknown as number);
    });
    for (const bad of [{ words: [] }, '1', undefined, 1.5, Number.NaN]) {
      expect(() => toyMachine([['s', smuggler(bad)]])).toThrow('arguments must be integers');
    }
    expect(() => toyMachine([['s', starter]]).perform(0)).toThrow('arguments must be integers');
    expect(() => toyMachine([['s', reader, 0.5]])).toThrow('arguments must be integers');
  });

  it('the kernel that it gets is frozen', () => {
    const roots: Root[] = [['a', fn(function* () {}), 1]];
    expect(() => toyMachine(roots, { kernel: { quirks: 1 } })).toThrow('must be frozen');
    expect(() => toyMachine(roots, { kernel: Object.freeze({ quirks: 1 }) })).not.toThrow();
  });

  it.each(SCENARIOS)('the kernel of the Linux model is frozen to the bottom: $title', (scenario) => {
    // Doors are process functions, bound by the same rules; the judge can do nothing without a world,
    // and what it reads is told from the kernel alone.
    const { doors, judgeOf, judgeReads, ...rest } = boot(scenario, SYSTEMS['linux-6.1']).kernel;
    expect([Object.isFrozen(doors), judgeOf.length, judgeReads.length <= 2]).toEqual([true, 1, true]);
    const todo: unknown[] = [rest];
    let met = 0;
    for (let one = todo.pop(); one !== undefined; one = todo.pop()) {
      if (typeof one === 'function') throw new Error('a function in the kernel could look at anything');
      if (typeof one !== 'object' || one === null) continue;
      expect(one === rest || Object.isFrozen(one)).toBe(true);
      todo.push(...Object.values(one));
      met++;
    }
    expect(met).toBeGreaterThan(20);
  });

  it('it gets the kernel, integers, and nothing else', () => {
    const kernel = Object.freeze({ name: 'spy' });
    const seen: unknown[] = [];
    const child = (...given: unknown[]): ToyProcess => spied(given, seen);
    const parent = (...given: unknown[]): ToyProcess => spied(given, seen, spawn(100, child, 5, 6));
    const machine = toyMachine([['p', parent, 1, 2]], { kernel });
    runToy(machine, {});
    expect(new Set(seen)).toEqual(new Set([kernel, 1, 2, 5, 6, 'sent undefined', 'sent 0', 'sent 9']));
  });

  it('effects, once made, are frozen: nobody can turn one into a message', () => {
    const machine = toyMachine([
      [
        'p',
        fn(function* () {
          yield add(0, 1);
        }),
      ],
    ]);
    expect(Object.isFrozen(machine.turnOf(0))).toBe(true);
  });

  it('one that reads anything else is caught: its interned run differs from its live run', () => {
    const show = (threads: 'interned' | 'live') => {
      const ambient = { count: 0 };
      const rogue = fn(function* () {
        yield add(0, 1);
        ambient.count++;
        yield append(1, ambient.count);
      });
      return runToy(
        toyMachine(
          [
            ['r', rogue],
            ['s', rogue],
            ['t', rogue],
          ],
          { threads },
        ),
        {},
      ).words;
    };
    expect(show('live').slice(0, 2)).toEqual([3, 123]);
    expect(show('interned')).not.toEqual(show('live'));
  });
});

/** Notes all that a process function is given, at its call and at each resumption. */
function* spied(
  given: readonly unknown[],
  seen: unknown[],
  first?: ReturnType<typeof spawn<Toy>>,
): ToyProcess {
  seen.push(...given);
  seen.push(`sent ${first ? yield first : undefined}`);
  seen.push(`sent ${yield add(0, 9 - 9 * Number(!first))}`);
}
