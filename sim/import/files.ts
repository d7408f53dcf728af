/**
 * The one place where the importers touch the disk: bounded reads of ordinary files. A file inside a
 * directory that was named may not be a symbolic link (it could lead anywhere); one that the user named may.
 */
import { closeSync, constants, fstatSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ConfigFile } from './config-files.ts';
import { parseModuleDatabase, type DatabaseFiles, type ModuleDatabase } from './database.ts';
import { ImportError } from './error.ts';

export const FILE_MAX = 64 * 1024 * 1024;
const CONFIG_FILES_MAX = 1_000;
const CONFIG_FILE_MAX = 1024 * 1024;

const REASONS: Readonly<Record<string, readonly [string, string]>> = {
  ENOENT: ['no such file or directory', 'check the path'],
  ENOTDIR: ['not a directory', 'check the path'],
  EACCES: ['not readable by you', 'change its permissions or copy it'],
  EISDIR: ['a directory, not a file', 'name a file in it'],
  ELOOP: ['a symbolic link', 'copy the file it leads to in its place'],
};

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}

function explain(path: string, error: unknown): ImportError {
  const code = codeOf(error);
  const [what, remedy] = REASONS[code] ?? [`cannot be read (${code})`, 'check the file'];
  return new ImportError(path, what, remedy);
}

/** Reads no more than `max` bytes even if the file grows or lies about its size. */
function readOpen(fd: number, path: string, max: number): Buffer {
  const stat = fstatSync(fd);
  if (stat.isDirectory()) throw new ImportError(path, 'a directory, not a file', 'name a file in it');
  if (!stat.isFile()) throw new ImportError(path, 'no ordinary file', 'copy its content to a file');
  const tooLarge = new ImportError(path, `larger than ${max} bytes`, 'is this the right file?');
  if (stat.size > max) throw tooLarge;
  const chunks: Buffer[] = [];
  let total = 0;
  for (;;) {
    const chunk = Buffer.alloc(Math.min(1024 * 1024, max + 1 - total));
    const length = readSync(fd, chunk);
    if (length === 0) return Buffer.concat(chunks);
    total += length;
    if (total > max) throw tooLarge;
    chunks.push(chunk.subarray(0, length));
  }
}

interface ReadOptions {
  readonly max: number;
  /** Follow a symbolic link: only for paths that the user named. */
  readonly follow: boolean;
}

/** NONBLOCK: opening a pipe must not wait for a writer; it is refused a moment later. */
function readBytes(path: string, { max, follow }: ReadOptions): Buffer {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | (follow ? 0 : constants.O_NOFOLLOW));
  } catch (error) {
    throw explain(path, error);
  }
  try {
    return readOpen(fd, path, max);
  } catch (error) {
    throw error instanceof ImportError ? error : explain(path, error);
  } finally {
    closeSync(fd);
  }
}

function unpack(path: string, bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: FILE_MAX });
  } catch (error) {
    const large = codeOf(error) === 'ERR_BUFFER_TOO_LARGE';
    const what = large ? `unpacks to more than ${FILE_MAX} bytes` : 'no valid gzip file';
    throw new ImportError(path, what, 'unpack it by hand and look');
  }
}

/** Reads a text file that the user named; `.gz` is unpacked. Throws ImportError. */
export function readTextFile(path: string): string {
  const bytes = readBytes(path, { max: FILE_MAX, follow: true });
  return (path.endsWith('.gz') ? unpack(path, bytes) : bytes).toString('utf8');
}

function entriesOf(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    throw explain(directory, error);
  }
}

/** One file of a directory, or its `.gz`; null if neither is there. */
function readOf(directory: string, entries: ReadonlySet<string>, file: string): string | null {
  const options = { max: FILE_MAX, follow: false };
  if (entries.has(file)) return readBytes(join(directory, file), options).toString('utf8');
  const packed = `${file}.gz`;
  if (!entries.has(packed)) return null;
  return unpack(join(directory, packed), readBytes(join(directory, packed), options)).toString('utf8');
}

/** Reads a module directory such as /lib/modules/VERSION. Throws ImportError. */
export function readModuleDatabase(directory: string): ModuleDatabase {
  const entries = new Set(entriesOf(directory));
  const optional = (file: string): string | null => readOf(directory, entries, file);
  const required = (file: string): string => {
    const text = optional(file);
    if (text !== null) return text;
    throw new ImportError(
      directory,
      `no ${file} in it`,
      'name a directory like /lib/modules/VERSION, after depmod',
    );
  };
  const files: DatabaseFiles = {
    'modules.alias': required('modules.alias'),
    'modules.dep': required('modules.dep'),
    'modules.softdep': optional('modules.softdep'),
    'modules.order': optional('modules.order'),
    'modules.builtin': optional('modules.builtin'),
    'modules.builtin.modinfo': optional('modules.builtin.modinfo'),
    'modules.builtin.alias': optional('modules.builtin.alias'),
    'bus-registrations.json': optional('bus-registrations.json'),
  };
  return parseModuleDatabase(basename(resolve(directory)), files);
}

/** A link to /dev/null is how an administrator masks a file of the distribution. */
function isMask(path: string): boolean {
  try {
    return readlinkSync(path) === '/dev/null';
  } catch {
    return false;
  }
}

/**
 * Reads the *.conf files of modprobe.d directories. Of files with one name the first directory's counts, as
 * with /etc/modprobe.d before /lib/modprobe.d. Throws ImportError.
 */
export function readConfigDirectories(directories: readonly string[]): readonly ConfigFile[] {
  const found = new Map<string, ConfigFile>();
  for (const directory of directories) {
    for (const name of entriesOf(directory)) {
      if (!/\.(conf|alias)$/.test(name) || found.has(name)) continue;
      if (found.size >= CONFIG_FILES_MAX) {
        throw new ImportError(
          directory,
          `more than ${CONFIG_FILES_MAX} files`,
          'is this a modprobe.d directory?',
        );
      }
      const path = join(directory, name);
      const text = isMask(path)
        ? ''
        : readBytes(path, { max: CONFIG_FILE_MAX, follow: false }).toString('utf8');
      found.set(name, { name, text });
    }
  }
  return [...found.values()];
}
