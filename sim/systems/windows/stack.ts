/**
 * The device stack of Windows (systems reference A6.2; MicrosoftDocs/windows-driver-docs, kernel folder:
 * adding-a-pnp-device-to-a-running-system, starting-a-device; wdf folder: reporting-device-failures). Filters attach
 * below and above the function driver in AddDevice, from the lowest up; one that fails there is skipped, and nobody
 * says so. Then the start goes up through the stack: each driver starts when all below it have. If one fails, the
 * whole stack is removed and the device does not work, whoever would have been able to serve it. Each function is
 * called with the lock of device installation held.
 */
import { call, spawn } from '../../engine/effect.ts';
import { attachToDriver } from '../../linux/bound.ts';
import { identity, type Kernel, type Process } from '../../linux/kernel.ts';
import { driverListOf, step } from '../../linux/operations.ts';
import { call_driver_probe, dropClaim } from '../../linux/probe.ts';
import { removeCalled, remove_callback } from '../../linux/release.ts';
import { kobject_uevent } from '../../linux/uevent.ts';
import { objectOf } from '../../model/layout.ts';
import { OUTCOME, UEVENT } from '../../model/outcome.ts';
import { FACT } from '../../model/world.ts';
import { isThere, slotBound, stop_in_slot } from '../slots.ts';
import { child_appears, stop_driver } from '../steps.ts';
import { lowerOf, PART, partOf, probesInAddDevice, upperOf } from './packages.ts';

/** 1: the function driver is in the store, and the device is there; then it is claimed. */
const claimStack = step(
  'claimed, if there',
  (kernel, device, driver) => ({
    reads: [driverListOf(kernel, driver)],
    writes: [objectOf('device', device)],
  }),
  (world, device, driver) => {
    if (!isThere(world, device) || !world.isRegistered(driver)) return 0;
    world.emit(FACT['probe-began'], device, driver);
    return 1;
  },
);

const partInStack = step(
  'part of the stack?',
  (kernel, device, filter) => ({
    reads: [driverListOf(kernel, filter), objectOf('device-id', device), objectOf('driver-ids', filter)],
    writes: [],
  }),
  partOf,
);

/** AddDevice of a filter. Returns its part in the stack: absent if it failed, which is no error of the device. */
function* add_device(kernel: Kernel, filter: number, device: number, driver: number): Process {
  const part = yield partInStack(device, filter, driver);
  if (part !== PART.layer || !probesInAddDevice(kernel, filter)) return part;
  return (yield call(call_driver_probe, filter, device)) === OUTCOME.ok ? PART.layer : PART.absent;
}

/** Builds and starts the stack of the device around its function driver. Returns an outcome. */
export function* start_stack(kernel: Kernel, driver: number, device: number): Process {
  if (!(yield claimStack(device, driver))) return OUTCOME.claimed;
  const stack: number[] = [];
  for (const layer of [...lowerOf(kernel, device), driver, ...upperOf(kernel, device)]) {
    const part = layer === driver ? PART.layer : yield call(add_device, layer, device, driver);
    if (part === PART.layer) stack.push(layer);
    // The registry names a file that is not there: the device cannot be started (Knowledge Base 976267).
    if (part === PART.missing) return yield* removeUnstarted(device, stack, [layer, OUTCOME.ENOENT]);
  }
  for (const [height, layer] of stack.entries()) {
    if (layer !== driver && probesInAddDevice(kernel, layer)) continue;
    const outcome = yield call(call_driver_probe, layer, device);
    if (outcome === OUTCOME.ok) continue;
    return yield* removeUnstarted(device, stack.slice(0, height), [layer, outcome]);
  }
  for (const layer of stack)
    yield layer === driver ? attachToDriver(device, driver) : slotBound(device, layer);
  yield kobject_uevent(device, UEVENT.bind);
  for (const child of kernel.children[device] ?? [])
    yield spawn(identity('enumerate', child), child_appears, child);
  return OUTCOME.ok;
}

/** IRP_MN_REMOVE_DEVICE to a stack in which one layer failed: those below undo what they did. Its outcome. */
function* removeUnstarted(
  device: number,
  below: readonly number[],
  [failed, outcome]: readonly [layer: number, outcome: number],
): Process {
  for (const layer of [...below].reverse()) {
    yield removeCalled(device, layer);
    yield call(remove_callback, layer, device);
  }
  yield dropClaim(device, failed, outcome);
  return outcome;
}

/** The stack of a device is removed, from the top down. Returns an outcome: ENODEV if there was none. */
export function* stop_stack(kernel: Kernel, device: number, cause: number): Process {
  for (const filter of upperOf(kernel, device).reverse()) yield call(stop_in_slot, filter, device, cause);
  const outcome = yield call(stop_driver, device, cause);
  for (const filter of lowerOf(kernel, device).reverse()) yield call(stop_in_slot, filter, device, cause);
  return outcome;
}
