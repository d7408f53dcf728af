/**
 * A scenario as the frozen Kernel that all processes get: behaviours, durations, what happens at boot and in the
 * story.
 */
import type { ClockMode } from '../../engine/run.ts';
import type { Actor, Kernel, ModuleBehaviour, ProbeBehaviour } from '../../linux/kernel.ts';
import { HOLDERS } from '../../linux/waits.ts';
import type { QuirkName } from '../../linux/quirks.ts';
import { freezeDeep, type Setup } from '../../model/setup.ts';
import type { DriverSpec, ProbeSpec, Scenario } from '../scenario.ts';
import type { System } from '../../systems/system.ts';
import { codeActions, waitsOf } from './actions.ts';
import { allActions, indexOfName, setupOf } from './setup.ts';
import { stayOf } from './staying.ts';
import { idPlacesOf, traitsOf } from './traits.ts';
import { awaitedOf } from './awaited.ts';
import { userspaceOf } from './userspace.ts';

/**
 * How long queued kernel work waits for a worker; a stated default, measured on an emulated machine (kernel rig, u).
 */
const WORKER_LATENCY = { min: 10_000, max: 300_000 };

/** The kernel of this scenario under a system's rules, and what resolving it had to say. */
export function kernelOf(
  asWritten: Scenario,
  system: System,
  clock: ClockMode,
): { kernel: Kernel; notes: readonly string[] } {
  const scenario = system.prepare(asWritten);
  const { userspace, obtainable, notes } = userspaceOf(scenario);
  const { slots, ...said } = traitsOf(scenario, system);
  const { age, doors, workers, locks, marks, judgeOf, judgeReads = () => [] } = system;
  const setup = setupOf(scenario, obtainable, { marks, slots, awaited: awaitedOf(scenario, userspace) });
  const possible = possibleOf(scenario, setup);
  const kernel: Kernel = {
    setup,
    age,
    doors,
    workers,
    locks,
    ...said,
    judgeOf,
    judgeReads,
    holders: { ...HOLDERS, ...system.holders },
    possible,
    quietEvents: clock === 'untimed',
    quirks: Object.fromEntries(scenario.quirks.map((name) => [name as QuirkName, true as const])),
    ...leavers(scenario),
    ...deferrals(scenario, possible),
    ...deviceRules(scenario),
    ...driverRules(scenario, setup),
    modules: scenario.modules.map((module) => moduleBehaviour(scenario, system, module)),
    hidIgnoreSpecialDrivers: scenario.kernel.hidIgnoreSpecialDrivers,
    deferTimeout: scenario.kernel.deferredProbeTimeout,
    initcalls: initcallsOf(scenario),
    boot: bootOf(scenario, userspace.modprobeNames),
    userspace,
    ...storyOf(scenario, setup, userspace.modprobeNames),
    workerLatency: WORKER_LATENCY,
    idPlaces: idPlacesOf(scenario, setup.dynamicIds),
  };
  return { kernel: freezeDeep(kernel), notes };
}

function deviceRules(
  scenario: Scenario,
): Pick<Kernel, 'dma' | 'children' | 'appearsAfter' | 'presentAtBoot' | 'presetDriver' | 'initialOverride'> {
  const { devices } = scenario;
  return {
    dma: devices.map(({ dma }) => dma),
    children: devices.map(({ name }) =>
      devices.flatMap(({ parent, appears }, id) => (parent === name && appears === 'parent' ? [id] : [])),
    ),
    appearsAfter: devices.map(({ appearsAfter }) => appearsAfter),
    presentAtBoot: devices.flatMap(({ appears }, id) => (appears === 'boot' ? [id] : [])),
    presetDriver: presetDrivers(scenario),
    initialOverride: devices.map(({ driverOverride }) => overrideCode(scenario, driverOverride)),
  };
}

function driverRules(
  scenario: Scenario,
  setup: Setup,
): Pick<Kernel, 'matchAnswer' | 'probes' | 'removeTakes' | 'idsAtLoad' | 'asyncProbing'> {
  const { devices, drivers } = scenario;
  return {
    matchAnswer: drivers.map(({ match }) => devices.map(({ name }) => match[name] ?? 'ids')),
    probes: drivers.map((driver) => devices.map(({ name }) => probeOf(scenario, driver, name))),
    removeTakes: drivers.map(({ removeTakes }) => removeTakes),
    idsAtLoad: drivers.map(({ ids }, driver) =>
      ids.map((pattern) =>
        setup.dynamicIds.findIndex((id) => id.driver === driver && id.pattern === pattern),
      ),
    ),
    asyncProbing: drivers.map((driver) => asyncRule(scenario, driver)),
  };
}

function storyOf(
  scenario: Scenario,
  setup: Setup,
  names: readonly string[],
): Pick<Kernel, 'given' | 'actors' | 'others'> {
  const { load, trigger } = scenario.others;
  return {
    given: codeActions(scenario, setup, names, scenario.given),
    actors: scenario.story.map(({ name, at, actions }): Actor => {
      return { name, at, actions: codeActions(scenario, setup, names, actions), waits: waitsOf(actions) };
    }),
    others: { load: load.map((name) => names.indexOf(name)), trigger },
  };
}

/** A driver_override that names no driver of the scenario still keeps all others away (8.1). */
export function overrideCode(scenario: Scenario, name: string | null): number {
  if (name === null) return -1;
  const driver = indexOfName(scenario.drivers, name);
  return driver >= 0 ? driver : scenario.drivers.length;
}

function probeOf(scenario: Scenario, driver: DriverSpec, device: string): ProbeBehaviour {
  const spec: ProbeSpec = driver.probeOn[device] ?? driver.probe;
  const needs = spec.needs.map((name) => indexOfName(scenario.devices, name));
  return { takes: spec.takes, may: spec.may, script: spec.script, needs, needsChecked: spec.needsChecked };
}

function moduleBehaviour(
  scenario: Scenario,
  system: System,
  module: Scenario['modules'][number],
): ModuleBehaviour {
  const stays = stayOf(scenario, system, module);
  const { load, init, initMay, asyncProbe } = module;
  const refused = scenario.kernel.moduleBlacklist.includes(module.name);
  return { load, init, initMay, asyncProbe: asyncProbe || scenario.kernel.moduleAsyncProbe, refused, stays };
}

/** 6.1: the driver's type, then the command line, where `*` flips the list's meaning, then the owner module. */
function asyncRule(scenario: Scenario, driver: DriverSpec): 'always' | 'never' | 'module' {
  if (driver.probeType === 'async') return 'always';
  if (driver.probeType === 'sync') return 'never';
  const { driverAsyncProbe } = scenario.kernel;
  const listed = driverAsyncProbe.includes(driver.name);
  if (driverAsyncProbe.includes('*') ? !listed : listed) return 'always';
  const owner = scenario.modules.find(({ name }) => name === driver.module);
  return owner !== undefined && owner.builtin === null ? 'module' : 'never';
}

/** Group devices are preset to the driver whose group file makes them (9.6). */
function presetDrivers(scenario: Scenario): number[] {
  const preset = scenario.devices.map(({ presetDriver }) => indexOfName(scenario.drivers, presetDriver));
  for (const action of allActions(scenario)) {
    if (action.do !== 'group') continue;
    preset[indexOfName(scenario.devices, action.device)] = indexOfName(scenario.drivers, action.driver);
  }
  return preset;
}

/** By bus, whether any action, failing init or hand-over of this scenario can take drivers or devices off its lists. */
function leavers(scenario: Scenario): Pick<Kernel, 'devicesLeave' | 'driversLeave'> {
  const drivers = leavingDrivers(scenario);
  const devices = leavingDevices(scenario, drivers.size > 0);
  const has = (parts: readonly { readonly name: string; readonly bus: string }[], leaving: Set<string>) =>
    scenario.buses.map((own) => parts.some(({ name, bus }) => bus === own.name && leaving.has(name)));
  return { devicesLeave: has(scenario.devices, devices), driversLeave: has(scenario.drivers, drivers) };
}

function leavingDrivers({ modules, ...scenario }: Scenario): Set<string> {
  const actions = allActions({ modules, ...scenario });
  // Which driver a roll back takes away is decided while it runs (A6.2).
  if (actions.some((action) => action.do === 'rollback'))
    return new Set(scenario.drivers.map(({ name }) => name));
  // A module whose second registration fails takes its first driver back (10.8.5).
  const mayFail =
    actions.some((action) => action.do === 'register') || modules.some(({ initMay }) => initMay.length > 1);
  const takenBack = mayFail ? modules.filter(({ drivers }) => drivers.length > 1) : [];
  const removed = modules.filter(({ name }) =>
    actions.some((action) => action.do === 'rmmod' && action.module === name),
  );
  const unregistered = actions.flatMap((action) => (action.do === 'unregister' ? [action.driver] : []));
  return new Set([...unregistered, ...[...takenBack, ...removed].flatMap(({ drivers }) => drivers)]);
}

/** Removed by somebody, by a parent that loses its driver, or unmade by their bus (9.6 ccwgroup 4); then all below. */
function leavingDevices({ devices, buses, ...scenario }: Scenario, driversLeave: boolean): Set<string> {
  const actions = allActions({ devices, buses, ...scenario });
  const rules = new Map(buses.map((bus) => [bus.name, bus.rules]));
  const handsOver = [...rules.values()].some((own) => own === 'hid' || own === 'usb');
  // A device that goes takes its consumers' drivers from them (7.4).
  const takes = (verb: string): boolean => ['unbind', 'reprobe', 'disable', 'remove'].includes(verb);
  const releases = driversLeave || handsOver || actions.some((action) => takes(action.do));
  const leaving = new Set(actions.flatMap((action) => (action.do === 'remove' ? [action.device] : [])));
  for (const { name, bus, appears } of devices)
    if (rules.get(bus) === 'ccwgroup' || (releases && appears === 'parent')) leaving.add(name);
  for (let known = -1; known !== leaving.size;) {
    known = leaving.size;
    for (const { name, parent } of devices) if (parent !== null && leaving.has(parent)) leaving.add(name);
  }
  return leaving;
}

/** Devices that something can defer: their links, their dma, a match, or a probe of a driver that could be theirs. */
function deferrals(
  scenario: Scenario,
  possible: readonly (readonly boolean[])[],
): Pick<Kernel, 'deferrable' | 'somethingDefers'> {
  const blocked = allActions(scenario).some((action) => action.do === 'block_probing');
  const deferrable = scenario.devices.map(({ name, suppliers, dma, usb, bus }, device) => {
    if (blocked || suppliers.length > 0 || dma === 'EPROBE_DEFER') return true;
    const rules = scenario.buses.find((own) => own.name === bus)?.rules;
    // A specialised usb device driver that refuses has the device retried (9.3).
    if (rules === 'usb' && usb === 'device') return true;
    return scenario.drivers.some((driver, id) => {
      if (!possible[id]?.[device]) return false;
      const { may, script, needs } = driver.probeOn[name] ?? driver.probe;
      const answers = [...may, ...script];
      return answers.includes('EPROBE_DEFER') || needs.length > 0 || driver.match[name] === 'EPROBE_DEFER';
    });
  });
  return { deferrable, somethingDefers: deferrable.includes(true) };
}

/** Built-ins by level, then in link order, which is the order of the list (10.9). */
function initcallsOf(scenario: Scenario): number[] {
  return scenario.modules
    .flatMap(({ builtin, order }, id) => (builtin === null ? [] : [{ id, level: builtin, order }]))
    .sort((a, b) => a.level - b.level || a.order - b.order || a.id - b.id)
    .map(({ id }) => id);
}

function bootOf(scenario: Scenario, modprobeNames: readonly string[]): Kernel['boot'] {
  if (scenario.boot === null) return null;
  const { initramfs, coldplug, modulesLoad, userspaceAfter } = scenario.boot;
  return {
    initramfs: initramfs !== null,
    coldplug,
    modulesLoad: modulesLoad.map((name) => modprobeNames.indexOf(name)),
    userspaceAfter,
  };
}

/** Pairs that some state of ids and overrides could make match; walks step over all others. */
function possibleOf(scenario: Scenario, setup: Setup): boolean[][] {
  const overrides = allActions(scenario).flatMap((action) => (action.do === 'override' ? [action] : []));
  const named = (driver: string, device: string): boolean =>
    scenario.devices.some(({ name, driverOverride }) => name === device && driverOverride === driver) ||
    overrides.some((action) => action.device === device && action.driver === driver);
  return setup.drivers.map((driver) =>
    setup.devices.map((device) => {
      if (driver.bus !== device.bus) return false;
      const rules = setup.buses[driver.bus]?.rules;
      if (rules === 'ccwgroup') return true;
      if (setup.idMatch[driver.id]?.[device.id] || setup.overrideOnly[driver.id]?.[device.id]) return true;
      if (setup.dynamicIds.some((id) => id.driver === driver.id && id.devices.includes(device.id)))
        return true;
      return (rules === 'usb' && driver.generic) || named(driver.name, device.name);
    }),
  );
}
