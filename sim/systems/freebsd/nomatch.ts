/**
 * FreeBSD's no-match events (systems reference A1.7d): a device for which an auction had no bidder is told to user
 * space, once until it gets a driver, and only in the last pass; what happens while the bus is frozen is told at the
 * thaw. Who loads modules on it sees nothing of a device that has a driver, be it a catch-all: trait
 * `tells-user-space: no-match`. Unsaid, user space hears of every arrival, as elsewhere.
 */
import { call, tail } from '../../engine/effect.ts';
import type { Kernel, Process } from '../../linux/kernel.ts';
import { step } from '../../linux/operations.ts';
import { kobject_uevent } from '../../linux/uevent.ts';
import { objectOf } from '../../model/layout.ts';
import { OUTCOME, UEVENT } from '../../model/outcome.ts';
import { searchBegun } from '../auction.ts';
import {
  device_arrives,
  device_listed,
  deviceMark,
  driver_leaves,
  foundByParent,
  holderOf,
  markDevice,
  parentHolds,
  systemMark,
} from '../steps.ts';
import { FROZEN, NOMATCH } from './bids.ts';

/** DF_DONENOMATCH, DF_NEEDNOMATCH. */
const DONE = 1;
const NEEDED = 2;

const tellsNoMatch = ({ traits }: Kernel): boolean => traits.system['tells-user-space'] === 1;

/** A child is known to its bus; who loads modules hears of it now, or not at all. Returns an outcome. */
export function* child_arrives(kernel: Kernel, device: number): Process {
  if (!tellsNoMatch(kernel)) return tail(device_arrives, device);
  if (foundByParent(kernel, device) && !(yield parentHolds(device))) return OUTCOME.ENODEV;
  yield markDevice(device, NOMATCH, 0);
  return tail(device_listed, device);
}

/** device_handle_nomatch: nobody has bid for the device. */
export function* device_handle_nomatch(kernel: Kernel, device: number): Process {
  if (!tellsNoMatch(kernel) || !(yield searchBegun())) return 0;
  if ((yield deviceMark(device, NOMATCH)) === DONE) return 0;
  return tail(devnomatch, device);
}

function* devnomatch(_kernel: Kernel, device: number): Process {
  if (yield systemMark(FROZEN)) {
    yield markDevice(device, NOMATCH, NEEDED);
    return 0;
  }
  yield markDevice(device, NOMATCH, DONE);
  yield kobject_uevent(device, UEVENT.add);
  return 0;
}

/** A device that has got a driver is told of again when it is without. */
export function* has_matched(kernel: Kernel, device: number): Process {
  if (tellsNoMatch(kernel)) yield markDevice(device, NOMATCH, 0);
  return 0;
}

const nextNeeded = step(
  'next no-match event',
  ({ setup }) => ({ reads: setup.devices.map(({ id }) => objectOf('device-mark', id)), writes: [] }),
  (world) => world.setup.devices.findIndex(({ id }) => world.deviceMark(id, NOMATCH) === NEEDED),
);

/** A1.7b: the end of a thaw, the bus is not frozen any more. */
export function* tell_what_was_frozen(kernel: Kernel): Process {
  if (!tellsNoMatch(kernel)) return 0;
  const device = yield nextNeeded();
  if (device < 0) return 0;
  yield markDevice(device, NOMATCH, DONE);
  yield kobject_uevent(device, UEVENT.add);
  return tail(tell_what_was_frozen);
}

/** devclass_driver_deleted: each device that the driver had is told of. Returns an outcome. */
export function* driver_goes(kernel: Kernel, driver: number): Process {
  if (!tellsNoMatch(kernel)) return tail(driver_leaves, driver);
  const had: number[] = [];
  for (const { id } of kernel.setup.devices) if ((yield holderOf(id)) === driver + 1) had.push(id);
  const outcome = yield call(driver_leaves, driver);
  for (const device of had) yield call(devnomatch, device);
  return outcome;
}
