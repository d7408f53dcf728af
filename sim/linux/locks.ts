/** The locks around adding, probing and removing: which a path takes, and in which order (reference 0.4). */
import { rulesOf, type Kernel } from './kernel.ts';

/** Locks: one per device (0.4). The other locks of the kernel cover single steps here, and a step is atomic. */
export const deviceLock = (device: number): number => device;

/** A lock of the system's own, by its place in Kernel.locks. */
export const systemLock = (kernel: Kernel, index: number): number => kernel.setup.devices.length + index;

/** Locks around a probe that starts from the driver's side: the parent's first, if the bus wants it. */
export function driverLocks(kernel: Kernel, device: number): readonly number[] {
  const parent = parentLockOf(kernel, device);
  if (parent < 0) return [deviceLock(device)];
  const locks = [deviceLock(parent), deviceLock(device)];
  return kernel.quirks['device-lock-first'] ? locks.reverse() : locks;
}

/** The parent whose lock probe and remove need, -1 if none. */
export function parentLockOf(kernel: Kernel, device: number): number {
  const dev = kernel.setup.devices[device];
  if (!dev || dev.parent < 0) return -1;
  const bus = kernel.setup.buses[dev.bus];
  if (!bus?.parentLock) return -1;
  if (kernel.age.parentLockForInterfacesOnly && bus.rules === 'usb' && dev.usb === 'device') return -1;
  return dev.parent;
}

/** The hub whose lock usb's own code holds while it adds or removes a device (1.3.1), -1 on other buses. */
export function hubOf(kernel: Kernel, device: number): number {
  return rulesOf(kernel, device) === 'usb' ? (kernel.setup.devices[device]?.parent ?? -1) : -1;
}
