/**
 * What a system brings to a kernel besides switches: its doors, its own processes, what scenarios say to it.
 * Linux's own are in doors.ts; a system of another kind brings others (systems/system.ts).
 */
import type { ProcessFunction } from '../engine/effect.ts';
import type { Kernel, LinuxWorld } from './kernel.ts';

/** A process that is there from the start. */
export interface Root {
  readonly identity: number;
  readonly fn: ProcessFunction<LinuxWorld>;
  readonly args: readonly number[];
}

/**
 * How stories, modules and boots reach a system: each door is a process function that returns an outcome. */
export interface Doors {
  readonly add: ProcessFunction<LinuxWorld>;
  readonly remove: ProcessFunction<LinuxWorld>;
  /** As remove, for a child whose parent's driver lets it go and holds what the parent's removal holds. */
  readonly removeChild: ProcessFunction<LinuxWorld>;
  readonly register: ProcessFunction<LinuxWorld>;
  readonly unregister: ProcessFunction<LinuxWorld>;
  /** What a boot does after the initcalls and before user space. */
  readonly lateInit: ProcessFunction<LinuxWorld>;
  /** What a boot does when the root file system is mounted, and user space there waits for. */
  readonly rootMounted?: ProcessFunction<LinuxWorld>;
  /** Verbs of a story by name (userspace/actor.ts); one that is not here is answered with no-such-verb. */
  readonly verbs: Readonly<Record<string, ProcessFunction<LinuxWorld>>>;
  readonly services: (kernel: Kernel) => readonly Root[];
  /** Only systems made of Linux's own paths look at this. */
  readonly inside?: Inside;
}

/**
 * What a system changes inside Linux's own paths; what is absent is as Linux has it. Each stands in for the function
 * whose step is cited, gets its arguments and gives its results.
 */
export interface Inside {
  /** 1.3 __device_attach, no lock held: device, whether asynchronous drivers may be left to a worker. */
  readonly attach?: ProcessFunction<LinuxWorld>;
  /** 1.4, the walk over the drivers, the device lock held: device, pass (attach.ts). */
  readonly walk?: ProcessFunction<LinuxWorld>;
  /** 2.3.3 and 2.3.4, a registering driver has matched a device, no lock held: driver, device. */
  readonly newcomer?: ProcessFunction<LinuxWorld>;
  /** 4.1 driver_probe_device, called from both walks, the locks held: driver, device. */
  readonly probe?: ProcessFunction<LinuxWorld>;
  /** 4.3.14 driver_bound after a probe that succeeded; what it gives back is the probe's result: driver, device. */
  readonly commit?: ProcessFunction<LinuxWorld>;
  /** 10.4, udev has loaded all that an `add` event asks for, the event is not over yet: device. */
  readonly seen?: ProcessFunction<LinuxWorld>;
  /** 3, what ids and override say; pure. Of the device it may read what matching reads: `device-id`. */
  readonly matches?: (world: LinuxWorld, device: number, driver: number) => boolean;
}

/** A kind of process of a system's own: one per device, per driver, per pair of both, or only one. */
export interface WorkerKind {
  readonly name: string;
  readonly about: 'device' | 'driver' | 'pair' | 'system';
}

/** What a scenario says, or leaves to the system, about its drivers and devices there: a number per trait. */
export interface Traits {
  readonly driver: Readonly<Record<string, readonly number[]>>;
  readonly device: Readonly<Record<string, readonly number[]>>;
  readonly system: Readonly<Record<string, number>>;
}
