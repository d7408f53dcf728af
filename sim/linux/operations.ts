/**
 * Shapes of operations: what most steps touch. Each kernel path declares its own steps with these, next to the code
 * that yields them. A footprint names whole objects (model/layout.ts), never more than the step may touch.
 */
import { operation, settling, type Footprint, type Once, type StepMaker } from '../engine/effect.ts';
import { objectOf } from '../model/layout.ts';
import { busOfDevice, busOfDriver, type Kernel, type LinuxWorld } from './kernel.ts';

type Run = (world: LinuxWorld, a: number, b: number, c: number) => number;
type Narrows = (world: LinuxWorld, a: number, b: number, c: number) => Footprint;
type Touches = (kernel: Kernel, a: number, b: number, c: number) => Footprint;

/** An operation with its own footprint. */
export function step(name: string, touches: Touches, run: Run, narrows?: Narrows): StepMaker<LinuxWorld> {
  return operation<LinuxWorld>(name, touches as never, run, narrows);
}

/** The same, of which less is left once something is settled for good (settled.ts). */
export function settlingStep(name: string, touches: Touches, run: Run, once: Once): StepMaker<LinuxWorld> {
  return settling(step(name, touches, run), once);
}

/** Reads one device's own words; `a` is the device. */
export function looksAtDevice(name: string, run: Run): StepMaker<LinuxWorld> {
  return step(name, (_kernel, device) => ({ reads: [objectOf('device', device)], writes: [] }), run);
}

/** Changes one device's own words; `a` is the device. */
export function changesDevice(name: string, run: Run): StepMaker<LinuxWorld> {
  return step(name, (_kernel, device) => ({ reads: [], writes: [objectOf('device', device)] }), run);
}

/** Only tells: a fact for the record, no word of the world. */
export function tells(name: string, run: Run): StepMaker<LinuxWorld> {
  return step(name, () => ({ reads: [], writes: [] }), run);
}

/** What this driver answered on each device, and what each driver answered on this device. */
export const pairsOfDriver = (kernel: Kernel, driver: number): number[] =>
  kernel.setup.devices.map(({ id }) => pairOf(kernel, driver, id));
export const pairsOfDevice = (kernel: Kernel, device: number): number[] =>
  kernel.setup.drivers
    .filter(({ id }) => kernel.possible[id]?.[device])
    .map(({ id }) => pairOf(kernel, id, device));
export const pairOf = (kernel: Kernel, driver: number, device: number): number =>
  objectOf('pair', driver * kernel.setup.devices.length + device);

/** What tells whether a module can still be loaded; nothing where there is none (-1). */
export const loadabilityOf = (module: number): number[] =>
  module < 0 ? [] : [objectOf('module', module), objectOf('module-answer', module)];

/** The lists of the bus that device `a` is on. */
export const deviceListOf = (kernel: Kernel, device: number): number =>
  objectOf('device-list', busOfDevice(kernel, device));
/** The driver list of the bus that driver `k` registers on. */
export const driverListOf = (kernel: Kernel, driver: number): number =>
  objectOf('driver-list', busOfDriver(kernel, driver));
