/** Plays experiments on a kernel, in as many boots as it takes: one, unless a guest dies on the way. */
import { join } from 'node:path';
import { planLines } from '../program.ts';
import type { KernelName, Recording } from '../recording.ts';
import { buildGuest, packInitramfs } from './build.ts';
import { fetchExactQemu, fetchKernel, installTools } from './packages.ts';
import { bootGuest } from './qemu.ts';
import { heard, type Played } from './said.ts';
import { STOCK_COMMAND_LINE, STOCK_MACHINE } from '../stock/hardware.ts';
import { RigError, tell } from './tools.ts';

export interface GuestKind {
  /** Counts instructions. */
  readonly exact: boolean;
  /** With the kernel's own modules and cards for them. */
  readonly stock: boolean;
}

/** Fetches and builds all that a kernel needs, and gives what plays experiments on it. */
export function openRig(
  kernel: KernelName,
  { exact, stock }: GuestKind,
): (played: readonly Played[], seed: number) => Promise<Recording[]> {
  installTools(stock);
  const files = fetchKernel(kernel);
  const tree = buildGuest(files, stock);
  const qemu = exact ? fetchExactQemu() : (['qemu-system-x86_64'] as const);
  return async (played, seed) => {
    const plan = played.flatMap(({ id, program }) => planLines(id, program)).join('\n');
    const initramfs = packInitramfs(tree, `${plan}\n`);
    const recordings: Recording[] = [];
    let deaths = 0;
    for (let from = 0; from < played.length;) {
      const booted = await bootGuest({
        qemu,
        initramfs,
        kernel: join(files.root, 'boot', `vmlinuz-${files.release}`),
        exact,
        machine: stock ? STOCK_MACHINE : [],
        commandLine: [
          `probesim=${from}`,
          ...(exact ? [`probesim_seed=${seed}`] : []),
          ...(stock ? [STOCK_COMMAND_LINE] : []),
        ].join(' '),
      });
      const result = heard(booted.said, played, /Kernel panic/.test(booted.console) ? 'panicked' : 'hung');
      for (const complaint of result.complaints) tell(`the guest complains: ${complaint}`);
      recordings.push(...result.recordings);
      if (result.complete) break;
      deaths += 1;
      from += reached(result.begun, booted.console, deaths);
    }
    return recordings;
  };
}

/** Guests that die young, on a busy host mostly, are given another chance. */
const BOOTS_MAX = 3;

/** How many experiments a guest began that did not come to its end: the next boot begins behind them. */
function reached(begun: readonly string[], console: string, deaths: number): number {
  if (begun.length === 0 && deaths >= BOOTS_MAX)
    throw new RigError(`the guest played nothing; its console ends with\n${console.slice(-2000)}`);
  tell(`the guest stopped in ${begun.at(-1) ?? 'its boot'}; a new one takes over`);
  return begun.length;
}
