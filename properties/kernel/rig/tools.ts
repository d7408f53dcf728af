/** Programs of the machine that the rig runs, and the folder it works in. Nothing of it lies in the tree. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Something that the user can remedy: what is missing, and how to get it. */
export class RigError extends Error {}

export interface ToolOptions {
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

/** Bytes that one program may print; the largest, an initramfs, has some megabytes. */
const OUTPUT_MAX = 256 * 1024 * 1024;

/**
 * Runs a program to its end and gives its output.
 * @throws {RigError} with the end of what it said, if it fails or is not there
 */
export function runTool(program: string, args: readonly string[], options: ToolOptions = {}): Buffer {
  const { input, cwd, env } = options;
  const done = spawnSync(program, [...args], {
    ...(input === undefined ? {} : { input }),
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, LC_ALL: 'C', ...env },
    maxBuffer: OUTPUT_MAX,
  });
  if (done.error) throw new RigError(`${program}: ${done.error.message}`);
  if (done.status === 0) return done.stdout;
  const said = `${done.stdout.toString()}\n${done.stderr.toString()}`
    .trim()
    .split('\n')
    .slice(-15)
    .join('\n');
  throw new RigError(`${program} ${args.join(' ')} failed:\n${said}`);
}

/** The rig's own folder, made if need be: below XDG_CACHE_HOME, else below the user's .cache. */
export function rigFolder(...parts: readonly string[]): string {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const folder = join(cache, 'probesim-kernel', ...parts);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Says on standard error what is going on. */
export const tell = (text: string): boolean => process.stderr.write(`${text}\n`);
