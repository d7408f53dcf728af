/**
 * Heads that several systems share: a device or a driver comes and somebody looks; a device goes under its own lock,
 * its children first. What a system does there is given. The names of the process functions are the same everywhere,
 * since traces and places of choices show them.
 */
import { call, holding, type ProcessFunction } from '../engine/effect.ts';
import type { Kernel, LinuxWorld, Process } from '../linux/kernel.ts';
import { deviceLock } from '../linux/locks.ts';
import { CAUSE, OUTCOME } from '../model/outcome.ts';
import { stop_all } from './slots.ts';
import { device_arrives, device_leaves, driver_arrives } from './steps.ts';

type Look = ProcessFunction<LinuxWorld>;

/** A door behind which nothing is done. */
export function* nothing(): Process {
  return OUTCOME.ok;
}

/** The door `add`: a device that has come is looked at. */
export const addedThen = (look: Look): Look =>
  function* device_add(_kernel: Kernel, device: number): Process {
    const outcome = yield call(device_arrives, device);
    if (outcome === OUTCOME.ok) yield call(look, device);
    return outcome;
  };

/** The door `register`: devices are looked at for a driver that has come. */
export const registeredThen = (look: Look): Look =>
  function* driver_register(_kernel: Kernel, driver: number): Process {
    const outcome = yield call(driver_arrives, driver);
    if (outcome === OUTCOME.ok) yield call(look, driver);
    return outcome;
  };

/** The verb `rescan`: every device of the bus is looked at. */
export const eachOfBus = (look: Look): Look =>
  function* rescan(kernel: Kernel, bus: number): Process {
    for (const { id } of kernel.setup.devices)
      if (kernel.setup.devices[id]?.bus === bus) yield call(look, id);
    return OUTCOME.ok;
  };

/** The door `remove` where each device has a lock; `forget`: what the system still knows of the device. */
export function removedAfter(forget: Look = nothing): Look {
  function* remove_locked(kernel: Kernel, device: number): Process {
    for (const { id, parent } of kernel.setup.devices) if (parent === device) yield call(device_remove, id);
    yield call(stop_all, device, CAUSE['device-removed']);
    yield call(forget, device);
    return yield call(device_leaves, device);
  }
  function* device_remove(_kernel: Kernel, device: number): Process {
    return yield* holding(deviceLock(device), remove_locked, device);
  }
  return device_remove;
}
