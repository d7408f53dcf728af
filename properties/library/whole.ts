/** Single runs of a whole scenario, seen with the eyes of a sight. */
import { endingOf } from '../../sim/check/expect.ts';
import { replayed, type Deviation } from '../../sim/engine/choice.ts';
import type { Shown as RunShown } from '../../sim/findings/finding.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { simulate } from '../../sim/simulate.ts';
import { isSeen, watched, type Shown, type Sight } from './claims.ts';

const ORDINARY_STEPS_MAX = 100_000;
/** Of a scenario that does not even come to rest when nothing is odd. */
const RESTLESS_STEPS_MAX = 20_000;

/** Turns of one run: far above what the scenario needs. */
export function stepsMaxOf(scenario: Scenario): number {
  const { end } = simulate(scenario, { clock: 'untimed', stepsMax: ORDINARY_STEPS_MAX });
  return end.is === 'limit' ? RESTLESS_STEPS_MAX : Math.max(5_000, 20 * end.steps);
}

/** What of a run is looked for, its ending or one of its breaches; undefined if it shows no such thing. */
export function seenIn(sight: Sight, run: RunShown, cameToRest: boolean): Shown | undefined {
  const ends = endingOf(run.world);
  const { setup } = run.world;
  const broken = run.breaches
    .filter(({ byDesign }) => !byDesign)
    .map(({ invariant, why, device }) => ({
      invariant: invariant.name,
      why,
      device: setup.devices[device ?? -1]?.name ?? null,
    }));
  const all: readonly Shown[] = [
    ...(cameToRest ? [{ ends }] : []),
    ...broken.map((one) => ({ broken: one })),
  ];
  return all.find((one) => isSeen(sight, one));
}

/** A schedule of a part of the scenario tried on the whole, as far as its places are there; with its own schedule. */
export function inTheWhole(
  scenario: Scenario,
  sight: Sight,
  deviations: readonly Deviation[],
): (Shown & { readonly deviations: readonly Deviation[] }) | undefined {
  const run = simulate(scenario, {
    chooser: replayed(deviations, false),
    clock: 'untimed',
    invariants: watched(sight),
    stepsMax: stepsMaxOf(scenario),
  });
  const shown = seenIn(sight, run, run.end.is !== 'limit');
  return shown && { ...shown, deviations: run.deviations };
}
