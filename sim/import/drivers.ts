/** The drivers that a machine's modules register, with the devices each can serve. */
import { escapeGlob, fnmatch } from '../model/fnmatch.ts';
import { MANUAL_ONLY } from './curated.ts';
import type { ModuleDatabase } from './database.ts';
import { judge, type Judged } from './outcomes.ts';
import { registersOn, type Bound, type ResolvedDevice } from './resolve.ts';

export interface DriverPlan {
  readonly name: string;
  readonly bus: string;
  readonly module: string;
  /** usb: binds whole devices. */
  readonly usbDevice: boolean;
  readonly matches: readonly string[];
  /** Per device it matches. */
  readonly on: ReadonlyMap<string, Judged>;
}

interface Draft {
  readonly wanted: string;
  readonly bus: string;
  readonly module: string;
  readonly usbDevice: boolean;
  readonly matches: Set<string>;
  readonly on: Map<string, Judged>;
}

export interface DriverPlans {
  readonly drivers: readonly DriverPlan[];
  /** Built-in modules that no list names: parts of the kernel itself. */
  readonly coreModules: readonly string[];
  /** Candidates that register no driver on the device's bus: `MODULE on DEVICE`. */
  readonly aliasOnly: readonly string[];
}

/** The module's patterns that match the device; `-` and `_` may differ between alias and device. */
function patternsFor({ modules }: ModuleDatabase, module: string, modalias: string): readonly string[] {
  const matching = (modules.get(module)?.aliases ?? []).filter((alias) => fnmatch(alias, modalias));
  return matching.length > 0 ? matching : [escapeGlob(modalias)];
}

/** The name in the dump of the driver that this module registers on this bus. */
function dumpName(devices: readonly ResolvedDevice[], module: string, bus: string): string | null {
  const seen = devices.find(
    (one) => one.bus === bus && one.bound?.is === 'candidate' && one.bound.module === module,
  );
  return seen?.bound?.driver ?? null;
}

interface Collected {
  readonly database: ModuleDatabase;
  readonly uncertain: readonly string[];
  readonly devices: readonly ResolvedDevice[];
  readonly drafts: Map<string, Draft>;
  readonly aliasOnly: string[];
}

type Identity = Pick<Draft, 'wanted' | 'bus' | 'module' | 'usbDevice'>;

function draftOf({ drafts }: Collected, identity: Identity): Draft {
  const key = [identity.module, identity.bus, identity.wanted].join('\0');
  const known = drafts.get(key);
  if (known !== undefined) return known;
  const fresh: Draft = { ...identity, matches: new Set(), on: new Map() };
  drafts.set(key, fresh);
  return fresh;
}

/**
 * A module that matches by alias competes only if it registers a driver on this bus (mechanism N1 if not).
 */
function addCandidate(collected: Collected, resolved: ResolvedDevice, module: string): void {
  const { database, devices, aliasOnly, uncertain } = collected;
  const { device, bus } = resolved;
  if (!registersOn(database, module, bus) || MANUAL_ONLY.includes(module)) {
    aliasOnly.push(`${module} on ${device.name}`);
    return;
  }
  const buses = database.registrations?.get(module) ?? [];
  const usbDevice = bus === 'usb' && buses.includes('usbdev') && !buses.includes('usb');
  const draft = draftOf(collected, {
    wanted: dumpName(devices, module, bus) ?? module,
    bus,
    module,
    usbDevice,
  });
  const matches = patternsFor(database, module, device.modalias);
  matches.forEach((pattern) => draft.matches.add(pattern));
  draft.on.set(device.name, judge({ modules: database.modules, uncertain }, resolved, module, matches));
}

/** A driver known from the dump only: it matches exactly the devices that it was bound to. */
function addExact(collected: Collected, { device, bus }: ResolvedDevice, bound: Bound): void {
  if (bound.is !== 'builtin' && bound.is !== 'elsewhere') return;
  const draft = draftOf(collected, { wanted: bound.driver, bus, module: bound.module, usbDevice: false });
  draft.matches.add(escapeGlob(device.modalias));
  draft.on.set(device.name, { may: ['ok'], because: null });
}

/** Drivers of different buses may have one name; in a scenario names are unique. */
function nameDrivers(drafts: readonly Draft[]): readonly DriverPlan[] {
  const taken = new Set<string>();
  return drafts.map(({ wanted, ...draft }) => {
    const tries = [wanted, `${wanted}-${draft.bus}`, `${wanted}-${draft.bus}-${draft.module}`];
    const name = tries.find((one) => !taken.has(one)) ?? `${wanted}#${taken.size}`;
    taken.add(name);
    return { ...draft, name, matches: [...draft.matches] };
  });
}

/** Plans the drivers, in modules.order order of their modules, built-in ones first. */
export function planDrivers(
  database: ModuleDatabase,
  devices: readonly ResolvedDevice[],
  uncertain: readonly string[],
): DriverPlans {
  const collected: Collected = { database, uncertain, devices, drafts: new Map(), aliasOnly: [] };
  for (const resolved of devices) {
    for (const module of resolved.candidates) addCandidate(collected, resolved, module);
    if (resolved.bound !== null) addExact(collected, resolved, resolved.bound);
  }
  const order = ({ module }: Draft): number => {
    const known = database.modules.get(module);
    return known === undefined ? -Infinity : known.builtin === null ? known.order : -1;
  };
  const drafts = [...collected.drafts.values()].sort((a, b) => order(a) - order(b));
  const coreModules = [...new Set(drafts.map(({ module }) => module))].filter(
    (name) => !database.modules.has(name),
  );
  return { drivers: nameDrivers(drafts), coreModules, aliasOnly: collected.aliasOnly };
}
