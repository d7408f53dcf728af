/** Which module registers which driver: a driver may name its module, or a module list its drivers. */
import { canonicalModule, known, type Context } from './context.ts';
import { quoted } from './words.ts';

export interface Membership {
  /** Canonical names: first those under modules:, then those only drivers name. */
  readonly modules: readonly string[];
  /** Module of each driver that has one. */
  readonly owner: ReadonlyMap<string, string>;
  /** Drivers of each module, in the order its init registers them. */
  readonly drivers: ReadonlyMap<string, readonly string[]>;
}

/** Membership of all drivers; complains where the two sides disagree. */
export function resolveMembership(context: Context): Membership {
  const described = describedModules(context);
  const owner = new Map<string, string>();
  const drivers = new Map<string, readonly string[]>();
  for (const [module, spelled] of described) {
    const listed = context.raw.modules?.[spelled]?.drivers;
    if (listed === undefined) continue;
    drivers.set(module, listed);
    listed.forEach((driver, index) => own(context, { driver, module, spelled, index }, owner));
  }
  addNamed(context, owner, drivers);
  return { modules: [...new Set([...described.keys(), ...drivers.keys()])], owner, drivers };
}

/** Canonical name to the name as written. */
function describedModules(context: Context): ReadonlyMap<string, string> {
  const described = new Map<string, string>();
  for (const spelled of Object.keys(context.raw.modules ?? {})) {
    const module = canonicalModule(spelled);
    const before = described.get(module);
    if (before === undefined) described.set(module, spelled);
    else {
      const message = `${quoted(spelled)} and ${quoted(before)} are the same module: - and _ mean the same`;
      context.complain(['modules', spelled], { message, remedy: 'make them one' }, 'key');
    }
  }
  return described;
}

interface Listing {
  readonly driver: string;
  readonly module: string;
  readonly spelled: string;
  readonly index: number;
}

/** A module lists a driver. */
function own(
  context: Context,
  { driver, module, spelled, index }: Listing,
  owner: Map<string, string>,
): void {
  const at = ['modules', spelled, 'drivers', index];
  known(context, 'driver', at, driver);
  const other = owner.get(driver);
  if (other === undefined) owner.set(driver, module);
  else {
    const where = other === module ? 'twice' : `by module ${quoted(other)} too`;
    context.complain(at, { message: `driver ${quoted(driver)} is listed ${where}`, remedy: 'list it once' });
  }
}

/** Drivers that name their module: appended where the module lists none, else they must be on its list. */
function addNamed(
  context: Context,
  owner: Map<string, string>,
  drivers: Map<string, readonly string[]>,
): void {
  const closed = new Set(drivers.keys());
  for (const [driver, { module: named }] of Object.entries(context.raw.drivers ?? {})) {
    if (named === undefined) continue;
    const module = canonicalModule(named);
    if (!closed.has(module) && !owner.has(driver)) {
      owner.set(driver, module);
      drivers.set(module, [...(drivers.get(module) ?? []), driver]);
    } else if (owner.get(driver) !== module) {
      disagreement(context, { driver, named }, module, owner.get(driver));
    }
  }
}

function disagreement(
  context: Context,
  { driver, named }: { driver: string; named: string },
  module: string,
  other: string | undefined,
): void {
  const listed =
    other === undefined ? `module ${quoted(module)} does not list it` : `module ${quoted(other)} lists it`;
  context.complain(['drivers', driver, 'module'], {
    message: `driver ${quoted(driver)} names module ${quoted(named)}, but ${listed}`,
    allowed: 'the same on both sides; either may be left out',
    remedy: 'correct one of them, or remove one',
  });
}
