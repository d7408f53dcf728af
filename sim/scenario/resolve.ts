/**
 * From the file as written to a complete scenario: names are checked, defaults filled in, modules and drivers
 * brought together. Complaints go to the context; a result counts only if there were none.
 */
import { canonicalModule, driversOrNone, known, knownList, type Context } from './context.ts';
import { DEFAULT_SYSTEM } from './defaults.ts';
import { resolveMembership } from './membership.ts';
import type { Path } from './places.ts';
import { resolveDrivers } from './resolve-drivers.ts';
import { resolveBoot, resolveBuses, resolveDevices, resolveKernel, resolveUdev } from './resolve-machine.ts';
import { resolveModules } from './resolve-modules.ts';
import { resolveGiven, resolveStory } from './resolve-story.ts';
import { resolveUnder } from './resolve-under.ts';
import type { Claim, ExpectSpec, OthersSpec, Scenario } from './scenario.ts';
import type { RawExpect } from './schema-story.ts';

type RawClaim = NonNullable<RawExpect['never']>[number];

/** The complete scenario; `head` is the comment at the head of the file. */
export function resolve(context: Context, head: string): Scenario {
  const { raw } = context;
  const membership = resolveMembership(context);
  const modules = resolveModules(context, membership);
  const system = raw.system ?? DEFAULT_SYSTEM;
  if (raw.system !== undefined) known(context, 'system', ['system'], raw.system);
  return {
    title: raw.title,
    about: raw.about ?? head,
    system,
    quirks: knownList(context, 'quirk', ['quirks'], raw.quirks),
    ...resolveUnder(context, 'system', [], raw.under),
    kernel: resolveKernel(context),
    buses: resolveBuses(context),
    devices: resolveDevices(context),
    drivers: resolveDrivers(context, membership.owner),
    modules,
    boot: resolveBoot(context),
    udev: resolveUdev(context, modules),
    modprobeConfig: raw['modprobe.d'] ?? '',
    given: resolveGiven(context),
    story: resolveStory(context),
    others: resolveOthers(context),
    expect: resolveExpect(context),
    assumptions: raw.assumptions ?? [],
  };
}

function resolveOthers(context: Context): OthersSpec {
  const { load, trigger = false } = context.raw.others ?? {};
  return { load: knownList(context, 'module', ['others', 'load'], load).map(canonicalModule), trigger };
}

function resolveExpect(context: Context): ExpectSpec {
  const { always, never = [], sometimes = [], ends = {} } = context.raw.expect ?? {};
  const claims = (key: string, list: readonly RawClaim[]): Claim[] =>
    list.flatMap((claim, index) => resolveClaim(context, ['expect', key, index], claim));
  return {
    always: always === undefined ? null : knownList(context, 'invariant', ['expect', 'always'], always),
    never: claims('never', never),
    sometimes: claims('sometimes', sometimes),
    ends: Object.fromEntries(
      Object.entries(ends).map(([device, drivers]) => [device, endsOf(context, device, drivers)]),
    ),
  };
}

function endsOf(context: Context, device: string, drivers: readonly string[]): readonly (string | null)[] {
  const at = ['expect', 'ends', device];
  knownKey(context, at, device);
  if (drivers.length === 0)
    context.complain(at, { message: 'found an empty list', allowed: 'drivers or none' });
  return drivers.map((driver, index) => driversOrNone(context, [...at, index], driver, device));
}

function resolveClaim(context: Context, path: Path, claim: RawClaim): readonly Claim[] {
  const { ends, breaks, device } = claim;
  const one = { allowed: '{ ends: { DEVICE: DRIVER } } or { breaks: INVARIANT, device: DEVICE }' };
  if ((ends === undefined) === (breaks === undefined)) {
    const message = 'found a claim with neither or both of ends and breaks';
    if (context.isWhole(path)) context.complain(path, { message, ...one });
    return [];
  }
  if (breaks !== undefined) {
    known(context, 'invariant', [...path, 'breaks'], breaks);
    if (device !== undefined) known(context, 'device', [...path, 'device'], device);
    return [{ breaks, device: device ?? null }];
  }
  if (device !== undefined)
    context.complain([...path, 'device'], { message: 'device goes with breaks', ...one });
  const entries = Object.entries(ends ?? {}).map(([name, driver]) => {
    const at = [...path, 'ends', name];
    knownKey(context, at, name);
    return [name, driversOrNone(context, at, driver, name)] as const;
  });
  return [{ ends: Object.fromEntries(entries) }];
}

function knownKey(context: Context, path: Path, device: string): void {
  known({ ...context, complain: (at, fault) => context.complain(at, fault, 'key') }, 'device', path, device);
}
