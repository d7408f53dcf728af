/**
 * The world: integers that say what is bound, listed, claimed, deferred, loaded. `emit` applies a fact and records it
 * in one move, and nothing else writes (design idea 4). Reading is free; processes read through operations only.
 *
 * "Claimed" and "bound" differ (reference 0.2): `driver` is set while a probe runs, `bound` when it has succeeded.
 */
import { APPLY } from './apply.ts';
import {
  BUS,
  BUS_WORDS,
  DEV,
  DEV_WORDS,
  DRV,
  DRV_WORDS,
  eventAt,
  layoutOf,
  MOD,
  MOD_WORDS,
  ONE,
  SLOT_HELD,
  SLOT_LEFT,
} from './layout.ts';
import type { Layout } from './layout.ts';
import { FACTS, type FactName } from './facts.ts';
import type { ListAt, QueueAt } from './lists.ts';
import type { Setup } from './setup.ts';

/** Codes of the fact kinds: their positions in the catalogue. */
export const FACT_NAMES = Object.keys(FACTS) as FactName[];
export const FACT = Object.freeze(
  Object.fromEntries(FACT_NAMES.map((name, code) => [name, code])) as Record<FactName, number>,
);
const APPLIERS = FACT_NAMES.map((name) => APPLY[name]);

/** Called with every fact after it was applied: its code and its integers. */
export type Recorder = (fact: number, a: number, b: number, c: number) => void;

type DeviceField = Exclude<keyof typeof DEV, never>;
type DriverField = keyof typeof DRV;

export class World {
  readonly setup: Setup;
  readonly layout: Layout;
  readonly words: Int32Array;
  recorder: Recorder | null = null;
  readonly deviceLists: readonly ListAt[];
  readonly driverLists: readonly ListAt[];
  readonly pending: QueueAt;
  readonly active: QueueAt;

  constructor(setup: Setup, words: Int32Array, layout: Layout = layoutOf(setup)) {
    this.setup = setup;
    this.words = words;
    this.layout = layout;
    this.deviceLists = setup.buses.map(({ id }) => ({
      first: layout.bus + id * BUS_WORDS + BUS.firstDevice,
      last: layout.bus + id * BUS_WORDS + BUS.lastDevice,
      base: layout.device,
      stride: DEV_WORDS,
    }));
    this.driverLists = setup.buses.map(({ id }) => ({
      first: layout.bus + id * BUS_WORDS + BUS.firstDriver,
      last: layout.bus + id * BUS_WORDS + BUS.lastDriver,
      base: layout.driver,
      stride: DRV_WORDS,
    }));
    const nextOf = (device: number): number => layout.device + device * DEV_WORDS + DEV.deferNext;
    this.pending = { first: ONE.pendingFirst, last: ONE.pendingLast, nextOf };
    this.active = { first: ONE.activeFirst, last: ONE.activeLast, nextOf };
  }

  /** Something happened: applies the fact, then tells the recorder. The only way to change a world. */
  emit(fact: number, a = 0, b = 0, c = 0): void {
    (APPLIERS[fact] as (typeof APPLIERS)[number])(this, a, b, c);
    if (this.recorder) this.recorder(fact, a, b, c);
  }

  /** A field of a device; pointers are id + 1. */
  device(device: number, field: DeviceField): number {
    return this.words[this.layout.device + device * DEV_WORDS + DEV[field]] as number;
  }

  driver(driver: number, field: DriverField): number {
    return this.words[this.layout.driver + driver * DRV_WORDS + DRV[field]] as number;
  }

  module(module: number, field: keyof typeof MOD): number {
    return this.words[this.layout.module + module * MOD_WORDS + MOD[field]] as number;
  }

  /** One of the words there is one of. */
  one(field: keyof typeof ONE): number {
    return this.words[ONE[field]] as number;
  }

  autoprobe(bus: number): boolean {
    return this.words[this.layout.bus + bus * BUS_WORDS + BUS.autoprobe] !== 0;
  }

  /** Link state: 0 dormant, 1 available, 2 consumer probe, 3 active, 4 supplier unbind (7.1). */
  link(link: number): number {
    return this.words[this.layout.link + link] as number;
  }

  hasDynamicId(driver: number, device: number): boolean {
    return this.setup.dynamicIds.some(
      (id) =>
        id.driver === driver &&
        this.words[this.layout.dynamicId + id.id] !== 0 &&
        id.devices.includes(device),
    );
  }

  /** What this driver last answered on this device: outcome code + 1, 0 = not asked since the device was free. */
  verdict(driver: number, device: number): number {
    return (this.words[this.pairAt(driver, device)] as number) & 0xff;
  }

  /** How often this driver's probe has been called on this device, as far as it matters (Setup.attemptsMax). */
  attempts(driver: number, device: number): number {
    return ((this.words[this.pairAt(driver, device)] as number) >> 8) & 0xff;
  }

  /** Where udev's queue with this device's events begins. */
  eventQueueOf(device: number): number {
    return this.layout.eventQueues[this.setup.eventQueue[device] ?? 0] ?? 0;
  }

  /** Whether an event of `device` stands before the running event of `other` in udev's queue. */
  hasEarlierEvent(device: number, other: number): boolean {
    const { words } = this;
    const queue = this.eventQueueOf(device);
    for (let index = 0; index < (words[queue] ?? 0); index++) {
      const at = eventAt(queue, index);
      if (words[at] === other + 1 && words[at + 2] === 1) return false;
      if (words[at] === device + 1) return true;
    }
    return false;
  }

  /** A word of the system's own: of a device, of a driver, of a pair, of the whole. */
  deviceMark(device: number, mark: number): number {
    return this.words[this.layout.marks.device + device * this.setup.marks.device.length + mark] as number;
  }

  driverMark(driver: number, mark: number): number {
    return this.words[this.layout.marks.driver + driver * this.setup.marks.driver.length + mark] as number;
  }

  pairMark(driver: number, device: number): number {
    return this.words[this.layout.marks.pair + driver * this.layout.devices + device] as number;
  }

  systemMark(mark: number): number {
    return this.words[this.layout.marks.system + mark] as number;
  }

  /** Whether this driver is bound to the device: in its one slot, or in one of several. */
  holds(driver: number, device: number): boolean {
    if (this.boundTo(device) === driver) return true;
    if (!this.setup.marks.slots) return false;
    return this.words[this.layout.marks.slot + driver * this.layout.devices + device] === SLOT_HELD;
  }

  /** The slot of this device that the driver would bind; 0: the main one. */
  slotAt(driver: number, device: number): number {
    return this.setup.slotOf[driver]?.[device] ?? 0;
  }

  /** Why this slot of the device was left by its last driver (outcome.ts CAUSE), -1: nobody has left it. */
  slotCause(slot: number, device: number): number {
    if (slot === 0) return this.device(device, 'releasedBy') - 1;
    for (const { id } of this.setup.drivers) {
      const word = this.words[this.layout.marks.slot + id * this.layout.devices + device] ?? 0;
      if (word >= SLOT_LEFT && this.slotAt(id, device) === slot) return word - SLOT_LEFT;
    }
    return -1;
  }

  pairAt(driver: number, device: number): number {
    return this.layout.pair + driver * this.layout.devices + device;
  }

  /** Driver bound to the device, -1 if none (claimed is not bound). */
  boundTo(device: number): number {
    return this.device(device, 'bound') ? this.device(device, 'driver') - 1 : -1;
  }

  isRegistered(driver: number): boolean {
    return this.driver(driver, 'listed') === 1;
  }
}
