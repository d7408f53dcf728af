/**
 * How a probed candidate of IOKit is started (systems reference A4.2f, A4.3, A4.7): what its nub and it need must have
 * been published, the process of an extension must have checked in; then its start runs. A personality with match
 * deferral parks its nub, and everything that this pass has not started yet, until the daemon of user space is up.
 */
import { call } from '../../engine/effect.ts';
import type { Kernel, Process } from '../../linux/kernel.ts';
import { step } from '../../linux/operations.ts';
import { objectOf } from '../../model/layout.ts';
import { OUTCOME, STAGE } from '../../model/outcome.ts';
import { FACT } from '../../model/world.ts';
import { start_in_slot } from '../slots.ts';
import { launchUserServer } from './dext.ts';
import { OF_DEVICE } from './marks.ts';
import { isDext } from './rematch.ts';
import { checkResources } from './resources.ts';

/** Returns an outcome; anything but ok has the next candidate of the category tried. */
export function* startCandidate(kernel: Kernel, driver: number, device: number): Process {
  yield call(checkResources, driver, device);
  if (isDext(kernel, driver)) {
    const launched = yield call(launchUserServer, driver, device);
    if (launched !== OUTCOME.ok) return launched;
  }
  return yield call(start_in_slot, driver, device);
}

/** 1: the nub is parked, the pass ends here. Whether the daemon is up is looked at under the lock of the list. */
export const parkedBy = step(
  'match deferred?',
  (_kernel, device) => ({ reads: [objectOf('stage')], writes: [objectOf('device-mark', device)] }),
  (world, device) => {
    if (world.kernel.boot === null || world.one('stage') === STAGE.root) return 0;
    if (!world.deviceMark(device, OF_DEVICE.parked))
      world.emit(FACT['device-marked'], device, OF_DEVICE.parked, 1);
    return 1;
  },
);
