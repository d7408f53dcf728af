/**
 * Moves of systems in which drivers bid: whom a system asks about a device, in which order, and what the boot's one
 * search is. Ids are read as every system but Linux reads them: none of the rules of Linux's buses counts here.
 */
import { idsMatch } from '../linux/match.ts';
import { busOfDevice, type Kernel, type LinuxWorld } from '../linux/kernel.ts';
import { step } from '../linux/operations.ts';
import { objectOf } from '../model/layout.ts';
import { klistNext } from '../model/lists.ts';
import { FACT } from '../model/world.ts';
import { candidatesRead } from './steps.ts';

/** Value of a bid's trait where the scenario says none: the system makes one of the driver's ids. */
export const BY_IDS = -1;

/** Whether the driver's ids name this device: its table, what new_id added, or that it takes whatever there is. */
export function knows(world: LinuxWorld, driver: number, device: number): boolean {
  const { setup, kernel } = world;
  const [drv, dev] = [setup.drivers[driver], setup.devices[device]];
  if (!drv || !dev || !kernel.possible[driver]?.[device]) return false;
  if (setup.buses[dev.bus]?.rules === 'usb' && drv.usb !== dev.usb) return false;
  return idsMatch(world, device, driver) || knowsOfOld(kernel, driver, device);
}

/** By its table, the ids that it is loaded with, or as the bus's own stand-in, which has no table. */
function knowsOfOld({ setup, specificity }: Kernel, driver: number, device: number): boolean {
  const { generic = false, hasIds = true } = setup.drivers[driver] ?? {};
  if (generic && !hasIds) return true;
  const isOverrideOnly = setup.overrideOnly[driver]?.[device] === true && !loadedWith(setup, driver, device);
  return (specificity[driver]?.[device] ?? 0) > 0 && !isOverrideOnly;
}

const loadedWith = ({ dynamicIds }: Kernel['setup'], driver: number, device: number): boolean =>
  dynamicIds.some((id) => id.driver === driver && id.devices.includes(device));

/** An entry of its table names the device, but only for whoever asks for this driver by name. */
export const onlyByName = ({ setup }: Kernel, driver: number, device: number): boolean =>
  setup.overrideOnly[driver]?.[device] === true &&
  setup.idMatch[driver]?.[device] !== true &&
  !loadedWith(setup, driver, device);

/** Whether the driver has no device in mind: a catch-all, or the bus's own stand-in. */
export const takesAnything = ({ setup }: Kernel, driver: number): boolean =>
  setup.drivers[driver]?.catchAll === true || setup.drivers[driver]?.generic === true;

/** Drivers that are registered on the device's bus, in order of registration. Pure: for steps and for judges. */
export function registeredFor(world: LinuxWorld, device: number): number[] {
  const list = world.driverLists[busOfDevice(world.kernel, device)];
  const found: number[] = [];
  if (!list) return found;
  for (let at = klistNext(world.words, list, -1); at >= 0; at = klistNext(world.words, list, at))
    found.push(at);
  return found;
}

/** The next registered driver after `b` (-1: the first) that knows the device, -1 at the end. */
export const nextBidder = step(
  'next bidder',
  (kernel, device) => ({ reads: candidatesRead(kernel, device), writes: [] }),
  (world, device, after) => {
    const found = registeredFor(world, device).filter((driver) => knows(world, driver, device));
    return found[found.indexOf(after) + 1] ?? -1;
  },
);

/** 1: the boot has come to its search for drivers. Before it, whatever comes is only put on lists. */
export const searchBegun = step(
  'has the search begun?',
  () => ({ reads: [objectOf('initcalls')], writes: [] }),
  (world) => world.one('initcallsDone'),
);

/** Everything built in is on the lists: the boot's search begins. */
export const beginSearch = step(
  'the search begins',
  () => ({ reads: [], writes: [objectOf('initcalls')] }),
  (world) => {
    world.emit(FACT['initcalls-done']);
    return 0;
  },
);

/** 1: the driver is on its bus's list. */
export const isThere = step(
  'driver there?',
  (kernel, driver) => ({
    reads: [objectOf('driver-list', kernel.setup.drivers[driver]?.bus ?? -1)],
    writes: [],
  }),
  (world, driver) => (world.setup.drivers[driver] && world.isRegistered(driver) ? 1 : 0),
);

/**
 * Which driver the device is to have and no other (`b`: driver + 1, 0: none), by whatever name a system has for it.
 */
export const nameDriver = step(
  'driver named for the device',
  (_kernel, device) => ({ reads: [], writes: [objectOf('device-id', device)] }),
  (world, device, driver) => {
    world.emit(FACT['override-set'], device, driver - 1);
    return 0;
  },
);
