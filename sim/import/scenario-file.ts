/**
 * Writes what was imported as a scenario file: plain data first, then YAML with a head comment and short maps
 * in one line.
 */
import { Document, isMap, isPair, isScalar, isSeq, visit, type Node, type YAMLMap } from 'yaml';
import { compileGlob } from '../model/fnmatch.ts';
import type { KmodModule } from '../userspace/kmod/kmod.ts';
import { canonical } from '../userspace/kmod/names.ts';
import { assumptionsOf, type Imported } from './assumptions.ts';
import { DEVICE_INITCALL } from './database.ts';
import { probeKind } from './defaults.ts';
import type { DriverPlan } from './drivers.ts';
import type { ResolvedDevice } from './resolve.ts';

type Plain = Record<string, unknown>;

/** Buses that the scenario format knows without a declaration. */
const KNOWN_BUSES = new Set(['pci', 'usb', 'hid', 'platform', 'virtio', 'ccw', 'ccwgroup']);
/** Devices on these are enumerated with the system; on all others by the driver of the parent. */
const BOOT_BUSES = new Set(['pci', 'platform', 'acpi']);

/** A module is called 8250; the format has no names of digits only. */
const written = (module: string): string => (/^\d+$/.test(module) ? `${module}_core` : module);

const record = <T>(entries: readonly (readonly [string, T])[]): Record<string, T> =>
  Object.fromEntries(entries);

function deviceOf({ device, bus }: ResolvedDevice): Plain {
  const { modalias, parent } = device;
  const byParent = parent !== null && !BOOT_BUSES.has(bus) && !KNOWN_BUSES.has(bus);
  return {
    bus,
    modalias,
    ...(parent === null ? {} : { parent }),
    ...(byParent ? { appears: 'parent' } : {}),
  };
}

const answers = (may: readonly string[]): Plain => (may.join() === 'ok' ? {} : { may: [...may] });

/** The commonest duration and answer go to `probe`, devices that differ to `probe-on`. */
function probesOf(driver: DriverPlan, { devices, times }: Imported): Plain {
  const modaliases = new Map(devices.map(({ device }) => [device.name, device.modalias]));
  const probes = [...driver.on].map(([device, { may }]) => {
    const takes = times[probeKind(modaliases.get(device) ?? '', may)];
    return { device, takes, may, key: `${takes} ${may.join()}` };
  });
  const count = (key: string): number => probes.filter((probe) => probe.key === key).length;
  const [common] = probes.toSorted((a, b) => count(b.key) - count(a.key));
  if (common === undefined) return {};
  const others = probes.filter(({ key }) => key !== common.key);
  return {
    probe: { takes: common.takes, ...answers(common.may) },
    ...(others.length === 0
      ? {}
      : { 'probe-on': record(others.map(({ device, takes, may }) => [device, { takes, may: [...may] }])) }),
  };
}

function driverOf(driver: DriverPlan, imported: Imported): Plain {
  const { bus, matches, usbDevice } = driver;
  const module = written(driver.module);
  return {
    bus,
    module,
    matches: [...matches],
    ...(usbDevice ? { usb: 'device' } : {}),
    ...probesOf(driver, imported),
  };
}

/** Its softdeps with aliases (crct10dif, platform:idma64) replaced by the modules they stand for. */
function softdepOf(module: KmodModule, known: ReadonlySet<string>, { resolver }: Imported): Plain {
  const real = (names: readonly string[]): readonly string[] => [
    ...new Set(names.flatMap((name) => resolver.kmod.lookup(name)).filter((found) => known.has(found))),
  ];
  const [pre, post] = [real(module.softdepPre), real(module.softdepPost)];
  if (pre.length + post.length === 0) return {};
  return {
    softdep: {
      ...(pre.length > 0 ? { pre: pre.map(written) } : {}),
      ...(post.length > 0 ? { post: post.map(written) } : {}),
    },
  };
}

function moduleOf(module: KmodModule, known: ReadonlySet<string>, imported: Imported): Plain {
  const asked = [...imported.closure.asked];
  const aliases = module.aliases.filter((alias) => {
    const pattern = canonical(alias);
    return pattern !== null && asked.some(compileGlob(pattern));
  });
  const registers = imported.plans.drivers.some((driver) => driver.module === module.name);
  return {
    order: module.order,
    ...(module.builtin === null ? {} : { builtin: module.builtin }),
    // Said even if empty: a module without aliases would get the patterns of its drivers.
    ...(aliases.length > 0 || registers ? { aliases } : {}),
    ...(module.depends.length > 0 ? { depends: module.depends.map(written) } : {}),
    ...softdepOf(module, known, imported),
  };
}

function modulesOf(imported: Imported): Plain {
  const { closure, plans, resolver } = imported;
  const known = new Set([...closure.modules, ...plans.coreModules]);
  const found = closure.modules
    .map((name) => resolver.database.modules.get(name))
    .filter((one) => one !== undefined);
  // Parts of the kernel proper come before every module that a list names.
  const core = plans.coreModules.map(
    (name) => [name, { order: 0, builtin: DEVICE_INITCALL, aliases: [] }] as const,
  );
  return record([
    ...core,
    ...found.map((module) => [written(module.name), moduleOf(module, known, imported)] as const),
  ]);
}

export interface Heading {
  readonly title: string;
  readonly about: string;
  readonly system: string;
  /** Lines of the comment at the top. */
  readonly comment: readonly string[];
  readonly modprobeConfig: string;
  /** Where an editor finds the format's JSON Schema, seen from the file. */
  readonly schema: string;
}

function plainScenario(imported: Imported, { title, about, system, modprobeConfig }: Heading): Plain {
  const { devices, plans, modulesLoad } = imported;
  const ownBuses = [...new Set(devices.map(({ bus }) => bus))].filter((bus) => !KNOWN_BUSES.has(bus)).sort();
  return {
    title,
    about,
    system,
    ...(ownBuses.length > 0 ? { buses: record(ownBuses.map((bus) => [bus, { rules: 'generic' }])) } : {}),
    devices: record(devices.map((one) => [one.device.name, deviceOf(one)])),
    drivers: record(plans.drivers.map((driver) => [driver.name, driverOf(driver, imported)])),
    modules: modulesOf(imported),
    boot: modulesLoad.length > 0 ? { 'modules-load': modulesLoad.map(written) } : {},
    ...(modprobeConfig === '' ? {} : { 'modprobe.d': modprobeConfig }),
    assumptions: [...assumptionsOf(imported)],
  };
}

/** An entity goes on one line if it fits in this; else one line per key. */
const ONE_LINE = 120;

/** How long a node is on one line, about. */
function width(node: unknown): number {
  if (isPair(node)) return width(node.key) + width(node.value) + 4;
  if (isMap(node) || isSeq(node)) return node.items.reduce<number>((sum, item) => sum + width(item) + 2, 4);
  return isScalar(node) ? String(node.value).length : 0;
}

/** Entities on one line if they are short; what is inside an entity always on one line. */
function layOut(document: Document): void {
  visit(document, {
    Seq: (_, seq, path) => {
      const owner = path.at(-1);
      const key = isPair(owner) && isScalar(owner.key) ? owner.key.value : null;
      seq.flow = key !== 'assumptions';
    },
    Map: (_, map, path) => {
      const depth = path.filter(isMap).length;
      map.flow = depth > 2 || (depth === 2 && width(map) <= ONE_LINE) || map.items.length === 0;
    },
  });
}

function commentOn(map: Node | undefined, comments: ReadonlyMap<string, string>): void {
  if (!isMap(map)) return;
  for (const { key, value } of (map as YAMLMap<Node, Node | null>).items) {
    const comment = isScalar(key) ? comments.get(String(key.value)) : undefined;
    if (comment !== undefined && (isMap(value) || isSeq(value))) value.comment = ` ${comment}`;
  }
}

/** Text of a dump inside a comment: printable and on one line. */
const quiet = (text: string): string => text.replace(/[^\x20-\x7e]+/g, ' ').trim();

/** The scenario file's text. */
export function writeScenario(imported: Imported, heading: Heading): string {
  const document = new Document(plainScenario(imported, heading));
  layOut(document);
  const models = imported.devices.flatMap(({ device }) =>
    device.model === null || /unknown/i.test(device.model)
      ? []
      : [[device.name, quiet(device.model).slice(0, 60)] as const],
  );
  commentOn(document.get('devices') as Node | undefined, new Map(models));
  const comment = [`yaml-language-server: $schema=${heading.schema}`, ...heading.comment];
  document.commentBefore = comment.map((line) => ` ${quiet(line)}`).join('\n');
  return document.toString({ lineWidth: 0 });
}
