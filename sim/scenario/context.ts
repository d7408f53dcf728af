/** What resolving needs everywhere: the file's names, and a place for complaints. */
import type { Path, Places } from './places.ts';
import { pathName } from './places.ts';
import type { Complaint, Fault } from './problems.ts';
import { BUS_RULES } from './scenario.ts';
import type { RawScenario } from './schema.ts';
import { listed, quoted } from './words.ts';

/** Names that this layer cannot know by itself; an absent list is not checked. */
export interface Catalogues {
  readonly systems?: readonly string[];
  readonly quirks?: readonly string[];
  readonly invariants?: readonly string[];
}

/** Buses every file may use: those with rules of their own. */
export const KNOWN_BUSES: readonly string[] = BUS_RULES.filter((rules) => rules !== 'generic');

export type Kind = 'device' | 'driver' | 'module' | 'bus' | 'system' | 'quirk' | 'invariant';

export interface Context {
  /** The file without its faulty parts. */
  readonly raw: RawScenario;
  /** Known names by kind, those of faulty entries too; null: not checked. */
  readonly names: Readonly<Record<Kind, ReadonlySet<string> | null>>;
  readonly complain: (path: Path, fault: Fault, part?: 'key' | 'value') => void;
  /** Whether nothing at or below this path was left out as faulty: else an emptiness there is not the author's. */
  readonly isWhole: (path: Path) => boolean;
  /** Same, for what is odd but may be meant. */
  readonly warn: (path: Path, fault: Fault, part?: 'key' | 'value') => void;
}

export interface ContextParts {
  readonly raw: RawScenario;
  /** The whole value of the file. */
  readonly value: unknown;
  readonly catalogues: Catalogues;
  readonly places: Places;
  /** Paths left out of `raw`. */
  readonly cut: readonly Path[];
}

/** A context and the lists its complaints and warnings go to. */
export function makeContext({ raw, value, catalogues, places, cut }: ContextParts, complaints: Complaint[]) {
  const warnings: Complaint[] = [];
  const faulty = new Set(cut.flatMap((path) => path.map((_, index) => pathName(path.slice(0, index + 1)))));
  const into =
    (list: Complaint[]): Context['complain'] =>
    (path, fault, part = 'value') => {
      list.push({ ...fault, where: pathName(path), span: places.find(path, part) });
    };
  const context: Context = {
    raw,
    names: namesOf(value, catalogues),
    complain: into(complaints),
    isWhole: (path) => !faulty.has(pathName(path)),
    warn: into(warnings),
  };
  return { context, warnings };
}

/** Modules are called with - and _ alike; the kernel's own spelling is _. */
export function canonicalModule(name: string): string {
  return name.replaceAll('-', '_');
}

function namesOf(value: unknown, catalogues: Catalogues): Context['names'] {
  const drivers = entriesOf(value, 'drivers');
  const implied = drivers.flatMap(([, driver]) => {
    const module = (driver as { module?: unknown } | null)?.module;
    return typeof module === 'string' ? [module] : [];
  });
  const modules = [...keysOf(value, 'modules'), ...implied].map(canonicalModule);
  const optional = (names: readonly string[] | undefined) => (names === undefined ? null : new Set(names));
  return {
    device: new Set(keysOf(value, 'devices')),
    driver: new Set(drivers.map(([name]) => name)),
    module: new Set(modules),
    bus: new Set([...KNOWN_BUSES, ...keysOf(value, 'buses')]),
    system: optional(catalogues.systems),
    quirk: optional(catalogues.quirks),
    invariant: optional(catalogues.invariants),
  };
}

function entriesOf(value: unknown, key: string): [string, unknown][] {
  const map = (value as Record<string, unknown> | null)?.[key];
  return typeof map === 'object' && map !== null && !Array.isArray(map) ? Object.entries(map) : [];
}

function keysOf(value: unknown, key: string): string[] {
  return entriesOf(value, key).map(([name]) => name);
}

const DECLARED_UNDER: Partial<Record<Kind, string>> = {
  device: 'devices',
  driver: 'drivers',
  module: 'modules',
  bus: 'buses',
};

/** The name, after a complaint if nothing of that kind is called so. Modules come back in canonical spelling. */
export function known(context: Context, kind: Kind, path: Path, name: string): string {
  const names = context.names[kind];
  const wanted = kind === 'module' ? canonicalModule(name) : name;
  if (names === null || names.has(wanted)) return wanted;
  const section = DECLARED_UNDER[kind];
  const all = [...names];
  context.complain(path, {
    message: `unknown ${kind} ${quoted(name)}`,
    allowed: listed(all),
    meant: { found: wanted, known: all },
    ...(section === undefined ? {} : { remedy: `correct the name, or declare it under ${section}:` }),
  });
  return wanted;
}

/** The names of a list at `path`, each checked, the second of two equal ones complained about. */
export function knownList(context: Context, kind: Kind, path: Path, names: readonly string[] = []): string[] {
  const seen = new Set<string>();
  return names.map((name, index) => {
    const at = [...path, index];
    const found = known(context, kind, at, name);
    if (seen.has(found))
      context.complain(at, { message: `${quoted(name)} is listed twice`, remedy: 'remove one' });
    seen.add(found);
    return found;
  });
}

/** Complains if the driver and the device are declared on different buses. */
export function sameBus(context: Context, path: Path, driver: string, device: string): void {
  const driverBus = context.raw.drivers?.[driver]?.bus;
  const deviceBus = context.raw.devices?.[device]?.bus;
  const isKnown = (bus: string | undefined): boolean =>
    bus !== undefined && context.names.bus?.has(bus) === true;
  if (!isKnown(driverBus) || !isKnown(deviceBus) || driverBus === deviceBus) return;
  context.complain(path, {
    message: `driver ${quoted(driver)} is on bus ${driverBus}, device ${quoted(device)} on bus ${deviceBus}`,
    allowed: 'a driver of the same bus',
    remedy: `a driver binds devices of its own bus only; name another one, or correct a bus:`,
  });
}

/** Whether a name written where a driver may stand means "no driver". */
export function driverOrNone(context: Context, path: Path, driver: string, device: string): string | null {
  if (driver === 'none') return null;
  known(context, 'driver', path, driver);
  sameBus(context, path, driver, device);
  return driver;
}

/**
 * How a device may end: none, a driver, or, on systems whose devices have several slots, several as `a+b`. These come
 * back in the order of the file, as endings tell them.
 */
export function driversOrNone(context: Context, path: Path, text: string, device: string): string | null {
  const parts = context.names.driver?.has(text) ? [text] : text.split('+');
  if (parts.length === 1) return driverOrNone(context, path, text, device);
  for (const part of parts) {
    known(context, 'driver', path, part);
    sameBus(context, path, part, device);
  }
  const order = [...(context.names.driver ?? [])];
  return parts.sort((one, other) => order.indexOf(one) - order.indexOf(other)).join('+');
}
