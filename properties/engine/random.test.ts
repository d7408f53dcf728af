/** Randomness: the seed is a text, every named entity has its own stream, and newcomers disturb nobody. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recorded, type Answer } from '../../sim/engine/choice.ts';
import { choose, sleep, tail, type ProcessFunction } from '../../sim/engine/effect.ts';
import { seeded } from '../../sim/engine/random.ts';
import { simulate } from '../../sim/simulate.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { actor, device, driver } from './build.ts';
import { PAIR } from './machines.ts';
import { add, runToy, toyMachine, type Root, type Toy, type ToyProcess } from './toy.ts';

/** Works, naps, throws dice, again; names its delays and outcomes by its number. */
const busy: ProcessFunction<Toy> = function* (_kernel: never, me = 0, rounds = 0): ToyProcess {
  if (rounds === 0) return 0;
  yield add(0, 1);
  yield add(1, yield choose('outcome', `dice of ${me}`, ['one', 'two', 'three', 'four']));
  yield sleep(`nap of ${me}`, { min: 0, max: 3 });
  return tail(busy, me, rounds - 1);
};
const worker = (me: number): Root => [`worker ${me}`, busy, me, 12];

/** Draws of each entity that is not a schedule, in order. */
function drawsOf(answers: readonly Answer[]): ReadonlyMap<string, readonly number[]> {
  const draws = new Map<string, number[]>();
  for (const { kind, about, picked } of answers) {
    if (kind === 'schedule') continue;
    draws.set(`${kind} of ${about}`, [...(draws.get(`${kind} of ${about}`) ?? []), picked]);
  }
  return draws;
}

describe('seeds', () => {
  it('are texts: equal ones give equal runs, others other runs', () => {
    const run = (seed: string) =>
      runToy(toyMachine([worker(1), worker(2), worker(3)]), { chooser: seeded(seed), clock: 'timed' });
    expect(run('7')).toEqual(run('7'));
    const texts = ['7', '07', '7 ', 'boot', '', 'ünï', '8'];
    expect(new Set(texts.map((seed) => run(seed).turns.join())).size).toBe(texts.length);
  });

  it('draw every option about equally often, from the first draw on', () => {
    const counts = [0, 0, 0, 0];
    for (let seed = 0; seed < 4000; seed++) {
      const { answers } = runToy(toyMachine([['w', busy, 1, 1]]), { chooser: seeded(`${seed}`) });
      const pick = answers[0]?.picked ?? -1;
      counts[pick] = (counts[pick] ?? 0) + 1;
    }
    // Binomial, 4000 draws of 1/4: six standard deviations are 164.
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(164);
  });

  it('let every process go first about equally often', () => {
    const first = new Map<string, number>();
    for (let seed = 0; seed < 3000; seed++) {
      const roots: Root[] = [1, 2, 3].map((me) => [`worker ${me}`, busy, me, 1]);
      const { turns } = runToy(toyMachine(roots), { chooser: seeded(`${seed}`) });
      first.set(turns[0] ?? '', (first.get(turns[0] ?? '') ?? 0) + 1);
    }
    expect(first.size).toBe(3);
    for (const count of first.values()) expect(Math.abs(count - 1000)).toBeLessThan(155);
  });
});

/** The pair, and beside it a bus of its own with a device and a driver. */
const LARGER: Scenario = {
  ...PAIR,
  devices: [device('other', { bus: 'spare' }), ...PAIR.devices],
  buses: [...PAIR.buses, { name: 'spare', rules: 'generic', autoprobe: true, parentLock: false }],
  drivers: [driver('newcomer', ['other'], { bus: 'spare' }), ...PAIR.drivers],
  story: [
    actor('add other', { do: 'add', device: 'other' }),
    actor('register newcomer', { do: 'register', driver: 'newcomer' }),
    ...PAIR.story,
  ],
};

describe('a newcomer disturbs nobody', () => {
  it('toy: delays, outcomes and the order of the others stay, whoever is added', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('timed' as const, 'untimed' as const), (seed, clock) => {
        const old = [worker(1), worker(2), worker(3)];
        const before = runToy(toyMachine(old), { chooser: seeded(seed), clock });
        const after = runToy(toyMachine([worker(4), ...old, worker(5)]), { chooser: seeded(seed), clock });
        const isOld = (name: string): boolean => !/[45]$/.test(name);
        const draws = [...drawsOf(after.answers)].filter(([entity]) => isOld(entity));
        expect(new Map(draws)).toEqual(drawsOf(before.answers));
        expect(after.turns.filter(isOld)).toEqual(before.turns);
      }),
      { numRuns: 60 },
    );
  });

  it('Linux: what a device and a driver draw stays when others are added', () => {
    let compared = 0;
    for (let seed = 0; seed < 100; seed++) {
      const before = drawsOf(answersOf(PAIR, `${seed}`));
      const after = drawsOf(answersOf(LARGER, `${seed}`));
      for (const [entity, draws] of before) {
        // The retry worker is shared: it may be called more often, but draws the same numbers.
        expect(after.get(entity)?.slice(0, draws.length), `${entity}, seed ${seed}`).toEqual(draws);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(300);
  });

  it('Linux: the bindings of devices that the newcomer has nothing to do with stay', () => {
    const bound = (scenario: Scenario, seed: string): readonly string[] => {
      const { facts, world } = simulate(scenario, { chooser: seeded(seed) });
      return Array.from({ length: facts.length }, (_, index) => facts.named(world.setup, index))
        .filter(({ is, values }) => is === 'bound' && values.device !== 'other')
        .map(({ at, values }) => `${at} ${values.device} ${values.driver}`);
    };
    for (let seed = 0; seed < 50; seed++) expect(bound(LARGER, `${seed}`)).toEqual(bound(PAIR, `${seed}`));
  });
});

function answersOf(scenario: Scenario, seed: string): readonly Answer[] {
  const chooser = recorded(seeded(seed));
  simulate(scenario, { chooser });
  return chooser.answers;
}
