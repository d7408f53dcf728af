/**
 * The model of the exploration study: its settings, where its things are in memory, and the numbers of the objects that
 * its operations touch. Devices and drivers of one bus, driver 0 a catch-all; a lock per device; a deferred list.
 */
import type { Footprint } from '../../sim/engine/effect.ts';

/** Who leaves a device to whom: `kernel` nobody; `check` the catch-all asks first; `commit` it asks again to bind. */
export type Policy = 'kernel' | 'check' | 'commit';

export interface StudySettings {
  readonly devices: number;
  readonly drivers: number;
  readonly policy: Policy;
  /** How a probe may end: 1 ok; 2 also ENODEV; 3 also deferral. */
  readonly outcomes: 1 | 2 | 3;
  /** Equal devices arrive in the order of their numbers, equal drivers likewise. */
  readonly symmetric: boolean;
  /** Somebody outside may trigger the deferred list, or may never do so again. */
  readonly environment: boolean;
  /** Whether a driver's table has a device; not given: always. */
  readonly matches?: (driver: number, device: number) => boolean;
}

/** Settings, where things are in memory, and the numbers of the objects that operations touch. */
export interface StudyKernel extends StudySettings {
  readonly driverList: number;
  readonly deviceList: number;
  readonly pending: number;
  readonly active: number;
  readonly device: number;
  readonly words: number;
  /** What operations touch, made once: they are asked at every step. */
  readonly all: Footprints;
  /** By device: bits of the specific drivers that match it. */
  readonly specific: readonly number[];
}

interface Footprints {
  readonly deferrals: Footprint;
  readonly pending: Footprint;
  /** By bits of the devices that a trigger moves. */
  readonly moves: readonly Footprint[];
  /** By device. */
  readonly ownDeferral: readonly Footprint[];
  readonly readsDevice: readonly Footprint[];
  readonly writesDevice: readonly Footprint[];
  /** By device, by bits of specific drivers that may still come: to look whether one is there, to bind. */
  readonly looksFor: readonly (readonly Footprint[])[];
  readonly bindsUnless: readonly (readonly Footprint[])[];
  /** By place of a list. */
  readonly driverPlace: readonly Footprint[];
  readonly devicePlace: readonly Footprint[];
}

export interface StudyWorld {
  readonly words: Int32Array;
  readonly kernel: StudyKernel;
}

/** Most deferrals of one device. */
export const DEFERS_MAX = 1;

// A device's word: driver + 1 (4 bits), bound, deferrals (2 bits), broken claims (3 bits), drivers that failed.
export const DRIVER = 15;
export const BOUND = 1 << 4;
export const DEFER = 1 << 5;
export const DEFERS = 3 << 5;
export const TWO_DRIVERS = 1 << 7;
export const CATCH_ALL_WON = 1 << 8;
export const BOUND_TWICE = 1 << 9;
export const FAILED_AT = 10;

/** Lays out a world. */
export function studyKernel(settings: StudySettings): StudyKernel {
  const { devices, drivers, matches = () => true } = settings;
  const specific = Array.from({ length: devices }, (_, device) =>
    Array.from({ length: drivers }, (_, driver) => driver)
      .filter((driver) => driver > 0 && matches(driver, device))
      .reduce((bits, driver) => bits | (1 << driver), 0),
  );
  const deviceList = drivers;
  const pending = deviceList + devices;
  const active = pending + devices;
  const device = active + devices;
  const words = device + devices;
  const layout = { driverList: 0, deviceList, pending, active, device, words, specific };
  return Object.freeze({ ...settings, ...layout, all: footprintsOf({ ...settings, ...layout }) });
}

function footprintsOf(layout: Omit<StudyKernel, 'all'>): Footprints {
  const { devices, drivers, driverList, deviceList, device } = layout;
  const reads = (at: number): Footprint => ({ reads: [at], writes: [] });
  const writes = (at: number): Footprint => ({ reads: [], writes: [at] });
  const moved = (bits: number): number[] =>
    range(0, devices)
      .filter((d) => (bits >> d) & 1)
      .map((d) => deferral(layout, d));
  const sets = range(0, 1 << drivers).map((bits) =>
    range(0, drivers)
      .filter((driver) => (bits >> driver) & 1)
      .map((driver) => arrived(layout, driver)),
  );
  return {
    deferrals: { reads: range(deferral(layout, 0), devices), writes: [] },
    pending: reads(pendingList(layout)),
    moves: range(0, 1 << devices).map((bits) => ({
      reads: [],
      writes: [pendingList(layout), ...moved(bits)],
    })),
    ownDeferral: range(deferral(layout, 0), devices).map(writes),
    readsDevice: range(device, devices).map(reads),
    writesDevice: range(device, devices).map(writes),
    looksFor: range(device, devices).map((at) =>
      sets.map((reads) => ({ reads: [at, ...reads], writes: [] })),
    ),
    bindsUnless: range(device, devices).map((at) => sets.map((reads) => ({ reads, writes: [at] }))),
    driverPlace: range(driverList, drivers).map(reads),
    devicePlace: range(deviceList, devices).map(reads),
  };
}

// Objects: the words themselves (places of lists, devices), then ends of lists, then who is on the deferred lists.

type Layout = Pick<StudyKernel, 'words' | 'devices'>;
/** Object: where the next driver goes. */
export const driversEnd = ({ words }: Layout): number => words;
/** Object: where the next device goes. */
export const devicesEnd = ({ words }: Layout): number => words + 1;
/** Object: the list of what waits for a trigger. */
export const pendingList = ({ words }: Layout): number => words + 2;
/** Object: whether a device is on a deferred list, and how often it was. */
export const deferral = ({ words }: Layout, device: number): number => words + 3 + device;
/** Object: whether a driver is on the bus. */
export const arrived = (kernel: Layout, driver: number): number => deferral(kernel, kernel.devices) + driver;

/** `count` numbers, from `from`. */
export const range = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => from + i);
export const NOTHING: Footprint = Object.freeze({ reads: [], writes: [] });

/** One word of memory. */
export const word = ({ words }: StudyWorld, at: number): number => words[at] ?? 0;
/** Writes one word of memory. */
export const set = ({ words }: StudyWorld, at: number, value: number): void => void (words[at] = value);

/** Length of a list that ends at its first zero. */
export function lengthOf(world: StudyWorld, list: number, most: number): number {
  let length = 0;
  while (length < most && word(world, list + length) !== 0) length++;
  return length;
}

/** The device is on the list that begins at word `list`. */
export const isListed = (world: StudyWorld, list: number, device: number): boolean => {
  for (let i = 0; i < world.kernel.devices; i++) if (word(world, list + i) === device + 1) return true;
  return false;
};

/** The device is on the deferred list. */
export const isPending = (world: StudyWorld, device: number): boolean =>
  isListed(world, world.kernel.pending, device);

/** The device's word; see the constants above. */
export const deviceWord = (world: StudyWorld, device: number): number =>
  word(world, world.kernel.device + device);

/** Driver at the device, -1 if there is none. */
export const driverOf = (world: StudyWorld, device: number): number =>
  (deviceWord(world, device) & DRIVER) - 1;
