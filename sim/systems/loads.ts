/** Systems that load a driver's module on their own, because a device asks for it: with all that it needs. */
import { call } from '../engine/effect.ts';
import type { Kernel, Process } from '../linux/kernel.ts';
import { finit_module } from '../linux/module.ts';
import { settlingStep, step } from '../linux/operations.ts';
import { seesLive } from '../linux/settled.ts';
import { LIVE, objectOf } from '../model/layout.ts';
import { OUTCOME, STAGE } from '../model/outcome.ts';

export const isLive = settlingStep(
  'live?',
  (_kernel, module) => ({ reads: [objectOf('module', module)], writes: [] }),
  (world, module) => (world.module(module, 'state') === LIVE ? 1 : 0),
  seesLive(1),
);

/** 1: the root file system is there, and with it the daemons that load. */
export const rootIsThere = step(
  'root stage',
  () => ({ reads: [objectOf('stage')], writes: [] }),
  (world) => (world.kernel.boot === null || world.one('stage') === STAGE.root ? 1 : 0),
);

/** Deepest need first. Returns the outcome of the module's own load. */
export function* load_with_needs(kernel: Kernel, module: number): Process {
  for (const needed of [...(kernel.setup.modules[module]?.depends ?? [])].reverse())
    if (!(yield isLive(needed))) yield call(finit_module, needed);
  if (yield isLive(module)) return OUTCOME.ok;
  return yield call(finit_module, module);
}
