/** Names to ids: the static side of a scenario's machine (model/setup.ts). */
import { compileGlob } from '../../model/fnmatch.ts';
import type { Device, Driver, DynamicId, Link, Module, Setup } from '../../model/setup.ts';
import type { Action, DriverSpec, Scenario } from '../scenario.ts';

/** Where a name stands in its list; -1 for null and for unknown names (the parser has refused those). */
export const indexOfName = (list: readonly { readonly name: string }[], name: string | null): number =>
  name === null ? -1 : list.findIndex((entry) => entry.name === name);

/** All actions of a scenario, whoever does them. */
export function allActions(scenario: Scenario): readonly Action[] {
  return [...scenario.given, ...scenario.story.flatMap(({ actions }) => actions)];
}

/** Builds the static setup. `obtainable` is filled in by the caller, who knows user space. */
export function setupOf(
  scenario: Scenario,
  obtainable: Setup['obtainable'],
  {
    marks,
    slots,
    awaited,
  }: Pick<Setup, 'marks'> & {
    readonly slots: Pick<Setup, 'slotOf' | 'slotNames'>;
    readonly awaited: readonly boolean[];
  },
): Setup {
  const links = linksOf(scenario);
  return {
    buses: scenario.buses.map(({ name, rules, autoprobe, parentLock }, id) => ({
      id,
      name,
      rules,
      autoprobe,
      parentLock,
      devices: idsWhere(scenario.devices, ({ bus }) => bus === name),
      drivers: idsWhere(scenario.drivers, ({ bus }) => bus === name),
    })),
    devices: scenario.devices.map((_, id) => deviceOf(scenario, id, links)),
    drivers: scenario.drivers.map((_, id) => driverOf(scenario, id)),
    modules: scenario.modules.map((_, id) => moduleOf(scenario, id, awaited[id] ?? true)),
    links,
    dynamicIds: dynamicIdsOf(scenario),
    eventQueue: eventQueuesOf(scenario),
    idMatch: scenario.drivers.map((driver) => matchRow(scenario, driver, driver.matches)),
    attemptsMax: scenario.drivers.map(({ probe, probeOn }) =>
      scenario.devices.map(({ name }) => Math.max((probeOn[name] ?? probe).script.length - 1, 0)),
    ),
    overrideOnly: scenario.drivers.map((driver) => matchRow(scenario, driver, driver.overrideOnly)),
    obtainable,
    marks,
    ...slots,
  };
}

/** One queue per tree of devices while every device can have a worker; else one for all. */
function eventQueuesOf(scenario: Scenario): number[] {
  const enough = (scenario.udev?.workersMax ?? Infinity) >= scenario.devices.length;
  const roots = scenario.devices.map((_, id) => rootOf(scenario, id));
  const distinct = [...new Set(roots)];
  return roots.map((root) => (enough ? distinct.indexOf(root) : 0));
}

function rootOf(scenario: Scenario, device: number): number {
  const parent = indexOfName(scenario.devices, scenario.devices[device]?.parent ?? null);
  return parent < 0 ? device : rootOf(scenario, parent);
}

function idsWhere<T>(list: readonly T[], wanted: (entry: T) => boolean): number[] {
  return list.flatMap((entry, id) => (wanted(entry) ? [id] : []));
}

function deviceOf(scenario: Scenario, id: number, links: readonly Link[]): Device {
  const spec = scenario.devices[id] as Scenario['devices'][number];
  return {
    id,
    name: spec.name,
    bus: indexOfName(scenario.buses, spec.bus),
    modalias: spec.modalias,
    parent: indexOfName(scenario.devices, spec.parent),
    suppliers: idsWhere(links, ({ consumer }) => consumer === id),
    consumers: idsWhere(links, ({ supplier }) => supplier === id),
    usb: spec.usb,
    hidSpecial: spec.hidSpecial,
  };
}

function driverOf(scenario: Scenario, id: number): Driver {
  const spec = scenario.drivers[id] as DriverSpec;
  return {
    id,
    name: spec.name,
    bus: indexOfName(scenario.buses, spec.bus),
    module: indexOfName(scenario.modules, spec.module),
    catchAll: spec.catchAll,
    bindAttrs: spec.bindAttrs,
    usb: spec.usb,
    generic: spec.generic,
    hasIds: spec.matches.length > 0,
  };
}

function moduleOf(scenario: Scenario, id: number, awaited: boolean): Module {
  const spec = scenario.modules[id] as Scenario['modules'][number];
  return {
    id,
    name: spec.name,
    builtin: spec.builtin !== null,
    asyncProbe: spec.asyncProbe || scenario.kernel.moduleAsyncProbe,
    drivers: spec.drivers.map((name) => indexOfName(scenario.drivers, name)),
    depends: spec.depends.map((name) => indexOfName(scenario.modules, name)).filter((module) => module >= 0),
    awaited,
  };
}

/** Supplier links, and those of a group device to its members (9.6). */
function linksOf(scenario: Scenario): Link[] {
  const groups = allActions(scenario).flatMap((action) => (action.do === 'group' ? [action] : []));
  const pairs = scenario.devices.flatMap(({ name: own, suppliers }, consumer) => {
    const members = groups.flatMap(({ device, members }) => (device === own ? members : []));
    return [...new Set([...suppliers, ...members])].map((name) => ({
      supplier: indexOfName(scenario.devices, name),
      consumer,
    }));
  });
  return pairs.map((pair, id) => ({ id, ...pair, cyclic: reaches(pairs, pair.consumer, pair.supplier) }));
}

/** Whether `from` supplies `to`, directly or through others: then a link the other way closes a cycle (7.2.1). */
function reaches(
  pairs: readonly { supplier: number; consumer: number }[],
  from: number,
  to: number,
): boolean {
  const seen = new Set<number>();
  const todo = [from];
  for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
    if (at === to) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    for (const { supplier, consumer } of pairs) if (supplier === at) todo.push(consumer);
  }
  return false;
}

/** A pattern "*" fits even a device without a modalias; others need one to compare with. */
export function fits(pattern: string, modalias: string | null): boolean {
  if (modalias === null) return pattern === '*';
  return compileGlob(pattern)(modalias);
}

function matchRow(scenario: Scenario, driver: DriverSpec, patterns: readonly string[]): boolean[] {
  const globs = patterns.map((pattern) => ({ pattern, glob: compileGlob(pattern) }));
  return scenario.devices.map(
    ({ bus, modalias }) =>
      bus === driver.bus &&
      globs.some(({ pattern, glob }) => (modalias === null ? pattern === '*' : glob(modalias))),
  );
}

/** Ids that new_id writes or an `ids=` option can add; each (driver, pattern) once. */
function dynamicIdsOf(scenario: Scenario): DynamicId[] {
  const wanted = new Map<string, { driver: string; pattern: string }>();
  for (const { name, ids } of scenario.drivers) {
    for (const pattern of ids) wanted.set(`${name}\n${pattern}`, { driver: name, pattern });
  }
  for (const action of allActions(scenario)) {
    if (action.do !== 'new_id' && action.do !== 'remove_id') continue;
    wanted.set(`${action.driver}\n${action.pattern}`, { driver: action.driver, pattern: action.pattern });
  }
  return [...wanted.values()].map(({ driver, pattern }, id) => ({
    id,
    driver: indexOfName(scenario.drivers, driver),
    pattern,
    devices: idsWhere(scenario.devices, (device) => {
      const sameBus = device.bus === scenario.drivers[indexOfName(scenario.drivers, driver)]?.bus;
      return sameBus && fits(pattern, device.modalias);
    }),
  }));
}
