/**
 * DriverKit (systems reference A4.4d, A4.7, A4.9): a driver whose code is a process of user space. Its personality
 * stands in the catalogue among the others and is ranked by its score like theirs; no module stalls its nub. Its start
 * launches the process and waits for it to check in, on the config thread; if it does not, the start fails and the next
 * candidate follows. A process that dies takes its driver with it. In the pass after that only its own personality may
 * match, and beyond the relaunch limit all but that one.
 *
 * The process can be launched once the daemon of user space is up; a driver with a module is installed by what loads
 * the module. A check-in that is late by more than the timeout is said by `checks-in: maybe`; those of others are in
 * time, or with any delay each of them could be late.
 */
import { call, choose, sleep, waitFor } from '../../engine/effect.ts';
import type { Kernel, Process } from '../../linux/kernel.ts';
import { driverListOf, step } from '../../linux/operations.ts';
import { dropClaim } from '../../linux/probe.ts';
import { CAUSE, OUTCOME } from '../../model/outcome.ts';
import { isLive, load_with_needs, rootIsThere } from '../loads.ts';
import { holderOfSlot, stop_in_slot } from '../slots.ts';
import { deviceMark, markDevice } from '../steps.ts';
import { OF_DEVICE } from './marks.ts';
import { isDext } from './rematch.ts';
import { isResources } from './resource-names.ts';
import { CHECKS_IN } from './traits.ts';

/** kIOUserServerCheckInTimeoutSecs (A4.9), in nanoseconds. */
const CHECK_IN_TIMEOUT = 120_000_000_000;
/** How long a process lives that is going to die: any time will do. */
const LIFE = { min: 0, max: 1_000_000_000 } as const;

const isRegistered = step(
  'installed?',
  (kernel, driver) => ({ reads: [driverListOf(kernel, driver)], writes: [] }),
  (world, driver) => (world.isRegistered(driver) ? 1 : 0),
);

/** The process of this driver on this nub. Returns an outcome: ETIMEDOUT if it has not checked in. */
export function* launchUserServer(kernel: Kernel, driver: number, device: number): Process {
  if (isResources(kernel, device)) return OUTCOME.ENODEV;
  yield waitFor(rootIsThere());
  const module = kernel.setup.drivers[driver]?.module ?? -1;
  if (module >= 0 && !(yield isLive(module))) yield call(load_with_needs, module);
  if ((yield isRegistered(driver)) && (yield call(checks_in, driver))) return OUTCOME.ok;
  yield sleep(`check-in of ${kernel.setup.drivers[driver]?.name}`, {
    min: CHECK_IN_TIMEOUT,
    max: CHECK_IN_TIMEOUT,
  });
  yield dropClaim(device, driver, OUTCOME.ETIMEDOUT);
  return OUTCOME.ETIMEDOUT;
}

function* checks_in({ setup, traits }: Kernel, driver: number): Process {
  const how = traits.driver['checks-in']?.[driver] ?? CHECKS_IN.always;
  if (how !== CHECKS_IN.maybe) return how === CHECKS_IN.always ? 1 : 0;
  const answer = yield choose('outcome', `check-in of ${setup.drivers[driver]?.name}`, ['ok', 'ETIMEDOUT']);
  return answer === 0 ? 1 : 0;
}

/** 1: the process that has just been started will die. */
export function* will_die(kernel: Kernel, driver: number, device: number): Process {
  const deaths = kernel.traits.driver.crashes?.[driver] ?? 0;
  if (deaths === 0 || !isDext(kernel, driver)) return 0;
  return (yield deviceMark(device, OF_DEVICE.crashes)) < deaths ? 1 : 0;
}

/** A process lives for a while. */
export function* live(kernel: Kernel, driver: number): Process {
  yield sleep(`life of ${kernel.setup.drivers[driver]?.name}`, LIFE);
  return 0;
}

/** A4.4d: its services are terminated, and the provider remembers whose rematch comes. Returns 1 if it had any. */
export function* server_died(_kernel: Kernel, driver: number, device: number): Process {
  if ((yield holderOfSlot(device, driver)) !== driver + 1) return 0;
  yield markDevice(device, OF_DEVICE.crashed, driver + 1);
  yield markDevice(device, OF_DEVICE.crashes, (yield deviceMark(device, OF_DEVICE.crashes)) + 1);
  yield markDevice(device, OF_DEVICE.rematch, 1);
  yield call(stop_in_slot, driver, device, CAUSE.crashed);
  return 1;
}
