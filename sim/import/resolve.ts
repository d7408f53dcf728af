/**
 * Each device of a machine against a module database: which modules match it, on which bus it sits, and what
 * the driver that the dump shows is in this kernel.
 */
import { parseModprobeConfig } from '../userspace/kmod/config.ts';
import { buildKmodIndex, type KmodIndex } from '../userspace/kmod/kmod.ts';
import { canonical } from '../userspace/kmod/names.ts';
import { CORE_DRIVERS, DUMP_TYPOS, MODULE_OF_DRIVER } from './curated.ts';
import type { ModuleDatabase } from './database.ts';
import { busesOf } from './defaults.ts';
import type { Machine, MachineDevice } from './machine.ts';

/** What the driver bound in the dump is in this module database. */
export type Bound =
  /** A module that matches the device by alias. */
  | { readonly is: 'candidate'; readonly module: string; readonly driver: string }
  /** Built in, or part of the kernel itself. */
  | { readonly is: 'builtin'; readonly module: string; readonly driver: string }
  /** A loadable module without an alias for the device: something else loaded it. */
  | { readonly is: 'elsewhere'; readonly module: string; readonly driver: string }
  /** Taken by the driver of another interface of the same USB device. */
  | { readonly is: 'claimed'; readonly module: string; readonly driver: string }
  /** Not in this database. */
  | { readonly is: 'absent'; readonly driver: string };

export interface ResolvedDevice {
  readonly device: MachineDevice;
  readonly bus: string;
  /**
   * All modules with a matching alias, in modules.order order, built-in ones last; whatever the configuration
   * says.
   */
  readonly candidates: readonly string[];
  /** Null: nothing was bound. */
  readonly bound: Bound | null;
}

export interface Resolver {
  readonly database: ModuleDatabase;
  /** With the configuration: what user space loads. */
  readonly kmod: KmodIndex;
  readonly resolve: (machine: Machine) => readonly ResolvedDevice[];
}

/** Whether the module registers drivers on a bus. Unknown registrations count as yes. */
export function registersOn({ registrations }: ModuleDatabase, module: string, bus: string): boolean {
  const buses = registrations?.get(module);
  if (buses === undefined) return true;
  return buses.includes(bus) || (bus === 'usb' && (buses.includes('usbserial') || buses.includes('usbdev')));
}

const sameUsbDevice = (a: string, b: string): boolean =>
  a.startsWith('usb:') && a.split('ic')[0] === b.split('ic')[0];

interface Matched {
  readonly device: MachineDevice;
  readonly candidates: readonly string[];
}

/** The name of the module in the dump, or what the driver's name lets us suppose, likeliest first. */
function suspects({ driver, module }: MachineDevice): readonly string[] {
  const named = driver === null ? null : canonical(driver);
  return [module, MODULE_OF_DRIVER[driver ?? ''] ?? null, named].filter((name) => name !== null);
}

function findBound({ modules }: ModuleDatabase, matched: Matched, all: readonly Matched[]): Bound | null {
  const { device, candidates } = matched;
  const { driver } = device;
  if (driver === null) return null;
  const possible = suspects(device);
  const candidate = possible.find((name) => candidates.includes(name) && modules.get(name)?.builtin === null);
  if (candidate !== undefined) return { is: 'candidate', module: candidate, driver };
  const core = CORE_DRIVERS[driver];
  if (core !== undefined) return { is: 'builtin', module: core, driver };
  const known = possible.find((name) => modules.has(name));
  if (known === undefined) return { is: 'absent', driver };
  if (modules.get(known)?.builtin !== null) return { is: 'builtin', module: known, driver };
  const sibling = all.some(
    (other) => sameUsbDevice(other.device.modalias, device.modalias) && other.candidates.includes(known),
  );
  return { is: sibling ? 'claimed' : 'elsewhere', module: known, driver };
}

/** The bus on which the bound driver's module, or else the first candidate, registers drivers. */
function findBus(database: ModuleDatabase, { device, candidates }: Matched, bound: Bound | null): string {
  const possible = busesOf(device.modalias);
  const modules = [...(bound !== null && 'module' in bound ? [bound.module] : []), ...candidates];
  for (const module of modules) {
    const bus = possible.find((one) => registersOn(database, module, one));
    if (bus !== undefined) return bus;
  }
  return possible[0] ?? 'platform';
}

const untypo = (device: MachineDevice): MachineDevice => ({
  ...device,
  driver: DUMP_TYPOS[device.driver ?? ''] ?? device.driver,
  module: DUMP_TYPOS[device.module ?? ''] ?? device.module,
});

/** Prepares a database and a configuration for resolving machines. */
export function makeResolver(database: ModuleDatabase, modprobeConfig: string): Resolver {
  const all = [...database.modules.values()];
  const none = parseModprobeConfig('');
  const kmod = buildKmodIndex(all, parseModprobeConfig(modprobeConfig));
  const loadable = buildKmodIndex(
    all.filter((module) => module.builtin === null),
    none,
  );
  // Aliases of built-in modules answer a look-up only if no loadable module does, but their drivers compete
  // anyway.
  const builtin = buildKmodIndex(
    all.filter((module) => module.builtin !== null),
    none,
  );
  const candidatesOf = ({ modalias }: MachineDevice): readonly string[] => [
    ...new Set([...loadable.lookup(modalias), ...builtin.lookup(modalias)]),
  ];
  const resolve = (machine: Machine): readonly ResolvedDevice[] => {
    const matched = machine.devices
      .map(untypo)
      .map((device) => ({ device, candidates: candidatesOf(device) }));
    return matched.map((one) => {
      const bound = findBound(database, one, matched);
      return { ...one, bound, bus: findBus(database, one, bound) };
    });
  };
  return { database, kmod, resolve };
}
