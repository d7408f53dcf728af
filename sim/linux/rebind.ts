/**
 * The exceptions to "bound stays bound" (reference 9.3, 9.4), and the attach helpers of bus.c that they share with
 * sysfs (8.4): device_reprobe and bus_rescan_devices.
 */
import { call, holding, tail } from '../engine/effect.ts';
import { objectOf } from '../model/layout.ts';
import { CAUSE } from '../model/outcome.ts';
import { FACT } from '../model/world.ts';
import { __device_attach, CUT, NOTHING } from './attach.ts';
import { hidGenericRefuses } from './hid-rules.ts';
import type { Kernel, LinuxWorld, Process } from './kernel.ts';
import { deviceLock, parentLockOf } from './locks.ts';
import { deviceListOf, looksAtDevice, step } from './operations.ts';
import { idsMatch } from './match.ts';
import { leaveDevice, leaveDriver, nextDeviceOnBus, nextDriverOnBus } from './lists.ts';
import { device_driver_detach } from './release.ts';

/** dev->driver read without the lock, as drivers_probe, rescan and reprobe do (P8). */
export const hasDriver = looksAtDevice('has a driver?', (world, device) =>
  world.device(device, 'driver') ? 1 : 0,
);

/** 8.4: a device without a driver gets a synchronous attach, under the parent's lock where the bus wants it. */
export function* bus_rescan_devices_helper(kernel: Kernel, device: number): Process {
  if (yield hasDriver(device)) return NOTHING;
  const parent = parentLockOf(kernel, device);
  if (parent < 0) return yield call(__device_attach, device, 0);
  return yield* holding(deviceLock(parent), __device_attach, device, 0);
}

/** 8.4: stops at the first negative result; the rest of the bus is not visited. */
export function* bus_rescan_devices(_kernel: Kernel, bus: number, at: number): Process {
  const device = yield nextDeviceOnBus(bus, at);
  if (device < 0) return NOTHING;
  const result = yield call(bus_rescan_devices_helper, device);
  if (result !== CUT) return tail(bus_rescan_devices, bus, device);
  yield leaveDevice(device);
  return CUT;
}

/** 8.4: two critical sections, not one. P9: another driver may bind in the gap. */
export function* device_reprobe(_kernel: Kernel, device: number, cause: number): Process {
  if (yield hasDriver(device)) yield call(device_driver_detach, -1, device, cause);
  return yield call(bus_rescan_devices_helper, device);
}

const looksForGeneric = (name: string, run: (world: LinuxWorld, device: number, driver: number) => number) =>
  step(
    name,
    (kernel, device, driver) => ({
      reads: [
        deviceListOf(kernel, device),
        objectOf('driver-ids', driver),
        objectOf('driver-list', kernel.setup.devices[device]?.bus),
      ],
      writes: [objectOf('device', device)],
    }),
    run,
  );

/**
 * 9.4.3: bound to a driver with a match of its own, which would now refuse it, and not handed over since its last
 * probe. The mark is set here; it ends the ping-pong.
 */
const hidShouldReprobe = looksForGeneric('would refuse now?', (world, device) => {
  const holder = world.boundTo(device);
  if (holder < 0 || !world.setup.drivers[holder]?.generic || !hidGenericRefuses(world, device, holder))
    return 0;
  const marked = world.device(device, 'reprobed');
  if (!marked) world.emit(FACT['hid-reprobed'], device, 1);
  return marked && !world.kernel.quirks['no-reprobed-mark'] ? 0 : 1;
});

/** 9.4.3, after driver_register: devices of hid-generic that the newcomer fits change hands. */
export function* hid_reprobe_devices(_kernel: Kernel, bus: number, at: number): Process {
  const device = yield nextDeviceOnBus(bus, at);
  if (device < 0) return 0;
  if (yield hidShouldReprobe(device)) {
    // A negative result ends the walk: the remaining devices stay with hid-generic until the next registration.
    if ((yield call(device_reprobe, device, CAUSE['better-driver'])) === CUT) {
      yield leaveDevice(device);
      return 0;
    }
  }
  return tail(hid_reprobe_devices, bus, device);
}

/** 9.4.4: a rescan of the bus for each driver that remains; a negative result ends this walk too. */
export function* hid_rescan_after(_kernel: Kernel, bus: number, at: number): Process {
  const driver = yield nextDriverOnBus(bus, at);
  if (driver < 0) return 0;
  if ((yield call(bus_rescan_devices, bus, -1)) !== CUT) return tail(hid_rescan_after, bus, driver);
  yield leaveDriver(driver);
  return 0;
}

/** 9.3, late specialised driver 2: held by the generic device driver, and the newcomer applies. */
const usbShouldReprobe = looksForGeneric('held by the generic driver?', (world, device, driver) => {
  const holder = world.boundTo(device);
  if (holder < 0 || !world.setup.drivers[holder]?.generic) return 0;
  return world.setup.devices[device]?.usb === 'device' && idsMatch(world, device, driver) ? 1 : 0;
});

/** 9.3: errors are only logged, the walk goes on. */
export function* usb_reprobe_devices(_kernel: Kernel, driver: number, bus: number, at: number): Process {
  const device = yield nextDeviceOnBus(bus, at);
  if (device < 0) return 0;
  if (yield usbShouldReprobe(device, driver)) yield call(device_reprobe, device, CAUSE['better-driver']);
  return tail(usb_reprobe_devices, driver, bus, device);
}
