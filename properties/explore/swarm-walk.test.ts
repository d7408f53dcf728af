/** Swarm: a run does nothing odd but what was drawn for it, features are drawn alone, and what they do is told. */
import { describe, expect, it } from 'vitest';
import { choose, sleep, type Process } from '../../sim/engine/effect.ts';
import { effectOf } from '../../sim/explore/swarm.ts';
import { randomWalk } from '../../sim/explore/random-walk.ts';
import { runsUnder, type SampledRun, type Strategy } from '../../sim/explore/strategy.ts';
import { swarm, type Drawn } from '../../sim/explore/swarm-walk.ts';
import { sampleScenario } from '../../sim/sample-scenario.ts';
import { swarmTold, TOLD_MAX } from '../../sim/swarm-told.ts';
import { INVARIANTS } from '../invariants/index.ts';
import { scenarioFrom } from '../runs.ts';
import { add, append, toyMachine, type Toy } from '../engine/toy.ts';

type ToyProcess = Process<Toy>;

const ANSWERS = 12;

/** Answers `yes` or `no` so many times; counts what it said. */
function* asking(_kernel: never): ToyProcess {
  for (let number = 0; number < ANSWERS; number++) {
    const no = yield choose('outcome', `question ${number}`, ['yes', 'no']);
    yield add(no, 1);
  }
  return 0;
}

function* sleeping(_kernel: never): ToyProcess {
  yield sleep('nap', { min: 0, max: 5 });
  return 0;
}

function* writing(_kernel: never, digit: number): ToyProcess {
  yield append(2, digit);
  yield append(2, digit);
  return 0;
}

const machine = () =>
  toyMachine([
    ['asks', asking],
    ['writes 1', writing, 1],
    ['writes 2', writing, 2],
  ]);

const drawnIn = ({ drawn }: SampledRun): Drawn => {
  if (!drawn) throw new Error('swarm says what it drew');
  return drawn;
};

describe('a run of swarm', () => {
  it('deviates only by features that were drawn for it, and uses those', () => {
    let [used, off] = [0, 0];
    const one = machine();
    for (const run of runsUnder(one, swarm('1'), { clock: 'untimed', stepsMax: 500, runs: 60 })) {
      const { isOn, met } = drawnIn(run);
      off += met.filter((feature) => !isOn(feature)).length;
      for (const { at, pick } of run.deviations()) {
        const feature = at.startsWith('s:')
          ? `${pick} may act out of turn`
          : `${at.split('/')[1] ?? ''}: ${pick}`;
        expect(met).toContain(feature);
        expect(isOn(feature)).toBe(true);
        used++;
      }
    }
    expect(used).toBeGreaterThan(100);
    // What a run had a chance for is told, whether it was allowed or not.
    expect(off).toBeGreaterThan(100);
  });

  it('takes a chance at the rate that was drawn', () => {
    const noes = new Map<number, { runs: number; sum: number }>();
    const one = toyMachine([['asks', asking]]);
    for (const run of runsUnder(one, swarm('1'), { clock: 'untimed', stepsMax: 500, runs: 600 })) {
      const tally = noes.get(drawnIn(run).rate) ?? { runs: 0, sum: 0 };
      noes.set(drawnIn(run).rate, tally);
      tally.runs++;
      tally.sum += one.world.words[1] ?? 0;
    }
    // Twelve questions; half of the noes are allowed, and of an allowed one comes as often as the yes.
    expect([...noes.keys()].sort()).toEqual([1 / 16, 1 / 4, 1]);
    for (const [rate, { runs, sum }] of noes) expect(sum / runs / (3 * rate)).toBeCloseTo(1, 0.5);
  });

  it('draws how long things take, where that is asked', () => {
    const naps = toyMachine([['sleeps', sleeping]]);
    const limits = { clock: 'timed', stepsMax: 500, runs: 20 } as const;
    const lengths = new Set([...runsUnder(naps, swarm('1'), limits)].map(({ picks }) => picks.join()));
    expect(lengths.size).toBeGreaterThan(2);
  });

  it('takes processes of one name for one feature', () => {
    const one = machine();
    for (const digit of [3, 4]) one.start(100, writing, [digit]);
    const [, , , third, fourth] = Array.from({ length: 5 }, (_, slot) => one.nameOf(slot));
    expect([third, fourth]).toEqual(['child 100', 'child 100 #2']);
    const met = [...runsUnder(one, swarm('1'), { clock: 'untimed', stepsMax: 500, runs: 20 })].flatMap(
      (run) => drawnIn(run).met,
    );
    expect(met).toContain('child 100 may act out of turn');
    expect(met.join()).not.toContain('#2');
  });

  it('draws each feature for half of the runs, whatever else there is', () => {
    const runs = Array.from({ length: 400 }, (_, run) => swarm('1').next(run, machine())?.drawn);
    const on = (feature: string): number => runs.filter((drawn) => drawn?.isOn(feature)).length;
    for (const feature of ['a may act out of turn', 'probe of a by b: ENODEV', 'x']) {
      expect(on(feature)).toBeGreaterThan(160);
      expect(on(feature)).toBeLessThan(240);
    }
    const both = runs.filter((drawn) => drawn?.isOn('x') && drawn.isOn('y')).length;
    expect(both).toBeGreaterThan(70);
    expect(both).toBeLessThan(130);
  });

  it('hits what needs the absence of all but few oddities, where a walk that allows all does not', () => {
    const hits = (strategy: Strategy): number => {
      const one = machine();
      let sum = 0;
      for (const _run of runsUnder(one, strategy, { clock: 'untimed', stepsMax: 500, runs: 2_000 }))
        if (one.world.words[1] === 1) sum++;
      return sum;
    };
    // One `no` of twelve: twelve in 4,096 of the runs that draw each answer.
    expect(hits(randomWalk('1'))).toBeLessThan(20);
    expect(hits(swarm('1'))).toBeGreaterThan(200);
  });
});

const FUSSY = scenarioFrom(`
title: one of two drivers may refuse
buses:
  simbus: { rules: generic }
devices:
  d: { bus: simbus, modalias: 'sim:x' }
drivers:
  A: { bus: simbus, matches: ['sim:*'], probe: { may: [ok, ENODEV] } }
  B: { bus: simbus, matches: ['sim:*'], probe: { may: [ok, ENODEV] } }
given:
  - { register: A }
  - { register: B }
story:
  - { at: 0ms, add: d }
expect:
  always: [at-most-one-driver]
`);

describe('what swarm tells of a scenario', () => {
  const sample = sampleScenario(FUSSY, INVARIANTS, { strategy: swarm('1'), clock: 'untimed', runs: 3_000 });
  const told = sample.swarm;
  const endsWith = (driver: string | null) =>
    told?.findings.find(({ keys }) => keys.includes(JSON.stringify({ ends: { d: driver } })));

  it('which features bring an ending about, and which hide it', () => {
    expect(told?.runs).toBe(3_000);
    expect(told?.features).toEqual(['probe of d by A: ENODEV', 'probe of d by B: ENODEV']);
    const effects = (driver: string | null) =>
      endsWith(driver)?.effects.map(({ feature, effect }) => `${feature.slice(11, 15)} ${effect}`);
    expect(effects('A')).toEqual(['by A suppresses']);
    expect(effects('B')).toEqual(['by A triggers']);
    expect(effects(null)).toEqual(['by A triggers', 'by B triggers']);
    // Told together: who stays without a driver is stranded. Broken promises come first, then what came least often.
    expect(endsWith(null)?.keys[0]).toContain('nobody-stranded');
    expect(told?.findings).toEqual([null, 'B', 'A'].map(endsWith));
    expect(endsWith(null)?.first.on).toEqual([0, 1]);
  });

  it('what was drawn, of each run', () => {
    expect(told?.drawn.map(({ run }) => run)).toEqual(Array.from({ length: TOLD_MAX }, (_, run) => run));
    expect(told?.drawn[endsWith('B')?.first.run ?? -1]).toEqual(endsWith('B')?.first);
    expect(new Set(told?.drawn.map(({ on }) => on.join()))).toEqual(new Set(['', '0', '1', '0,1']));
    expect(new Set(told?.drawn.map(({ rate }) => rate))).toEqual(new Set([1, 1 / 4, 1 / 16]));
  });

  it('broken promises first, then rare things; nothing that all runs showed', () => {
    const drawn: Drawn = { run: 0, rate: 1, met: ['x'], isOn: () => false };
    const ends = (driver: string): string => JSON.stringify({ ends: { d: driver } });
    const runs = [[ends('a'), 'often'], [ends('b'), 'often'], [ends('b')], ['rare'], []];
    const told = swarmTold(runs.map((keys) => ({ drawn, shown: new Set([...keys, 'always']) })));
    expect(told?.findings.map(({ keys }) => keys)).toEqual([['rare'], ['often'], [ends('a')], [ends('b')]]);
  });

  it('of ten thousand runs, not of more', () => {
    const limits = { strategy: swarm('1'), clock: 'untimed', runs: 10_020 } as const;
    const long = sampleScenario(FUSSY, [], limits);
    expect([long.runs, long.swarm?.runs]).toEqual([10_020, 10_000]);
  });

  it('nothing of a feature whose shares may be the same', () => {
    const effect = (present: number, absent: number) =>
      effectOf('x', { hits: present, runs: 100 }, { hits: absent, runs: 100 }).effect;
    expect([effect(60, 50), effect(50, 60)]).toEqual(['unclear', 'unclear']);
    expect([effect(70, 50), effect(50, 70)]).toEqual(['triggers', 'suppresses']);
  });

  it('no more runs than one may want to read, and nothing if there were none', () => {
    const drawn: Drawn = { run: 0, rate: 1, met: ['x'], isOn: () => false };
    const many = Array.from({ length: TOLD_MAX + 5 }, () => ({ drawn, shown: new Set<string>() }));
    expect(swarmTold(many)?.drawn).toHaveLength(TOLD_MAX);
    expect(swarmTold([])).toBeNull();
    const walk = sampleScenario(FUSSY, [], { strategy: randomWalk('1'), clock: 'untimed', runs: 3 });
    expect(walk.swarm).toBeNull();
  });
});
