/** Plays experiments on a kernel, in as many boots as it takes: one, unless a guest dies on the way. */
import { join } from 'node:path';
import { planLines } from '../program.ts';
import type { KernelName, Recording } from '../recording.ts';
import { buildGuest, packInitramfs } from './build.ts';
import { fetchExactQemu, fetchKernel, installTools } from './packages.ts';
import { bootGuest } from './qemu.ts';
import { heard, type Played } from './said.ts';
import { tell } from './tools.ts';

/** Fetches and builds all that a kernel needs, and gives what plays experiments on it. */
export function openRig(
  kernel: KernelName,
  exact: boolean,
): (played: readonly Played[], seed: number) => Promise<Recording[]> {
  installTools();
  const files = fetchKernel(kernel);
  const tree = buildGuest(files);
  const qemu = exact ? fetchExactQemu() : (['qemu-system-x86_64'] as const);
  return async (played, seed) => {
    const plan = played.flatMap(({ id, program }) => planLines(id, program)).join('\n');
    const initramfs = packInitramfs(tree, `${plan}\n`);
    const recordings: Recording[] = [];
    for (let from = 0; from < played.length;) {
      const booted = await bootGuest({
        qemu,
        initramfs,
        kernel: join(files.root, 'boot', `vmlinuz-${files.release}`),
        exact,
        commandLine: `probesim=${from}${exact ? ` probesim_seed=${seed}` : ''}`,
      });
      const result = heard(booted.said, played, /Kernel panic/.test(booted.console) ? 'panicked' : 'hung');
      for (const complaint of result.complaints) tell(`the guest complains: ${complaint}`);
      recordings.push(...result.recordings);
      if (result.complete) break;
      from += reached(result.begun, booted.console);
    }
    return recordings;
  };
}

/** How many experiments a guest began that did not come to its end: the next boot begins behind them. */
function reached(begun: readonly string[], console: string): number {
  if (begun.length > 0) {
    tell(`the guest stopped in ${begun.at(-1)}; a new one takes over`);
    return begun.length;
  }
  throw new Error(`the guest played nothing; its console ends with\n${console.slice(-2000)}`);
}
