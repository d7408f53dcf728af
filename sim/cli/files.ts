/** The command line's own reads and writes. */

import * as fs from 'node:fs';
import path from 'node:path';
import { orUserError, UserError } from './trouble.ts';

/** A scenario file may have 4 MiB; more is not read. */
const TEXT_BYTES_MAX = 4 * 1024 * 1024;

/** Text of a file. Throws `UserError` if it cannot be read or is too large. */
export function readText(file: string): string {
  return orUserError(`read ${file}`, () => {
    const handle = fs.openSync(file, 'r');
    try {
      return readBounded(handle, file);
    } finally {
      fs.closeSync(handle);
    }
  });
}

/** Reads until the end or the limit: a pipe or a device has no size to ask for. */
function readBounded(handle: number, file: string): string {
  const buffer = Buffer.allocUnsafe(TEXT_BYTES_MAX + 1);
  let length = 0;
  for (;;) {
    const read = fs.readSync(handle, buffer, length, buffer.length - length, null);
    if (read === 0) return buffer.toString('utf8', 0, length);
    length += read;
    if (length > TEXT_BYTES_MAX) throw new UserError(`${file} has more than 4 MiB: too large for a scenario`);
  }
}

/** The scenario files directly in a folder, sorted by name. */
export function scenarioFiles(folder: string): readonly string[] {
  const names = orUserError(`read the folder ${folder}`, () => fs.readdirSync(folder));
  return names
    .filter((name) => /\.ya?ml$/.test(name))
    .toSorted()
    .map((name) => path.join(folder, name));
}

/** False also if there is no such file. */
export function isFolder(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Says now, and not after a long run, that a file cannot be written. */
export function mustBeWritable(file: string): void {
  orUserError(`write ${file}`, () => {
    const found = fs.statSync(file, { throwIfNoEntry: false });
    if (found?.isDirectory()) throw new UserError(`cannot write ${file}: it is a folder`);
    fs.accessSync(found === undefined || found.isFile() ? path.dirname(file) : file, fs.constants.W_OK);
  });
}

/**
 * Writes a file whole or not at all: into a new file beside it, which then takes its place. What is no plain file (a
 * pipe, /dev/stdout) is written directly, because it must not be replaced.
 */
export function writeWhole(file: string, text: string): void {
  orUserError(`write ${file}`, () => {
    const found = fs.statSync(file, { throwIfNoEntry: false });
    if (found !== undefined && !found.isFile()) fs.writeFileSync(file, text);
    else replaceFile(found === undefined ? file : fs.realpathSync(file), text, found?.mode);
  });
}

function replaceFile(file: string, text: string, mode: number | undefined): void {
  const beside = path.join(path.dirname(file), `.probesim-${process.pid}.tmp`);
  try {
    fs.writeFileSync(beside, text, { flag: 'wx', mode: mode ?? 0o666, flush: true });
    fs.renameSync(beside, file);
  } catch (error) {
    fs.rmSync(beside, { force: true });
    throw error;
  }
}
