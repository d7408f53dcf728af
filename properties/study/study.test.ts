/**
 * The exploration study's model, small: all searches find the endings that plain enumeration finds, equal drivers and
 * devices in one order lose none but by renaming, and the same model written for fast-check ends the same ways.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dpor } from '../../sim/explore/dpor.ts';
import { exhaustive } from '../../sim/explore/exhaustive.ts';
import { randomWalk } from '../../sim/explore/random-walk.ts';
import { runsUnder } from '../../sim/explore/strategy.ts';
import { SEED, seedOf } from '../seed.ts';
import type { StudySettings } from './layout.ts';
import { endingOfWorld, isSound, studySubject } from './model.ts';
import { scheduledKernel, scheduledRun } from './scheduled.ts';

const model = (
  policy: StudySettings['policy'],
  devices: number,
  drivers: number,
  more: Partial<StudySettings> = {},
): StudySettings => ({
  ...{ devices, drivers, policy, outcomes: 3, symmetric: false, environment: false },
  ...more,
});

const SMALL: readonly (readonly [string, StudySettings])[] = [
  ['1 x 2, kernel', model('kernel', 1, 2)],
  ['1 x 2, check', model('check', 1, 2)],
  ['1 x 3, commit, two outcomes', model('commit', 1, 3, { outcomes: 2 })],
  ['1 x 2, environment', model('check', 1, 2, { environment: true })],
  ['2 x 1, kernel', model('kernel', 2, 1)],
  [
    '2 x 2, not all match, two outcomes',
    model('check', 2, 2, { outcomes: 2, matches: (driver, device) => driver === 0 || device === 0 }),
  ],
];

const byStates = (settings: StudySettings, reduce = true): string[] => {
  const { endings, complete } = exhaustive(studySubject(settings), { reduce, budget: { states: 200_000 } });
  expect(complete).toBe(true);
  return [...endings.keys()].sort();
};

/** All endings that differ only in which of the equal specific drivers and devices is which. */
function renamed(endings: readonly string[], drivers: number): string[] {
  const specific = Array.from({ length: drivers - 1 }, (_, i) => String(i + 1));
  const orders = permutations(specific);
  const all = endings.flatMap((ending) =>
    orders.flatMap((order) =>
      permutations(ending.split(' ')).map((devices) =>
        devices
          .map((device) => device.replace(/^[1-9]/, (driver) => order[Number(driver) - 1] ?? ''))
          .join(' '),
      ),
    ),
  );
  return [...new Set(all)].sort();
}

function permutations<T>(list: readonly T[]): T[][] {
  if (list.length === 0) return [[]];
  return list.flatMap((first, at) =>
    permutations(list.filter((_, other) => other !== at)).map((rest) => [first, ...rest]),
  );
}

/** States of the reduced search; and of the study's own, which ours must not be worse than. */
const COUNTED: readonly (readonly [string, StudySettings, number, number])[] = [
  ['1 x 2', model('check', 1, 2), 219, 268],
  ['1 x 3', model('check', 1, 3), 2_732, 4_278],
  ['1 x 3, equal ones in one order', model('check', 1, 3, { symmetric: true }), 1_384, 2_166],
  ['2 x 1', model('check', 2, 1), 1_025, 1_172],
  ['2 x 1, equal ones in one order', model('check', 2, 1, { symmetric: true }), 513, 587],
];

describe("the study's model", () => {
  it.each(COUNTED)('%s: exact number of states', (_, settings, states, study) => {
    const all = exhaustive(studySubject(settings));
    expect([all.complete, all.states]).toEqual([true, states]);
    expect(all.states).toBeLessThanOrEqual(study);
  });

  it.each(SMALL)('%s: reduced, by executions and plain', (_, settings) => {
    const plain = byStates(settings, false);
    expect(byStates(settings)).toEqual(plain);
    expect([...dpor(studySubject(settings)).endings.keys()].sort()).toEqual(plain);
  });

  it.each([
    ['1 x 3', model('check', 1, 3)],
    ['1 x 4, two outcomes', model('check', 1, 4, { outcomes: 2 })],
    ['2 x 1', model('check', 2, 1)],
    ['2 x 2, two outcomes', model('check', 2, 2, { outcomes: 2 })],
  ] as const)('%s: equal ones in one order', (_, settings) => {
    const all = byStates(settings);
    expect(renamed(byStates({ ...settings, symmetric: true }), settings.drivers)).toEqual(all);
  });

  it('breaks its claims with policy check and keeps them with commit', () => {
    expect(byStates(model('check', 1, 2)).some((ending) => ending.split(',')[1] !== '0')).toBe(true);
    expect(byStates(model('commit', 1, 2)).every((ending) => ending.split(',')[1] === '0')).toBe(true);
  });

  it('ends the same ways under random schedules and when fc.scheduler runs it', async () => {
    const settings = model('check', 1, 2);
    const all = byStates(settings);
    const subject = studySubject(settings);
    const limits = { clock: 'untimed', stepsMax: 10_000, runs: 3_000 } as const;
    const walked = new Set<string>();
    for (const { end } of runsUnder(subject.machine, randomWalk(SEED), limits)) {
      expect([end.is, isSound(subject.machine.world)]).toEqual(['quiet', true]);
      walked.add(subject.ending());
    }
    const scheduled = new Set<string>();
    const kernel = scheduledKernel(settings);
    const once = fc.asyncProperty(
      fc.scheduler(),
      fc.infiniteStream(fc.nat(5)),
      async (scheduler, outcomes) => {
        const world = await scheduledRun(kernel, scheduler, (count) => (outcomes.next().value ?? 0) % count);
        expect(isSound(world)).toBe(true);
        scheduled.add(endingOfWorld(world));
      },
    );
    await fc.assert(once, { seed: seedOf(SEED), numRuns: 1_500 });
    expect([...walked].sort()).toEqual(all);
    expect([...scheduled].sort()).toEqual(all);
  });
});
