/**
 * The static side of a machine: what exists, with integer ids instead of names. Deeply frozen, shared by all runs.
 * Ids are positions in these arrays; -1 means none.
 */

export interface Bus {
  readonly id: number;
  readonly name: string;
  readonly rules: string;
  readonly autoprobe: boolean;
  /** The bus wants the parent's lock around probe and remove (reference 0.4). */
  readonly parentLock: boolean;
  readonly devices: readonly number[];
  readonly drivers: readonly number[];
}

export interface Device {
  readonly id: number;
  readonly name: string;
  readonly bus: number;
  readonly modalias: string | null;
  readonly parent: number;
  /** Ids of links in which it is the consumer, and the supplier. */
  readonly suppliers: readonly number[];
  readonly consumers: readonly number[];
  readonly usb: 'device' | 'interface';
  readonly hidSpecial: boolean;
}

export interface Driver {
  readonly id: number;
  readonly name: string;
  readonly bus: number;
  readonly module: number;
  readonly catchAll: boolean;
  readonly bindAttrs: boolean;
  readonly usb: 'device' | 'interface';
  /** The bus's stand-in that steps aside for a specific driver. */
  readonly generic: boolean;
  /** The driver has an id table at all (reference 9.3: one without is not counted). */
  readonly hasIds: boolean;
}

export interface Module {
  readonly id: number;
  readonly name: string;
  readonly builtin: boolean;
  /** Loaded with async_probe: its loader does not wait for asynchronous probes (reference 6.4). */
  readonly asyncProbe: boolean;
  readonly drivers: readonly number[];
  /** Hard dependencies, direct and indirect. */
  readonly depends: readonly number[];
  /** Somebody can come to wait for its load: another module needs it, or two can load it at once (10.8). */
  readonly awaited: boolean;
}

/** A managed device link (reference 7). `cyclic`: part of a cycle, so it gates nobody (7.2.1). */
export interface Link {
  readonly id: number;
  readonly supplier: number;
  readonly consumer: number;
  readonly cyclic: boolean;
}

/** An id that some new_id write of the story can add to a driver. */
export interface DynamicId {
  readonly id: number;
  readonly driver: number;
  readonly pattern: string;
  readonly devices: readonly number[];
}

/** Words of its own that a system keeps, by name: each per device, per driver, of the whole; and one per pair. */
export interface Marks {
  readonly device: readonly string[];
  readonly driver: readonly string[];
  readonly system: readonly string[];
  /** Name of the word of each pair of driver and device; null: none. */
  readonly pair: string | null;
  /** A device has several slots, each with a driver of its own (IOKit categories, UEFI protocols). */
  readonly slots: boolean;
}

export interface Setup {
  readonly buses: readonly Bus[];
  readonly devices: readonly Device[];
  readonly drivers: readonly Driver[];
  readonly modules: readonly Module[];
  readonly links: readonly Link[];
  readonly dynamicIds: readonly DynamicId[];
  /**
   * eventQueue[device]: which of udev's queues its events are in. Events of unrelated devices wait for each other only
   * if workers run out (reference 10.3.2, 10.3.3); then there is one queue, else one per tree of devices.
   */
  readonly eventQueue: readonly number[];
  /** idMatch[driver][device]: the driver's table names the device. */
  readonly idMatch: readonly (readonly boolean[])[];
  /** attemptsMax[driver][device]: how far probes are counted; beyond, the script answers as before. */
  readonly attemptsMax: readonly (readonly number[])[];
  /** overrideOnly[driver][device]: an entry names it that counts only with driver_override (reference 9.2 R1). */
  readonly overrideOnly: readonly (readonly boolean[])[];
  /** obtainable[driver][device]: loading by this device's modalias can register the driver (design 6). */
  readonly obtainable: readonly (readonly boolean[])[];
  readonly marks: Marks;
  /** slotOf[driver][device]: the slot that it would bind; 0: the main one. At most one driver is bound in each. */
  readonly slotOf: readonly (readonly number[])[];
  /** slotNames[driver]: what that slot is called on devices with several, such as `category audit`; [] if none has. */
  readonly slotNames: readonly string[];
}

/** Whether this driver could ever be bound to this device, by ids, dynamic ids or override. */
export function couldMatch(setup: Setup, driver: number, device: number): boolean {
  const drv = setup.drivers[driver];
  const dev = setup.devices[device];
  return drv !== undefined && dev !== undefined && drv.bus === dev.bus;
}

/** Freezes a value and all that hangs on it; returns the same value. */
export function freezeDeep<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) freezeDeep(part);
  }
  return value;
}
