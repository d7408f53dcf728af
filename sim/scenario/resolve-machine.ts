/** Kernel parameters, buses, devices, boot and udev of a file, complete. */
import { known, knownList, sameBus, type Context } from './context.ts';
import { cyclesIn } from './cycles.ts';
import {
  APPEARS_AFTER_PARENT,
  defaultBus,
  DEFAULT_BOOT,
  DEFAULT_KERNEL,
  DEFAULT_UDEV,
  NO_TIME,
} from './defaults.ts';
import { resolveUnder } from './resolve-under.ts';
import type { BootSpec, BusSpec, DeviceSpec, KernelParams, ModuleSpec, UdevSpec } from './scenario.ts';
import type { RawScenario } from './schema.ts';
import { addedByStory } from './resolve-story.ts';
import { chain, quoted } from './words.ts';

type RawDevice = NonNullable<RawScenario['devices']>[string];

/** Kernel parameters; the time-out must be one duration, because the kernel reads it once. */
export function resolveKernel(context: Context): KernelParams {
  const raw = context.raw.kernel ?? {};
  const at = ['kernel', 'driver-async-probe'];
  const listed = raw['driver-async-probe'] ?? [];
  listed.forEach((name, index) => name === '*' || known(context, 'driver', [...at, index], name));
  return {
    driverAsyncProbe: listed,
    moduleAsyncProbe: raw['module-async-probe'] ?? DEFAULT_KERNEL.moduleAsyncProbe,
    deferredProbeTimeout: timeout(context),
    moduleBlacklist: knownList(context, 'module', ['kernel', 'module-blacklist'], raw['module-blacklist']),
    hidIgnoreSpecialDrivers: raw['hid-ignore-special-drivers'] ?? DEFAULT_KERNEL.hidIgnoreSpecialDrivers,
  };
}

function timeout(context: Context): number | null {
  const raw = context.raw.kernel?.['deferred-probe-timeout'];
  if (raw === undefined) return DEFAULT_KERNEL.deferredProbeTimeout;
  if (raw === 'never') return null;
  if (raw.min !== raw.max) {
    const fault = { message: 'found a range', allowed: 'never, 0, or one duration as 10s' };
    context.complain(['kernel', 'deferred-probe-timeout'], fault);
  }
  return raw.min;
}

/** Declared buses in the order of the file, then the known ones that a device or driver uses. */
export function resolveBuses(context: Context): readonly BusSpec[] {
  const { buses = {}, devices = {}, drivers = {} } = context.raw;
  const users = [...Object.values(devices), ...Object.values(drivers)].map((user) => user.bus);
  const used = new Set(users);
  const declared = Object.entries(buses).map(([name, raw]): BusSpec => {
    const defaults = defaultBus(name);
    const unused = { message: `nothing is on bus ${quoted(name)}`, remedy: 'remove it, or correct a bus:' };
    if (!used.has(name)) context.warn(['buses', name], unused, 'key');
    return {
      name,
      rules: raw.rules ?? defaults.rules,
      autoprobe: raw.autoprobe ?? defaults.autoprobe,
      parentLock: raw['parent-lock'] ?? defaults.parentLock,
    };
  });
  const implied = [...used].filter((name) => !Object.hasOwn(buses, name));
  return [...declared, ...implied.map(defaultBus)];
}

/** Devices in the order of the file: that is the order in which the kernel enumerates them. */
export function resolveDevices(context: Context): readonly DeviceSpec[] {
  const devices = Object.entries(context.raw.devices ?? {});
  const added = addedByStory(context.raw);
  const specs = devices.map(([name, raw]) => resolveDevice(context, name, raw, added));
  const parents = new Map(devices.map(([name, { parent }]) => [name, parent === undefined ? [] : [parent]]));
  for (const cycle of cyclesIn(parents)) {
    const message = `a device cannot hang on itself: ${chain(cycle)}`;
    context.complain(['devices', cycle[0] ?? '', 'parent'], { message, remedy: 'correct one parent:' });
  }
  return specs;
}

function resolveDevice(
  context: Context,
  name: string,
  raw: RawDevice,
  added: ReadonlySet<string>,
): DeviceSpec {
  const at = ['devices', name];
  known(context, 'bus', [...at, 'bus'], raw.bus);
  const appears = appearance(context, name, raw, added);
  return {
    name,
    bus: raw.bus,
    modalias: raw.modalias ?? null,
    parent: raw.parent === undefined ? null : known(context, 'device', [...at, 'parent'], raw.parent),
    suppliers: suppliers(context, name, raw),
    appears,
    appearsAfter: raw['appears-after'] ?? (appears === 'parent' ? APPEARS_AFTER_PARENT : NO_TIME),
    driverOverride: driverOf(context, name, 'driver-override', raw['driver-override']),
    presetDriver: driverOf(context, name, 'preset-driver', raw['preset-driver']),
    usb: raw.usb ?? 'interface',
    hidSpecial: raw['hid-special'] ?? false,
    dma: raw.dma ?? 'ok',
    ...resolveUnder(context, 'device', at, raw.under),
  };
}

function suppliers(context: Context, name: string, raw: RawDevice): readonly string[] {
  const at = ['devices', name, 'suppliers'];
  const own = raw.suppliers?.indexOf(name) ?? -1;
  const fault = { message: `${quoted(name)} cannot be its own supplier`, remedy: 'remove it' };
  if (own !== -1) context.complain([...at, own], fault);
  return knownList(context, 'device', at, raw.suppliers);
}

function driverOf(context: Context, device: string, key: string, driver: string | undefined): string | null {
  if (driver === undefined) return null;
  const at = ['devices', device, key];
  known(context, 'driver', at, driver);
  sameBus(context, at, driver, device);
  return driver;
}

function appearance(
  context: Context,
  name: string,
  raw: RawDevice,
  added: ReadonlySet<string>,
): DeviceSpec['appears'] {
  const at = ['devices', name, 'appears'];
  const hasParent = raw.parent !== undefined;
  if (raw.appears === undefined) return defaultAppearance(name, raw.bus, hasParent, added);
  if (raw.appears === 'parent' && !hasParent) {
    context.complain(at, { message: 'there is no parent to appear with', remedy: 'add parent: DEVICE' });
  }
  if (raw.appears === 'story' && !added.has(name)) {
    context.warn(at, {
      message: `no action adds ${quoted(name)}`,
      remedy: `add "- { add: ${name} }" to story:`,
    });
  }
  return raw.appears;
}

/**
 * When a device appears if the file does not say. USB and HID devices are found by the driver of what they hang on,
 * others are enumerated by firmware or bus.
 */
export function defaultAppearance(
  name: string,
  bus: string,
  hasParent: boolean,
  added: ReadonlySet<string>,
): DeviceSpec['appears'] {
  if (added.has(name)) return 'story';
  return hasParent && (bus === 'usb' || bus === 'hid') ? 'parent' : 'boot';
}

/** How the machine boots; null on a running system. */
export function resolveBoot(context: Context): BootSpec | null {
  const raw = context.raw.boot;
  if (raw === undefined) return null;
  const modules = (key: 'initramfs' | 'modules-load'): string[] =>
    knownList(context, 'module', ['boot', key], raw[key]);
  return {
    initramfs: raw.initramfs === undefined ? null : modules('initramfs'),
    initramfsModprobeConfig: raw['initramfs-modprobe-config'] ?? null,
    coldplug: raw.coldplug ?? DEFAULT_BOOT.coldplug,
    modulesLoad: modules('modules-load'),
    userspaceAfter: raw['userspace-after'] ?? DEFAULT_BOOT.userspaceAfter,
  };
}

/** Somebody must listen to uevents if there is a module to load. */
export function udevByDefault(modules: readonly Pick<ModuleSpec, 'builtin'>[]): UdevSpec | null {
  return modules.some((module) => module.builtin === null) ? DEFAULT_UDEV : null;
}

/** The device manager; null: there is none. */
export function resolveUdev(context: Context, modules: readonly ModuleSpec[]): UdevSpec | null {
  const raw = context.raw.udev;
  if (raw === undefined) return udevByDefault(modules);
  if (raw === false) return null;
  return {
    workersMax: raw.workers ?? DEFAULT_UDEV.workersMax,
    rulesTake: raw['rules-take'] ?? DEFAULT_UDEV.rulesTake,
  };
}
