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
  /** Verbs of a story by name (userspace/actor.ts); one that is not here is answered with no-such-verb. */
  readonly verbs: Readonly<Record<string, ProcessFunction<LinuxWorld>>>;
  readonly services: (kernel: Kernel) => readonly Root[];
}

/** A kind of process of a system's own: one per device, per driver, or only one. */
export interface WorkerKind {
  readonly name: string;
  readonly about: 'device' | 'driver' | 'system';
}

/** What a scenario says, or leaves to the system, about its drivers and devices there: a number per trait. */
export interface Traits {
  readonly driver: Readonly<Record<string, readonly number[]>>;
  readonly device: Readonly<Record<string, readonly number[]>>;
  readonly system: Readonly<Record<string, number>>;
}
