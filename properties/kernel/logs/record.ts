/**
 * `npm run kernel:logs`: boots stock kernels whose guest meets cards, sticks, deferrals and failures, and keeps what
 * the kernel itself wrote: its messages, ftrace's trace of functions with the messages in it, a trace of probes.
 */
import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KERNELS, type KernelName } from '../recording.ts';
import { buildGuest, packInitramfs } from '../rig/build.ts';
import { fetchKernel, installTools } from '../rig/packages.ts';
import { bootGuest } from '../rig/qemu.ts';
import { RigError, tell } from '../rig/tools.ts';
import { STOCK_COMMAND_LINE, STOCK_MACHINE } from '../stock/hardware.ts';
import { ROOT } from '../suites.ts';
import { trimLog } from './trim.ts';

const FUNCTIONS = [
  ...['driver_probe_device', '__driver_probe_device', 'really_probe', 'driver_bound', '__driver_attach'],
  ...['__device_attach', '__driver_attach_async_helper', '__device_attach_async_helper'],
  ...['deferred_probe_work_func', 'bus_add_driver', 'bus_remove_driver', 'device_driver_attach'],
  ...['device_driver_detach', 'device_release_driver_internal'],
];

const COMMAND_LINE = [
  STOCK_COMMAND_LINE,
  'initcall_debug ignore_loglevel log_buf_len=16M dyndbg="file drivers/base/* +p"',
  'ftrace=function trace_event=printk:console trace_buf_size=16M',
  `ftrace_filter=${FUNCTIONS.join(',')}`,
].join(' ');

/** The guest says its logs one after the other, each under its name. */
async function recordLogs(kernel: KernelName): Promise<void> {
  installTools(true);
  const files = fetchKernel(kernel);
  const tree = buildGuest(files, true);
  cpSync(join(ROOT, 'properties/kernel/logs/init'), join(tree, 'init'));
  chmodSync(join(tree, 'init'), 0o755);
  const { said, console } = await bootGuest({
    qemu: ['qemu-system-x86_64'],
    initramfs: packInitramfs(tree, ''),
    kernel: join(files.root, 'boot', `vmlinuz-${files.release}`),
    exact: false,
    machine: STOCK_MACHINE,
    commandLine: COMMAND_LINE,
  });
  const [, ...logs] = said.split(/^=== /m);
  if (!/^end/.test(logs.at(-1) ?? ''))
    throw new RigError(`the guest did not come to its end; its console ends with\n${console.slice(-2000)}`);
  const folder = join(ROOT, 'properties/observed/logs', kernel);
  mkdirSync(folder, { recursive: true });
  for (const log of logs.slice(0, -1)) {
    const [name = ''] = log.split('\n', 1);
    const text = trimLog(log.slice(name.length + 1));
    writeFileSync(join(folder, `${name.trim()}.txt`), text);
    tell(
      `${kernel}/${name.trim()}.txt: ${text.split('\n').length - 1} lines of ${log.split('\n').length - 2}`,
    );
  }
}

try {
  for (const kernel of KERNELS) await recordLogs(kernel);
} catch (error) {
  if (!(error instanceof RigError)) throw error;
  tell(error.message);
  process.exitCode = 2;
}
