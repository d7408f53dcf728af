/**
 * A scenario as a program for the guest. Everything is decided here, from the scenario and a seed: ranges are drawn,
 * id tables are asked, names are resolved. The guest only follows.
 */
import seedrandom from 'seedrandom';
import { fits } from '../../sim/scenario/boot/setup.ts';
import { scenarioDigest } from '../../sim/scenario/digest.ts';
import type {
  Action,
  Actor,
  DeviceSpec,
  DriverSpec,
  Duration,
  ModuleSpec,
  ProbeSpec,
  Scenario,
} from '../../sim/scenario/scenario.ts';
import type { GuestAction, GuestLane, GuestProgram } from './program.ts';
import { ERRNO } from './errno.ts';
import { ATTEMPTS_MAX, refusals } from './refuse.ts';

export type Translated = { readonly program: GuestProgram } | { readonly refused: readonly string[] };

/** Draws from a duration's range, in nanoseconds. */
type Draw = (range: Duration) => number;
type Does = GuestAction['does'];

/** Guests are slow: silence is judged long after the longest thing that the scenario does. */
const PATIENCE_MS = 8_000;

/**
 * The program of a scenario, or why the rig cannot run it.
 * @param seed draws from ranges and from what a probe may answer; equal seeds give equal programs
 */
export function translate(scenario: Scenario, seed: number): Translated {
  const refused = refusals(scenario);
  if (refused.length > 0) return { refused };
  const random = seedrandom.alea(`${scenarioDigest(scenario)}/${seed}`);
  const draw: Draw = ({ min, max }) => min + Math.floor(random.double() * (max - min + 1));
  const pick = (count: number): number => Math.floor(random.double() * count);
  return {
    program: {
      setup: setupOf(scenario, draw, pick).map((does) => ({ index: -1, does })),
      given: givenOf(scenario, draw),
      lanes: scenario.story.map((actor) => laneOf(scenario, actor, draw)),
      silenceMs: PATIENCE_MS + Math.ceil(longestNs(scenario) / 1e6),
    },
  };
}

/** Buses of an experiment beside those of the guest itself. */
const busFolder = (bus: string): string => `/sys/bus/probesim.${bus}`;
const command = (line: string): Does => ({ op: 'command', line });

function setupOf(scenario: Scenario, draw: Draw, pick: (count: number) => number): Does[] {
  const { buses, devices, drivers, modules } = scenario;
  return [
    ...buses.map(({ name, parentLock }) =>
      command(`bus probesim.${name}${parentLock ? ' parent-lock' : ''}`),
    ),
    ...buses
      .filter(({ autoprobe }) => !autoprobe)
      .map(({ name }): Does => ({ op: 'write', path: `${busFolder(name)}/drivers_autoprobe`, data: '0' })),
    ...parentsFirst(devices).map((device) => command(deviceLine(device, draw))),
    ...drivers.map((driver) => command(driverLine(driver, draw))),
    ...drivers.flatMap((driver) =>
      devices
        .filter(({ bus }) => bus === driver.bus)
        .map((device) => command(pairLine(driver, device, draw, pick))),
    ),
    ...modules.map((module) => command(moduleLine(module, draw, pick))),
    ...devices.flatMap(({ name, suppliers }) =>
      suppliers.map((supplier) => command(`link ${name} ${supplier}`)),
    ),
  ];
}

/** The module looks a parent up when it reads the child. */
function parentsFirst(devices: readonly DeviceSpec[]): readonly DeviceSpec[] {
  const sorted: DeviceSpec[] = [];
  const put = (device: DeviceSpec): void => {
    if (sorted.includes(device)) return;
    const parent = devices.find(({ name }) => name === device.parent);
    if (parent) put(parent);
    sorted.push(device);
  };
  devices.forEach(put);
  return sorted;
}

function deviceLine(device: DeviceSpec, draw: Draw): string {
  const { name, bus, parent, appears, appearsAfter, driverOverride, presetDriver, dma } = device;
  return [
    `device ${name} bus=probesim.${bus}`,
    ...(parent === null ? [] : [`parent=${parent}`]),
    ...(appears === 'parent' ? [`follows=${micros(draw(appearsAfter))}`] : []),
    ...(driverOverride === null ? [] : [`override=${driverOverride}`]),
    ...(presetDriver === null ? [] : [`preset=${presetDriver}`]),
    ...(dma === 'ok' ? [] : [`dma=${-ERRNO[dma]}`]),
  ].join(' ');
}

function driverLine({ name, bus, probeType, bindAttrs, removeTakes }: DriverSpec, draw: Draw): string {
  const hidden = bindAttrs ? '' : ' hidden';
  return `driver ${name} bus=probesim.${bus} probe=${probeType} remove-us=${micros(draw(removeTakes))}${hidden}`;
}

/** How this driver meets this device, attempt by attempt; no match unless its ids fit. */
function pairLine(
  driver: DriverSpec,
  device: DeviceSpec,
  draw: Draw,
  pick: (count: number) => number,
): string {
  const probe = driver.probeOn[device.name] ?? driver.probe;
  const matches = driver.matches.some((pattern) => fits(pattern, device.modalias));
  const answer = driver.match[device.name] ?? 'ids';
  const times = attempts(probe.takes.min === probe.takes.max, () => micros(draw(probe.takes)));
  const answers =
    probe.script.length > 0
      ? probe.script
      : attempts(probe.may.length <= 1, () => probe.may[pick(probe.may.length)] ?? 'ok');
  return [
    `pair ${driver.name} ${device.name}`,
    ...(matches ? [`match=${answer === 'ids' ? 1 : -ERRNO[answer]}`] : []),
    `us=${times.join(',')}`,
    `answers=${answers.map(numberOf).join(',')}`,
    // What is given happens without choices.
    ...(answers.length > 1 && probe.script.length === 0
      ? [`past-answer=${numberOf(probe.may[0] ?? 'ok')}`]
      : []),
    ...needsOf(probe),
  ].join(' ');
}

/** One value if all attempts are alike, else one for each that the module keeps count of. */
function attempts<T>(alike: boolean, draw: () => T): T[] {
  return Array.from({ length: alike ? 1 : ATTEMPTS_MAX }, draw);
}

function numberOf(answer: ProbeSpec['may'][number]): number {
  if (answer === 'ok') return 0;
  return answer === '1' ? 1 : -ERRNO[answer];
}

function needsOf({ needs, needsChecked }: ProbeSpec): string[] {
  if (needs.length === 0) return [];
  return [`needs=${needs.join(',')}`, ...(needsChecked === 'late' ? ['late'] : [])];
}

function moduleLine(module: ModuleSpec, draw: Draw, pick: (count: number) => number): string {
  const answer = module.initMay[pick(module.initMay.length)] ?? 'ok';
  return [
    `module ${module.name} init-us=${micros(draw(module.init))} answer=${answer === 'ok' ? 0 : -ERRNO[answer]}`,
    ...module.drivers.map((driver) => `driver=${driver}`),
  ].join(' ');
}

/** The past is undisturbed: whatever an action sets off comes to its end before the next; one pass may set off more. */
export const SETTLED: readonly GuestAction[] = [1, 2].map(() => ({ index: -1, does: command('settle') }));

/** Devices that are there, then built-in drivers in the order of initcalls, then what the scenario gives (given.ts). */
function givenOf(scenario: Scenario, draw: Draw): GuestLane {
  const past: GuestAction[] = [
    ...scenario.devices
      .filter(({ appears }) => appears === 'boot')
      .flatMap(({ name, appearsAfter }) => [...sleepFor(draw(appearsAfter)), command(`add ${name}`)]),
    ...builtinModules(scenario.modules).flatMap(({ drivers }) =>
      drivers.map((name) => command(`register ${name}`)),
    ),
  ].map((does) => ({ index: -1, does }));
  return {
    name: 'given',
    actions: [...past, ...actionsOf(scenario, scenario.given, draw)].flatMap((action) => [
      action,
      ...SETTLED,
    ]),
    named: namesOf(scenario.given),
  };
}

function builtinModules(modules: readonly ModuleSpec[]): readonly ModuleSpec[] {
  return modules
    .flatMap((module) => (module.builtin === null ? [] : [{ module, level: module.builtin }]))
    .sort((a, b) => a.level - b.level || a.module.order - b.module.order)
    .map(({ module }) => module);
}

function laneOf(scenario: Scenario, actor: Actor, draw: Draw): GuestLane {
  const at = draw(actor.at);
  const start: GuestAction[] = at > 0 ? [{ index: -1, does: { op: 'until', ns: at } }] : [];
  return {
    name: actor.name,
    actions: [...start, ...actionsOf(scenario, actor.actions, draw)],
    named: namesOf(actor.actions),
  };
}

const actionsOf = (scenario: Scenario, actions: readonly Action[], draw: Draw): GuestAction[] =>
  actions.flatMap((action, index) => doesOf(scenario, action, draw).map((does) => ({ index, does })));

const sleepFor = (ns: number): Does[] => (ns > 0 ? [{ op: 'sleep', ns }] : []);

function doesOf(scenario: Scenario, action: Action, draw: Draw): Does[] {
  const busOf = (device: string): string =>
    busFolder(scenario.devices.find(({ name }) => name === device)?.bus ?? '');
  const write = (path: string, data: string): Does[] => [{ op: 'write', path, data }];
  switch (action.do) {
    case 'add':
    case 'remove':
    case 'reprobe':
    case 'attach':
      return [command(`${action.do} ${action.device}`)];
    case 'register':
    case 'unregister':
      return [command(`${action.do} ${action.driver}`)];
    case 'bind':
    case 'unbind':
      return write(`${busOf(action.device)}/drivers/${action.driver}/${action.do}`, action.device);
    case 'drivers_probe':
      return write(`${busOf(action.device)}/drivers_probe`, action.device);
    case 'override':
      return write(`${busOf(action.device)}/devices/${action.device}/driver_override`, action.driver ?? '');
    case 'autoprobe':
      return write(`${busFolder(action.bus)}/drivers_autoprobe`, action.on ? '1' : '0');
    case 'rescan':
      return [command(`rescan probesim.${action.bus}`)];
    case 'modprobe':
      return insertion(scenario, action.module, draw);
    case 'rmmod':
      return [{ op: 'remove', module: action.module, parameters: '' }];
    case 'wait':
      return sleepFor(draw(action.takes));
    case 'block_probing':
      return [command('block')];
    case 'unblock_probing':
      return [command('unblock')];
    case 'settle':
      return [command('settle')];
    default:
      return [];
  }
}

/** Reading and linking the file takes time too; the guest's own is next to nothing. */
function insertion(scenario: Scenario, name: string, draw: Draw): Does[] {
  const module = scenario.modules.find((own) => own.name === name);
  const asynchronous = module?.asyncProbe === true || scenario.kernel.moduleAsyncProbe;
  return [
    ...sleepFor(module ? draw(module.load) : 0),
    { op: 'insert', module: name, parameters: asynchronous ? 'async_probe=1' : '' },
  ];
}

/** Actions in words, as a recording names them. */
export const namesOf = (actions: readonly Action[]): GuestLane['named'] =>
  actions.map((action, index) => ({ index, does: nameOf(action) }));

/** The action in words: its verb, then its values as they stand in the scenario. */
function nameOf({ do: verb, ...rest }: Action): string {
  const values = Object.values(rest).map((value) => (value === null ? 'none' : wordOf(value)));
  return [verb, ...values].join(' ');
}

function wordOf(value: string | boolean | readonly string[] | Duration): string {
  if (typeof value === 'object' && 'min' in value) return `${value.min}..${value.max}ns`;
  return String(value);
}

/** Microseconds, the module's unit: a probe that takes time takes at least one. */
const micros = (ns: number): number => (ns === 0 ? 0 : Math.max(1, Math.round(ns / 1000)));

function longestNs({ devices, drivers, modules, story, given }: Scenario): number {
  const waits = [...given, ...story.flatMap(({ actions }) => actions)].flatMap((action) =>
    action.do === 'wait' ? [action.takes] : [],
  );
  const probes = drivers.flatMap(({ probe, probeOn, removeTakes }) => [
    ...[probe, ...Object.values(probeOn)].map(({ takes }) => takes),
    removeTakes,
  ]);
  const ranges = [
    ...waits,
    ...probes,
    ...story.map(({ at }) => at),
    ...devices.map(({ appearsAfter }) => appearsAfter),
    ...modules.flatMap(({ load, init }) => [load, init]),
  ];
  return Math.max(0, ...ranges.map(({ max }) => max));
}
