/**
 * What the autoconf of NetBSD and of OpenBSD share (systems reference A2, A3): match answers with a score, the highest
 * wins, a tie stays with the first in the table; attach returns nothing, so a driver that fails in it stays attached.
 */
import { call, tail } from '../../engine/effect.ts';
import type { Kernel, LinuxWorld, Process } from '../../linux/kernel.ts';
import { rulesOf } from '../../linux/kernel.ts';
import { call_driver_probe, claim } from '../../linux/probe.ts';
import { OUTCOME } from '../../model/outcome.ts';
import { attachToDriver } from '../../linux/bound.ts';
import { BY_IDS, knows, nextBidder, takesAnything } from '../auction.ts';
import { bind_driver, tellBid } from '../steps.ts';
import type { DriverFacts, Trait } from '../system.ts';

/** What a driver says of itself in both. */
export const MATCH: Trait<DriverFacts> = {
  says: 'What its match answers: 0 no, the highest wins. Unsaid: by its ids, earlier compatible strings score higher.',
  values: { min: 0, max: 10_000 },
  unsaid: () => BY_IDS,
};

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
    const score = scoreOf(kernel, at, device);
    yield tellBid(device, at, score);
    if (score > (best < 0 ? 0 : scoreOf(kernel, best, device))) best = at;
  }
  return best + 1;
}

/** config_attach (A2.3, A3.3): whatever happens in the driver's attach, the device has its driver now. */
export function* config_attach(_kernel: Kernel, driver: number, device: number): Process {
  yield claim(device, driver);
  const outcome = yield call(call_driver_probe, driver, device);
  if (outcome === OUTCOME.ok) return tail(bind_driver, driver, device);
  yield attachToDriver(device, driver);
  return 0;
}

/** Registered, in the table for this device, and with a score. */
export const isCandidate = (world: LinuxWorld, driver: number, device: number): boolean =>
  world.isRegistered(driver) && knows(world, driver, device) && scoreOf(world.kernel, driver, device) > 0;
