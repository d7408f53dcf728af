/**
 * FreeBSD's topology lock (systems reference A1.6), which is Giant: held around every probe, attach and detach.
 * Whether it is dropped while one of them sleeps the reference could not confirm, so it is a trait, and either reading
 * has a name in the catalogue. Where it is dropped, who sleeps finds the bus as others left it: a device that is being
 * attached is not detached meanwhile (device_detach says EBUSY in that state), but one whose drivers are still
 * bidding looks like any other without a driver.
 */
import { call, holding, lettingGo, sleep, tail, type ProcessFunction } from '../../engine/effect.ts';
import type { Kernel, LinuxWorld, Process } from '../../linux/kernel.ts';
import { systemLock } from '../../linux/locks.ts';
import { step } from '../../linux/operations.ts';
import { call_driver_probe, claim } from '../../linux/probe.ts';
import { objectOf } from '../../model/layout.ts';
import { OUTCOME } from '../../model/outcome.ts';
import { end_start, isStarting } from '../steps.ts';
import { attached } from './hooks.ts';

const giant = (kernel: Kernel): number => systemLock(kernel, 0);

const isDropped = ({ traits }: Kernel): boolean => traits.system['drops-giant'] === 1;

/** The process function with the topology lock held. */
export const underGiant = (locked: ProcessFunction<LinuxWorld>) =>
  function* with_giant(kernel: Kernel, ...args: number[]): Process {
    return yield* holding(giant(kernel), locked, ...args);
  };

/** The driver's attach on a device, DS_ATTACHING meanwhile. Returns an outcome. */
export function* device_attach(kernel: Kernel, driver: number, device: number): Process {
  yield claim(device, driver);
  const sleeps = (kernel.probes[driver]?.[device]?.takes.max ?? 0) > 0;
  const outcome =
    sleeps && isDropped(kernel)
      ? yield* lettingGo(giant(kernel), call_driver_probe, driver, device)
      : yield call(call_driver_probe, driver, device);
  return outcome === OUTCOME.ok ? tail(attached, driver, device) : tail(end_start, driver, device, outcome);
}

/** Microseconds that its probe sleeps when it is called for a bid. */
const sleepOf = ({ traits }: Kernel, driver: number): number => traits.driver['probe-sleeps']?.[driver] ?? 0;

/** What a probe does besides bidding. */
export function* probe_sleeps(kernel: Kernel, driver: number, device: number): Process {
  if (sleepOf(kernel, driver) === 0) return 0;
  if (isDropped(kernel)) return yield* lettingGo(giant(kernel), rests, driver, device);
  return yield call(rests, driver, device);
}

const NS_PER_US = 1000;

function* rests(kernel: Kernel, driver: number, device: number): Process {
  const { setup } = kernel;
  const time = sleepOf(kernel, driver) * NS_PER_US;
  const names = `${setup.devices[device]?.name} by ${setup.drivers[driver]?.name}`;
  yield sleep(`bid for ${names}`, { min: time, max: time });
  return 0;
}

/** The device and all that hangs on it. */
const branch = ({ setup }: Kernel, device: number): number[] => {
  const found = [device];
  for (const at of found)
    for (const { id, parent } of setup.devices) if (parent === at && !found.includes(id)) found.push(id);
  return found;
};

/** 1: the device, or one that hangs on it, is being attached, so it cannot be detached. */
export const attachingIn = step(
  'attaching?',
  (kernel, device) => ({ reads: branch(kernel, device).map((one) => objectOf('device', one)), writes: [] }),
  (world, device) => (branch(world.kernel, device).some((one) => isStarting(world, one)) ? 1 : 0),
);

/** The same for any device of this driver. */
export const attachingBy = step(
  'attaching?',
  ({ setup }) => ({ reads: setup.devices.map(({ id }) => objectOf('device', id)), writes: [] }),
  (world, driver) =>
    world.setup.devices.some(
      ({ id }) =>
        world.device(id, 'driver') === driver + 1 &&
        branch(world.kernel, id).some((one) => isStarting(world, one)),
    )
      ? 1
      : 0,
);
