/** Findings made small: still the same finding, by a strict replay, and nothing is left that could be left out. */
import { describe, expect, it } from 'vitest';
import { replayed } from '../../sim/engine/choice.ts';
import { findingText, isShown } from '../../sim/findings/finding.ts';
import { trialsOf } from '../../sim/findings/trials.ts';
import { scenarioDigest } from '../../sim/scenario/digest.ts';
import { formatScenario } from '../../sim/scenario/format.ts';
import { PART_KINDS, partsOf, withoutParts } from '../../sim/scenario/parts.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { shrinkScenario, type ShrunkFinding } from '../../sim/shrink-scenario.ts';
import { simulate } from '../../sim/simulate.ts';
import { INVARIANTS } from '../invariants/index.ts';
import { scenarioFrom, STEPS_OF_A_SUITE } from '../runs.ts';
import { savedOf, type Saved } from './saved.ts';
import { withNewcomers } from './unrelated.ts';

const FILES = [
  'lost-deferred-retry.yaml',
  'specific-defers-catch-all-wins.yaml',
  'nvidia-card-native-in-initramfs.yaml',
  'unplug-waits-for-itself.yaml',
  'two-unbinds-of-a-supplier.yaml',
  'hid-generic-hand-over.yaml',
];

const sizeOf = (scenario: Scenario): number =>
  PART_KINDS.reduce((sum, kind) => sum + partsOf(scenario, kind).length, 0);

const shrink = ({ scenario, clock, finding, deviations }: Saved, budget?: number): ShrunkFinding | null =>
  shrinkScenario({
    scenario,
    clock,
    finding,
    deviations,
    invariants: INVARIANTS,
    ...(budget === undefined ? {} : { budget }),
  });

/** Whether a strict replay shows it, every deviation used. */
function replays({ scenario, clock, deviations, finding }: ShrunkFinding): boolean {
  const chooser = replayed(deviations);
  const result = simulate(scenario, { chooser, clock, invariants: INVARIANTS, stepsMax: STEPS_OF_A_SUITE });
  return isShown(finding, result) && chooser.unused().length === 0;
}

/** Parts without which the finding still shows by the same answers, although it need not. */
function superfluous({ scenario, clock, deviations, contrast, finding }: ShrunkFinding): string[] {
  const options = { clock, invariants: INVARIANTS, stepsMax: STEPS_OF_A_SUITE };
  return PART_KINDS.flatMap((kind) => partsOf(scenario, kind)).flatMap((part) => {
    const left = withoutParts(scenario, [part]);
    if (!left || scenarioDigest(left) === scenarioDigest(scenario)) return [];
    const shows = (schedule: typeof deviations): boolean => {
      const tried = trialsOf(left, options).try(replayed(schedule, false));
      return tried.end.steps > 0 && isShown(finding, tried);
    };
    return shows(deviations) && !(contrast && shows(contrast)) ? [part.what] : [];
  });
}

describe.each(FILES.flatMap((file) => savedOf(file, 'untimed', 6).slice(0, 2)))(
  '$file: $finding',
  (saved) => {
    const shrunk = shrink(saved);

    it('shrinks, replays strictly, and the file of the small scenario says the same', () => {
      expect(shrunk).not.toBeNull();
      if (!shrunk) return;
      expect(shrunk.complete).toBe(true);
      expect(replays(shrunk)).toBe(true);
      expect(sizeOf(shrunk.scenario)).toBeLessThanOrEqual(sizeOf(saved.scenario));
      expect(shrunk.deviations.length).toBeLessThanOrEqual(saved.deviations.length);
      const text = formatScenario(shrunk.scenario);
      expect(scenarioDigest(scenarioFrom(text))).toBe(scenarioDigest(shrunk.scenario));
      expect(shrunk.scenario.title).toContain(findingText(saved.finding));
    });

    it('has no part that could still go, and goes on depending on the schedule', () => {
      if (!shrunk) return;
      expect(superfluous(shrunk)).toEqual([]);
      if (!shrunk.contrast) return;
      const chooser = replayed(shrunk.contrast, false);
      const { scenario, clock } = shrunk;
      const result = simulate(scenario, { chooser, clock, invariants: INVARIANTS });
      expect(isShown(saved.finding, result)).toBe(false);
    });
  },
);

it('most stories are larger than their accident', () => {
  const small = FILES.map((file) => savedOf(file, 'untimed', 6)[0]).flatMap((saved) => {
    const shrunk = saved && shrink(saved);
    return shrunk && sizeOf(shrunk.scenario) < sizeOf(saved.scenario) ? [saved.file] : [];
  });
  expect(small.length).toBeGreaterThan(FILES.length / 2);
});

describe('newcomers', () => {
  it.each([true, false])('go (first in all lists: %s)', (first) => {
    const [saved] = savedOf('unbind-then-late-driver.yaml', 'untimed', 6);
    expect(saved).toBeDefined();
    if (!saved) return;
    const shrunk = shrink({ ...saved, scenario: withNewcomers(saved.scenario, first) });
    expect(shrunk && formatScenario(shrunk.scenario)).not.toContain('newcomer');
    expect(shrunk && replays(shrunk)).toBe(true);
  });
});

describe('a budget', () => {
  const [saved] = savedOf('specific-defers-catch-all-wins.yaml', 'untimed', 6);

  it.each([1, 30, 60])('of %i runs ends with the smallest so far', (budget) => {
    const shrunk = saved && shrink(saved, budget);
    expect(shrunk?.complete).toBe(false);
    // The last attempt may take a few runs more.
    expect(shrunk?.executions).toBeLessThanOrEqual(budget + 5);
    expect(shrunk && replays(shrunk)).toBe(true);
  });

  it('makes no difference once it is enough: the same every time', () => {
    expect(saved && shrink(saved, 4000)).toEqual(saved && shrink(saved));
  });
});

it('what happens in the story does not move into the past, where there would be nothing to see', () => {
  const [saved] = savedOf('catch-all-built-in.yaml', 'untimed', 1);
  const shrunk = saved && shrink(saved);
  expect(shrunk?.contrast).toBeNull();
  expect(shrunk?.steps).toBeGreaterThan(0);
  const ending = { is: 'ending', device: 'ide', driver: 'ata_generic' } as const;
  const ended = saved && shrink({ ...saved, finding: ending, deviations: [] });
  expect(ended?.steps).toBeGreaterThan(0);
});

it('a schedule that does not show the finding gives nothing', () => {
  const [saved] = savedOf('unbind-then-late-driver.yaml', 'untimed', 6);
  expect(saved && shrink({ ...saved, deviations: [] })).toBeNull();
});
