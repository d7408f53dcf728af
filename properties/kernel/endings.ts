/**
 * Endings that the model calls possible against those that a kernel was seen to come to. An ending that was never seen
 * gets the delays that its witness needs at least, and a scenario with other durations that leads there (directed.ts).
 */
import { replayed, type Deviation } from '../../sim/engine/choice.ts';
import { Machine } from '../../sim/engine/machine.ts';
import { delaysFor, timeText, type Timing } from '../../sim/explore/delays.ts';
import { takeTurns } from '../../sim/explore/taken.ts';
import { exploreScenario } from '../../sim/explore-scenario.ts';
import { boot } from '../../sim/scenario/boot/boot.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { startStory } from '../../sim/simulate.ts';
import { systemOf } from '../../sim/systems/catalogue.ts';

/** States after which a scenario counts as too large to be explored as a whole. */
const STATES_MAX = 6000;
const STEPS_MAX = 20_000;

/** An ending as one line: devices in the scenario's order. */
export const endingText = ({ devices }: Scenario, ends: Readonly<Record<string, string | null>>): string =>
  devices.map(({ name }) => `${name}: ${ends[name] ?? 'none'}`).join(', ');

export interface PossibleEnding {
  readonly ending: string;
  /** What its shortest schedule asks of the durations. */
  readonly timing: Timing;
}

/** All endings of a scenario, or null if it is too large. */
export function possibleEndings(scenario: Scenario): readonly PossibleEnding[] | null {
  const { complete, endings } = exploreScenario(scenario, [], {
    budget: { states: STATES_MAX },
    wholeOnly: true,
    shortestBudget: { states: STATES_MAX },
  });
  if (!complete) return null;
  return endings.map(({ ends = {}, deviations }) => ({
    ending: endingText(scenario, ends),
    timing: timingOf(scenario, deviations),
  }));
}

function timingOf(scenario: Scenario, deviations: readonly Deviation[]): Timing {
  const booted = boot(scenario, systemOf(scenario), 'untimed');
  const machine = new Machine(booted.blueprint);
  startStory(machine, booted);
  const { turns } = takeTurns(machine, replayed(deviations), { clock: 'untimed', stepsMax: STEPS_MAX });
  return delaysFor(turns);
}

/** Why an ending may not have been seen, in one sentence. */
export function timingText(timing: Timing): string {
  if (timing.is === 'impossible') return `no durations within the stated ones: ${timing.why.join('; ')}`;
  if (timing.delays.length === 0) return 'needs no delay, only another order within one instant';
  return `needs ${timing.delays.map(({ about, takes }) => `${about} ${timeText(takes)}`).join(', ')}`;
}
