/** Machines for reports/bench/proposals.ts: shipped stories with a catch-all, and made-up races for one device. */
import fc from 'fast-check';
import { MACHINES, STORIES } from '../../properties/golden/shipped.ts';
import { raceOf, races } from '../../properties/systems/races.ts';
import { scenarioFrom } from '../../sim/scenario-from.ts';
import type { DriverSpec, Duration, ModuleSpec, Scenario } from '../../sim/scenario/scenario.ts';

export interface Case {
  readonly name: string;
  readonly scenario: Scenario;
}

/** Shipped stories of this age's rules in which a catch-all could bind something. */
export const SHIPPED: readonly Case[] = STORIES.map(({ name, text }) => ({
  name,
  scenario: scenarioFrom(text, `scenarios/${name}.yaml`),
})).filter(
  ({ scenario }) =>
    scenario.system.startsWith('linux-6') &&
    scenario.quirks.length === 0 &&
    scenario.drivers.some(({ catchAll, generic }) => catchAll && !generic),
);

const MILLISECOND = 1_000_000;
const during = (least: number, most: number): Duration => ({
  min: least * MILLISECOND,
  max: most * MILLISECOND,
});
const CATCH_ALL = 'any-pci';
/** Where module_init of what is built in runs (reference 10.9). */
const DEVICE_LEVEL = 6;

/** The shipped machines with their module databases; and each with a built-in catch-all for PCI, which none has. */
export const MACHINE_CASES: readonly Case[] = MACHINES.map(({ name, text }) => ({
  name,
  scenario: scenarioFrom(text, `scenarios/${name}.yaml`),
})).flatMap((machine) => [
  machine,
  { name: `${machine.name} with a built-in catch-all`, scenario: withCatchAll(machine.scenario) },
]);

/** As catch-all-built-in has it: registered before user space can load anything, and fit for every PCI device. */
function withCatchAll(scenario: Scenario): Scenario {
  const driver: DriverSpec = {
    ...{
      name: CATCH_ALL,
      bus: 'pci',
      matches: ['pci:*'],
      overrideOnly: [],
      module: CATCH_ALL,
      catchAll: true,
    },
    ...{ probeType: 'default', bindAttrs: true, usb: 'interface', generic: false, match: {}, ids: [] },
    probe: { takes: during(1, 5), may: ['ok'], script: [], needs: [], needsChecked: 'early' },
    ...{ probeOn: {}, removeTakes: during(1, 5) },
  };
  const module: ModuleSpec = {
    ...{ name: CATCH_ALL, order: scenario.modules.length, builtin: DEVICE_LEVEL, aliases: [], depends: [] },
    ...{ softdepPre: [], softdepPost: [], load: during(0, 0), init: during(0, 0), initMay: ['ok'] },
    ...{ asyncProbe: false, drivers: [CATCH_ALL] },
  };
  return { ...scenario, drivers: [...scenario.drivers, driver], modules: [...scenario.modules, module] };
}

/** So many made-up races, always the same ones for a seed. */
export const madeUp = (count: number, seed: number): readonly Case[] =>
  fc
    .sample(races, { numRuns: count, seed })
    .map((race, index) => ({ name: `race ${index}`, scenario: raceOf(race) }));
