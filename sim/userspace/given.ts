/** The past of a running system: its devices, its built-in drivers, and what the scenario says was done before. */
import { call, tail } from '../engine/effect.ts';
import { do_initcalls, enumerate_devices } from '../linux/boot.ts';
import type { Kernel, Process } from '../linux/kernel.ts';
import { perform } from './actor.ts';

/** Played once, undisturbed and without choices, before the story begins. */
export function* take_up_system(_kernel: Kernel): Process {
  yield call(enumerate_devices, 0);
  yield call(do_initcalls, 0);
  return tail(do_given, 0);
}

function* do_given(kernel: Kernel, index: number): Process {
  const action = kernel.given[index];
  if (!action) return 0;
  yield call(perform, -1, index);
  return tail(do_given, index + 1);
}
