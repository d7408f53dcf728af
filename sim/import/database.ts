/**
 * The module database of a kernel, from the text files that depmod and the kernel build leave in
 * /lib/modules/VERSION. Pure: files.ts reads, this understands.
 */
import { parseSoftdepRest } from '../userspace/kmod/config.ts';
import type { KmodModule } from '../userspace/kmod/kmod.ts';
import { canonical, moduleNameOfPath } from '../userspace/kmod/names.ts';
import { ImportError } from './error.ts';
import { parseRegistrations, type Registrations } from './registrations.ts';

/** Text of the files; null: not there. */
export interface DatabaseFiles {
  readonly 'modules.alias': string;
  readonly 'modules.dep': string;
  readonly 'modules.softdep': string | null;
  readonly 'modules.order': string | null;
  readonly 'modules.builtin': string | null;
  readonly 'modules.builtin.modinfo': string | null;
  readonly 'modules.builtin.alias': string | null;
  /** Which buses each module registers drivers on; no part of a kernel package. */
  readonly 'bus-registrations.json': string | null;
}

export interface ModuleDatabase {
  /** The directory's name: the kernel's version. */
  readonly name: string;
  readonly modules: ReadonlyMap<string, KmodModule>;
  /** Null: unknown, then every module with an alias of a bus is taken to register a driver there. */
  readonly registrations: Registrations | null;
  readonly notes: readonly string[];
}

/** The level of module_init in built-in code. */
export const DEVICE_INITCALL = 6;
export const MODULES_MAX = 20_000;
export const ALIASES_MAX = 500_000;

interface Draft {
  order: number;
  builtin: number | null;
  readonly aliases: string[];
  depends: readonly string[];
  softdep: { readonly pre: readonly string[]; readonly post: readonly string[] } | null;
}

type Drafts = Map<string, Draft>;

const lines = (text: string | null): string[] =>
  (text ?? '').split('\n').filter((line) => line !== '' && !line.startsWith('#'));

function draftOf(drafts: Drafts, name: string): Draft {
  const known = drafts.get(name);
  if (known !== undefined) return known;
  if (drafts.size >= MODULES_MAX) {
    throw new ImportError('modules.dep', `more than ${MODULES_MAX} modules`, 'is this a module directory?');
  }
  const fresh: Draft = { order: Infinity, builtin: null, aliases: [], depends: [], softdep: null };
  drafts.set(name, fresh);
  return fresh;
}

function readDep(drafts: Drafts, text: string): void {
  lines(text).forEach((line, at) => {
    const colon = line.indexOf(':');
    if (colon < 0) {
      throw new ImportError(
        `modules.dep line ${at + 1}`,
        `no colon in '${line.slice(0, 60)}'`,
        'run depmod again',
      );
    }
    const depends = line
      .slice(colon + 1)
      .split(' ')
      .filter((path) => path !== '');
    draftOf(drafts, moduleNameOfPath(line.slice(0, colon))).depends = depends.map(moduleNameOfPath);
  });
}

/** In link order, which is a numbering of its own: no look-up mixes built-in and loadable modules. */
function readBuiltin(drafts: Drafts, text: string | null): void {
  lines(text).forEach((path, order) => {
    const draft = draftOf(drafts, moduleNameOfPath(path));
    draft.builtin = DEVICE_INITCALL;
    draft.order = order;
  });
}

/** `alias PATTERN MODULE` lines, in the file's order. Modules that no list names are left out. */
function readAliases(drafts: Drafts, file: string, text: string | null): void {
  const found = lines(text);
  if (found.length > ALIASES_MAX)
    throw new ImportError(file, `more than ${ALIASES_MAX} lines`, 'give a smaller file');
  for (const line of found) {
    const [verb, alias, module] = line.split(' ');
    if (verb !== 'alias' || alias === undefined || module === undefined) {
      throw new ImportError(file, `'${line.slice(0, 60)}' is no alias line`, 'run depmod again');
    }
    drafts.get(canonical(module) ?? module)?.aliases.push(alias);
  }
}

/** Zero-separated `module.key=value`; only the aliases count. Old kernels list few of them. */
function readModinfo(drafts: Drafts, text: string | null): void {
  for (const entry of (text ?? '').split('\0')) {
    const found = /^([^.]+)\.alias=(.+)$/s.exec(entry);
    if (found === null) continue;
    const [, module = '', alias = ''] = found;
    drafts.get(canonical(module) ?? module)?.aliases.push(alias);
  }
}

/** Only a module's first line counts: libkmod stops at it, even if it names neither pre nor post. */
function readSoftdeps(drafts: Drafts, text: string | null): void {
  for (const line of lines(text)) {
    const [verb, module = '', ...rest] = line.split(' ').filter((word) => word !== '');
    const draft = drafts.get(canonical(module) ?? module);
    if (verb === 'softdep' && draft !== undefined) draft.softdep ??= parseSoftdepRest(rest);
  }
}

function readOrder(drafts: Drafts, text: string | null): void {
  lines(text).forEach((path, order) => {
    const draft = drafts.get(moduleNameOfPath(path));
    if (draft?.builtin === null) draft.order = Math.min(draft.order, order);
  });
}

/** Gives modules that modules.order does not list positions behind the others, by name. */
function finish(drafts: Drafts): Map<string, KmodModule> {
  const sorted = [...drafts].sort(([aName, a], [bName, b]) =>
    a.order === b.order ? (aName < bName ? -1 : 1) : a.order - b.order,
  );
  let next = 0;
  return new Map(
    sorted.map(([name, draft]) => {
      const order = Number.isFinite(draft.order) ? draft.order : next;
      next = order + 1;
      const { pre, post } = draft.softdep ?? { pre: [], post: [] };
      const { builtin, aliases, depends } = draft;
      return [name, { name, order, builtin, aliases, depends, softdepPre: pre, softdepPost: post }];
    }),
  );
}

/** Understands the files. Throws ImportError with file and line if one cannot be what its name says. */
export function parseModuleDatabase(name: string, files: DatabaseFiles): ModuleDatabase {
  const drafts: Drafts = new Map();
  const notes: string[] = [];
  readDep(drafts, files['modules.dep']);
  readBuiltin(drafts, files['modules.builtin']);
  readAliases(drafts, 'modules.alias', files['modules.alias']);
  if (files['modules.builtin.alias'] !== null)
    readAliases(drafts, 'modules.builtin.alias', files['modules.builtin.alias']);
  else readModinfo(drafts, files['modules.builtin.modinfo']);
  readSoftdeps(drafts, files['modules.softdep']);
  readOrder(drafts, files['modules.order']);
  if (files['modules.order'] === null)
    notes.push('no modules.order: modules are in the order of their names');
  if (files['modules.builtin'] === null)
    notes.push('no modules.builtin: built-in drivers cannot be told from absent ones');
  const raw = files['bus-registrations.json'];
  const registrations = raw === null ? null : parseRegistrations(raw);
  return { name, modules: finish(drafts), registrations, notes };
}
