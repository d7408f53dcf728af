/**
 * bus-registrations.json: on which buses each module registers drivers, read from its undefined symbols. A
 * module may carry a device table only to be autoloaded; then it competes with nobody although its alias
 * matches.
 */
import { CURATED_REGISTRATIONS } from './curated.ts';
import { ImportError } from './error.ts';

/**
 * Canonical module name -> buses, in the words of the file (`pci`, `usb`, `usbdev`, `platform`, `pci_lookup`,
 * ...).
 */
export type Registrations = ReadonlyMap<string, readonly string[]>;

function busList(value: unknown): readonly string[] | null {
  const list: unknown = typeof value === 'object' && value !== null && 'bus' in value ? value.bus : value;
  if (!Array.isArray(list)) return null;
  return list.filter((bus): bus is string => typeof bus === 'string');
}

/** Reads `{ module: [bus, ...] }` or `{ module: { bus: [bus, ...] } }`. Throws ImportError. */
export function parseRegistrations(text: string): Registrations {
  const file = 'bus-registrations.json';
  const remedy = 'leave the file out, or give { "module": ["pci", ...] }';
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ImportError(file, `no JSON (${error instanceof Error ? error.message : 'unreadable'})`, remedy);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new ImportError(file, 'not an object', remedy);
  }
  const found = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(json)) {
    const list = busList(value);
    if (list === null) throw new ImportError(file, `'${name.slice(0, 60)}' has no list of buses`, remedy);
    found.set(name.replaceAll('-', '_'), list);
  }
  for (const [name, buses] of Object.entries(CURATED_REGISTRATIONS)) {
    found.set(name, [...new Set([...(found.get(name) ?? []), ...buses])]);
  }
  return found;
}
