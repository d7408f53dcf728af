/**
 * Moves of systems whose devices have several slots, or whose drivers come and go under a lock per device: IOKit
 * (a client per category), UEFI (a driver per protocol), and those that start drivers as they do. Slot 0 is the
 * device's own word, so a machine whose drivers say nothing about slots is like any other.
 */
import { call, holding, spawn } from '../engine/effect.ts';
import { attachToDriver, readByPromises } from '../linux/bound.ts';
import { forgetDriver } from '../linux/driver.ts';
import { identity, type Kernel, type LinuxWorld, type Process } from '../linux/kernel.ts';
import { deviceLock } from '../linux/locks.ts';
import { driverListOf, pairOf, pairsOfDevice, step } from '../linux/operations.ts';
import { call_driver_probe, dropClaim } from '../linux/probe.ts';
import { removeCalled, remove_callback } from '../linux/release.ts';
import { kobject_uevent } from '../linux/uevent.ts';
import { objectOf } from '../model/layout.ts';
import { CAUSE, OUTCOME, UEVENT } from '../model/outcome.ts';
import { FACT } from '../model/world.ts';
import { child_appears, stop_driver } from './steps.ts';

const isMain = ({ setup }: Kernel, driver: number, device: number): boolean =>
  setup.slotOf[driver]?.[device] === 0;

/** What the drivers that share this driver's slot of the device said, and which of them have it. */
const pairsOfSlot = (kernel: Kernel, driver: number, device: number): number[] => {
  const { slotOf, drivers } = kernel.setup;
  return drivers
    .filter(({ id }) => kernel.possible[id]?.[device] && slotOf[id]?.[device] === slotOf[driver]?.[device])
    .map(({ id }) => pairOf(kernel, id, device));
};

/** The words that say who holds which slot of a device. */
const slotsRead = (kernel: Kernel, device: number): number[] =>
  kernel.setup.marks.slots
    ? [objectOf('device', device), ...pairsOfDevice(kernel, device)]
    : [objectOf('device', device)];

/** The device has come and is prepared, and is not on its way out. Pure. */
export const isThere = (world: LinuxWorld, device: number): boolean =>
  world.device(device, 'ready') === 1 && !world.device(device, 'dead');

/** Driver + 1 that holds the slot of the device that this driver would bind; 0: nobody. Pure. */
export function slotHolder(world: LinuxWorld, driver: number, device: number): number {
  const { setup } = world;
  const slot = world.slotAt(driver, device);
  if (slot === 0) return world.boundTo(device) + 1;
  return (
    setup.drivers.findIndex(({ id }) => world.slotAt(id, device) === slot && world.holds(id, device)) + 1
  );
}

/** slotHolder, as a step of a process. */
export const holderOfSlot = step(
  'whose slot?',
  (kernel, device) => ({ reads: slotsRead(kernel, device), writes: [] }),
  (world, device, driver) => slotHolder(world, driver, device),
);

/** 1: the driver is there, the device is there, and its slot is free; then it is claimed, if it is the main one. */
const claimSlot = step(
  'claimed, if there and free',
  (kernel, device, driver) => ({
    reads: [driverListOf(kernel, driver), ...slotsRead(kernel, device)],
    writes: [objectOf('device', device)],
  }),
  (world, device, driver) => {
    const there = isThere(world, device) && world.isRegistered(driver);
    if (!there || slotHolder(world, driver, device) !== 0) return 0;
    if (!isMain(world.kernel, driver, device)) return 1;
    if (world.device(device, 'driver')) return 0;
    world.emit(FACT['probe-began'], device, driver);
    return 1;
  },
);

/** A slot other than the main one. */
export const slotBound = step(
  'slot bound',
  // Whether another driver has this slot, or should have it, is judged at this moment.
  (kernel, device, driver) => ({
    reads: [...slotsRead(kernel, device), ...readByPromises(kernel, device, driver)],
    writes: pairsOfSlot(kernel, driver, device),
  }),
  (world, device, driver) => {
    world.emit(FACT['slot-bound'], device, driver);
    return 0;
  },
);

const slotReleased = step(
  'slot released',
  // Whether the driver that lets go is one that leaves is judged at this moment.
  (kernel, device, driver) => ({
    reads: [objectOf('driver-files', driver)],
    writes: pairsOfSlot(kernel, driver, device),
  }),
  (world, device, driver, cause) => {
    world.emit(FACT['slot-released'], device, driver, cause);
    return 0;
  },
);

/**
 * The driver's code runs on the device and has its slot if it says ok. Whoever calls sees to it that no other driver
 * is started on this device meanwhile. Returns an outcome: `claimed` if there was nothing to start or no room.
 */
export function* start_in_slot(kernel: Kernel, driver: number, device: number): Process {
  if (!(yield claimSlot(device, driver))) return OUTCOME.claimed;
  const outcome = yield call(call_driver_probe, driver, device);
  if (outcome !== OUTCOME.ok) {
    yield dropClaim(device, driver, outcome);
    return outcome;
  }
  if (!isMain(kernel, driver, device)) {
    yield slotBound(device, driver);
    return OUTCOME.ok;
  }
  yield attachToDriver(device, driver);
  yield kobject_uevent(device, UEVENT.bind);
  for (const child of kernel.children[device] ?? [])
    yield spawn(identity('enumerate', child), child_appears, child);
  return OUTCOME.ok;
}

/** The driver lets its slot of the device go, if it has it. Returns an outcome: ENODEV if it has not. */
export function* stop_in_slot(kernel: Kernel, driver: number, device: number, cause: number): Process {
  if ((yield holderOfSlot(device, driver)) !== driver + 1) return OUTCOME.ENODEV;
  if (isMain(kernel, driver, device)) return yield call(stop_driver, device, cause);
  yield removeCalled(device, driver);
  yield call(remove_callback, driver, device);
  yield slotReleased(device, driver, cause);
  return OUTCOME.ok;
}

/** Every slot of the device is let go. Returns an outcome: ENODEV if no driver had any. */
export function* stop_all(kernel: Kernel, device: number, cause: number): Process {
  let last: number = OUTCOME.ENODEV;
  for (const { id } of kernel.setup.drivers) {
    if (!kernel.possible[id]?.[device]) continue;
    const outcome = yield call(stop_in_slot, id, device, cause);
    if (outcome === OUTCOME.ok) last = outcome;
  }
  return last;
}

/** 1: it was on the list, and now nobody new finds it. */
export const takeOffList = step(
  'driver off the list',
  (kernel, driver) => ({
    reads: [objectOf('driver-stood', driver)],
    writes: [driverListOf(kernel, driver)],
  }),
  (world, driver) => {
    if (!world.isRegistered(driver)) return 0;
    world.emit(FACT['driver-unlisted'], driver, world.setup.drivers[driver]?.bus);
    return 1;
  },
);

/** A driver goes where each device has a lock: off the list, then device by device. Returns an outcome. */
export function* driver_leaves_devices(kernel: Kernel, driver: number): Process {
  if (!(yield takeOffList(driver))) return OUTCOME.ENOENT;
  for (const { id } of kernel.setup.devices)
    if (kernel.possible[driver]?.[id])
      yield* holding(deviceLock(id), stop_in_slot, driver, id, CAUSE['driver-removed']);
  yield forgetDriver(driver);
  return OUTCOME.ok;
}

/** The same where one lock covers everything, which the caller holds. */
export function* driver_leaves_slots(kernel: Kernel, driver: number): Process {
  if (!(yield takeOffList(driver))) return OUTCOME.ENOENT;
  for (const { id } of kernel.setup.devices)
    if (kernel.possible[driver]?.[id]) yield call(stop_in_slot, driver, id, CAUSE['driver-removed']);
  yield forgetDriver(driver);
  return OUTCOME.ok;
}
