/**
 * Tokens last: what was saved from a shipped scenario still shows the same finding when a device and a driver that have
 * nothing to do with it join the scenario, at the end of all its lists or at the head of them.
 */
import { describe, expect, it } from 'vitest';
import { recorded, ReplayMismatch, replayed, type Deviation } from '../../sim/engine/choice.ts';
import { seeded } from '../../sim/engine/random.ts';
import { findingText, isShown } from '../../sim/findings/finding.ts';
import { trialsOf, type Trials } from '../../sim/findings/trials.ts';
import { shrinkScenario } from '../../sim/shrink-scenario.ts';
import { simulate } from '../../sim/simulate.ts';
import { INVARIANTS } from '../invariants/index.ts';
import { STEPS_OF_A_SUITE } from '../runs.ts';
import { savedOf, shipped, shippedFiles, type Saved } from './saved.ts';
import { withNewcomers } from './unrelated.ts';

const SEEDS = 12;
/** Machines take long, and hardly anything of them depends on luck. */
const SEEDS_OF_A_MACHINE = 1;
const LEAST = 0.95;

const saved = shippedFiles.flatMap((file) =>
  (['untimed', 'timed'] as const).flatMap((clock) =>
    savedOf(file, clock, file.includes('machines') ? SEEDS_OF_A_MACHINE : SEEDS),
  ),
);

/** The saved schedule as a report would have it: as few deviations as shrinking leaves. */
function short({ scenario, clock, deviations, finding }: Saved): readonly Deviation[] {
  const options = { scenario, clock, deviations, finding, invariants: INVARIANTS, scenarioToo: false };
  return shrinkScenario(options)?.deviations ?? deviations;
}

/** How a schedule fares: `strict` all its questions come up, `tolerant` it goes on as well as it can (--resync). */
function fares(
  on: Trials,
  { finding }: Saved,
  deviations: readonly Deviation[],
): 'strict' | 'tolerant' | 'lost' {
  try {
    const chooser = replayed(deviations);
    if (isShown(finding, on.try(chooser)) && chooser.unused().length === 0) return 'strict';
  } catch (error) {
    if (!(error instanceof ReplayMismatch)) throw error;
  }
  return isShown(finding, on.try(replayed(deviations, false))) ? 'tolerant' : 'lost';
}

function measured(schedule: (one: Saved) => readonly Deviation[]) {
  const count = { strict: 0, tolerant: 0, lost: 0 };
  const lost: string[] = [];
  for (const one of saved) {
    const deviations = schedule(one);
    for (const first of [true, false]) {
      const scenario = withNewcomers(one.scenario, first);
      const { clock } = one;
      const on = trialsOf(scenario, { clock, invariants: INVARIANTS, stepsMax: STEPS_OF_A_SUITE });
      const how = fares(on, one, deviations);
      count[how]++;
      if (how === 'lost') lost.push(`lost: ${one.file} ${clock} ${findingText(one.finding)}`);
    }
  }
  const { strict, tolerant } = count;
  return { strict, tolerant, lost, all: strict + tolerant + count.lost };
}

describe(`${saved.length} saved findings, each with newcomers first and last`, () => {
  const forms = {
    'short schedules': measured(short),
    'schedules as the seed drew them': measured(({ deviations }) => deviations),
  };

  it('replay to the same finding', () => {
    for (const [what, { strict, tolerant, lost, all }] of Object.entries(forms))
      console.log(
        `${what}: ${strict} of ${all} strictly, ${tolerant} more with --resync\n${lost.join('\n')}`,
      );
    for (const { all, lost } of Object.values(forms)) {
      expect(all).toBeGreaterThan(160);
      expect((all - lost.length) / all).toBeGreaterThanOrEqual(LEAST);
    }
  });

  it.each(Object.entries(forms))('%s: most of them strictly', (_, { strict, all }) => {
    expect(strict / all).toBeGreaterThan(0.88);
  });
});

describe('places of choices', () => {
  it.each(['lost-deferred-retry.yaml', 'unplug-waits-for-itself.yaml'])(
    '%s: running generators tell the same as interned ones',
    (file) => {
      const places = (['interned', 'live'] as const).map((threads) => {
        const chooser = recorded(seeded('1'));
        simulate(shipped(file), { chooser, clock: 'untimed', threads });
        return chooser.answers.map(({ at }) => at);
      });
      expect(places[0]).toEqual(places[1]);
      expect(places[0]?.some((at) => at.includes('really_probe('))).toBe(true);
    },
  );

  const untimed = saved.filter(({ clock }) => clock === 'untimed').slice(0, 12);

  it.each(untimed)('$file: no two questions of a run share one', ({ scenario }) => {
    const on = trialsOf(scenario, { clock: 'untimed', invariants: [], stepsMax: STEPS_OF_A_SUITE });
    for (const seed of ['a', 'b', 'c']) {
      const recording = recorded(seeded(seed));
      on.try(recording);
      const places = recording.answers.map(({ at }) => at);
      expect(new Set(places).size).toBe(places.length);
    }
  });
});
