/**
 * Digests in tokens: which scenario was run, by which rules. Short enough to read aloud, long enough never to
 * collide.
 */

import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import path from 'node:path';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** The layers whose code decides what happens in a run. */
const RULES = ['engine', 'model', 'linux', 'userspace', 'systems'];

/** Digest of the rules' code below `sim`: a token made by other rules may tell another story. */
export function rulesDigest(sim: string): string {
  const files = RULES.flatMap((layer) => codeBelow(path.join(sim, layer)));
  return digest(
    files.map((file) => `${path.relative(sim, file)}\n${fs.readFileSync(file, 'utf8')}`).join('\0'),
  );
}

function codeBelow(folder: string): readonly string[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[jt]s$/.test(name) && !/\.(d|test)\.ts$/.test(name))
    .toSorted()
    .map((name) => path.join(folder, name));
}
