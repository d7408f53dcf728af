/** libkmod's insertion of one target with all it needs, as planned by kmod/ (reference 10.6). */
import { call, tail } from '../engine/effect.ts';
import type { Kernel, Process } from '../linux/kernel.ts';
import { finit_module } from '../linux/module.ts';
import { settlingStep } from '../linux/operations.ts';
import { seesLive } from '../linux/settled.ts';
import { LIVE, objectOf } from '../model/layout.ts';
import { OUTCOME } from '../model/outcome.ts';

const moduleLive = settlingStep(
  'live?',
  (_kernel, module) => ({ reads: [objectOf('module', module)], writes: [] }),
  (world, module) => (world.module(module, 'state') === LIVE ? 1 : 0),
  seesLive(1),
);

/** One target of a name or a modalias: if it is live already, nothing of its list is looked at (10.4). */
export function* insert_target(kernel: Kernel, plan: number): Process {
  const target = kernel.userspace.targets[plan] ?? -1;
  if (target >= 0 && (yield moduleLive(target))) return OUTCOME.ok;
  return tail(insert_modules, plan, 0);
}

/** Deepest dependency first; the error of a required module ends the plan, EEXIST counts as success. */
function* insert_modules(kernel: Kernel, plan: number, at: number): Process {
  const entry = kernel.userspace.plans[plan]?.[at];
  if (!entry) return OUTCOME.ok;
  const { module, required } = entry;
  if (!(yield moduleLive(module))) {
    const outcome = yield call(finit_module, module);
    if (required && outcome !== OUTCOME.ok && outcome !== OUTCOME.EEXIST) return outcome;
  }
  return tail(insert_modules, plan, at + 1);
}

/** `modprobe NAME` in a stage: every plan of the name in order; the answer is that of the last (10.7). */
export function* modprobe(kernel: Kernel, stage: number, name: number): Process {
  let outcome: number = OUTCOME.ok;
  const plans = kernel.userspace.byName[stage]?.[name] ?? [];
  if (plans.length === 0) return OUTCOME.ENOENT;
  for (const plan of plans) outcome = yield call(insert_target, plan);
  return outcome;
}
