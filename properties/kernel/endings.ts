/**
 * Endings that the model calls possible against those that a kernel was seen to come to. An ending that was never seen
 * gets the delays that its witness needs at least; a scenario with these delays fixed drives a kernel there.
 */
import { replayed, type Deviation } from '../../sim/engine/choice.ts';
import { Machine } from '../../sim/engine/machine.ts';
import { delaysFor, timeText, type Delay, type Timing } from '../../sim/explore/delays.ts';
import { takeTurns } from '../../sim/explore/taken.ts';
import { exploreScenario } from '../../sim/explore-scenario.ts';
import { boot } from '../../sim/scenario/boot/boot.ts';
import { formatScenario } from '../../sim/scenario/format.ts';
import type { Duration, ProbeSpec, Scenario } from '../../sim/scenario/scenario.ts';
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

/** The scenario with the witness's delays fixed, as the text of a file; the kernel's own workers stay free. */
export function directedScenario(scenario: Scenario, delays: readonly Delay[]): string {
  const taking = (about: string, usual: Duration): Duration => {
    const takes = delays.find((delay) => delay.about === about)?.takes;
    return takes === undefined ? usual : { min: takes, max: takes };
  };
  const probeOf = (driver: string, device: string, probe: ProbeSpec): ProbeSpec => ({
    ...probe,
    takes: taking(`probe of ${device} by ${driver}`, probe.takes),
  });
  return formatScenario({
    ...scenario,
    title: `${scenario.title} (directed)`,
    drivers: scenario.drivers.map((driver) => ({
      ...driver,
      probeOn: Object.fromEntries(
        scenario.devices.map(({ name }) => [
          name,
          probeOf(driver.name, name, driver.probeOn[name] ?? driver.probe),
        ]),
      ),
    })),
    story: scenario.story.map((actor) => ({ ...actor, at: taking(`start of ${actor.name}`, actor.at) })),
  });
}
