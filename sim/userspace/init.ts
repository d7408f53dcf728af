/**
 * User space's part of a boot (reference 10.3, 10.9; data study, door b): the initramfs with the modules it holds,
 * then the root stage with all of them, cold plug and modules-load.d. The initramfs hands over when its udev has
 * nothing to do.
 */
import { call, sleep, tail } from '../engine/effect.ts';
import { enterStage, kernel_init } from '../linux/boot.ts';
import type { Kernel, Process } from '../linux/kernel.ts';
import { STAGE } from '../model/outcome.ts';
import { coldplug, settle } from './actor.ts';
import { modprobe } from './insert.ts';

/** The first process of a booting machine: kernel, initramfs, root stage. */
export function* boot_machine(kernel: Kernel): Process {
  yield call(kernel_init);
  if (kernel.boot?.initramfs) yield call(initramfs_stage);
  return tail(root_stage);
}

function* initramfs_stage(kernel: Kernel): Process {
  yield enterStage(STAGE.initramfs);
  if (kernel.boot?.coldplug) yield call(coldplug);
  yield call(settle);
  yield sleep('switch to the root file system', kernel.boot?.userspaceAfter ?? { min: 0, max: 0 });
  return 0;
}

function* root_stage(kernel: Kernel): Process {
  yield enterStage(STAGE.root);
  if (kernel.doors.rootMounted) yield call(kernel.doors.rootMounted);
  if (kernel.boot?.coldplug) yield call(coldplug);
  return tail(load_modules, 0);
}

/** systemd-modules-load: one after the other, beside udev's workers. */
function* load_modules(kernel: Kernel, at: number): Process {
  const name = kernel.boot?.modulesLoad[at];
  if (name === undefined) return 0;
  yield call(modprobe, STAGE.root, name);
  return tail(load_modules, at + 1);
}
