/**
 * The soundness condition of projection, checked on real runs: what a whole run shows of a device, some run of its
 * projection shows too, step by step. A hidden coupling that nobody declared is caught here (exploration-design 4, 6).
 */
import { Machine } from './engine/machine.ts';
import { seeded } from './engine/random.ts';
import { accepts, type Acceptance } from './explore/accept.ts';
import type { Budget } from './explore/subject.ts';
import type { LinuxWorld } from './linux/kernel.ts';
import { namedValues } from './model/fact-log.ts';
import type { FactName } from './model/facts.ts';
import { FACT_NAMES } from './model/world.ts';
import { projectionOf } from './explore-clusters.ts';
import { boot } from './scenario/boot/boot.ts';
import type { Scenario } from './scenario/scenario.ts';
import { simulate, startStory } from './simulate.ts';
import { systemOf } from './systems/catalogue.ts';

/** What can be seen of a device from outside, and what drivers do to the list that it walks. */
const VISIBLE: ReadonlySet<FactName> = new Set<FactName>([
  'device-listed',
  'device-dead',
  'driver-listed',
  'driver-unlisted',
  'probe-called',
  'probe-answered',
  'bound',
  'remove-called',
  'released',
]);

/** Livelocks of the whole are cut here: what a run showed so far is enough to compare. */
const STEPS_MAX = 4000;

/** Verdict on one run and one device. */
export interface Refinement extends Acceptance {
  readonly device: string;
  readonly seed: string;
  /** Visible events of the whole run, restricted to the device's cluster. */
  readonly events: readonly string[];
}

export interface RefinementOptions {
  /** Of the whole run. */
  readonly seed: string;
  readonly budget?: Budget;
  /** Asked instead of the device's own projection: for tests of the check itself. */
  readonly projected?: Scenario;
}

/** Runs the whole scenario once and asks the device's projection whether it could have shown the same. */
export function checkRefinement(
  scenario: Scenario,
  device: string,
  { seed, budget = {}, projected = projectionOf(scenario, device).projected }: RefinementOptions,
): Refinement {
  return { device, seed, ...checkRun(wholeRun(scenario, seed), projected, budget) };
}

/** What a run showed, fact by fact, for any number of projections to be held against. */
export interface WholeRun {
  readonly facts: readonly { readonly is: FactName; readonly values: Values }[];
}

/** One run of the whole scenario from its story on. */
export function wholeRun(scenario: Scenario, seed: string): WholeRun {
  const { facts, world, storyAt } = simulate(scenario, {
    chooser: seeded(seed),
    clock: 'untimed',
    stepsMax: STEPS_MAX,
  });
  const from = Array.from({ length: facts.length - storyAt }, (_, index) => storyAt + index);
  return { facts: from.map((index) => facts.named(world.setup, index)) };
}

/** Whether a projection could have shown what the run showed of it. */
export function checkRun(
  { facts }: WholeRun,
  projected: Scenario,
  budget: Budget,
): Omit<Refinement, 'device' | 'seed'> {
  const concerns = concernsOf(projected);
  const events = facts.flatMap(({ is, values }) => eventText(is, values, concerns) ?? []);
  return { events, ...accepts(visibleMachine(projected, concerns), events, budget) };
}

interface Concerns {
  readonly devices: ReadonlySet<string>;
  readonly drivers: ReadonlySet<string>;
}

const concernsOf = ({ devices, drivers }: Scenario): Concerns => ({
  devices: new Set(devices.map(({ name }) => name)),
  drivers: new Set(drivers.map(({ name }) => name)),
});

type Values = Readonly<Partial<Record<string, string | number>>>;

/** A visible fact as text, undefined if it is silent or about somebody else. */
function eventText(is: FactName, values: Values, { devices, drivers }: Concerns): string | undefined {
  if (!VISIBLE.has(is)) return undefined;
  const { device, driver, outcome, cause } = values;
  if (device !== undefined && !devices.has(String(device))) return undefined;
  if (driver !== undefined && !drivers.has(String(driver))) return undefined;
  return [is, device, driver, outcome, cause].filter((part) => part !== undefined).join(' ');
}

function visibleMachine(scenario: Scenario, concerns: Concerns) {
  const booted = boot(scenario, systemOf(scenario), 'untimed');
  const machine = new Machine<LinuxWorld>(booted.blueprint, booted.threads);
  startStory(machine, booted);
  let events: string[] = [];
  const { setup } = machine.world;
  machine.world.recorder = (fact, a, b, c) => {
    const is = FACT_NAMES[fact] as FactName;
    const event = VISIBLE.has(is) ? eventText(is, namedValues(setup, is, [a, b, c]), concerns) : undefined;
    if (event !== undefined) events.push(event);
  };
  return {
    machine,
    shown: () => {
      const told = events;
      events = [];
      return told;
    },
  };
}
