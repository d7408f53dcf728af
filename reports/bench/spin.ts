/** SPIN, run on a model: generate, compile, verify, each in a process of its own whose processor time is taken. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What has to be installed, or undefined if it is. */
export function missingForSpin(): string | undefined {
  const missing = ['spin', 'gcc', 'bash'].filter(
    (name) => spawnSync(name, ['--version']).error !== undefined,
  );
  if (missing.length === 0) return undefined;
  return `${missing.join(', ')} not found: SPIN is left out. On Debian: apt-get install spin gcc (SPIN 6.5.2).`;
}

/** Version of SPIN, as it tells it. */
export const spinVersion = (): string => spawnSync('spin', ['-V'], { encoding: 'utf8' }).stdout.trim();

/** A process that has ended: what it printed, and its processor seconds. */
export interface Ran {
  readonly output: string;
  readonly seconds: number;
  readonly inTime: boolean;
}

/** Runs a command in a folder and takes its processor time, children included. Killed after `limit` of them. */
export function timed(command: string, folder: string, limit = 600): Ran {
  const script = `TIMEFORMAT='%U %S'; ulimit -t ${limit}; time ${command}`;
  const { stdout, stderr, status } = spawnSync('bash', ['-c', script], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  const [user = 0, system = 0] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return { output: stdout, seconds: user + system, inTime: status === 0 };
}

export interface SpinOptions {
  readonly name: string;
  /** For spin -a. */
  readonly generate: string;
  /** For gcc. */
  readonly compile: string;
}

/** As it comes, with its partial order reduction; without; with compressed states. */
export const SPIN_WAYS: readonly SpinOptions[] = [
  { name: 'SPIN', generate: '', compile: '' },
  { name: 'SPIN -DCOLLAPSE', generate: '', compile: '-DCOLLAPSE' },
  { name: 'SPIN -DNOREDUCE', generate: '-o3', compile: '-DNOREDUCE' },
];

export interface SpinResult {
  readonly states: number;
  readonly generate: number;
  readonly compile: number;
  readonly verify: number;
  readonly megabytes: number;
  readonly endings: readonly string[];
  readonly complete: boolean;
}

/** Verifies a model that prints its endings as lines `ENDING ...`. */
export function runSpin(model: string, { generate, compile }: SpinOptions, limit: number): SpinResult {
  const folder = mkdtempSync(path.join(tmpdir(), 'spin-'));
  try {
    writeFileSync(path.join(folder, 'model.pml'), model);
    const generated = timed(`spin -a ${generate} model.pml`, folder);
    const compiled = timed(
      `gcc -O2 -w -DSAFETY -DMEMLIM=12000 -DVECTORSZ=2048 ${compile} -o pan pan.c`,
      folder,
    );
    const { output, seconds, inTime } = timed('./pan -m1000000 -n -w24', folder, limit);
    const number = (pattern: RegExp): number => Number(pattern.exec(output)?.[1] ?? Number.NaN);
    return {
      states: number(/([\d.e+]+) states, stored/),
      generate: generated.seconds,
      compile: compiled.seconds,
      verify: seconds,
      megabytes: number(/([\d.]+)\s+total actual memory usage/),
      endings: [...new Set(output.match(/(?<=^ENDING ).*$/gm) ?? [])].sort(),
      complete: inTime && /errors: 0/.test(output) && !/Search not completed/.test(output),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
