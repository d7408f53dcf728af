/**
 * NetBSD's three phases for a usb device (systems reference A2.5): a driver for the whole device, with the generic
 * flag off; then drivers for its interfaces; and only if none took an interface, whole-device drivers with the flag
 * on.
 *
 * On Linux a device's interfaces come when its generic driver has bound it. Here they are there whatever the
 * device's driver is, and belong to a whole-device driver if there is one; so a scenario's interfaces, children of
 * the device, are found in the second phase. Devices behind a hub come when one of the hub's interfaces has a
 * driver.
 */
import { call, holding, sleep, spawn } from '../../engine/effect.ts';
import { identity, rulesOf, type Kernel, type LinuxWorld, type Process } from '../../linux/kernel.ts';
import { systemLock } from '../../linux/locks.ts';
import { step } from '../../linux/operations.ts';
import { objectOf } from '../../model/layout.ts';
import { device_found } from '../steps.ts';
import { ALL, GENERIC, isCandidate, NOT_GENERIC } from './autoconf.ts';
import { attach_best } from './later.ts';

/** A whole usb device, as opposed to one of its interfaces and to devices of other buses. */
const isWhole = (kernel: Kernel, device: number): boolean =>
  rulesOf(kernel, device) === 'usb' && kernel.setup.devices[device]?.usb === 'device';

/** Interfaces of a usb device, and the devices behind it if it is a hub. */
const childrenOf = ({ setup, children }: Kernel, device: number, usb: 'interface' | 'device'): number[] =>
  (children[device] ?? []).filter((child) => setup.devices[child]?.usb === usb);

/** The device that an interface belongs to; -1: it is none. */
const deviceOf = (kernel: Kernel, device: number): number => {
  const { usb = 'device', parent = -1 } = kernel.setup.devices[device] ?? {};
  return usb === 'interface' && parent >= 0 && isWhole(kernel, parent) ? parent : -1;
};

/** 1: some interface of the device, or the device of this interface, has a driver. */
const otherHalfTaken = step(
  'taken as a whole, or in parts?',
  (kernel, device) => ({ reads: halves(kernel, device).map((one) => objectOf('device', one)), writes: [] }),
  (world, device) => (isTakenOtherwise(world, device) ? 1 : 0),
);

/** The whole device of an interface, the interfaces of a whole one; none on other buses. */
export const halves = (kernel: Kernel, device: number): number[] => {
  const whole = deviceOf(kernel, device);
  return whole >= 0 ? [whole] : isWhole(kernel, device) ? childrenOf(kernel, device, 'interface') : [];
};

const isTakenOtherwise = (world: LinuxWorld, device: number): boolean =>
  halves(world.kernel, device).some((one) => world.boundTo(one) >= 0);

/** The three phases for a device, or the second one for an interface, if nobody has the other half. */
export function* usbd_probe_and_attach(kernel: Kernel, device: number): Process {
  if (yield otherHalfTaken(device)) return 0;
  if (!isWhole(kernel, device)) return yield call(attach_best, device, ALL);
  if (yield call(attach_best, device, NOT_GENERIC)) return 1;
  let claimed = 0;
  for (const child of childrenOf(kernel, device, 'interface')) {
    yield call(device_found, child);
    claimed += yield call(attach_best, child, ALL);
  }
  if (claimed === 0) return yield call(attach_best, device, GENERIC);
  for (const behind of childrenOf(kernel, device, 'device'))
    yield spawn(identity('enumerate', behind), hub_explore, device, behind);
  return 1;
}

const stillAHub = step(
  'hub still there?',
  (kernel, hub) => ({
    reads: [hub, ...childrenOf(kernel, hub, 'interface')].map((one) => objectOf('device', one)),
    writes: [],
  }),
  (world, hub) => (world.device(hub, 'named') && isTakenOtherwise(world, hub) ? 1 : 0),
);

/** The hub's driver finds a device behind it after a while. */
function* hub_explore(kernel: Kernel, hub: number, device: number): Process {
  const after = kernel.appearsAfter[device] ?? { min: 0, max: 0 };
  if (after.max > 0) yield sleep(`appearance of ${kernel.setup.devices[device]?.name}`, after);
  return yield* holding(systemLock(kernel, 0), explored, hub, device);
}

function* explored(_kernel: Kernel, hub: number, device: number): Process {
  if (!(yield stillAHub(hub))) return 0;
  yield call(device_found, device);
  return yield call(usbd_probe_and_attach, device);
}

/** Who is available on NetBSD: in the table with a score, and the device is not taken as a whole or in parts. */
export const mayHave = (world: LinuxWorld, driver: number, device: number): boolean =>
  isCandidate(world, driver, device) &&
  (rulesOf(world.kernel, device) !== 'usb' || !isTakenOtherwise(world, device));
