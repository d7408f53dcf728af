/**
 * nixos-facter reports: one JSON per machine. Every entry of `hardware` with a modalias is a device; its
 * sysfs path tells its parent.
 */
import * as v from 'valibot';
import { ImportError } from './error.ts';
import {
  DEVICES_MAX,
  PRINTABLE,
  TEXT_MAX,
  inBusOrder,
  nameDevices,
  type Machine,
  type MachineDevice,
} from './machine.ts';

const text = v.pipe(v.string(), v.maxLength(TEXT_MAX));
/** What the scenario format accepts as a name or modalias. */
const ascii = v.pipe(text, v.regex(PRINTABLE, 'not printable ASCII'));

const entrySchema = v.object({
  module_alias: v.optional(ascii),
  sysfs_id: v.optional(ascii),
  sysfs_bus_id: v.optional(ascii),
  /** Where the device really is, if sysfs_id is a class path. */
  sysfs_device_link: v.optional(ascii),
  model: v.optional(text),
  revision: v.optional(v.object({ value: v.optional(v.number()) })),
  driver: v.optional(ascii),
  driver_module: v.optional(ascii),
});

const reportSchema = v.object({
  /** Not nixos-facter's own: where a shipped dump comes from. */
  source: v.optional(text),
  licence: v.optional(text),
  hardware: v.record(text, v.unknown()),
});

type Entry = v.InferOutput<typeof entrySchema>;

interface Placed extends Omit<MachineDevice, 'parent' | 'name'> {
  readonly name: string | null;
  /** Parts of its path in the device tree; empty if unknown. */
  readonly path: readonly string[];
}

const remedy = 'give the output of nixos-facter';

type Report = v.InferOutput<typeof reportSchema>;

function readReport(name: string, json: unknown): Report {
  const report = v.safeParse(reportSchema, json);
  if (report.success) return report.output;
  throw new ImportError(name, 'no "hardware" object in it', remedy);
}

function readEntries(name: string, report: Report): readonly Entry[] {
  const lists = Object.entries(report.hardware).filter(([, list]) => Array.isArray(list));
  const entries = lists.flatMap(([kind, list]) =>
    (list as readonly unknown[]).map((raw, at) => {
      const entry = v.safeParse(entrySchema, raw);
      if (entry.success) return entry.output;
      const [issue] = entry.issues;
      const place = `${name}: hardware.${kind}[${at}]${issue.path ? `.${v.getDotPath(issue) ?? ''}` : ''}`;
      throw new ImportError(place, issue.message, remedy);
    }),
  );
  if (entries.length > DEVICES_MAX) throw new ImportError(name, `more than ${DEVICES_MAX} devices`, remedy);
  return entries;
}

/**
 * A block device entry carries the modalias of the interface it hangs on: the device meant is the deepest
 * part of the path that looks like that bus's device.
 */
function pathOf(entry: Entry, modalias: string): readonly string[] {
  const raw = entry.sysfs_id?.startsWith('/devices/') ? entry.sysfs_id : (entry.sysfs_device_link ?? '');
  const path = raw.split('/').filter((part) => part !== '');
  if (!modalias.startsWith('usb:')) return path;
  const at = path.findLastIndex((part) => /^\d+-[\d.]+:\d+\.\d+$/.test(part));
  return path.slice(0, at + 1);
}

function place(entry: Entry): Placed | null {
  const modalias = entry.module_alias?.trim() ?? '';
  if (!modalias.includes(':')) return null;
  const path = pathOf(entry, modalias);
  return {
    name: path.at(-1) ?? entry.sysfs_bus_id ?? null,
    path,
    modalias,
    driver: entry.driver ?? null,
    module: entry.driver_module?.replaceAll('-', '_') ?? null,
    revision: entry.revision?.value ?? null,
    model: entry.model ?? null,
  };
}

/**
 * The hub interface through which a USB interface was found: /usb1/1-3/1-3.1/1-3.1:1.0 hangs on
 * /usb1/1-3/1-3:1.0, and that on the root hub's /usb1/1-0:1.0. One part shorter than the path, so parents
 * make no circle.
 */
function hubAbove(path: readonly string[]): readonly string[] {
  const above = path.slice(0, -2);
  const last = above.at(-1) ?? '';
  const root = /^usb(\d+)$/.exec(last);
  return [...above, root === null ? `${last}:1.0` : `${root[1] ?? ''}-0:1.0`];
}

const joined = (path: readonly string[]): string => path.join('/');

/** The nearest ancestor that is itself a device of the dump; for USB the hub through which it was found. */
function parentOf({ path }: Placed, byPath: ReadonlyMap<string, string>): string | null {
  const viaHub = byPath.get(joined(hubAbove(path)));
  if (viaHub !== undefined) return viaHub;
  for (let length = path.length - 1; length > 0; length--) {
    const found = byPath.get(joined(path.slice(0, length)));
    if (found !== undefined) return found;
  }
  return null;
}

/** One device may be listed under several headings; the first counts. */
function distinctDevices(entries: readonly Entry[]): readonly Placed[] {
  const placed = new Map<string, Placed>();
  for (const entry of entries) {
    const device = place(entry);
    const key = device === null || device.path.length === 0 ? `#${placed.size}` : joined(device.path);
    if (device !== null && !placed.has(key)) placed.set(key, device);
  }
  return [...placed.values()];
}

/** Reads a report; `name` is for messages and titles. Throws ImportError. */
export function parseFacter(name: string, json: unknown): Machine {
  const report = readReport(name, json);
  const entries = readEntries(name, report);
  const named = nameDevices(distinctDevices(entries));
  const byPath = new Map(named.map((device) => [joined(device.path), device.name]));
  const devices = named.map(({ path, ...device }) => ({
    ...device,
    parent: parentOf({ ...device, path }, byPath),
  }));
  const left = entries.filter((entry) => place(entry) === null).length;
  const notes = left > 0 ? [`${left} entries of the dump have no modalias: left out`] : [];
  const { source = null, licence = null } = report;
  return { name, source, licence, devices: inBusOrder(devices), hasTree: true, notes };
}
