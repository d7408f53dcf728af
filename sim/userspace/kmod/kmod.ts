/**
 * libkmod's answers: which modules a name or modalias stands for (reference 10.5) and what is loaded, in
 * which order, to load one of them (10.6). Pure: it knows module lists and configuration, never what is live.
 */
import type { ModprobeConfig } from './config.ts';
import { buildPatternIndex, type PatternEntry, type PatternIndex } from './pattern-index.ts';
import { probeList, type LoadStep, type ProbeRules } from './probe-list.ts';
import { canonical } from './names.ts';
import { parseInstallCommand } from './shell.ts';

/** What is known of a module; a scenario's ModuleSpec fits. */
export interface KmodModule {
  /** With underscores. */
  readonly name: string;
  /** Position in modules.order. Those not listed there have positions behind all others. */
  readonly order: number;
  /** Initcall level if built in, null if loadable. */
  readonly builtin: number | null;
  readonly aliases: readonly string[];
  /** As in modules.dep: direct ones first, deepest last. */
  readonly depends: readonly string[];
  readonly softdepPre: readonly string[];
  readonly softdepPost: readonly string[];
}

/** A module found by a look-up. */
export interface Found {
  readonly module: string;
  /** The alias asked for, if the module was found by alias; null if by its own name. */
  readonly via: string | null;
}

export interface SoftdepNames {
  readonly pre: readonly string[];
  readonly post: readonly string[];
}

export interface KmodIndex {
  /** All modules a modalias, alias or name stands for, in the order they are loaded; without repetitions. */
  readonly lookup: (alias: string) => readonly string[];
  /** The same, saying how each was found (the blacklist asks for that, 10.7). */
  readonly find: (alias: string) => readonly Found[];
  /** What loading this module loads, in order. Entries that are built in or live are to be skipped. */
  readonly probeList: (name: string) => readonly LoadStep[];
  readonly expand: (root: Found, ignoreInstall: boolean) => { steps: readonly LoadStep[]; cut: boolean };
  /** What counts as its softdeps: the configuration's first line for it, else its own. Names or aliases. */
  readonly softdepNames: (name: string) => SoftdepNames;
  /** Named by a blacklist line. What that means depends on who asks: see plan.ts. */
  readonly isBlacklisted: (name: string) => boolean;
  /** Known in this module database, loadable or built in. */
  readonly isKnown: (name: string) => boolean;
  readonly isBuiltin: (name: string) => boolean;
}

const byOrder = (a: KmodModule, b: KmodModule): number =>
  a.order - b.order || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** Aliases with an unpaired bracket never get into the kernel's alias index. */
function aliasesOf(modules: readonly KmodModule[]): PatternIndex<string> {
  const entries: PatternEntry<string>[] = [];
  for (const module of modules) {
    for (const alias of module.aliases) {
      const pattern = canonical(alias);
      if (pattern !== null) entries.push({ pattern, value: module.name });
    }
  }
  return buildPatternIndex(entries);
}

function distinct(found: readonly Found[]): readonly Found[] {
  return [...new Map(found.map((one) => [one.module, one])).values()];
}

interface Sources {
  readonly loadable: ReadonlyMap<string, KmodModule>;
  readonly builtin: ReadonlyMap<string, KmodModule>;
  readonly aliases: PatternIndex<string>;
  readonly builtinAliases: PatternIndex<string>;
  readonly configAliases: PatternIndex<string>;
  /** Names with an install or remove line of their own; patterns do not make a name known. */
  readonly commands: ReadonlySet<string>;
}

function sourcesOf(modules: readonly KmodModule[], config: ModprobeConfig): Sources {
  const sorted = [...modules].sort(byOrder);
  const loadable = sorted.filter((module) => module.builtin === null);
  const builtin = sorted.filter((module) => module.builtin !== null);
  const named = (list: readonly KmodModule[]) => new Map(list.map((module) => [module.name, module]));
  const configAliases = config.aliases.map(({ pattern, module: value }) => ({ pattern, value }));
  return {
    loadable: named(loadable),
    builtin: named(builtin),
    aliases: aliasesOf(loadable),
    builtinAliases: aliasesOf(builtin),
    configAliases: buildPatternIndex(configAliases),
    commands: new Set([...config.installs, ...config.removes].map(({ pattern }) => pattern)),
  };
}

/** The first source with an answer hides all later ones (10.5). modules.symbols (3) is not modelled. */
function findIn(sources: Sources, asked: string): readonly Found[] {
  const byAlias = (index: PatternIndex<string>): readonly Found[] =>
    distinct(index.find(asked).map((module) => ({ module, via: asked })));
  const byName = (known: boolean): readonly Found[] => (known ? [{ module: asked, via: null }] : []);
  const inOrder = [
    () => byAlias(sources.configAliases),
    () => byName(!asked.includes(':') && sources.loadable.has(asked)),
    () => byName(sources.commands.has(asked)),
    () => byAlias(sources.aliases),
    () => byName(sources.builtin.has(asked)),
    () => byAlias(sources.builtinAliases),
  ];
  for (const source of inOrder) {
    const found = source();
    if (found.length > 0) return found;
  }
  return [];
}

/** Keeps the answers: lists ask the same few names again and again. */
function kept<T>(answer: (name: string) => T): (name: string) => T {
  const answers = new Map<string, T>();
  return (name) => {
    const known = answers.get(name);
    if (known !== undefined) return known;
    const fresh = answer(name);
    answers.set(name, fresh);
    return fresh;
  };
}

const indexed = <T extends { readonly pattern: string }>(lines: readonly T[]): PatternIndex<T> =>
  buildPatternIndex(lines.map((value) => ({ pattern: value.pattern, value })));

/** The first line that fits decides, even one that names nothing: libkmod reads no further. */
function softdepsOf({ loadable }: Sources, config: ModprobeConfig): KmodIndex['softdepNames'] {
  const lines = indexed(config.softdeps);
  return kept((name) => {
    const [line] = lines.find(name);
    const module = loadable.get(name);
    return line ?? { pre: module?.softdepPre ?? [], post: module?.softdepPost ?? [] };
  });
}

function installOf(config: ModprobeConfig): ProbeRules['install'] {
  const lines = indexed(config.installs);
  return kept((name) => {
    const [line] = lines.find(name);
    return line === undefined ? null : parseInstallCommand(line.command);
  });
}

/** Builds the index. One stage of a boot has one: an initramfs knows only the modules inside it. */
export function buildKmodIndex(modules: readonly KmodModule[], config: ModprobeConfig): KmodIndex {
  const sources = sourcesOf(modules, config);
  const plain = (name: string): string => canonical(name) ?? name;
  const find = kept((alias: string): readonly Found[] => {
    const asked = canonical(alias);
    return asked === null ? [] : findIn(sources, asked);
  });
  const softdepNames = softdepsOf(sources, config);
  const rules: ProbeRules = {
    depends: (name) => sources.loadable.get(name)?.depends ?? [],
    softdeps: kept((name) => {
      const { pre, post } = softdepNames(name);
      return { pre: pre.flatMap(find), post: post.flatMap(find) };
    }),
    install: installOf(config),
  };
  // Most modules load nothing else; how they were found is then no matter, and thousands of devices ask for a few.
  const alone = kept((module) => {
    const { pre, post } = rules.softdeps(module);
    const others = rules.depends(module).length + pre.length + post.length;
    return others > 0 || rules.install(module) ? null : probeList(rules, { module, via: null }, false);
  });
  const expand: KmodIndex['expand'] = (root, ignoreInstall) =>
    alone(root.module) ?? probeList(rules, root, ignoreInstall);
  return {
    find,
    lookup: (alias) => find(alias).map(({ module }) => module),
    expand,
    softdepNames: (name) => softdepNames(plain(name)),
    probeList: (name) => expand({ module: plain(name), via: null }, false).steps,
    isBlacklisted: (name) => config.blacklist.has(plain(name)),
    isKnown: (name) => sources.loadable.has(plain(name)) || sources.builtin.has(plain(name)),
    isBuiltin: (name) => sources.builtin.has(plain(name)),
  };
}
