/** A scenario's machine as plain data of a file: what the parser would fill in by itself is left out. */
import {
  APPEARS_AFTER_PARENT,
  DEFAULT_BOOT,
  DEFAULT_INIT,
  DEFAULT_KERNEL,
  DEFAULT_LOAD,
  DEFAULT_PROBE,
  DEFAULT_UDEV,
  DEVICE_INITCALL,
  NO_TIME,
  defaultBus,
  looksCatchAll,
} from './defaults.ts';
import { formatDuration } from './durations.ts';
import { differing, same, unlessEmpty, type Plain } from './format-parts.ts';
import { defaultAppearance } from './resolve-machine.ts';
import { inheritedProbe } from './resolve-drivers.ts';
import { aliasesOf } from './resolve-modules.ts';
import type {
  Action,
  BootSpec,
  BusSpec,
  DeviceSpec,
  DriverSpec,
  KernelParams,
  ModuleSpec,
  ProbeSpec,
  Scenario,
  UdevSpec,
} from './scenario.ts';

/** Kernel parameters that differ from the default ones. */
export function kernelData(kernel: KernelParams): Plain | undefined {
  const timeout = kernel.deferredProbeTimeout;
  const data = differing([
    ['driver-async-probe', kernel.driverAsyncProbe, DEFAULT_KERNEL.driverAsyncProbe],
    ['module-async-probe', kernel.moduleAsyncProbe, DEFAULT_KERNEL.moduleAsyncProbe],
    [
      'deferred-probe-timeout',
      timeout === null ? 'never' : formatDuration({ min: timeout, max: timeout }),
      formatDuration({
        min: DEFAULT_KERNEL.deferredProbeTimeout ?? 0,
        max: DEFAULT_KERNEL.deferredProbeTimeout ?? 0,
      }),
    ],
    ['module-blacklist', kernel.moduleBlacklist, DEFAULT_KERNEL.moduleBlacklist],
    ['hid-ignore-special-drivers', kernel.hidIgnoreSpecialDrivers, DEFAULT_KERNEL.hidIgnoreSpecialDrivers],
  ]);
  return unlessEmpty(data);
}

/** All buses, or none if the parser finds the same ones by their users. */
export function busesData({ buses, devices, drivers }: Scenario): Plain | undefined {
  const used = [...new Set([...devices, ...drivers].map(({ bus }) => bus))];
  if (same(buses, used.map(defaultBus)) && buses.every(({ rules }) => rules !== 'generic')) return undefined;
  return Object.fromEntries(buses.map((bus) => [bus.name, busData(bus)]));
}

function busData(bus: BusSpec): Plain {
  const unsaid = defaultBus(bus.name);
  return differing([
    ['rules', bus.rules, unsaid.rules],
    ['autoprobe', bus.autoprobe, unsaid.autoprobe],
    ['parent-lock', bus.parentLock, unsaid.parentLock],
  ]);
}

/** All devices by name. */
export function devicesData({ devices, given, story }: Scenario): Plain | undefined {
  const actions = [...given, ...story.flatMap((actor) => actor.actions)];
  const added = new Set(actions.flatMap(addedBy));
  return unlessEmpty(Object.fromEntries(devices.map((device) => [device.name, deviceData(device, added)])));
}

function addedBy(action: Action): readonly string[] {
  return action.do === 'add' || action.do === 'group' ? [action.device] : [];
}

function deviceData(device: DeviceSpec, added: ReadonlySet<string>): Plain {
  const after = device.appears === 'parent' ? APPEARS_AFTER_PARENT : NO_TIME;
  return differing([
    ['bus', device.bus],
    ['modalias', device.modalias, null],
    ['parent', device.parent, null],
    ['suppliers', device.suppliers, []],
    ['appears', device.appears, defaultAppearance(device.name, device.bus, device.parent !== null, added)],
    ['appears-after', formatDuration(device.appearsAfter), formatDuration(after)],
    ['driver-override', device.driverOverride, null],
    ['preset-driver', device.presetDriver, null],
    ['usb', device.usb, 'interface'],
    ['hid-special', device.hidSpecial, false],
    ['dma', device.dma, 'ok'],
    ['under', device.under, undefined],
  ]);
}

/** All drivers by name. */
export function driversData({ drivers }: Scenario): Plain | undefined {
  return unlessEmpty(Object.fromEntries(drivers.map((driver) => [driver.name, driverData(driver)])));
}

function driverData(driver: DriverSpec): Plain {
  const perDevice = Object.entries(driver.probeOn);
  return differing([
    ['bus', driver.bus],
    ['matches', driver.matches, []],
    ['override-only', driver.overrideOnly, []],
    ['module', driver.module, null],
    ['catch-all', driver.catchAll, looksCatchAll(driver.matches)],
    ['probe-type', driver.probeType, 'default'],
    ['bind-attrs', driver.bindAttrs, true],
    ['usb', driver.usb, 'interface'],
    ['generic', driver.generic, false],
    ['match', driver.match, {}],
    ['probe', unlessEmpty(probeData(driver.probe, DEFAULT_PROBE))],
    [
      'probe-on',
      unlessEmpty(
        Object.fromEntries(perDevice.map(([name, probe]) => [name, probeData(probe, driver.probe)])),
      ),
    ],
    ['remove-takes', formatDuration(driver.removeTakes), '0'],
    ['ids', driver.ids, []],
    ['under', driver.under, undefined],
  ]);
}

function probeData(probe: ProbeSpec, base: ProbeSpec): Plain {
  const own = !same([probe.may, probe.script], [base.may, base.script]);
  const inherited = inheritedProbe(own ? { may: [], script: [] } : {}, base);
  const answers = differing([
    ['may', probe.may, inherited.may],
    ['script', probe.script, inherited.script],
  ]);
  return differing([
    ['takes', formatDuration(probe.takes), formatDuration(base.takes)],
    // Both as by default, but the base is not: one must be said, so that neither is inherited.
    ...Object.entries(own && Object.keys(answers).length === 0 ? { may: probe.may } : answers),
    ['needs', probe.needs, base.needs],
    ['needs-checked', probe.needsChecked, base.needsChecked],
  ]);
}

/** Modules that must be written: the last ones need not if the parser makes the same from the drivers alone. */
export function modulesData({ modules, drivers }: Scenario): Plain | undefined {
  const byName = Object.fromEntries(drivers.map((driver) => [driver.name, driver]));
  const data = modules.map((module, index) => moduleData(module, index, byName, drivers));
  const plain = data.findLastIndex((each) => Object.keys(each).length > 0) + 1;
  const named = new Set(drivers.flatMap(({ module }) => (module === null ? [] : [module])));
  for (const { name } of modules.slice(0, plain)) named.delete(name);
  const implied = same(
    [...named],
    modules.slice(plain).map(({ name }) => name),
  );
  const written = modules.slice(0, implied ? plain : undefined);
  return unlessEmpty(Object.fromEntries(written.map(({ name }, index) => [name, data[index]])));
}

function moduleData(
  module: ModuleSpec,
  index: number,
  byName: Readonly<Record<string, DriverSpec>>,
  drivers: readonly DriverSpec[],
): Plain {
  const naming = drivers.filter((driver) => driver.module === module.name).map(({ name }) => name);
  const builtin = module.builtin === DEVICE_INITCALL ? true : module.builtin;
  const softdep = differing([
    ['pre', module.softdepPre, []],
    ['post', module.softdepPost, []],
  ]);
  return differing([
    ['order', module.order, index],
    ['builtin', builtin, null],
    ['aliases', module.aliases, aliasesOf(module.drivers, byName)],
    ['depends', module.depends, []],
    ['softdep', unlessEmpty(softdep)],
    ['load', formatDuration(module.load), formatDuration(DEFAULT_LOAD)],
    ['init', formatDuration(module.init), formatDuration(DEFAULT_INIT)],
    ['init-may', module.initMay, ['ok']],
    ['async-probe', module.asyncProbe, false],
    ['drivers', module.drivers, naming],
  ]);
}

/** How the machine boots; undefined on a running one. */
export function bootData(boot: BootSpec | null): Plain | undefined {
  if (boot === null) return undefined;
  return differing([
    ['initramfs', boot.initramfs, null],
    ['initramfs-modprobe-config', boot.initramfsModprobeConfig, null],
    ['coldplug', boot.coldplug, DEFAULT_BOOT.coldplug],
    ['modules-load', boot.modulesLoad, DEFAULT_BOOT.modulesLoad],
    ['userspace-after', formatDuration(boot.userspaceAfter), formatDuration(DEFAULT_BOOT.userspaceAfter)],
  ]);
}

/** undefined if it is what the parser makes of a file that does not mention udev. */
export function udevData(udev: UdevSpec | null, unsaid: UdevSpec | null): Plain | false | undefined {
  if (same(udev, unsaid)) return undefined;
  if (udev === null) return false;
  return differing([
    ['workers', udev.workersMax, DEFAULT_UDEV.workersMax],
    ['rules-take', formatDuration(udev.rulesTake), formatDuration(DEFAULT_UDEV.rulesTake)],
  ]);
}
