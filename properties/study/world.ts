/**
 * Operations of the study's model on its bus and its devices, each atomic, with what they touch. Lists grow at their
 * end, so a filled place never changes, and looking at it depends on nobody.
 */
import { operation, type Footprint } from '../../sim/engine/effect.ts';
import {
  BOUND,
  BOUND_TWICE,
  CATCH_ALL_WON,
  DEFER,
  DEFERS,
  DEFERS_MAX,
  DRIVER,
  FAILED_AT,
  NOTHING,
  TWO_DRIVERS,
  arrived,
  deviceWord,
  devicesEnd,
  driversEnd,
  isListed,
  lengthOf,
  range,
  set,
  word,
  type StudyKernel,
  type StudyWorld,
} from './layout.ts';

export const addDriver = operation<StudyWorld>(
  'add driver to the bus',
  (kernel: StudyKernel, driver) => ({
    reads: [],
    writes: [driversEnd(kernel), ...range(kernel.driverList, kernel.drivers), arrived(kernel, driver)],
  }),
  (world, driver) => {
    const { driverList, drivers } = world.kernel;
    set(world, driverList + lengthOf(world, driverList, drivers), driver + 1);
    return 0;
  },
  (world, driver) => {
    const { driverList, drivers } = world.kernel;
    const place = driverList + lengthOf(world, driverList, drivers);
    return { reads: [], writes: [driversEnd(world.kernel), place, arrived(world.kernel, driver)] };
  },
);

export const addDevice = operation<StudyWorld>(
  'add device to the bus',
  (kernel: StudyKernel) => ({
    reads: [],
    writes: [devicesEnd(kernel), ...range(kernel.deviceList, kernel.devices)],
  }),
  (world, device) => {
    const { deviceList, devices } = world.kernel;
    set(world, deviceList + lengthOf(world, deviceList, devices), device + 1);
    return 0;
  },
  (world) => {
    const { deviceList, devices } = world.kernel;
    const place = deviceList + lengthOf(world, deviceList, devices);
    return { reads: [], writes: [devicesEnd(world.kernel), place] };
  },
);

/** Element of a list, -1 past its end. A filled place never changes. */
const elementOf = (
  name: string,
  list: (kernel: StudyKernel) => number,
  touches: (kernel: StudyKernel) => readonly Footprint[],
) =>
  operation<StudyWorld>(
    name,
    (kernel: StudyKernel, place) => touches(kernel)[place] ?? NOTHING,
    (world, place) => {
      const { kernel } = world;
      return place < touches(kernel).length ? word(world, list(kernel) + place) - 1 : -1;
    },
    (world, place) => {
      const { kernel } = world;
      const isFilled = word(world, list(kernel) + place) !== 0;
      return isFilled ? NOTHING : (touches(kernel)[place] ?? NOTHING);
    },
  );
export const driverAt = elementOf(
  'next driver',
  ({ driverList }) => driverList,
  ({ all }) => all.driverPlace,
);
export const deviceAt = elementOf(
  'next device',
  ({ deviceList }) => deviceList,
  ({ all }) => all.devicePlace,
);

/** 1 if an equal driver of lower number is on the bus. */
export const driverArrived = operation<StudyWorld>(
  'is driver on the bus',
  (kernel: StudyKernel, driver) => ({ reads: [arrived(kernel, driver)], writes: [] }),
  (world, driver) => (lengthIfOn(world, driver) ? 1 : 0),
);

function lengthIfOn(world: StudyWorld, driver: number): boolean {
  const { driverList, drivers } = world.kernel;
  for (let i = 0; i < drivers; i++) if (word(world, driverList + i) === driver + 1) return true;
  return false;
}

/** 1 if the device is on the bus. */
export const deviceArrived = operation<StudyWorld>(
  'is device on the bus',
  (kernel: StudyKernel) => ({ reads: range(kernel.deviceList, kernel.devices), writes: [] }),
  (world, device) => (isListed(world, world.kernel.deviceList, device) ? 1 : 0),
);

/** 1 if the device has a driver bound: so it stays. Under the device's lock, as all that follow. */
export const isBound = operation<StudyWorld>(
  'is bound',
  ({ all }: StudyKernel, d) => all.readsDevice[d] ?? NOTHING,
  (world, d) => (deviceWord(world, d) & BOUND ? 1 : 0),
  ({ words, kernel }, d) =>
    (words[kernel.device + d] ?? 0) & BOUND ? NOTHING : (kernel.all.readsDevice[d] ?? NOTHING),
);

/** Bits of specific drivers for the device that have not failed. */
const wanted = (world: StudyWorld, d: number): number =>
  (world.kernel.specific[d] ?? 0) & ~(deviceWord(world, d) >> FAILED_AT);

function isSpecificAvailable(world: StudyWorld, d: number): boolean {
  const bits = wanted(world, d);
  const { driverList, drivers } = world.kernel;
  for (let i = 0; i < drivers; i++) {
    const driver = word(world, driverList + i) - 1;
    if (driver >= 0 && (bits >> driver) & 1) return true;
  }
  return false;
}

const specificArrivals = (kernel: StudyKernel, d: number): number[] =>
  range(1, kernel.drivers - 1)
    .filter((driver) => ((kernel.specific[d] ?? 0) >> driver) & 1)
    .map((driver) => arrived(kernel, driver));

/** 1 if a specific driver on the bus matches the device and has not failed on it. */
export const specificAvailable = operation<StudyWorld>(
  'is a specific driver available',
  (kernel: StudyKernel, d) => ({ reads: [kernel.device + d, ...specificArrivals(kernel, d)], writes: [] }),
  (world, d) => (isSpecificAvailable(world, d) ? 1 : 0),
  // With a yes nobody can change the answer, for nobody leaves the bus.
  (world, d) => {
    const { readsDevice, looksFor } = world.kernel.all;
    const stays = isSpecificAvailable(world, d) ? readsDevice[d] : looksFor[d]?.[wanted(world, d)];
    return stays ?? NOTHING;
  },
);

/** The driver is at the device; 1 if the probe may defer. */
export const beginProbe = operation<StudyWorld>(
  'begin probe',
  ({ device }: StudyKernel, _driver, d) => ({ reads: [], writes: [device + d] }),
  (world, driver, d) => {
    const before = deviceWord(world, d);
    const broken = before & DRIVER ? TWO_DRIVERS : 0;
    set(world, world.kernel.device + d, (before & ~DRIVER) | (driver + 1) | broken);
    return (before & DEFERS) < DEFERS_MAX * DEFER ? 1 : 0;
  },
);

/** Binds; 1 if done. The catch-all may break its claim here, or under policy `commit` give way once more. */
export const bind = operation<StudyWorld>(
  'bind',
  (kernel: StudyKernel, driver, d) => ({
    reads: driver === 0 ? specificArrivals(kernel, d) : [],
    writes: [kernel.device + d],
  }),
  (world, driver, d) => {
    const at = world.kernel.device + d;
    let now = deviceWord(world, d);
    if (driver === 0 && isSpecificAvailable(world, d)) {
      if (world.kernel.policy === 'commit') {
        set(world, at, now & ~DRIVER);
        return 0;
      }
      now |= CATCH_ALL_WON;
    }
    if (now & BOUND) now |= BOUND_TWICE;
    set(world, at, (now & ~DRIVER) | BOUND | (driver + 1));
    return 1;
  },
  (world, driver, d) => {
    const { writesDevice, bindsUnless } = world.kernel.all;
    const stays = driver !== 0 || isSpecificAvailable(world, d);
    return (stays ? writesDevice[d] : bindsUnless[d]?.[wanted(world, d)]) ?? NOTHING;
  },
);

/** The device's word without its driver, if that was not bound. */
export const withoutDriver = (bits: number): number => (bits & BOUND ? bits : bits & ~DRIVER);

/** The probe failed for good. */
export const fail = operation<StudyWorld>(
  'fail',
  ({ device }: StudyKernel, _driver, d) => ({ reads: [], writes: [device + d] }),
  (world, driver, d) => {
    set(world, world.kernel.device + d, withoutDriver(deviceWord(world, d) | (1 << (FAILED_AT + driver))));
    return 0;
  },
);
