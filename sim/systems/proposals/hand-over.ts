/**
 * From a worse driver to a better one (systems reference C5): in one critical section, so that no third driver gets
 * in between; everybody is asked by rank, so the old one gets its device back if the new one refuses.
 */
import { call, holdingAll, tail } from '../../engine/effect.ts';
import { ALL, CUT } from '../../linux/attach.ts';
import type { Kernel, Process } from '../../linux/kernel.ts';
import { driverLocks } from '../../linux/locks.ts';
import { device_reprobe } from '../../linux/rebind.ts';
import { __device_release_driver } from '../../linux/release.ts';
import { onBus } from '../../linux/sysfs.ts';
import { CAUSE, OUTCOME } from '../../model/outcome.ts';
import { holderOf, isOpen } from '../steps.ts';
import { ask_by_rank } from './auction.ts';
import { asks, HAND_OVER } from './rules.ts';

/** A better driver registers, the device lock held: only the rule `at-once` takes the device from its holder. */
export function* hand_over(kernel: Kernel, holder: number, device: number): Process {
  if (asks(kernel, 'hand-over') !== HAND_OVER.atOnce) return 0;
  // Bound consumers would have to go first, without the lock: then the old driver keeps the device.
  if ((yield call(__device_release_driver, holder, device, CAUSE['better-driver'])) !== 0) return 0;
  return tail(ask_by_rank, device, ALL);
}

/** By hand. Linux does it in two critical sections (8.4); in one, the gap of P9 is closed. */
export function* reprobe(kernel: Kernel, device: number): Process {
  if (!(yield onBus(device))) return OUTCOME.ENODEV;
  const result =
    asks(kernel, 'hand-over') === HAND_OVER.twoSteps
      ? yield call(device_reprobe, device, CAUSE.reprobe)
      : yield* holdingAll(driverLocks(kernel, device), reprobe_locked, device);
  return result === CUT ? OUTCOME.EINVAL : OUTCOME.ok;
}

function* reprobe_locked(_kernel: Kernel, device: number): Process {
  if (yield holderOf(device)) yield call(__device_release_driver, -1, device, CAUSE.reprobe);
  return (yield isOpen(device)) ? yield call(ask_by_rank, device, ALL) : 0;
}
