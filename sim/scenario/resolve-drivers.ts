/** Drivers of a file, complete. Which module registers them is decided in membership.ts. */
import { known, knownList, sameBus, type Context } from './context.ts';
import { defaultBus, DEFAULT_PROBE, looksCatchAll, NO_TIME } from './defaults.ts';
import { resolveUnder } from './resolve-under.ts';
import type { Path } from './places.ts';
import type { DriverSpec, MatchResult, ProbeSpec } from './scenario.ts';
import type { RawScenario } from './schema.ts';
import { quoted } from './words.ts';

type RawDriver = NonNullable<RawScenario['drivers']>[string];
type RawProbe = NonNullable<RawDriver['probe']>;

/** Words with a meaning of their own where a driver may be named. */
const RESERVED = ['none', '*'];

/** Drivers in the order of the file; `owner` tells the module of a driver. */
export function resolveDrivers(context: Context, owner: ReadonlyMap<string, string>): readonly DriverSpec[] {
  const drivers = Object.entries(context.raw.drivers ?? {});
  for (const [name] of drivers.filter(([each]) => RESERVED.includes(each))) {
    const message = `a driver cannot be called ${quoted(name)}: the word has a meaning of its own`;
    context.complain(['drivers', name], { message, remedy: 'use another name' }, 'key');
  }
  return drivers.map(([name, raw]) => resolveDriver(context, name, raw, owner.get(name) ?? null));
}

function resolveDriver(context: Context, name: string, raw: RawDriver, module: string | null): DriverSpec {
  const at = ['drivers', name];
  known(context, 'bus', [...at, 'bus'], raw.bus);
  const matches = raw.matches ?? [];
  const probe = resolveProbe(context, [...at, 'probe'], raw.probe ?? {}, DEFAULT_PROBE);
  return {
    name,
    bus: raw.bus,
    matches,
    overrideOnly: raw['override-only'] ?? [],
    module,
    catchAll: raw['catch-all'] ?? looksCatchAll(matches),
    probeType: raw['probe-type'] ?? 'default',
    bindAttrs: raw['bind-attrs'] ?? true,
    usb: raw.usb ?? 'interface',
    generic: raw.generic ?? false,
    match: matchAnswers(context, name, raw),
    probe,
    probeOn: perDevice(context, name, raw, probe),
    removeTakes: raw['remove-takes'] ?? NO_TIME,
    ids: dynamicIds(context, name, raw),
    ...resolveUnder(context, 'driver', at, raw.under),
  };
}

/** Only PCI has drivers with an ids= parameter (reference 9.1.7). */
function dynamicIds(context: Context, name: string, raw: RawDriver): readonly string[] {
  const { ids = [] } = raw;
  const rules = context.raw.buses?.[raw.bus]?.rules ?? defaultBus(raw.bus).rules;
  if (ids.length > 0 && rules !== 'pci') {
    const fault = { message: `ids on bus ${quoted(raw.bus)}`, allowed: 'ids on a bus with pci rules' };
    context.complain(
      ['drivers', name, 'ids'],
      { ...fault, remedy: 'use matches:, or the action new_id' },
      'key',
    );
  }
  return ids;
}

/** One answer for all means for every device of the driver's bus. */
function matchAnswers(context: Context, name: string, raw: RawDriver): Record<string, MatchResult> {
  const { match = {} } = raw;
  if (typeof match === 'string') {
    const devices = Object.entries(context.raw.devices ?? {}).filter(([, device]) => device.bus === raw.bus);
    return Object.fromEntries(devices.map(([device]) => [device, match]));
  }
  for (const device of Object.keys(match))
    knownOnBus(context, ['drivers', name, 'match', device], name, device);
  return match;
}

function perDevice(
  context: Context,
  name: string,
  raw: RawDriver,
  base: ProbeSpec,
): Record<string, ProbeSpec> {
  const entries = Object.entries(raw['probe-on'] ?? {}).map(([device, probe]) => {
    const at = ['drivers', name, 'probe-on', device];
    knownOnBus(context, at, name, device);
    return [device, resolveProbe(context, at, probe, base)] as const;
  });
  return Object.fromEntries(entries);
}

function knownOnBus(context: Context, at: Path, driver: string, device: string): void {
  known(
    { ...context, complain: (path, fault) => context.complain(path, fault, 'key') },
    'device',
    at,
    device,
  );
  sameBus(
    { ...context, complain: (path, fault) => context.complain(path, fault, 'key') },
    at,
    driver,
    device,
  );
}

/**
 * Keys not given come from `base`. Only `may` and `script` go together: a script decides alone, so one inherited
 * would silence the `may` written here.
 */
export function inheritedProbe(
  raw: Pick<RawProbe, 'may' | 'script'>,
  base: ProbeSpec,
): Pick<ProbeSpec, 'may' | 'script'> {
  const own = raw.may !== undefined || raw.script !== undefined;
  return own
    ? { may: DEFAULT_PROBE.may, script: DEFAULT_PROBE.script }
    : { may: base.may, script: base.script };
}

function resolveProbe(context: Context, at: Path, raw: RawProbe, base: ProbeSpec): ProbeSpec {
  const inherited = inheritedProbe(raw, base);
  const empty = { message: 'found an empty list', allowed: 'at least one answer' };
  if (raw.may?.length === 0 && context.isWhole([...at, 'may'])) context.complain([...at, 'may'], empty);
  return {
    takes: raw.takes ?? base.takes,
    may: raw.may ?? inherited.may,
    script: raw.script ?? inherited.script,
    needs: raw.needs === undefined ? base.needs : knownList(context, 'device', [...at, 'needs'], raw.needs),
    needsChecked: raw['needs-checked'] ?? base.needsChecked,
  };
}
