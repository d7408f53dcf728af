/** What a kernel in the rig cannot be brought to do. A scenario that asks for it is refused whole, with reasons. */
import { fits } from '../../sim/scenario/boot/setup.ts';
import type { Action, DeviceSpec, DriverSpec, Scenario } from '../../sim/scenario/scenario.ts';

/** What the bus module has room for (module/simbus.h). */
const NEEDS_MAX = 8;
export const ATTEMPTS_MAX = 24;
/** Longer ones make a guest look dead. */
const DURATION_MAX_NS = 5_000_000_000;

/** Names as file names of sysfs and as words of a command. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.:+-]{0,30}$/;
/** Entries of the guest's own /sys/devices. */
const TAKEN = new Set([
  'system',
  'platform',
  'software',
  'virtual',
  'breakpoint',
  'cpu',
  'msr',
  'power',
  'isa',
]);

/** Reasons against the scenario, each one sentence; none: the rig can run it. */
export function refusals(scenario: Scenario): readonly string[] {
  return [
    ...ofMachine(scenario),
    ...scenario.devices.flatMap((device) => ofDevice(device, scenario)),
    ...scenario.drivers.flatMap(ofDriver),
    ...actionsOf(scenario).flatMap((action) => ofAction(action, scenario)),
    ...scenario.modules.flatMap(({ name, depends, softdepPre, softdepPost }) =>
      depends.length + softdepPre.length + softdepPost.length > 0
        ? [`module ${name}: what a module depends on is kmod's business; the bus module has no modprobe`]
        : [],
    ),
    ...ofNames(scenario),
  ];
}

export const actionsOf = ({ given, story }: Scenario): readonly Action[] => [
  ...given,
  ...story.flatMap(({ actions }) => actions),
];

function ofMachine(scenario: Scenario): string[] {
  const { kernel, others } = scenario;
  const said: [boolean, string][] = [
    [!/^linux-6\.\d+$/.test(scenario.system), `system ${scenario.system}: the rig has kernels 6.1 and 6.12`],
    [
      scenario.quirks.length > 0,
      `quirks ${scenario.quirks.join(', ')}: a kernel's guards cannot be switched off`,
    ],
    [scenario.boot !== null, 'boot: the guest is up before an experiment begins'],
    [
      kernel.driverAsyncProbe.length > 0,
      'kernel.driver-async-probe: one command line serves all experiments',
    ],
    [kernel.moduleBlacklist.length > 0, 'kernel.module-blacklist: one command line serves all experiments'],
    [
      kernel.hidIgnoreSpecialDrivers,
      'kernel.hid-ignore-special-drivers: one command line serves all experiments',
    ],
    [others.load.length > 0 || others.trigger, 'others: nobody else is in the guest'],
    [/\S/.test(scenario.modprobeConfig), 'modprobe.d: the bus module has no modprobe'],
    [listens(scenario), 'udev: nobody in the guest listens to uevents'],
  ];
  const buses = scenario.buses
    .filter(({ rules }) => rules !== 'generic' && rules !== 'platform')
    .map(
      ({ name, rules }) =>
        `bus ${name}: the rules of ${rules} are those of the real bus, not of the bus module`,
    );
  return [...said.flatMap(([wrong, why]) => (wrong ? [why] : [])), ...buses];
}

/** Whether some uevent would make udev load a module. */
function listens({ udev, devices, modules }: Scenario): boolean {
  if (udev === null) return false;
  const aliases = modules.filter(({ builtin }) => builtin === null).flatMap((module) => module.aliases);
  return devices.some(({ modalias }) => modalias !== null && aliases.some((alias) => fits(alias, modalias)));
}

function ofDevice(device: DeviceSpec, { devices }: Scenario): string[] {
  const { name, suppliers, presetDriver, hidSpecial } = device;
  const cyclic = suppliers.some((supplier) => supplies(devices, name, supplier));
  const said: [boolean, string][] = [
    [hidSpecial, `device ${name}: usb and hid have rules of their own`],
    [cyclic, `device ${name}: the kernel refuses a link that closes a cycle`],
    [presetDriver !== null && suppliers.length > 0, `device ${name}: a preset driver and suppliers`],
  ];
  return said.flatMap(([wrong, why]) => (wrong ? [why] : []));
}

/** Whether `from` supplies `to`, directly or through others. */
function supplies(devices: readonly DeviceSpec[], from: string, to: string): boolean {
  const seen = new Set<string>();
  const todo = [to];
  for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
    if (at === from) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    todo.push(...(devices.find(({ name }) => name === at)?.suppliers ?? []));
  }
  return false;
}

function ofDriver(driver: DriverSpec): string[] {
  const { name, overrideOnly, ids, generic, probe, probeOn } = driver;
  const probes = [probe, ...Object.values(probeOn)];
  const longest = Math.max(...probes.map(({ takes }) => takes.max), driver.removeTakes.max);
  const said: [boolean, string][] = [
    [overrideOnly.length + ids.length > 0, `driver ${name}: ids of vfio-pci and its like are the pci bus's`],
    [generic, `driver ${name}: stand-ins are the usb and hid bus's`],
    [
      probes.some(({ needs }) => needs.length > NEEDS_MAX),
      `driver ${name}: needs more than ${NEEDS_MAX} devices`,
    ],
    [
      probes.some(({ script }) => script.length > ATTEMPTS_MAX),
      `driver ${name}: more than ${ATTEMPTS_MAX} answers`,
    ],
    [longest > DURATION_MAX_NS, `driver ${name}: a probe or remove of more than five seconds`],
  ];
  return said.flatMap(([wrong, why]) => (wrong ? [why] : []));
}

function ofAction(action: Action, scenario: Scenario): string[] {
  switch (action.do) {
    case 'coldplug':
      return ['coldplug: nobody in the guest listens to uevents'];
    case 'group':
      return ['group: only ccwgroup buses have such a file'];
    case 'new_id':
    case 'remove_id':
      return [`${action.do}: only buses with ids of their own have such a file`];
    case 'modprobe':
      return scenario.modules.some(({ name }) => name === action.module)
        ? []
        : [`modprobe ${action.module}: no such module`];
    case 'wait':
      return action.takes.max > DURATION_MAX_NS ? ['wait: more than five seconds'] : [];
    default:
      return [];
  }
}

function ofNames({ buses, devices, drivers, modules }: Scenario): string[] {
  const all = [...buses, ...devices, ...drivers, ...modules].map(({ name }) => name);
  return [
    ...all.filter((name) => !NAME.test(name)).map((name) => `name ${name}: sysfs needs a short plain word`),
    ...devices
      .filter(({ name }) => TAKEN.has(name))
      .map(({ name }) => `name ${name}: the guest has such a folder`),
  ];
}
