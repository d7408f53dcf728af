/**
 * Devices that are not in the scenario (Scenario.others): what they may do to those that are. May, never must: without
 * the answer "never", endings in which nobody comes to help are lost (exploration-design, section 4).
 */
import { call, choose, restUntil, sleep, tail } from '../engine/effect.ts';
import { driver_deferred_probe_trigger } from '../linux/defer.ts';
import type { Kernel, Process } from '../linux/kernel.ts';
import { step } from '../linux/operations.ts';
import { objectOf } from '../model/layout.ts';
import { STAGE } from '../model/outcome.ts';
import { modprobe } from './insert.ts';
import { stageNow } from './udev.ts';

const userSpaceRuns = step(
  'user space',
  () => ({ reads: [objectOf('stage')], writes: [] }),
  (world) => (world.one('stage') === STAGE.kernel ? 0 : 1),
);

const rootStage = step(
  'root stage',
  () => ({ reads: [objectOf('stage')], writes: [] }),
  (world) => (world.one('stage') === STAGE.root ? 1 : 0),
);

/** When others' events come: some time, nobody knows when. */
const SOME_TIME = { min: 0, max: 1_000_000_000 };

/** Somebody else's event loads this module, once, in the stage that has it; or nobody's does. */
export function* others_load(kernel: Kernel, name: number): Process {
  const module = kernel.userspace.modprobeNames[name];
  if ((yield choose('fault', `others load ${module}`, ['yes', 'never'])) === 1) return 0;
  yield restUntil(userSpaceRuns());
  yield sleep(`others load ${module}`, SOME_TIME);
  const stage = yield stageNow();
  if ((kernel.userspace.byName[stage]?.[name] ?? []).length === 0) yield restUntil(rootStage());
  const later = yield stageNow();
  yield call(modprobe, later, name);
  return 0;
}

const somebodyWaits = step(
  'a deferred device',
  () => ({ reads: [objectOf('deferred')], writes: [] }),
  (world) => (world.one('pendingFirst') === 0 ? 0 : 1),
);

/** Somebody else binds while a device waits, and so has it retried; again and again, or never again. */
export function* others_trigger(_kernel: Kernel): Process {
  yield restUntil(somebodyWaits());
  if ((yield choose('fault', 'others bind', ['never again', 'now'])) === 0) return 0;
  yield call(driver_deferred_probe_trigger);
  return tail(others_trigger);
}
