/**
 * All endings of a shipped scenario as JSON that a reviewer can read as a diff: how many states, which endings, which
 * broken promises, and the deviations of the shortest schedule to each.
 */
import { endlessRuns } from '../../sim/endless-scenario.ts';
import { exploreClusters } from '../../sim/explore-clusters.ts';
import { exploreScenario, type Outcome } from '../../sim/explore-scenario.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { systemOf } from '../../sim/systems/catalogue.ts';
import { invariantsFor } from '../invariants/index.ts';

/** How the endings of a scenario are found. */
export type Way =
  /** Every order, all devices together. */
  | { readonly by: 'states'; readonly states: number }
  /** Every order, device by device. */
  | { readonly by: 'clusters'; readonly states: number; readonly endless?: true };

/** Whatever is not named here is quick enough for every order. */
export const WAYS: Readonly<Record<string, Way>> = {
  'ctc-and-lcs': { by: 'states', states: 100_000 },
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
  const told = way.by === 'states' ? together(scenario, way.states) : apart(scenario, way);
  return { text: `${JSON.stringify(told, null, 2)}\n`, complete: told.complete };
}

const apart = (scenario: Scenario, way: Extract<Way, { by: 'clusters' }>) => ({
  ...deviceByDevice(scenario, way.states),
  ...(way.endless ? { endless: lassosOf(scenario) } : {}),
});

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
