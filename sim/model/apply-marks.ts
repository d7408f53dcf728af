/** What the facts that only systems other than Linux make do to the words of the world (apply.ts has all others). */
import type { FactName } from './facts.ts';
import { SLOT_HELD, SLOT_LEFT } from './layout.ts';
import { OUTCOME } from './outcome.ts';
import type { World } from './world.ts';

type Apply = (world: World, a: number, b: number, c: number) => void;

const tells: Apply = () => {};

const pairIndex = (world: World, device: number, driver: number): number =>
  driver * world.layout.devices + device;

function setMark(world: World, of: 'device' | 'driver', id: number, mark: number, value: number): void {
  world.words[world.layout.marks[of] + id * world.setup.marks[of].length + mark] = value;
}

/** What the driver said last on this device: outcome + 1, 0 for nothing. */
function answer(world: World, device: number, driver: number, said: number): void {
  const at = world.pairAt(driver, device);
  world.words[at] = ((world.words[at] ?? 0) & ~0xff) | said;
}

const slotWord = (world: World, device: number, driver: number): number =>
  world.words[world.layout.marks.slot + pairIndex(world, device, driver)] ?? 0;

function setSlot(world: World, device: number, driver: number, value: number): void {
  world.words[world.layout.marks.slot + pairIndex(world, device, driver)] = value;
}

/** Drivers that would bind the same slot of the device, this one included. */
export const sharing = (world: World, driver: number, device: number): number[] =>
  world.setup.drivers
    .map(({ id }) => id)
    .filter((id) => world.slotAt(id, device) === world.slotAt(driver, device));

/** The main word of a device stands for a slot of the driver's own (Haiku): why it left is remembered there. */
export function leaveOwnSlot(world: World, device: number, driver: number, cause: number): void {
  if (!world.setup.marks.slots || world.slotAt(driver, device) === 0) return;
  setSlot(world, device, driver, SLOT_LEFT + cause);
}

/** A device that appears anew has empty slots, and nobody has left them. */
export function clearSlots(world: World, device: number): void {
  if (world.setup.marks.slots) for (const { id } of world.setup.drivers) setSlot(world, device, id, 0);
}

export const APPLY_MARKS = {
  bid: tells,
  'device-marked': (w, d, mark, value) => setMark(w, 'device', d, mark, value),
  'driver-marked': (w, k, mark, value) => setMark(w, 'driver', k, mark, value),
  'system-marked': (w, mark, value) => {
    w.words[w.layout.marks.system + mark] = value;
  },
  'pair-marked': (w, d, k, value) => {
    w.words[w.layout.marks.pair + pairIndex(w, d, k)] = value;
  },
  'slot-bound': (w, d, k) => {
    // Whoever left it is forgotten; whoever still has it is a breach, and stays to be seen.
    for (const id of sharing(w, k, d)) if (slotWord(w, d, id) !== SLOT_HELD) setSlot(w, d, id, 0);
    setSlot(w, d, k, SLOT_HELD);
    answer(w, d, k, OUTCOME.ok + 1);
  },
  'slot-released': (w, d, k, cause) => {
    setSlot(w, d, k, SLOT_LEFT + cause);
    for (const id of sharing(w, k, d)) answer(w, d, id, 0);
  },
  'better-noticed': tells,
} as const satisfies Partial<Record<FactName, Apply>>;
