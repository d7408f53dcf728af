/**
 * Projection: the part of a scenario that decides about one device, with the rest as `others` (exploration-design 4).
 *
 * Devices meet only through shared lists, the deferred list, module loading and workers. All of these can
 * delay a device; beyond that, others can load a module that matches it and trigger its retry, at any time
 * or never. So a device is explored with what it depends on (suppliers, services that its drivers need, and
 * its parent where a release could take it away), and everything else becomes `others`. Every run of the
 * whole, seen from the device, is a run of the projection; accept.ts checks that on real runs.
 */
import { enumeration, preparedFor, projectionIndex } from './projection-index.ts';
import { systemOf } from './systems/catalogue.ts';
import type { Action, Actor, DeviceSpec, DriverSpec, ModuleSpec, Scenario } from './scenario/scenario.ts';

/** Whether some bus or action of this scenario takes drivers from devices. */
export const releases = (scenario: Scenario): boolean => projectionIndex(scenario).releases;

/** Devices that have to be explored together with this one, itself first. */
export function clusterOf(asWritten: Scenario, device: string): readonly string[] {
  const scenario = preparedFor(asWritten);
  // Some systems couple all devices by more than delay and loading: then nobody is explored alone.
  if (!systemOf(scenario).projects) return [device, ...scenario.devices.flatMap(othersThan(device))];
  const { devices, groups, dependents, releases: joined } = projectionIndex(scenario);
  const members = new Set([device]);
  for (const name of members) {
    const spec = scenario.devices[devices.get(name) ?? -1];
    if (!spec) continue;
    for (const supplier of spec.suppliers) members.add(supplier);
    for (const needed of needsOf(scenario, spec)) members.add(needed);
    for (const other of groups.get(name) ?? []) members.add(other);
    if (!joined) continue;
    if (spec.parent !== null) members.add(spec.parent);
    for (const other of dependents.get(name) ?? []) members.add(other);
  }
  return [...members];
}

const othersThan =
  (device: string) =>
  ({ name }: DeviceSpec): string[] =>
    name === device ? [] : [name];

function needsOf(scenario: Scenario, device: DeviceSpec): string[] {
  if (!projectionIndex(scenario).needs) return [];
  return driversOf(scenario, [device]).flatMap(({ probe, probeOn }) => (probeOn[device.name] ?? probe).needs);
}

const inOrder = (a: number, b: number): number => a - b;

/** Drivers that some id, dynamic id or override could bring to one of these devices. */
function driversOf(scenario: Scenario, devices: readonly DeviceSpec[]): readonly DriverSpec[] {
  const { driversOf: positionsOf } = projectionIndex(scenario);
  const [first, ...others] = devices;
  const own = first ? positionsOf(first) : [];
  // One device's are in order already, and most clusters are one device.
  const positions =
    others.length === 0 ? own : [...new Set([...own, ...others.flatMap(positionsOf)])].sort(inOrder);
  return positions.flatMap((position) => scenario.drivers[position] ?? []);
}

/**
 * The scenario of these devices alone, everybody else turned into `others`. Under a system that changes the machine
 * before it runs, it is the changed machine that is cut: changing it a second time changes nothing.
 */
export function projectOn(asWritten: Scenario, names: readonly string[]): Scenario {
  const scenario = preparedFor(asWritten);
  const index = projectionIndex(scenario);
  const positions = names.map((name) => index.devices.get(name) ?? -1).sort((a, b) => a - b);
  const devices = positions.flatMap((position) => scenario.devices[position] ?? []);
  if (devices.length === scenario.devices.length) return asWritten;
  const drivers = driversOf(scenario, devices);
  const modules = modulesOf(scenario, drivers);
  const kept: Kept = {
    devices: new Set(names),
    drivers: new Set(drivers.map(({ name }) => name)),
    modules: new Set(modules.map(({ name }) => name)),
  };
  const keepActions = (actions: readonly Action[]): Action[] =>
    actions.filter((action) => concerns(action, kept));
  const inModules = (name: string): boolean => kept.modules.has(name);
  const { boot } = scenario;
  return {
    ...scenario,
    devices: devices.map((device) => alone(device, kept.devices)),
    drivers: drivers.map((driver) => forKept(driver, kept)),
    modules: modules.map((module) => ({
      ...module,
      depends: module.depends.filter(inModules),
      softdepPre: module.softdepPre.filter(inModules),
      softdepPost: module.softdepPost.filter(inModules),
      drivers: module.drivers.filter((name) => kept.drivers.has(name)),
    })),
    boot: boot && {
      ...boot,
      initramfs: boot.initramfs?.filter(inModules) ?? null,
      modulesLoad: boot.modulesLoad.filter(inModules),
    },
    given: keepActions(index.given(names)),
    story: [...index.story(names), ...arrivals(devices, kept.devices)]
      .map((actor): Actor => ({ ...actor, actions: keepActions(actor.actions) }))
      .filter(({ actions }) => actions.some((action) => action.do !== 'wait')),
    others: { load: loadedByOthers(scenario, kept), trigger: true },
    expect: { ...scenario.expect, never: [], sometimes: [], ends: {} },
  };
}

interface Kept {
  readonly devices: ReadonlySet<string>;
  readonly drivers: ReadonlySet<string>;
  readonly modules: ReadonlySet<string>;
}

/** What the driver does with devices that are not here is left out with them. */
function forKept(driver: DriverSpec, kept: Kept): DriverSpec {
  const here = <T>(byDevice: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(byDevice).filter(([device]) => kept.devices.has(device)));
  const { module, match, probeOn } = driver;
  return { ...driver, module: keptModule(module, kept), match: here(match), probeOn: here(probeOn) };
}

const keptModule = (module: string | null, { modules }: Kept): string | null =>
  module !== null && modules.has(module) ? module : null;

/** Without its parent a child appears at any time: that is all it can tell of its parent's binding. */
function alone(device: DeviceSpec, kept: ReadonlySet<string>): DeviceSpec {
  if (device.parent === null || kept.has(device.parent)) return device;
  return { ...device, parent: null, appears: device.appears === 'parent' ? 'story' : device.appears };
}

function arrivals(devices: readonly DeviceSpec[], kept: ReadonlySet<string>): Actor[] {
  return devices
    .filter(({ parent, appears }) => appears === 'parent' && parent !== null && !kept.has(parent))
    .map(({ name, appearsAfter }) => ({
      name: enumeration(name),
      at: appearsAfter,
      actions: [{ do: 'add', device: name }],
    }));
}

/**
 * Modules of the drivers, and whatever else could make their loading fail. A dependency that always loads
 * and registers nothing for these devices only takes time, so it is left out.
 */
function modulesOf(scenario: Scenario, drivers: readonly DriverSpec[]): readonly ModuleSpec[] {
  const wanted = new Set(drivers.flatMap(({ module }) => (module === null ? [] : [module])));
  const mayFail = ({ name, initMay }: ModuleSpec): boolean =>
    initMay.some((outcome) => outcome !== 'ok') || scenario.kernel.moduleBlacklist.includes(name);
  for (const name of wanted) {
    const spec = scenario.modules.find((module) => module.name === name);
    for (const needed of spec?.depends ?? []) {
      const dependency = scenario.modules.find((module) => module.name === needed);
      if (dependency && mayFail(dependency)) wanted.add(needed);
    }
  }
  return scenario.modules.filter(({ name }) => wanted.has(name));
}

/** Whether an action can touch what is left; actions on whole buses and the system always can. */
function concerns(action: Action, kept: Kept): boolean {
  const device = 'device' in action ? kept.devices.has(action.device) : true;
  const driver = 'driver' in action && action.driver !== null ? kept.drivers.has(action.driver) : true;
  const module = 'module' in action ? kept.modules.has(action.module) : true;
  // An override may name a driver that is not here: it still keeps all others away.
  return action.do === 'override' ? device : device && driver && module;
}

/** Modules of the projection that the events of devices outside it can load. */
function loadedByOthers(scenario: Scenario, kept: Kept): string[] {
  const { devices, loads, loaders } = projectionIndex(scenario);
  const own = (module: string): number =>
    [...kept.devices].filter((name) => loads[devices.get(name) ?? -1]?.has(module)).length;
  return [...kept.modules].filter((name) => (loaders.get(name) ?? 0) > own(name));
}
