/**
 * Wildcard driver_override and softdeps (reference 11.3, Williamson): binding stays the user's choice. Writing `vfio*`
 * to driver_override lets all drivers of that family have the device and nobody else; `softdep CATCH-ALL pre:
 * VARIANTS` has the variants registered before the catch-all, and their probes decide by falling through.
 *
 * A story's `override` names one driver of a family (trait `family`; unsaid: the driver alone) and stands for the
 * wildcard of all of it. The softdep is put in front of every catch-all module of the scenario, with the modules of the
 * specific drivers of its bus and family. What it leaves open: variants that register in another way, built in or from
 * the initramfs, and a variant that defers.
 */
import { judgeOf } from '../../linux/available.ts';
import { LINUX_DOORS } from '../../linux/doors.ts';
import type { Kernel, LinuxWorld } from '../../linux/kernel.ts';
import { byBus, idsMatch } from '../../linux/match.ts';
import type { DriverSpec, ModuleSpec, Scenario } from '../../scenario/scenario.ts';
import { AS_LINUX, LINUX } from '../linux.ts';
import { NO_TRAITS, type Dialect, type System } from '../system.ts';

const NAME = 'softdep-override';

const FAMILY: Dialect = {
  ...NO_TRAITS,
  driver: {
    family: { says: 'What a wildcard driver_override calls it by.', values: 'name', unsaid: () => 0 },
  },
};

function sameFamily({ traits }: Kernel, one: number, other: number): boolean {
  const family = traits.driver['family'] ?? [];
  return one === other || (family[one] !== 0 && family[one] === family[other]);
}

/** Whether what is written leaves this driver a chance. */
function leaves(world: LinuxWorld, driver: number, device: number): boolean {
  const override = world.device(device, 'override');
  return override === 0 || sameFamily(world.kernel, override - 1, driver);
}

/** Those whom the wildcard covers still need an id of their own; the one that it names does not (9.1.2). */
function matches(world: LinuxWorld, device: number, driver: number): boolean {
  const { setup } = world;
  const override = world.device(device, 'override');
  const rules = setup.buses[setup.devices[device]?.bus ?? -1]?.rules;
  const hasOverride = rules === 'pci' || rules === 'generic' || rules === 'platform';
  if (override === 0 || override === driver + 1 || !hasOverride) return byBus(world, device, driver);
  if (rules === 'pci' && !world.device(device, 'matchable')) return false;
  const hasId = idsMatch(world, device, driver) || setup.overrideOnly[driver]?.[device] === true;
  return hasId && leaves(world, driver, device);
}

const familyOf = ({ under }: DriverSpec): unknown => under?.[NAME]?.['family'];

/** Modules of the specific drivers that should stand in the list before this catch-all. */
function variantsOf(scenario: Scenario, catchAll: DriverSpec): readonly string[] {
  const modules = scenario.drivers
    .filter(({ catchAll: also, bus }) => !also && bus === catchAll.bus)
    .filter((driver) => familyOf(catchAll) === undefined || familyOf(driver) === familyOf(catchAll))
    .flatMap(({ module }) => (module === null || module === catchAll.module ? [] : [module]));
  const needsIt = (name: string): boolean =>
    scenario.modules.some((one) => one.name === name && one.depends.includes(catchAll.module ?? ''));
  return [...new Set(modules)].filter((name) => !needsIt(name));
}

/** `softdep CATCH-ALL pre: VARIANTS` in every catch-all module; a line of the administrator's own still wins (10.6). */
function withSoftdeps(scenario: Scenario): Scenario {
  const before = (module: ModuleSpec): readonly string[] =>
    scenario.drivers
      .filter((driver) => driver.catchAll && driver.module === module.name)
      .flatMap((driver) => variantsOf(scenario, driver));
  return {
    ...scenario,
    modules: scenario.modules.map((module) => ({
      ...module,
      softdepPre: [...new Set([...module.softdepPre, ...before(module)])],
    })),
  };
}

export const SOFTDEP_OVERRIDE: System = {
  ...LINUX,
  says: 'Williamson 2021: driver_override by wildcard, and a softdep that registers variants before the catch-all',
  source: 'reference 11.3; he calls the softdep a hack for ordering',
  leavesOut: [AS_LINUX, 'the text of a wildcard: families of drivers stand for it (11.3)'],
  readFrom: 'proposal',
  family: 'proposal',
  doors: { ...LINUX_DOORS, inside: { matches } },
  dialect: NAME,
  traits: FAMILY,
  judgeOf: (world) => judgeOf(world, leaves),
  // driver_override names a family here.
  silentOn: ['override-obeyed'],
  // The softdeps make one device's event load the modules of others.
  projects: false,
  prepare: withSoftdeps,
};
