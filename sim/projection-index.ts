/**
 * What projecting asks of a scenario for every device, found out once: who stands where, who depends on whom, which
 * drivers an id or an action could bring to a device, what its events load, and which actions name it. Scenarios never
 * change, so the answers are kept as long as the scenario is.
 */
import { compileGlob } from './model/fnmatch.ts';
import { allActions } from './scenario/boot/setup.ts';
import { userspaceOf } from './scenario/boot/userspace.ts';
import { systemOf } from './systems/catalogue.ts';
import type { Action, DeviceSpec, DriverSpec, Scenario } from './scenario/scenario.ts';

/** Verbs after which a device can lose its driver or go away: then parents and children are one cluster. */
const RELEASING: ReadonlySet<string> = new Set([
  'remove',
  'unregister',
  'rmmod',
  'unbind',
  'reprobe',
  'rollback',
  'disable',
  'group',
]);

export interface ProjectionIndex {
  /** Position of each device. */
  readonly devices: ReadonlyMap<string, number>;
  /** Some bus or action takes drivers from devices. */
  readonly releases: boolean;
  /** Some driver needs a device other than its own. */
  readonly needs: boolean;
  /** Children and consumers of each device that has some. */
  readonly dependents: ReadonlyMap<string, readonly string[]>;
  /** Devices that some action makes one group with a device: it asks what they are bound to. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Positions of the drivers that some id, dynamic id or override could bring to a device. */
  readonly driversOf: (device: DeviceSpec) => readonly number[];
  /** Names of the modules that a device's events load, by position of the device; and how many devices load each. */
  readonly loads: readonly ReadonlySet<string>[];
  readonly loaders: ReadonlyMap<string, number>;
  /** What a device's events load, stage by stage, as text: equal texts, equal loads. */
  readonly plansOf: (position: number) => string;
  /** Which patterns of those drivers fit it: positions, driver by driver. */
  readonly fitsOf: (device: DeviceSpec) => readonly (readonly number[])[];
  /** An action, or something that is no device, has or uses this device's name. */
  readonly isNamed: (device: string) => boolean;
  /** Actions of the given past and of the story's actors that name no device, or one of these. */
  readonly given: Concerning<Action>;
  readonly story: Concerning<Scenario['story'][number]>;
}

const indexes = new WeakMap<Scenario, ProjectionIndex>();

/** The index of a scenario. */
export function projectionIndex(scenario: Scenario): ProjectionIndex {
  let index = indexes.get(scenario);
  if (!index) indexes.set(scenario, (index = indexOf(scenario)));
  return index;
}

const prepared = new WeakMap<Scenario, Scenario>();

/** The scenario as its system has it run: always the same object for one scenario. */
export function preparedFor(scenario: Scenario): Scenario {
  let own = prepared.get(scenario);
  if (!own) prepared.set(scenario, (own = systemOf(scenario).prepare(scenario)));
  return own;
}

function indexOf(scenario: Scenario): ProjectionIndex {
  const { devices, given, story } = scenario;
  const actions = allActions(scenario);
  const { loads, plansOf } = loadsOf(scenario);
  return {
    devices: new Map(devices.map(({ name }, position) => [name, position])),
    releases: releases(scenario, actions),
    needs: scenario.drivers.some(({ probe, probeOn }) =>
      [probe, ...Object.values(probeOn)].some(({ needs }) => needs.length > 0),
    ),
    dependents: dependentsOf(devices),
    groups: groupsOf(actions),
    ...matcher(scenario, actions),
    isNamed: namer(scenario, actions),
    loads,
    loaders: counted(loads),
    plansOf,
    given: concerning(given, (action) => [action]),
    story: concerning(story, (actor) => actor.actions),
  };
}

/** Entries of a list that can concern some devices, in their order. */
type Concerning<T> = (devices: Iterable<string>) => T[];

/** Finds entries by the devices that their actions name. An action that names none concerns everybody. */
function concerning<T>(list: readonly T[], actionsOf: (entry: T) => readonly Action[]): Concerning<T> {
  const general = new Set<number>();
  const byDevice = new Map<string, number[]>();
  list.forEach((entry, position) => {
    for (const action of actionsOf(entry)) {
      if (!('device' in action)) general.add(position);
      else byDevice.set(action.device, [...(byDevice.get(action.device) ?? []), position]);
    }
  });
  return (devices) => {
    const positions = new Set(general);
    for (const device of devices) for (const position of byDevice.get(device) ?? []) positions.add(position);
    const inOrder = [...positions].sort((a, b) => a - b);
    return inOrder.flatMap((position) => list.slice(position, position + 1));
  };
}

/** Whether some bus or action of this scenario takes drivers from devices. */
function releases({ drivers, buses }: Scenario, actions: readonly Action[]): boolean {
  const isHid = (bus: string): boolean => buses.find(({ name }) => name === bus)?.rules === 'hid';
  const byBus = drivers.some(({ generic, bus, usb }) => generic && (isHid(bus) || usb === 'device'));
  return byBus || actions.some((action) => RELEASING.has(action.do));
}

function dependentsOf(devices: readonly DeviceSpec[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { name, parent, suppliers } of devices) {
    for (const other of parent === null ? suppliers : [parent, ...suppliers]) {
      const own = found.get(other);
      if (own) own.push(name);
      else found.set(other, [name]);
    }
  }
  return found;
}

function groupsOf(actions: readonly Action[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const action of actions) {
    if (action.do !== 'group') continue;
    const group = [action.device, ...action.members];
    for (const member of group) found.set(member, [...(found.get(member) ?? []), ...group]);
  }
  return found;
}

/** A driver with the patterns that some id, dynamic id or action gives it. */
interface Matching {
  readonly driver: DriverSpec;
  readonly position: number;
  /** Positions of the patterns that fit. */
  readonly fits: (device: DeviceSpec) => readonly number[];
}

/** Positions of the drivers that a device could get, and of the patterns of each that fit. */
interface Matched {
  readonly drivers: number[];
  readonly fits: (readonly number[])[];
}

/** Answers which drivers a device could get, with all patterns compiled and all overrides looked up beforehand. */
function matcher(
  scenario: Scenario,
  actions: readonly Action[],
): Pick<ProjectionIndex, 'driversOf' | 'fitsOf'> {
  const rules = new Map(scenario.buses.map(({ name, rules }) => [name, rules]));
  const overrides = new Set(
    actions.flatMap((action) => (action.do === 'override' ? [`${action.device}\n${action.driver}`] : [])),
  );
  const byBus = new Map<string, Matching[]>();
  scenario.drivers.forEach((driver, position) => {
    const entry = { driver, position, fits: patternsOf(driver, actions) };
    byBus.set(driver.bus, [...(byBus.get(driver.bus) ?? []), entry]);
  });
  const match = (device: DeviceSpec): Matched => {
    const { bus, name, driverOverride, presetDriver } = device;
    const isGroup = rules.get(bus) === 'ccwgroup';
    const matched: Matched = { drivers: [], fits: [] };
    for (const { driver, position, fits } of byBus.get(bus) ?? []) {
      const fitting = fits(device);
      const named = driverOverride === driver.name || presetDriver === driver.name;
      const may = driver.generic || named || isGroup || fitting.length > 0;
      if (!may && !overrides.has(`${name}\n${driver.name}`)) continue;
      matched.drivers.push(position);
      matched.fits.push(fitting);
    }
    return matched;
  };
  const known = new Map<DeviceSpec, Matched>();
  const matchedBy = (device: DeviceSpec): Matched => {
    let found = known.get(device);
    if (!found) known.set(device, (found = match(device)));
    return found;
  };
  return { driversOf: (device) => matchedBy(device).drivers, fitsOf: (device) => matchedBy(device).fits };
}

function patternsOf(driver: DriverSpec, actions: readonly Action[]): Matching['fits'] {
  const added = actions.flatMap((action) =>
    action.do === 'new_id' && action.driver === driver.name ? [action.pattern] : [],
  );
  const patterns = [...driver.matches, ...driver.overrideOnly, ...driver.ids, ...added];
  const globs = patterns.map((pattern) => compileGlob(pattern));
  return ({ modalias }) =>
    patterns.flatMap((pattern, at) =>
      (modalias === null ? pattern === '*' : globs[at]?.(modalias) === true) ? [at] : [],
    );
}

/** Name of the actor that brings a device whose parent is not in the projection. */
export const enumeration = (device: string): string => `enumerate ${device}`;

/** Names of devices in actions, in drivers' special answers, and names that something else has as well. */
function namer(
  { drivers, modules, story }: Scenario,
  actions: readonly Action[],
): (device: string) => boolean {
  const names = new Set([...drivers, ...modules, ...story].map(({ name }) => name));
  for (const action of actions) {
    if ('device' in action) names.add(action.device);
    if ('members' in action) for (const member of action.members) names.add(member);
  }
  for (const { match, probeOn } of drivers)
    for (const device of [...Object.keys(match), ...Object.keys(probeOn)]) names.add(device);
  return (device) => names.has(device) || names.has(enumeration(device));
}

/** What the events of some devices load: as text, and the names of the modules. */
interface Loads {
  readonly text: string;
  readonly modules: ReadonlySet<string>;
}

/** Most devices load what others load too, so each answer is made once. */
function loadsOf(scenario: Scenario): Pick<ProjectionIndex, 'loads' | 'plansOf'> {
  const { byDevice, plans, targets } = userspaceOf(scenario).userspace;
  const nameOf = (module: number): string => scenario.modules[module]?.name ?? '';
  const textOf = (plan: number): string =>
    (plans[plan] ?? []).reduce(
      (text, { module, required }) => `${text} ${module}${required ? '!' : ''}`,
      `${targets[plan]}:`,
    );
  const known = new Map<string, Loads>();
  const ofDevices = scenario.devices.map((_, position): Loads => {
    const text = byDevice.map((stage) => (stage[position] ?? []).map(textOf).join()).join(';');
    const found = known.get(text);
    if (found) return found;
    const own = byDevice.flatMap((stage) => stage[position] ?? []).flatMap((plan) => plans[plan] ?? []);
    const loads = { text, modules: new Set(own.map(({ module }) => nameOf(module))) };
    known.set(text, loads);
    return loads;
  });
  return {
    loads: ofDevices.map(({ modules }) => modules),
    plansOf: (position) => ofDevices[position]?.text ?? '',
  };
}

function counted(loads: readonly ReadonlySet<string>[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const modules of loads) for (const name of modules) found.set(name, (found.get(name) ?? 0) + 1);
  return found;
}
