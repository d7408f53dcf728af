/**
 * A scenario on the pci or usb bus as a program for a guest with the kernel’s own modules and the real kmod. Cards and
 * interfaces are known by their modalias; what the scenario says about probes is told to nobody: the drivers are what
 * they are.
 */
import type { Action, DeviceSpec, DriverSpec, ModuleSpec, Scenario } from '../../../sim/scenario/scenario.ts';
import { namesOf, SETTLED, type Translated } from '../translate.ts';
import type { GuestAction, GuestLane } from '../program.ts';
import type { Cast } from '../rig/said.ts';
import { idOf, placeOf } from './hardware.ts';
import { isSeen, isWhole, STOCK_RULES, stockRefusals } from './refuse.ts';

type Does = GuestAction['does'];

/** Loading a driver of sound with its codecs takes a guest some seconds. */
const SILENCE_MS = 20_000;

/** Whether the scenario is about the kernel's own drivers. */
export const isStock = ({ buses }: Scenario): boolean =>
  buses.some(({ rules }) => STOCK_RULES.includes(rules));

/** The program, or why the guest cannot play it. */
export function translateStock(scenario: Scenario): Translated {
  const refused = stockRefusals(scenario);
  if (refused.length > 0) return { refused };
  return {
    program: {
      setup: setupOf(scenario).map((does) => ({ index: -1, does })),
      given: settled(laneOf('given', scenario, scenario.given)),
      lanes: scenario.story.map(({ name, at, actions }) => {
        const lane = laneOf(name, scenario, actions);
        const start: GuestAction[] = at.min > 0 ? [{ index: -1, does: { op: 'until', ns: at.min } }] : [];
        return { ...lane, actions: [...start, ...lane.actions] };
      }),
      silenceMs: SILENCE_MS,
    },
  };
}

/** The folder of a bus. */
const bus = (name: string): string => `/sys/bus/${name}`;

function setupOf(scenario: Scenario): Does[] {
  const { devices, drivers, modules, buses, modprobeConfig } = scenario;
  const seen = devices.filter(isSeen);
  const overridden = seen.filter(({ driverOverride }) => driverOverride !== null);
  const options = [...drivers.flatMap(idsLine), ...modules.flatMap(asyncLine)];
  return [
    ...machineOf(seen),
    { op: 'file', path: '/etc/modprobe.d/probesim.conf', text: [...options, modprobeConfig].join('\n') },
    ...overridden.map((device): Does => {
      return { op: 'write', path: `${folderOf(device)}/driver_override`, data: device.driverOverride ?? '' };
    }),
    ...buses
      .filter(({ autoprobe }) => !autoprobe)
      .map(({ name }): Does => ({ op: 'write', path: `${bus(name)}/drivers_autoprobe`, data: '0' })),
    // What was found and left alone on the way is no part of the experiment.
    { op: 'command', line: 'clear' },
  ];
}

/**
 * The devices that are there from the beginning, and no others. The guest looks at its usb ports side by side, so
 * interfaces are taken away and come back in the order of the scenario, which is their order on the bus. Whole devices
 * are taken from the core of usb, for the past to give them back.
 */
function machineOf(devices: readonly DeviceSpec[]): Does[] {
  const wholes = devices.filter(isWhole);
  const interfaces = devices.filter((device) => device.bus === 'usb' && !isWhole(device));
  const isAway = ({ appears }: DeviceSpec): boolean => appears === 'story';
  const plugging = new Set(devices.flatMap((device) => placeOf(device)?.plugging ?? []));
  return [
    ...[...plugging, ...devices.map(awaiting)].map((line): Does => ({ op: 'run', line })),
    ...devices.filter((device) => device.bus === 'pci' && isAway(device)).map(removalOf),
    ...interfaces.map(removalOf),
    ...interfaces.filter((device) => !isAway(device)).map(additionOf),
    ...wholes.map((device): Does => {
      return { op: 'write', path: `${bus('usb')}/drivers/usb/unbind`, data: addressOf(device) };
    }),
  ];
}

function awaiting(device: DeviceSpec): string {
  const [file, line] = isWhole(device)
    ? ['idProduct', placeOf(device)?.product]
    : ['modalias', device.modalias];
  return `/lib/await ${folderOf(device)}/${file} ${line}`;
}

const addressOf = (device: DeviceSpec): string => placeOf(device)?.address ?? '';
const folderOf = (device: DeviceSpec): string => `${bus(device.bus)}/devices/${addressOf(device)}`;

/** The file of a whole usb device that says which of its configurations it has: interfaces come and go with it. */
const configurationOf = (device: DeviceSpec): string | undefined => {
  const whole = placeOf(device)?.whole;
  return whole ? `${bus('usb')}/devices/${whole}/bConfigurationValue` : undefined;
};

function removalOf(device: DeviceSpec): Does {
  const path = configurationOf(device);
  if (path !== undefined) return { op: 'write', path, data: '0' };
  return { op: 'write', path: `${folderOf(device)}/remove`, data: '1' };
}

function additionOf(device: DeviceSpec): Does {
  const path = configurationOf(device);
  return { op: 'write', path: path ?? `${bus('pci')}/rescan`, data: '1' };
}

const idsLine = ({ module, ids }: DriverSpec): string[] =>
  ids.length > 0 ? [`options ${module} ids=${ids.map((pattern) => idOf(pattern)).join(',')}`] : [];

const asyncLine = ({ name, asyncProbe }: ModuleSpec): string[] =>
  asyncProbe ? [`options ${name} async_probe=1`] : [];

function laneOf(name: string, scenario: Scenario, actions: readonly Action[]): GuestLane {
  return {
    name,
    actions: actions.flatMap((action, index) => {
      const all = doesOf(scenario, action);
      // The last tells how the action ended.
      return all.map((does, at) => ({ index: at === all.length - 1 ? index : -1, does }));
    }),
    named: namesOf(actions),
  };
}

const settled = (lane: GuestLane): GuestLane => ({
  ...lane,
  actions: lane.actions.flatMap((action) => [action, ...SETTLED]),
});

function doesOf(scenario: Scenario, action: Action): Does[] {
  switch (action.do) {
    case 'modprobe':
      return [{ op: 'run', line: `/sbin/modprobe ${action.module}` }];
    case 'rmmod':
      // The program says no more than that it failed; the call that it makes gives the kernel's answer.
      return [{ op: 'remove', module: action.module, parameters: '' }];
    case 'register':
      // It is there already (refuse.ts): what registering it would do is done to its devices one by one.
      return scenario.devices.filter((device) => isWhole(device) && isSeen(device)).map(probing);
    case 'autoprobe':
      return [{ op: 'write', path: `${bus(action.bus)}/drivers_autoprobe`, data: action.on ? '1' : '0' }];
    case 'new_id':
    case 'remove_id':
      return [
        { op: 'write', path: fileOf(scenario, action), data: (idOf(action.pattern) ?? '').replace(':', ' ') },
      ];
    case 'wait':
      return [{ op: 'sleep', ns: action.takes.min }];
    case 'settle':
      return [{ op: 'command', line: 'settle' }];
    default: {
      const device = 'device' in action && scenario.devices.find(({ name }) => name === action.device);
      return device ? onDevice(scenario, action, device) : [];
    }
  }
}

function onDevice(scenario: Scenario, action: Action, device: DeviceSpec): Does[] {
  const write = (path: string, data: string): Does[] => [{ op: 'write', path, data }];
  switch (action.do) {
    case 'bind':
    case 'unbind':
      return write(fileOf(scenario, action), addressOf(device));
    case 'override':
      return write(`${folderOf(device)}/driver_override`, action.driver ?? '');
    case 'drivers_probe':
      return [probing(device)];
    case 'add':
      return [additionOf(device)];
    case 'remove':
      return [removalOf(device)];
    default:
      return [];
  }
}

const probing = (device: DeviceSpec): Does => {
  return { op: 'write', path: `${bus(device.bus)}/drivers_probe`, data: addressOf(device) };
};

/** The file of a driver that has the action's name. */
function fileOf({ drivers }: Scenario, action: { readonly do: string; readonly driver: string }): string {
  const own = drivers.find(({ name }) => name === action.driver);
  return `${bus(own?.bus ?? '')}/drivers/${action.driver}/${action.do}`;
}

/** Who the scenario is about: its devices by the guest's names for them, and its drivers. */
export function castOf({ devices, drivers }: Scenario): Cast {
  const seen = devices.filter(isSeen);
  return {
    cards: new Map(seen.map((device) => [addressOf(device), device.name])),
    drivers: new Set(drivers.map(({ name }) => name)),
  };
}
