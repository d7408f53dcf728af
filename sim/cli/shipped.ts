/** The package on disk: its root, its version, its scenarios. */

import * as fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Entry } from './parts.ts';
import { nameOf, shippedFiles } from './source.ts';

/** Folder of the code, `sim`, whether run from source or from `dist`. */
const SIM_DIR = fileURLToPath(new URL('..', import.meta.url));

/** The nearest folder above with a package.json. */
export function packageRoot(): string {
  let folder = path.dirname(SIM_DIR);
  while (!fs.existsSync(path.join(folder, 'package.json'))) {
    const above = path.dirname(folder);
    if (above === folder) throw new Error('probesim is not installed whole: its package.json is missing');
    folder = above;
  }
  return folder;
}

/**
 * Folder of the sources, which the package ships too: the rules have one digest, whether they run from source or
 * built.
 */
export const sourcesDir = (): string => path.join(packageRoot(), 'sim');

/** The version in package.json; throws if there is none. */
export function packageVersion(): string {
  const json: unknown = JSON.parse(fs.readFileSync(path.join(packageRoot(), 'package.json'), 'utf8'));
  if (typeof json === 'object' && json !== null && 'version' in json && typeof json.version === 'string') {
    return json.version;
  }
  throw new Error('package.json has no version');
}

/** Names and titles of the shipped scenarios, without parsing them: machines are large. */
export function shippedEntries(scenariosDir: string): readonly Entry[] {
  return shippedFiles({ scenariosDir }).map((file) => ({ name: nameOf(file), says: titleOf(file) }));
}

const HEAD_BYTES = 64 * 1024;

function titleOf(file: string): string {
  const handle = fs.openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(HEAD_BYTES);
    const head = buffer.toString('utf8', 0, fs.readSync(handle, buffer));
    const title = /^title:[ \t]*(.*)$/m.exec(head)?.[1]?.trim() ?? '';
    return title.replace(/^(['"])(.*)\1$/, '$2');
  } finally {
    fs.closeSync(handle);
  }
}
