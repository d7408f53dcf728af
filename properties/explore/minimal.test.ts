/** Proofs that a shrunk finding is minimal, and what happens when it is not. */
import { describe, expect, it } from 'vitest';
import { replayed } from '../../sim/engine/choice.ts';
import { isShown } from '../../sim/findings/finding.ts';
import { proveMinimal } from '../../sim/findings/minimal.ts';
import { smallFinding } from '../../sim/findings/small.ts';
import { trialsOf } from '../../sim/findings/trials.ts';
import { shrinkScenario } from '../../sim/shrink-scenario.ts';
import { INVARIANTS } from '../invariants/index.ts';
import { STEPS_OF_A_SUITE } from '../runs.ts';
import { savedOf, type Saved } from './saved.ts';
import { withNewcomers } from './unrelated.ts';

const FILES = ['lost-deferred-retry.yaml', 'two-unbinds-of-a-supplier.yaml', 'probe-before-ready.yaml'];

function breachIn(file: string): Saved {
  const saved = savedOf(file, 'untimed', 8).find(({ finding }) => finding.is === 'breach');
  if (!saved) throw new Error(`no seed breaks a promise of ${file}`);
  return saved;
}

const options = { invariants: INVARIANTS };

describe.each(FILES)('%s', (file) => {
  const saved = breachIn(file);

  it('shrinks to what is proved minimal: schedule and every part', () => {
    const small = smallFinding({ ...saved, ...options });
    expect(small?.proof).toMatchObject({ schedule: true, why: null });
    expect(small?.proof.needed).toBe(small?.proof.parts);
    expect(small?.proof.parts).toBeGreaterThan(0);
    expect(small?.proof.states).toBeGreaterThan(0);
  });

  it('a part too many is noticed', () => {
    const shrunk = shrinkScenario({ ...saved, ...options });
    if (!shrunk) throw new Error('does not shrink');
    const scenario = withNewcomers(shrunk.scenario, false);
    const found = proveMinimal({ ...shrunk, scenario }, options);
    expect(found).toHaveProperty('smaller');
    if (!('smaller' in found)) return;
    const trials = trialsOf(found.smaller.scenario, {
      clock: 'untimed',
      ...options,
      stepsMax: STEPS_OF_A_SUITE,
    });
    expect(isShown(saved.finding, trials.try(replayed(found.smaller.deviations, false)))).toBe(true);
  });
});

describe('a schedule with more deviations than it needs', () => {
  it('is noticed', () => {
    const saved = breachIn('lost-deferred-retry.yaml');
    const small = smallFinding({ ...saved, ...options });
    if (!small) throw new Error('does not shrink');
    // One answer more than needed, which shrinking would have dropped.
    const deviations = [...small.deviations, { at: 's:nowhere', pick: 'nobody' }];
    const found = proveMinimal({ ...small, deviations }, options);
    expect(found).toMatchObject({ smaller: { deviations: { length: small.deviations.length } } });
  });
});

describe('nothing is proved', () => {
  const saved = breachIn('lost-deferred-retry.yaml');
  const shrunk = shrinkScenario({ ...saved, ...options });
  if (!shrunk) throw new Error('does not shrink');

  it.each([
    ['under the timed clock', { ...shrunk, clock: 'timed' as const }, options, /timed clock/],
    ['of what shows in the past', { ...shrunk, past: true }, options, /before the story/],
    ['with too few states', shrunk, { ...options, states: 3 }, /too many/],
    ['when the time is up', shrunk, { ...options, expired: () => true }, /too many/],
  ])('%s', (_, asked, limits, why) => {
    const found = proveMinimal(asked, limits);
    expect(found).toMatchObject({ proof: { schedule: false } });
    expect('proof' in found ? found.proof.why : '').toMatch(why);
  });

  it('when shrinking ended early', () => {
    const small = smallFinding({ ...saved, ...options, budget: 10 });
    expect(small).toMatchObject({ complete: false, proof: { schedule: false, states: 0 } });
    expect(small?.proof.why).toMatch(/budget/);
    const ended = smallFinding({ ...saved, ...options, expired: () => true });
    expect(ended).toMatchObject({ complete: false, deviations: { length: saved.deviations.length } });
    const few = smallFinding({ ...saved, ...options, turns: 500 });
    expect(few?.complete).toBe(false);
    expect(few?.executions).toBeLessThan(20);
  });
});

it('an ending is proved minimal, too', () => {
  const saved = savedOf('unbind-then-late-driver.yaml', 'untimed', 8).find(
    ({ finding }) => finding.is === 'ending',
  );
  if (!saved) throw new Error('no other ending');
  expect(smallFinding({ ...saved, ...options })?.proof).toMatchObject({ schedule: true, why: null });
});
