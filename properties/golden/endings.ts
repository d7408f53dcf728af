/**
 * All endings of a shipped scenario as JSON that a reviewer can read as a diff: how many states, which endings, which
 * broken promises, and the deviations of the shortest schedule to each.
 */
import { bounded } from '../../sim/explore/bounded.ts';
import { endlessRuns } from '../../sim/endless-scenario.ts';
import { exploreClusters } from '../../sim/explore-clusters.ts';
import { exploreScenario, type Outcome } from '../../sim/explore-scenario.ts';
import { sampleScenario, type SampledOutcome } from '../../sim/sample-scenario.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { systemOf } from '../../sim/systems/catalogue.ts';
import { invariantsFor } from '../invariants/index.ts';

/** How the endings of a scenario are found. */
export type Way =
  /** Every order, all devices together. */
  | { readonly by: 'states'; readonly states: number }
  /** Every order, device by device. */
  | { readonly by: 'clusters'; readonly states: number; readonly endless?: true }
  /** All schedules with at most so many deviations; for what has too many states for a suite. */
  | { readonly by: 'bounded'; readonly deviations: number; readonly runs: number };

/** Whatever is not named here is quick enough for every order. */
export const WAYS: Readonly<Record<string, Way>> = {
  'ctc-and-lcs': { by: 'bounded', deviations: 1, runs: 2_000 },
  'deferral-livelock': { by: 'clusters', states: 20_000, endless: true },
  'nvidia-card-native-in-initramfs': { by: 'clusters', states: 5_000 },
  'nvidia-card-vfio-in-initramfs': { by: 'clusters', states: 5_000 },
  'odroid-n2-dwmac': { by: 'clusters', states: 50_000 },
  'specific-defers-catch-all-wins': { by: 'clusters', states: 100_000 },
  'unplug-waits-for-itself': { by: 'states', states: 20_000 },
  'usb-storage-and-uas': { by: 'states', states: 20_000 },
};
const USUAL: Way = { by: 'states', states: 5_000 };
/** The search for the shortest schedules is not reduced: this is enough for almost all, and quick. */
const SHORTEST_STATES = 20_000;
/** A run that is longer does not come to rest. */
const STEPS_MAX = 5_000;

/** The way for a scenario of this name. */
export function wayOf(name: string): Way {
  if (name.startsWith('machines/')) return { by: 'clusters', states: 20_000 };
  return WAYS[name] ?? USUAL;
}

/** The golden text, and whether all that the way promises was tried. */
export function endingsText(
  scenario: Scenario,
  way: Way,
): { readonly text: string; readonly complete: boolean } {
  const told = way.by === 'states' ? together(scenario, way.states) : apartOrFew(scenario, way);
  return { text: `${JSON.stringify(told, null, 2)}\n`, complete: told.complete };
}

const apartOrFew = (scenario: Scenario, way: Exclude<Way, { by: 'states' }>) =>
  way.by !== 'clusters'
    ? fewDeviations(scenario, way)
    : { ...deviceByDevice(scenario, way.states), ...(way.endless ? { endless: lassosOf(scenario) } : {}) };

function together(scenario: Scenario, states: number) {
  const all = exploreScenario(scenario, invariantsFor(scenario, systemOf(scenario)), {
    budget: { states },
    shortestBudget: { states: SHORTEST_STATES },
  });
  return {
    searched: 'every order',
    complete: all.complete,
    states: all.states,
    endings: all.endings.map(outcomeOf),
    broken: all.broken.map(outcomeOf),
  };
}

/** Schedules that are not the shortest are the search's own affair. */
const outcomeOf = ({ ends, broken, deviations, shortest }: Outcome) => ({
  ...(ends ? { ends } : broken),
  shortest: shortest ? deviations.map(({ at, pick }) => `${at} -> ${pick}`) : null,
});

function fewDeviations(scenario: Scenario, { deviations, runs }: Extract<Way, { by: 'bounded' }>) {
  const strategy = bounded(deviations);
  const sample = sampleScenario(scenario, invariantsFor(scenario, systemOf(scenario)), {
    strategy,
    clock: 'untimed',
    runs,
    stepsMax: STEPS_MAX,
  });
  const told = ({ ends, broken, first }: SampledOutcome) => ({
    ...(ends ? { ends } : broken),
    shortest: first.deviations.map(({ at, pick }) => `${at} -> ${pick}`),
  });
  const byText = (a: object, b: object): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
  return {
    searched: `all schedules with at most ${deviations} deviation`,
    // Runs that do not come to rest are what some stories are about: they count as tried.
    complete: sample.runs === strategy.planned(),
    runs: sample.runs,
    cutOff: sample.cutOff,
    endings: sample.endings.map(told).sort(byText),
    broken: sample.broken.map(told).sort(byText),
  };
}

function deviceByDevice(scenario: Scenario, states: number) {
  const all = exploreClusters(scenario, invariantsFor(scenario, systemOf(scenario)), {
    budget: { states },
    shortestBudget: { states: SHORTEST_STATES },
  });
  const drivers = all.devices.map(({ device, endings }): [string, readonly string[]] => [
    device,
    endings.map(
      ({ driver, deviations, shortest }) => `${driver ?? 'none'}${least(deviations.length, shortest)}`,
    ),
  ]);
  return {
    searched: 'every order, device by device',
    complete: all.complete,
    searches: all.classes,
    states: all.states,
    devices: Object.fromEntries(drivers),
    unmatched: all.unmatched,
    broken: all.devices.flatMap(({ broken }) => broken.map(({ invariant, why }) => `${invariant}: ${why}`)),
  };
}

/** Runs without end of all devices together, cut down to those that they need. */
function lassosOf(scenario: Scenario) {
  const invariants = invariantsFor(scenario, systemOf(scenario));
  const { broken, within } = endlessRuns(scenario, invariants, { seed: '1', expired: () => false });
  const devices = within.devices.map(({ name }) => name);
  return broken.map(({ broken: claim, deviations, loop }) => ({
    breaks: claim?.invariant,
    devices,
    stem: loop?.stem,
    turns: loop?.turns,
    schedule: deviations.map(({ at, pick }) => `${at} -> ${pick}`),
  }));
}

const least = (deviations: number, shortest: boolean): string =>
  shortest ? ` (${deviations} deviations)` : '';
