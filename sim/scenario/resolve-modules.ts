/** Modules of a file, complete: aliases from their drivers, indirect dependencies, places in modules.order. */
import { canonicalModule, knownList, type Context } from './context.ts';
import { cyclesIn, type Graph } from './cycles.ts';
import { DEFAULT_INIT, DEFAULT_LOAD, DEVICE_INITCALL } from './defaults.ts';
import { LIMITS } from './limits.ts';
import type { Membership } from './membership.ts';
import type { ModuleSpec } from './scenario.ts';
import type { RawScenario } from './schema.ts';
import { chain } from './words.ts';

type RawModule = NonNullable<RawScenario['modules']>[string];

/** Modules under `modules:` in the order of the file, then those that only drivers name. */
export function resolveModules(context: Context, membership: Membership): readonly ModuleSpec[] {
  const spelled = new Map(
    Object.keys(context.raw.modules ?? {}).map((name) => [canonicalModule(name), name]),
  );
  const direct = new Map<string, readonly string[]>();
  for (const module of membership.modules) {
    const name = spelled.get(module) ?? module;
    const raw = context.raw.modules?.[name];
    direct.set(module, knownList(context, 'module', ['modules', name, 'depends'], raw?.depends));
  }
  for (const cycle of cyclesIn(direct)) {
    const at = ['modules', spelled.get(cycle[0] ?? '') ?? '', 'depends'];
    context.complain(at, {
      message: `modules need each other: ${chain(cycle)}`,
      remedy: 'remove one dependency',
    });
  }
  const budget = { left: LIMITS.dependencies };
  return membership.modules.map((module, index) =>
    resolveModule({
      context,
      module,
      index,
      name: spelled.get(module) ?? module,
      direct,
      membership,
      budget,
    }),
  );
}

interface Resolving {
  readonly context: Context;
  /** Canonical name, and the name as written. */
  readonly module: string;
  readonly name: string;
  readonly index: number;
  readonly direct: Graph;
  readonly membership: Membership;
  /** Dependencies that may still be noted. */
  readonly budget: { left: number };
}

function resolveModule(resolving: Resolving): ModuleSpec {
  const { context, module, name, index, membership } = resolving;
  const at = ['modules', name];
  const raw: RawModule = context.raw.modules?.[name] ?? {};
  const drivers = membership.drivers.get(module) ?? [];
  const empty = { message: 'found an empty list', allowed: 'at least one answer' };
  if (raw['init-may']?.length === 0 && context.isWhole([...at, 'init-may']))
    context.complain([...at, 'init-may'], empty);
  return {
    name: module,
    order: raw.order ?? index,
    builtin: initcallLevel(raw.builtin),
    aliases: raw.aliases ?? aliasesOf(drivers, context.raw.drivers ?? {}),
    depends: allDependencies(resolving),
    softdepPre: knownList(context, 'module', [...at, 'softdep', 'pre'], raw.softdep?.pre),
    softdepPost: knownList(context, 'module', [...at, 'softdep', 'post'], raw.softdep?.post),
    load: raw.load ?? DEFAULT_LOAD,
    init: raw.init ?? DEFAULT_INIT,
    initMay: raw['init-may'] ?? ['ok'],
    asyncProbe: raw['async-probe'] ?? false,
    drivers,
  };
}

function initcallLevel(builtin: boolean | number | undefined): number | null {
  if (builtin === undefined || builtin === false) return null;
  return builtin === true ? DEVICE_INITCALL : builtin;
}

/** What depmod would write to modules.alias: every pattern of every driver, once. */
export function aliasesOf(
  drivers: readonly string[],
  all: Readonly<Record<string, { readonly matches?: readonly string[] | undefined }>>,
): readonly string[] {
  return [...new Set(drivers.flatMap((driver) => all[driver]?.matches ?? []))];
}

/**
 * Direct and indirect dependencies as in modules.dep: a module stands before those it needs itself, otherwise in
 * the order found, so a list that is complete already comes back unchanged.
 */
function allDependencies({ context, module, name, direct, budget }: Resolving): readonly string[] {
  const found = new Set(direct.get(module) ?? []);
  for (const dependency of found) {
    for (const further of direct.get(dependency) ?? []) found.add(further);
    if (found.size > budget.left) return tooMany(context, name, budget);
  }
  budget.left -= found.size;
  found.delete(module);
  return sortedByNeed(found, direct);
}

/** Chains of chains grow with the square of their length. */
function tooMany(context: Context, name: string, budget: { left: number }): readonly string[] {
  const message = `the modules have more than ${LIMITS.dependencies} dependencies, indirect ones included`;
  if (budget.left >= 0) context.complain(['modules', name, 'depends'], { message });
  budget.left = -1;
  return [];
}

function sortedByNeed(names: ReadonlySet<string>, direct: Graph): readonly string[] {
  const waiting = new Map([...names].map((each) => [each, 0]));
  for (const each of names) for (const needed of direct.get(each) ?? []) count(waiting, needed, 1);
  const sorted: string[] = [];
  for (let next = unneeded(waiting); next !== undefined; next = unneeded(waiting)) {
    sorted.push(next);
    waiting.delete(next);
    for (const needed of direct.get(next) ?? []) count(waiting, needed, -1);
  }
  return sorted;
}

function count(waiting: Map<string, number>, name: string, by: number): void {
  const before = waiting.get(name);
  if (before !== undefined) waiting.set(name, before + by);
}

/** The first name that no remaining one needs. */
function unneeded(waiting: ReadonlyMap<string, number>): string | undefined {
  for (const [name, needs] of waiting) if (needs === 0) return name;
  return undefined;
}
