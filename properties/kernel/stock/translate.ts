/**
 * A scenario on the pci bus as a program for a guest with the kernel’s own modules and the real kmod. Cards are known
 * by their modalias; what the scenario says about probes is told to nobody: the drivers are what they are.
 */
import type { Action, DriverSpec, Scenario } from '../../../sim/scenario/scenario.ts';
import { namesOf, SETTLED, type Translated } from '../translate.ts';
import type { GuestAction, GuestLane } from '../program.ts';
import type { Cast } from '../rig/said.ts';
import { addressOf, idOf, STOCK_MODULES } from './hardware.ts';

type Does = GuestAction['does'];

const PCI = '/sys/bus/pci';
/** Loading a driver of sound with its codecs takes a guest some seconds. */
const SILENCE_MS = 20_000;

/** Whether the scenario is about the kernel's own drivers. */
export const isStock = ({ buses }: Scenario): boolean => buses.some(({ rules }) => rules === 'pci');

/** The program, or why the guest cannot play it. */
export function translateStock(scenario: Scenario): Translated {
  const refused = refusals(scenario);
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

function refusals({
  system,
  quirks,
  boot,
  udev,
  buses,
  devices,
  drivers,
  story,
  given,
  others,
}: Scenario): string[] {
  const unknown = drivers.filter(({ module }) => !STOCK_MODULES.includes(module ?? ''));
  const actions = [...given, ...story.flatMap((actor) => actor.actions)];
  const said: [boolean, string][] = [
    [!/^linux-6\.\d+$/.test(system), `system ${system}: the rig has kernels 6.1 and 6.12`],
    [quirks.length > 0, `quirks ${quirks.join(', ')}: a kernel's guards cannot be switched off`],
    [boot !== null, 'boot: the guest is up before an experiment begins'],
    [udev !== null, 'udev: nobody in the guest listens to uevents'],
    [others.load.length > 0 || others.trigger, 'others: nobody else is in the guest'],
    [buses.some(({ rules }) => rules !== 'pci'), 'buses: only pci cards have drivers of the kernel here'],
  ];
  return [
    ...said.flatMap(([wrong, why]) => (wrong ? [why] : [])),
    ...devices
      .filter(({ modalias }) => addressOf(modalias) === undefined)
      .map(({ name }) => `device ${name}: no card of this modalias is emulated`),
    ...unknown.map(({ name }) => `driver ${name}: the guest has no module of this driver`),
    ...drivers
      .filter(({ ids }) => ids.some((pattern) => idOf(pattern) === undefined))
      .map(({ name }) => `driver ${name}: ids name a vendor and a product`),
    ...actions.flatMap(refusalOf),
  ];
}

function refusalOf(action: Action): string[] {
  switch (action.do) {
    case 'new_id':
    case 'remove_id':
      return idOf(action.pattern) === undefined
        ? [`${action.do}: a pattern names a vendor and a product`]
        : [];
    case 'register':
    case 'unregister':
    case 'reprobe':
    case 'attach':
    case 'rescan':
    case 'group':
    case 'coldplug':
    case 'block_probing':
    case 'unblock_probing':
      return [`${action.do}: user space cannot do that to the kernel's own drivers`];
    default:
      return [];
  }
}

const where = (scenario: Scenario, device: string): string =>
  addressOf(scenario.devices.find(({ name }) => name === device)?.modalias ?? null) ?? '';

function setupOf(scenario: Scenario): Does[] {
  const { devices, drivers, buses, modprobeConfig } = scenario;
  const options = drivers.filter(({ ids }) => ids.length > 0).map(optionLine);
  const away = devices.filter(({ appears }) => appears === 'story');
  const overridden = devices.filter(({ driverOverride }) => driverOverride !== null);
  const card = (name: string): string => `${PCI}/devices/${where(scenario, name)}`;
  return [
    ...devices.map(({ name, modalias }): Does => ({
      op: 'run',
      line: `grep -qx ${modalias} ${card(name)}/modalias`,
    })),
    { op: 'file', path: '/etc/modprobe.d/probesim.conf', text: [...options, modprobeConfig].join('\n') },
    ...overridden.map(({ name, driverOverride }): Does => {
      return { op: 'write', path: `${card(name)}/driver_override`, data: driverOverride ?? '' };
    }),
    ...away.map(({ name }): Does => ({ op: 'write', path: `${card(name)}/remove`, data: '1' })),
    ...buses
      .filter(({ autoprobe }) => !autoprobe)
      .map((): Does => ({ op: 'write', path: `${PCI}/drivers_autoprobe`, data: '0' })),
  ];
}

function optionLine({ module, ids }: DriverSpec): string {
  return `options ${module} ids=${ids.map((pattern) => idOf(pattern)).join(',')}`;
}

function laneOf(name: string, scenario: Scenario, actions: readonly Action[]): GuestLane {
  return {
    name,
    actions: actions.flatMap((action, index) => doesOf(scenario, action).map((does) => ({ index, does }))),
    named: namesOf(actions),
  };
}

const settled = (lane: GuestLane): GuestLane => ({
  ...lane,
  actions: lane.actions.flatMap((action) => [action, ...SETTLED]),
});

function doesOf(scenario: Scenario, action: Action): Does[] {
  const write = (path: string, data: string): Does[] => [{ op: 'write', path: `${PCI}/${path}`, data }];
  switch (action.do) {
    case 'modprobe':
      return [{ op: 'run', line: `/sbin/modprobe ${action.module}` }];
    case 'rmmod':
      return [{ op: 'run', line: `/sbin/rmmod ${action.module}` }];
    case 'bind':
    case 'unbind':
      return write(`drivers/${action.driver}/${action.do}`, where(scenario, action.device));
    case 'override':
      return write(`devices/${where(scenario, action.device)}/driver_override`, action.driver ?? '');
    case 'drivers_probe':
      return write('drivers_probe', where(scenario, action.device));
    case 'new_id':
    case 'remove_id':
      return write(`drivers/${action.driver}/${action.do}`, (idOf(action.pattern) ?? '').replace(':', ' '));
    case 'autoprobe':
      return write('drivers_autoprobe', action.on ? '1' : '0');
    case 'add':
      return write('rescan', '1');
    case 'remove':
      return write(`devices/${where(scenario, action.device)}/remove`, '1');
    case 'wait':
      return [{ op: 'sleep', ns: action.takes.min }];
    case 'settle':
      return [{ op: 'command', line: 'settle' }];
    default:
      return [];
  }
}

/** Who the scenario is about: its cards by their addresses, which are the guest's names, and its drivers. */
export function castOf({ devices, drivers }: Scenario): Cast {
  return {
    cards: new Map(devices.map(({ name, modalias }) => [addressOf(modalias) ?? '', name])),
    drivers: new Set(drivers.map(({ name }) => name)),
  };
}
