/**
 * A machine as dumps describe it: its devices with modalias, place in the tree and, if the dump was made on a
 * running system, the driver that was bound. What is not in a dump (durations, refusals) is no part of it:
 * see defaults.ts.
 */
export interface MachineDevice {
  /** Unique and readable: the kernel's own name of the device (0000:64:00.0, 1-3:1.0) if the dump has it. */
  readonly name: string;
  readonly modalias: string;
  /** A device of this machine, or null. */
  readonly parent: string | null;
  /** The driver bound when the dump was made, as the dump spells it. */
  readonly driver: string | null;
  /** The module of that driver, if the dump says. */
  readonly module: string | null;
  /** PCI revision, if the dump says. */
  readonly revision: number | null;
  /** In words, for a comment. */
  readonly model: string | null;
}

export interface Machine {
  readonly name: string;
  /** Where it was published and under which licence, if the dump says. */
  readonly source: string | null;
  readonly licence: string | null;
  readonly devices: readonly MachineDevice[];
  /** The dump tells where devices are attached. */
  readonly hasTree: boolean;
  readonly notes: readonly string[];
}

export const DEVICES_MAX = 5_000;
/** Longer strings than this are no modalias, driver or path. */
export const TEXT_MAX = 1_000;
/** Printable ASCII, spaces only inside: what names and modaliases of a scenario consist of. */
export const PRINTABLE = /^[!-~]+(?: [!-~]+)*$/;

/** The part of a modalias in front of the first colon. */
export function busOf(modalias: string): string {
  return modalias.slice(0, Math.max(0, modalias.indexOf(':')));
}

const field = (text: string, pattern: RegExp): string => pattern.exec(text)?.[1] ?? '';

/** A name for a device whose dump gives none: bus and the ids that people know it by. */
function nameFromModalias(modalias: string): string {
  const lower = (pattern: RegExp): string => field(modalias, pattern).toLowerCase();
  const bus = busOf(modalias);
  switch (bus) {
    case 'pci':
      return `pci-${lower(/v0000([0-9A-F]{4})d/)}:${lower(/d0000([0-9A-F]{4})sv/)}`;
    case 'usb':
      return `usb-${lower(/v([0-9A-F]{4})p/)}:${lower(/p([0-9A-F]{4})d/)}.${lower(/in([0-9A-F]{2})$/) || lower(/ic([0-9A-F]{2})/)}`;
    case 'hid':
      return `hid-${lower(/v0000([0-9A-F]{4})p/)}:${lower(/p0000([0-9A-F]{4})/)}`;
    case 'acpi':
      return `acpi-${field(modalias, /^acpi:([^:]+)/)}`;
    case 'platform':
      return modalias.slice('platform:'.length);
    case 'of':
      return field(modalias, /^of:N(.*?)T/);
    default:
      return modalias.replace(':', '-');
  }
}

/** Gives names to devices in order; a name that is taken gets #2, #3, ... */
export function nameDevices<T extends { readonly name: string | null; readonly modalias: string }>(
  devices: readonly T[],
): readonly (T & { readonly name: string })[] {
  const taken = new Set<string>();
  const next = new Map<string, number>();
  return devices.map((device) => {
    const wanted = device.name ?? nameFromModalias(device.modalias);
    let name = wanted;
    for (let count = next.get(wanted) ?? 2; taken.has(name); count++) {
      name = `${wanted}#${count}`;
      next.set(wanted, count + 1);
    }
    taken.add(name);
    return { ...device, name };
  });
}

const byAddress = (a: MachineDevice, b: MachineDevice): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0;

/**
 * The order in which buses are scanned: all devices of one bus by address, then what is below each of them.
 */
export function inBusOrder(devices: readonly MachineDevice[]): readonly MachineDevice[] {
  const below = new Map<string | null, MachineDevice[]>();
  for (const device of devices) {
    const siblings = below.get(device.parent);
    if (siblings === undefined) below.set(device.parent, [device]);
    else siblings.push(device);
  }
  const ordered: MachineDevice[] = [];
  const scan = (parent: string | null): void => {
    const bus = (below.get(parent) ?? []).toSorted(byAddress);
    ordered.push(...bus);
    for (const device of bus) scan(device.name);
  };
  scan(null);
  return ordered;
}
