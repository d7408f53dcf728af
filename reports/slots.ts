/** Devices with several slots (IOKit categories, UEFI protocols): which driver an ending has in which. */

/** Driver by name of the slot; null: nobody has it. Only of devices that have a slot besides their main one. */
export type Slots = Readonly<Record<string, string | null>>;

/** Names of main slots, as far as they do not begin with `default`. */
const MAIN: readonly string[] = ['main slot', 'function layer'];
const isMain = (slot: string): boolean => MAIN.includes(slot) || slot.startsWith('default ');

/** ` (A in category audit)`: drivers that have a slot that does not go without saying; empty if there is none. */
export function slotsText(slots: Slots | undefined): string {
  const told = Object.entries(slots ?? {}).flatMap(([slot, driver]) =>
    driver === null || isMain(slot) || slot.endsWith(` ${driver}`) ? [] : [`${driver} in ${slot}`],
  );
  return told.length === 0 ? '' : ` (${told.join(', ')})`;
}
