/** One boot of the guest. Its results come through the second serial port into a file that we watch growing. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { rigFolder } from './tools.ts';

export interface Boot {
  /** QEMU's program and first arguments. */
  readonly qemu: readonly [string, ...string[]];
  readonly kernel: string;
  readonly initramfs: string;
  /** Exact mode: counts instructions, so that the same bytes give the same run. */
  readonly exact: boolean;
  readonly commandLine: string;
  /** Arguments that make the machine another one than QEMU's default. */
  readonly machine: readonly string[];
  /** Told with each growth of the results: bytes so far. */
  readonly onProgress?: (bytes: number) => void;
}

export interface Booted {
  readonly said: string;
  readonly console: string;
  /** Cut off by us: the guest said nothing any more. */
  readonly silent: boolean;
}

/** Seconds of silence that mean a dead guest; a live one is never silent for more than its own limit (translate.ts). */
const SILENCE_S = 90;
const LOOK_EVERY_MS = 250;

/** Boots once and waits for the guest's end, or its silence. */
export async function bootGuest(boot: Boot): Promise<Booted> {
  const folder = rigFolder('boot');
  const [said, log] = [join(folder, 'said'), join(folder, 'console')];
  for (const file of [said, log]) rmSync(file, { force: true });
  const [program, ...first] = boot.qemu;
  const child = spawn(program, [...first, ...argumentsOf(boot, said, log)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const ended = new Promise<'ended'>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve('ended'));
  });
  const silent = await watch(said, ended, boot.onProgress);
  if (silent) {
    child.kill('SIGKILL');
    await ended;
  }
  return { said: read(said), console: `${read(log)}${complaint}`, silent };
}

const read = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');

/** True: the file has not grown for too long. */
async function watch(
  file: string,
  ended: Promise<'ended'>,
  onProgress?: (bytes: number) => void,
): Promise<boolean> {
  let [size, heard] = [0, Date.now()];
  while ((await Promise.race([ended, setTimeout(LOOK_EVERY_MS, 'looking')])) === 'looking') {
    const now = existsSync(file) ? statSync(file).size : 0;
    if (now !== size) {
      [size, heard] = [now, Date.now()];
      onProgress?.(size);
    }
    if (Date.now() - heard > SILENCE_S * 1000) return true;
  }
  return false;
}

function argumentsOf(boot: Boot, said: string, log: string): string[] {
  const exact = [
    '-accel',
    'tcg,thread=single',
    '-icount',
    'shift=0,sleep=off',
    '-rtc',
    'clock=vm,base=2025-01-01',
  ];
  const free = ['-accel', 'tcg,thread=multi'];
  return [
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', '-m', '768', '-smp', '2'],
    ...boot.machine,
    ...(boot.exact ? exact : free),
    ...['-serial', `file:${log}`, '-serial', `file:${said}`],
    ...['-kernel', boot.kernel, '-initrd', boot.initramfs],
    '-append',
    // The timeout of deferred probes would trigger a retry in the middle of an experiment; a busy host fails the check
    // of the timer.
    `console=ttyS0 panic=-1 quiet no_timer_check deferred_probe_timeout=-1 ${boot.exact ? 'nokaslr ' : ''}${boot.commandLine}`,
  ];
}
