/**
 * Connecting a controller in UEFI (systems reference A10.3, A10.4a): the list of bindings, then Supported() and Start()
 * from its head after every start, until a whole scan finds nobody.
 */
import { call, holding, tail } from '../../engine/effect.ts';
import type { Kernel, Process } from '../../linux/kernel.ts';
import { systemLock } from '../../linux/locks.ts';
import { CAUSE, OUTCOME } from '../../model/outcome.ts';
import { start_in_slot, stop_in_slot } from '../slots.ts';
import { beginList, forgetList, hasGrown, markUsed, nextBinding, supported } from './order.ts';

/** The one thread that all of it runs on. */
export const core = (kernel: Kernel): number => systemLock(kernel, 0);

/**
 * A10.3 and A10.4a, the lock held; `context`: driver + 1 that is asked first. Outcome: ok if some driver was started,
 * else ENOENT.
 */
export function* CoreConnectSingleController(_kernel: Kernel, device: number, context: number): Process {
  yield beginList(device, context);
  if (yield hasGrown(device)) return tail(CoreConnectSingleController, device, context);
  const started = yield call(scan, device, -1, 0);
  yield forgetList(device);
  return started ? OUTCOME.ok : OUTCOME.ENOENT;
}

/** A10.3: after each start the scan begins at the head again; it ends when a whole one found nobody. */
function* scan(_kernel: Kernel, device: number, after: number, started: number): Process {
  const driver = yield nextBinding(device, after);
  if (driver < 0) return started;
  const answer = yield supported(device, driver);
  if (answer === 0) return tail(scan, device, driver, started);
  yield markUsed(device, driver);
  if (answer > 1) yield call(stop_in_slot, answer - 2, device, CAUSE['better-driver']);
  const outcome = yield call(start_in_slot, driver, device);
  return tail(scan, device, -1, outcome === OUTCOME.ok ? 1 : started);
}

/** ConnectController without a context. Outcome as above. */
export function* connect(kernel: Kernel, device: number): Process {
  return yield* holding(core(kernel), CoreConnectSingleController, device, 0);
}
