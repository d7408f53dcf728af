/**
 * Slots, as promises see them: a device has one, unless its system has several (IOKit: a category; UEFI: a protocol;
 * Haiku: each driver, on nodes that take several). What a promise says about a device it says about each slot.
 */
import { couldMatch, type Setup } from '../model/setup.ts';
import { FACT, type World } from '../model/world.ts';
import { deviceName } from './invariant.ts';

/** Every slot of the device that some driver could bind, lowest first; where there is no driver, the main one. */
export function slotsAt({ setup }: World, device: number): readonly number[] {
  if (!setup.marks.slots) return MAIN_ONLY;
  const drivers = setup.drivers.filter(({ id }) => couldMatch(setup, id, device));
  return [...new Set([0, ...drivers.map(({ id }) => setup.slotOf[id]?.[device] ?? 0)])].sort((a, b) => a - b);
}
const MAIN_ONLY = [0] as const;

/** Whether this fact says that a driver has a slot of a device from now on. */
export const isBinding = (fact: number): boolean => fact === FACT.bound || fact === FACT['slot-bound'];

/** Whether this fact says that a driver has lost a slot of a device. */
export const isRelease = (fact: number): boolean => fact === FACT.released || fact === FACT['slot-released'];

/** Which slot a breach is about, by name; nothing for the main one, which is the device's own word. */
export function slotTold(world: World, driver: number, device: number): { readonly slot?: string } {
  const slot = world.setup.slotNames[driver];
  return slot === undefined || world.slotAt(driver, device) === 0 ? {} : { slot };
}

/** `d`, or where it has several slots `category audit of d`: for sentences. */
export function placeName(world: World, driver: number, device: number): string {
  const slot = world.setup.slotNames[driver];
  const name = deviceName(world, device);
  return slot === undefined || slotsAt(world, device).length < 2 ? name : `${slot} of ${name}`;
}

/** The slots of a device by name, each with the drivers that could bind it; none if there is only the main one. */
export function slotsByName(setup: Setup, device: number): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  const drivers = setup.drivers.filter(({ id }) => couldMatch(setup, id, device));
  if (!drivers.some(({ id }) => setup.slotOf[id]?.[device] !== 0)) return found;
  for (const { id } of drivers) {
    const name = setup.slotNames[id] ?? '?';
    found.set(name, [...(found.get(name) ?? []), id]);
  }
  return found;
}

/** Who has which slot, by name, of a device that ends with these drivers (`a+b`); nothing if it has no slots. */
export function slotsOf(
  setup: Setup,
  device: number,
  ending: string | null,
): { readonly slots?: Readonly<Record<string, string | null>> } {
  const slots = slotsByName(setup, device);
  if (slots.size === 0) return {};
  const bound = ending?.split('+') ?? [];
  const names = (drivers: readonly number[]): string[] => drivers.map((id) => setup.drivers[id]?.name ?? '?');
  return {
    slots: Object.fromEntries(
      [...slots].map(([slot, drivers]) => [
        slot,
        names(drivers).find((name) => bound.includes(name)) ?? null,
      ]),
    ),
  };
}
