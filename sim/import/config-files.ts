/**
 * Several modprobe.d files made one text. libkmod sorts files of all directories by name and reads
 * modules.softdep, the kernel's own, as one of them: a softdep line in z.conf comes after it and is never
 * looked at.
 */
import { parseModprobeConfig } from '../userspace/kmod/config.ts';
import { canonical } from '../userspace/kmod/names.ts';
import { fnmatch } from '../model/fnmatch.ts';
import type { Closure } from './closure.ts';
import type { ModuleDatabase } from './database.ts';

export interface ConfigFile {
  /** Without its directory; decides the order. */
  readonly name: string;
  readonly text: string;
}

export interface MergedConfig {
  readonly text: string;
  readonly notes: readonly string[];
  /**
   * Only the lines that concern these modules and what is asked for; a distribution's files have hundreds.
   */
  readonly keep: (closure: Closure) => { readonly text: string; readonly notes: readonly string[] };
}

const KERNEL_FILE = 'modules.softdep';

/** The configuration as libkmod understands it, one line each: comments and what cannot be used are gone. */
function usableLines(text: string): readonly string[] {
  const config = parseModprobeConfig(text);
  const names = (key: string, list: readonly string[]): string =>
    list.length > 0 ? ` ${key}: ${list.join(' ')}` : '';
  return [
    ...config.aliases.map(({ pattern, module }) => `alias ${pattern} ${module}`),
    ...[...config.blacklist].map((module) => `blacklist ${module}`),
    ...config.installs.map(
      ({ pattern, command }) => `install ${pattern} ${command.replaceAll('\\', '\\\\')}`,
    ),
    ...config.removes.map(({ pattern, command }) => `remove ${pattern} ${command.replaceAll('\\', '\\\\')}`),
    ...config.options.map(
      ({ module, text: options }) => `options ${module} ${options.replaceAll('\\', '\\\\')}`,
    ),
    ...config.softdeps.map(
      ({ pattern, pre, post }) => `softdep ${pattern}${names('pre', pre)}${names('post', post)}`,
    ),
  ];
}

/** A softdep line that libkmod reads after the kernel's own line for the same module. */
function isHidden(line: string, file: string, { modules }: ModuleDatabase): boolean {
  const [verb, pattern = ''] = line.split(' ');
  if (verb !== 'softdep' || file < KERNEL_FILE) return false;
  const module = modules.get(pattern);
  return module !== undefined && module.softdepPre.length + module.softdepPost.length > 0;
}

function concerns(line: string, { modules, asked }: Closure): boolean {
  const [verb, pattern = ''] = line.split(' ');
  const plain = canonical(pattern) ?? pattern;
  const names = verb === 'alias' ? [...asked] : [...modules, ...asked];
  return names.some((name) => fnmatch(plain, name));
}

/** Joins the files in libkmod's order. Never throws; unusable lines are in the notes, with file and line. */
export function mergeConfigs(files: readonly ConfigFile[], database: ModuleDatabase): MergedConfig {
  const sorted = [...files].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const notes: string[] = [];
  const kept: string[] = [];
  for (const { name, text } of sorted) {
    notes.push(...parseModprobeConfig(text).notes.map((note) => `${name}:${note.line}: ${note.text}`));
    for (const line of usableLines(text)) {
      if (!isHidden(line, name, database)) kept.push(line);
      else notes.push(`${name}: '${line}' has no effect: the kernel's own ${KERNEL_FILE} is read before it`);
    }
  }
  const keep: MergedConfig['keep'] = (closure) => {
    const relevant = kept.filter((line) => concerns(line, closure));
    const left = kept.length - relevant.length;
    return {
      text: relevant.map((line) => `${line}\n`).join(''),
      notes: left > 0 ? [`${left} modprobe.d lines concern no module of this machine: left out`] : [],
    };
  };
  return { text: kept.join('\n'), notes, keep };
}
