/** A run is told by its deviations: the same answers again give the same run, and a changed question is noticed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boring,
  placeOf,
  recorded,
  replayed,
  ReplayMismatch,
  type Chooser,
  type ChoicePoint,
} from '../../sim/engine/choice.ts';
import { choose, sleep, spawn, tail } from '../../sim/engine/effect.ts';
import { seeded } from '../../sim/engine/random.ts';
import { simulate } from '../../sim/simulate.ts';
import { PAIR, SCENARIOS } from './machines.ts';
import { machineOf, programs } from './programs.ts';
import { add, listed, runToy, toyMachine, type ToyProcess } from './toy.ts';

/** A question about an outcome. */
const point = (
  about: string,
  options: readonly string[],
  kind: ChoicePoint['kind'] = 'outcome',
): ChoicePoint => ({
  kind,
  count: options.length,
  about: () => about,
  place: () => `${about}@1`,
  option: (index) => options[index] ?? '?',
  slot: () => -1,
  stepsOf: () => -1,
});
const weather = point('weather', ['sun', 'rain', 'snow']);

describe('recorded', () => {
  it('passes questions on and keeps answers with their questions; deviations are those that are not 0', () => {
    const recording = recorded(listed([2, 0]));
    expect([recording.choose(weather), recording.choose(point('roof', ['holds', 'leaks'], 'fault'))]).toEqual(
      [2, 0],
    );
    expect(recording.answers).toEqual([
      { kind: 'outcome', at: 'o:weather@1', about: 'weather', count: 3, picked: 2, pick: 'snow' },
      { kind: 'fault', at: 'f:roof@1', about: 'roof', count: 2, picked: 0, pick: 'holds' },
    ]);
    expect(recording.deviations()).toEqual([{ at: 'o:weather@1', pick: 'snow' }]);
  });

  it('boring answers 0 to everything', () => {
    expect([boring.choose(weather), boring.choose(point('x', ['a', 'b']))]).toEqual([0, 0]);
  });
});

describe('replayed', () => {
  it('finds an option by its name, wherever it stands now', () => {
    const moved = point('weather', ['fog', 'snow', 'sun']);
    expect(replayed([{ at: 'o:weather@1', pick: 'snow' }]).choose(moved)).toBe(1);
  });

  it('answers 0 where the recording did not deviate', () => {
    const replay = replayed([{ at: 'o:weather@1', pick: 'snow' }]);
    expect(replay.choose(point('roof', ['holds', 'leaks']))).toBe(0);
    expect(replay.choose(point('weather', ['sun', 'snow'], 'fault'))).toBe(0);
    expect(replay.unused()).toEqual([{ at: 'o:weather@1', pick: 'snow' }]);
    expect([replay.choose(weather), replay.unused()]).toEqual([2, []]);
  });

  it('names delays by their offset from the shortest', () => {
    const delay = { ...weather, kind: 'delay' as const, count: 100, option: String };
    expect(replayed([{ at: 'd:weather@1', pick: '42' }]).choose(delay)).toBe(42);
    for (const pick of ['100', '-1', '4.5', 'snow']) {
      expect(() => replayed([{ at: 'd:weather@1', pick }]).choose(delay)).toThrow(ReplayMismatch);
    }
  });

  it('strict: an option that is gone is an error that says where and what is offered now', () => {
    const replay = replayed([{ at: 'o:weather@1', pick: 'hail' }]);
    expect(() => replay.choose(weather)).toThrow(
      'at o:weather@1 the recording picked "hail", now offered: sun, rain, snow',
    );
  });

  it('tolerant: an option that is gone is answered 0', () => {
    expect(replayed([{ at: 'o:weather@1', pick: 'hail' }], false).choose(weather)).toBe(0);
  });
});

/** Fails if a place is asked about twice: then a deviation there would not say which. */
function watchingPlaces(inner: Chooser): Chooser {
  const seen = new Set<string>();
  return {
    choose(asked) {
      const place = placeOf(asked);
      if (seen.has(place)) throw new Error(`asked twice at ${place}`);
      seen.add(place);
      return inner.choose(asked);
    },
  };
}

describe('a run replayed from its deviations is the same run', () => {
  it('for random programs under random schedules', () => {
    const clocks = fc.constantFrom('timed' as const, 'untimed' as const);
    fc.assert(
      fc.property(programs, fc.array(fc.nat(1000), { maxLength: 200 }), clocks, (program, answers, clock) => {
        const chooser = recorded(watchingPlaces(listed(answers)));
        const first = runToy(machineOf(program, 'interned'), { chooser, clock });
        const replay = replayed(chooser.deviations());
        expect(runToy(machineOf(program, 'interned'), { chooser: replay, clock })).toEqual(first);
        expect(replay.unused()).toEqual([]);
      }),
    );
  });

  it.each([PAIR, ...SCENARIOS])('for the Linux model: $title', (scenario) => {
    for (const clock of ['timed', 'untimed'] as const) {
      for (let seed = 0; seed < 10; seed++) {
        const first = simulate(scenario, { clock, chooser: watchingPlaces(seeded(`${seed}`)) });
        const replay = replayed(first.deviations);
        expect(simulate(scenario, { clock, chooser: replay }).traceHash).toBe(first.traceHash);
        expect(replay.unused()).toEqual([]);
      }
    }
  });

  it('also when processes of one name come one after the other', () => {
    function* asks(): ToyProcess {
      yield sleep('nap', { min: 0, max: 3 });
      yield add(0, yield choose('outcome', 'dice', ['one', 'two', 'three']));
    }
    function* parent(): ToyProcess {
      if ((yield add(1, 1)) > 4) return 0;
      yield spawn(100, asks);
      yield sleep('pause', { min: 9, max: 9 });
      return tail(parent);
    }
    const run = (chooser: Chooser) => runToy(toyMachine([['p', parent]]), { chooser, clock: 'timed' });
    const chooser = recorded(watchingPlaces(listed([1, 2, 3, 1, 0, 2, 2, 0])));
    const first = run(chooser);
    expect(first.words[0]).toBe(5);
    expect(run(replayed(chooser.deviations()))).toEqual(first);
  });
});
