/** What a guest with the kernel's own modules cannot be brought to do, and what it has instead of whole usb devices. */
import type { Action, DeviceSpec, DriverSpec, Scenario } from '../../../sim/scenario/scenario.ts';
import { idOf, placeOf, STOCK_MODULES } from './hardware.ts';

/** Rules of the buses whose devices the guest has. */
export const STOCK_RULES: readonly string[] = ['pci', 'usb'];
export const isWhole = ({ bus, usb }: DeviceSpec): boolean => bus === 'usb' && usb === 'device';

/** A whole usb device without a modalias is a mere parent: the core of usb holds it all the while, and nobody looks. */
export const isSeen = (device: DeviceSpec): boolean => !isWhole(device) || device.modalias !== null;

/** Reasons against the scenario, each one sentence; none: the guest can play it. */
export function stockRefusals(scenario: Scenario): string[] {
  const { system, quirks, boot, udev, buses, devices, drivers, story, given, others } = scenario;
  const actions = [...given, ...story.flatMap((actor) => actor.actions)];
  const said: [boolean, string][] = [
    [!/^linux-6\.\d+$/.test(system), `system ${system}: the rig has kernels 6.1 and 6.12`],
    [quirks.length > 0, `quirks ${quirks.join(', ')}: a kernel's guards cannot be switched off`],
    [boot !== null, 'boot: the guest is up before an experiment begins'],
    [udev !== null, 'udev: nobody in the guest listens to uevents'],
    [others.load.length > 0 || others.trigger, 'others: nobody else is in the guest'],
    [
      buses.some(({ name, rules }) => name !== rules || !STOCK_RULES.includes(rules)),
      'buses: only pci cards and usb interfaces have drivers of the kernel here',
    ],
  ];
  return [
    ...said.flatMap(([wrong, why]) => (wrong ? [why] : [])),
    ...devices.flatMap(refusalOfDevice),
    ...drivers.flatMap(refusalOfDriver),
    ...actions.flatMap(refusalOf),
    ...ofWholeDevices(scenario),
  ];
}

/**
 * The core of usb has taken whole devices before anybody could watch it. So a scenario that looks at them begins with
 * the registration of its driver, which the guest plays on devices that it took from that driver.
 */
function ofWholeDevices({ devices, drivers, given, story }: Scenario): string[] {
  const wholes = devices.filter(isWhole);
  const isGiven = given[0]?.do === 'register' && given[0].driver === 'usb';
  const rest = [...given.slice(isGiven ? 1 : 0), ...story.flatMap((actor) => actor.actions)];
  const hasCore = drivers.some(({ generic, name }) => generic && name === 'usb');
  const cannot = rest.flatMap((action) => {
    const device = 'device' in action && wholes.find(({ name }) => name === action.device);
    const isKept = action.do === 'add' || action.do === 'remove';
    return device && (isKept || !isSeen(device))
      ? [`${action.do} ${device.name}: a whole usb device stays`]
      : [];
  });
  const said: [boolean, string][] = [
    [
      (wholes.some(isSeen) || hasCore || isGiven) && !(wholes.some(isSeen) && hasCore && isGiven),
      'devices: whole usb devices need the driver usb (generic: true), and given: to begin with its registration',
    ],
    [rest.some(({ do: verb }) => verb === 'register'), 'register: the kernel registers its own drivers'],
  ];
  return [...said.flatMap(([wrong, why]) => (wrong ? [why] : [])), ...cannot];
}

function refusalOfDevice(device: DeviceSpec): string[] {
  const { name, appears } = device;
  const said: [boolean, string][] = [
    [isSeen(device) && !placeOf(device), `device ${name}: no device of this modalias is emulated`],
    [appears === 'parent', `device ${name}: appears at boot or in the story; nobody watches its parent`],
  ];
  return said.flatMap(([wrong, why]) => (wrong ? [why] : []));
}

function refusalOfDriver({ name, module, ids, generic }: DriverSpec): string[] {
  const said: [boolean, string][] = [
    [generic && name !== 'usb', `driver ${name}: usb is the only stand-in here`],
    [
      !generic && !STOCK_MODULES.includes(module ?? ''),
      `driver ${name}: the guest has no module of this driver`,
    ],
    [ids.some((pattern) => idOf(pattern) === undefined), `driver ${name}: ids name a vendor and a product`],
  ];
  return said.flatMap(([wrong, why]) => (wrong ? [why] : []));
}

function refusalOf(action: Action): string[] {
  switch (action.do) {
    case 'new_id':
    case 'remove_id':
      return idOf(action.pattern) === undefined
        ? [`${action.do}: a pattern names a vendor and a product`]
        : [];
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
