/**
 * Matching, by bus (reference 3, 8.1, 9). The device side asks with the device lock held, the driver side without
 * (2.3): whatever the answer rests on may change before the lock is taken.
 */
import { objectOf } from '../model/layout.ts';
import { OUTCOME } from '../model/outcome.ts';
import { FACT } from '../model/world.ts';
import { driverListOf, step } from './operations.ts';
import type { LinuxWorld } from './kernel.ts';

export const NO_MATCH = 0;
export const MATCH = 1;
export const MATCH_DEFERS = 2;
export const MATCH_FAILS = 3;

/** Asks driver `b` about device `a`. The bus may have a side effect: ccw stores the entry's driver_info (9.6.2). */
export const match = step(
  'match',
  (kernel, device, driver) => {
    const rules = kernel.setup.buses[kernel.setup.devices[device]?.bus ?? -1]?.rules;
    const own = objectOf('device-id', device);
    const ids = objectOf('driver-ids', driver);
    if (rules === 'ccw') return { reads: [ids], writes: [own] };
    return { reads: rules === 'usb' ? [own, ids, driverListOf(kernel, driver)] : [own, ids], writes: [] };
  },
  (world, device, driver) => {
    const answer = matchAnswer(world, device, driver);
    world.emit(FACT.matched, device, driver, MATCH_OUTCOME[answer]);
    if (answer === MATCH && rulesOfDevice(world, device) === 'ccw') {
      world.emit(FACT['ccw-driver-info'], device, driver);
    }
    return answer;
  },
);

const MATCH_OUTCOME = [OUTCOME['no-match'], OUTCOME.match, OUTCOME.EPROBE_DEFER, OUTCOME.EINVAL];

const rulesOfDevice = (world: LinuxWorld, device: number): string =>
  world.setup.buses[world.setup.devices[device]?.bus ?? -1]?.rules ?? 'generic';

/** What the bus's match callback answers now. Pure: for checks as well as for the step. */
export function matchAnswer(world: LinuxWorld, device: number, driver: number): number {
  const scripted = world.kernel.matchAnswer[driver]?.[device] ?? 'ids';
  const plain = (world.kernel.doors.inside?.matches ?? byBus)(world, device, driver);
  // What a callback answers instead stands for its table's yes: an override alone is a plain match (8.1).
  if (!plain || scripted === 'ids' || !idsMatch(world, device, driver)) return plain ? MATCH : NO_MATCH;
  return scripted === 'EPROBE_DEFER' ? MATCH_DEFERS : MATCH_FAILS;
}

/** What the bus's own rules say, override and marks included. */
export function byBus(world: LinuxWorld, device: number, driver: number): boolean {
  switch (rulesOfDevice(world, device)) {
    case 'pci':
      return pciMatches(world, device, driver);
    case 'usb':
      return usbMatches(world, device, driver);
    case 'hid':
    case 'ccw':
    case 'virtio':
      return idsMatch(world, device, driver);
    case 'ccwgroup':
      return true; // no match function counts as a match (9.6.4)
    default:
      return overrideDecides(world, device, driver) ?? idsMatch(world, device, driver);
  }
}

/** Static table, or an id added at run time. */
export function idsMatch(world: LinuxWorld, device: number, driver: number): boolean {
  return world.setup.idMatch[driver]?.[device] === true || world.hasDynamicId(driver, device);
}

/** Platform-like buses: if driver_override is set, equality of names alone decides (8.1). */
function overrideDecides(world: LinuxWorld, device: number, driver: number): boolean | undefined {
  const override = world.device(device, 'override');
  return override === 0 ? undefined : override === driver + 1;
}

/** 9.1.1 and 9.1.2: nothing before pci_bus_add_device; the override decides alone, else dynamic and static ids. */
function pciMatches(world: LinuxWorld, device: number, driver: number): boolean {
  if (!world.device(device, 'matchable')) return false;
  const override = overrideDecides(world, device, driver);
  if (override !== undefined) return override;
  if (idsMatch(world, device, driver)) return true;
  // Before 5.15 the kernel knew no entries that wait for an override: it took them like any other.
  return !world.kernel.age.overrideOnlyIds && world.setup.overrideOnly[driver]?.[device] === true;
}

/** 9.3: device drivers and interface drivers share a bus and never meet; the generic one yields to a specific one. */
function usbMatches(world: LinuxWorld, device: number, driver: number): boolean {
  const drv = world.setup.drivers[driver];
  const dev = world.setup.devices[device];
  if (!drv || !dev || drv.usb !== dev.usb) return false;
  if (!drv.generic) return idsMatch(world, device, driver);
  if (world.device(device, 'useGeneric')) return true;
  return !otherDriverFits(world, device, driver);
}

/** Whether any other registered driver of this bus with an id table fits the device (9.3.2, 9.4.2). */
export function otherDriverFits(world: LinuxWorld, device: number, driver: number): boolean {
  return world.setup.drivers.some(
    (other) =>
      other.id !== driver &&
      other.bus === world.setup.drivers[driver]?.bus &&
      other.usb === world.setup.devices[device]?.usb &&
      other.hasIds &&
      !other.generic &&
      world.isRegistered(other.id) &&
      idsMatch(world, device, other.id),
  );
}
