/**
 * Which modules of a database a machine needs: those its devices ask for, what these depend on, what softdeps
 * and install lines add, and so on until nothing new comes.
 */
import { canonical } from '../userspace/kmod/names.ts';
import type { KmodIndex } from '../userspace/kmod/kmod.ts';
import type { ResolvedDevice, Resolver } from './resolve.ts';

export interface Closure {
  /** Names of modules, in modules.order order. */
  readonly modules: readonly string[];
  /** Names and modaliases by which they are looked up: of devices, softdeps and install lines. Canonical. */
  readonly asked: ReadonlySet<string>;
  /** Modules that user space loads because a device asks for them. */
  readonly loaded: ReadonlySet<string>;
}

/** What a device makes user space load, with everything that comes along. */
function loadedBy(kmod: KmodIndex, modalias: string): readonly string[] {
  const targets = kmod
    .find(modalias)
    .filter(({ module }) => !kmod.isBlacklisted(module) && kmod.isKnown(module));
  return targets.flatMap((found) => kmod.expand(found, false).steps.map((step) => step.module));
}

/** Names that loading a module looks up besides its dependencies. */
function namesAskedBy({ kmod }: Resolver, module: string): readonly string[] {
  const { pre, post } = kmod.softdepNames(module);
  const install = kmod.probeList(module).find((step) => step.module === module)?.replacedBy?.jobs ?? [];
  return [...pre, ...post, ...install.flatMap(({ run }) => (run.do === 'modprobe' ? run.names : []))];
}

/** Follows everything from the devices' candidates and from modules that are to be loaded anyway. */
export function findClosure(
  resolver: Resolver,
  devices: readonly ResolvedDevice[],
  extra: readonly string[],
): Closure {
  const { database, kmod } = resolver;
  const asked = new Set<string>();
  const found = new Set<string>();
  const open = [...extra, ...devices.flatMap(({ candidates }) => candidates)];
  const ask = (name: string): void => {
    asked.add(canonical(name) ?? name);
    open.push(...kmod.lookup(name));
  };
  devices.forEach(({ device }) => ask(device.modalias));
  for (let module = open.pop(); module !== undefined; module = open.pop()) {
    const known = database.modules.get(module);
    if (found.has(module) || known === undefined) continue;
    found.add(module);
    open.push(...known.depends);
    namesAskedBy(resolver, module).forEach(ask);
  }
  const order = (name: string): number => database.modules.get(name)?.order ?? 0;
  const modules = [...found].sort((a, b) => order(a) - order(b));
  const loaded = new Set(devices.flatMap(({ device }) => loadedBy(kmod, device.modalias)));
  return { modules, asked, loaded };
}
