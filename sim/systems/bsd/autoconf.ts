/**
 * What the autoconf of NetBSD and of OpenBSD share (systems reference A2, A3): match answers with a score, the highest
 * wins, a tie stays with the first in the table; attach returns nothing, so a driver that fails in it stays attached.
 */
import { call } from '../../engine/effect.ts';
import { step } from '../../linux/operations.ts';
import { objectOf } from '../../model/layout.ts';
import { FACT } from '../../model/world.ts';
import type { Kernel, LinuxWorld, Process } from '../../linux/kernel.ts';
import { rulesOf } from '../../linux/kernel.ts';
import { call_driver_probe, claim } from '../../linux/probe.ts';
import { OUTCOME, UEVENT } from '../../model/outcome.ts';
import { attachToDriver } from '../../linux/bound.ts';
import { kobject_uevent } from '../../linux/uevent.ts';
import { BY_IDS, knows, nextBidder, takesAnything } from '../auction.ts';
import { tellBid } from '../steps.ts';
import type { DriverFacts, Trait } from '../system.ts';

/** What a driver says of itself in both. */
export const MATCH: Trait<DriverFacts> = {
  says: 'What its match answers: 0 no, the highest wins. Unsaid: by its ids, earlier compatible strings score higher.',
  values: { min: 0, max: 10_000 },
  unsaid: () => BY_IDS,
};

export const UNIT: Trait<DriverFacts> = {
  says: 'Whether its table entry is for any number of devices (a star), or for one unit: one device at a time.',
  values: { words: ['any', 'one'] },
  unsaid: () => 0,
};

const isForOneUnit = ({ traits }: Kernel, driver: number): boolean => traits.driver['unit']?.[driver] === 1;

const everyDevice = ({ setup }: Kernel): number[] => setup.devices.map(({ id }) => objectOf('device', id));

/** A2.1: the entry's state is FOUND: another device has it, or is being attached by it. */
const isFound = (world: LinuxWorld, driver: number, device: number): boolean =>
  world.setup.devices.some(({ id }) => id !== device && world.device(id, 'driver') === driver + 1);

const unitTaken = step(
  'unit taken?',
  (kernel) => ({ reads: everyDevice(kernel), writes: [] }),
  (world: LinuxWorld, driver, device) => (isFound(world, driver, device) ? 1 : 0),
);

/** Claims the device for an entry with one unit, unless another device has got that since the search. 0: it has. */
const claimUnit = step(
  'claimed',
  (kernel, device) => ({ reads: everyDevice(kernel), writes: [objectOf('device', device)] }),
  (world: LinuxWorld, device, driver) => {
    if (isFound(world, driver, device)) return 0;
    world.emit(FACT['probe-began'], device, driver);
    return 1;
  },
);

/** A2.9, by how closely an id names the device: nothing, anything, its kind, itself. */
const USB_DEVICE = [0, 1, 10, 13];
const USB_INTERFACE = [0, 2, 4, 8];

/**
 * A2.2: of a device with a list of compatible strings, its length less the place of the one that the driver's own
 * list hits first. On usb the scale of A2.9; elsewhere our reading: 1 anything, 2 the kind, 3 the device.
 */
export function scoreOf(kernel: Kernel, driver: number, device: number): number {
  const said = kernel.traits.driver['match']?.[driver] ?? BY_IDS;
  if (said !== BY_IDS) return said;
  const place = kernel.firstPlaces[driver]?.[device] ?? -1;
  const strings = kernel.strings[device] ?? 0;
  if (place >= 0 && place < strings) return strings - place;
  const closeness = takesAnything(kernel, driver) ? 1 : (kernel.specificity[driver]?.[device] ?? 0);
  if (rulesOf(kernel, device) !== 'usb') return closeness;
  const isWhole = kernel.setup.devices[device]?.usb === 'device';
  return (isWhole ? USB_DEVICE : USB_INTERFACE)[closeness] ?? 0;
}

/** Which entries of the table a search asks: all, or on usb those that do and do not wait for the generic flag. */
export const ALL = 0;
export const NOT_GENERIC = 1;
export const GENERIC = 2;

/** mapply, config_search (A2.1, A3.1): driver + 1 of the entry with the highest score, 0: none. */
export function* config_search(kernel: Kernel, device: number, which: number): Process {
  let best = -1;
  for (let at = yield nextBidder(device, -1); at >= 0; at = yield nextBidder(device, at)) {
    if (which !== ALL && takesAnything(kernel, at) !== (which === GENERIC)) continue;
    if (isForOneUnit(kernel, at) && (yield unitTaken(at, device))) continue;
    const score = scoreOf(kernel, at, device);
    yield tellBid(device, at, score);
    if (score > (best < 0 ? 0 : scoreOf(kernel, best, device))) best = at;
  }
  return best + 1;
}

/** As Linux's step; besides, where entries have one unit, the promises judged now look at who has which. */
const attached = step(
  'bound',
  (kernel: Kernel, device: number, driver: number) => {
    const { reads, writes } = attachToDriver.op.touches(kernel as never, device, driver, 0);
    const units = kernel.setup.drivers.some(({ id }) => isForOneUnit(kernel, id)) ? everyDevice(kernel) : [];
    return { reads: [...reads, ...units], writes };
  },
  attachToDriver.op.run,
);

export const UNIT_TAKEN = -1;

/**
 * config_attach (A2.3, A3.3): whatever happens in the driver's attach, the device has its driver now; children are the
 * caller's to look for. Returns what the attach answered, which in the source nobody hears of; UNIT_TAKEN: search anew.
 */
export function* config_attach(kernel: Kernel, driver: number, device: number): Process {
  if (!isForOneUnit(kernel, driver)) yield claim(device, driver);
  else if (!(yield claimUnit(device, driver))) return UNIT_TAKEN;
  const outcome = yield call(call_driver_probe, driver, device);
  yield attached(device, driver);
  if (outcome === OUTCOME.ok) yield kobject_uevent(device, UEVENT.bind);
  return outcome;
}

/** Registered, in the table for this device, with a score, and its one unit, if it has only one, at nobody else's. */
export const isCandidate = (world: LinuxWorld, driver: number, device: number): boolean =>
  world.isRegistered(driver) &&
  knows(world, driver, device) &&
  scoreOf(world.kernel, driver, device) > 0 &&
  !(isForOneUnit(world.kernel, driver) && isFound(world, driver, device));
