/**
 * The moment of binding (reference 4.3.14). A catch-all's probe takes time, and who is better may register meanwhile:
 * his own walk then waits for the device lock and finds the device bound (T7). With `recheck` the catch-all looks once
 * more, in one step with its binding, and lets go if somebody better has come or is awaited.
 *
 * What a person orders by hand is not second-guessed.
 */
import { call, holdingAll, tail } from '../../engine/effect.ts';
import { driver_bound, readByPromises } from '../../linux/bound.ts';
import type { Kernel, Process } from '../../linux/kernel.ts';
import { driverLocks } from '../../linux/locks.ts';
import { match, NO_MATCH } from '../../linux/match.ts';
import { pairOf, step } from '../../linux/operations.ts';
import { __driver_probe_device, BOUND, outcomeOf, refused } from '../../linux/probe.ts';
import { remove_callback, removeCalled } from '../../linux/release.ts';
import { BIND_FILE, closeFile, openFile } from '../../linux/store.ts';
import { bindError, onBus } from '../../linux/sysfs.ts';
import { objectOf } from '../../model/layout.ts';
import { OUTCOME } from '../../model/outcome.ts';
import { FACT } from '../../model/world.ts';
import { markDevice } from '../steps.ts';
import { STEPPED_ASIDE } from './auction.ts';
import { objection, rivalsRead } from './coming.ts';
import { asks, BY_HAND } from './rules.ts';

/** 0: bound; 1: it was not, for somebody better is here or to come. */
const bindUnlessBetter = step(
  'bound, or somebody better?',
  (kernel, device, driver) => ({
    reads: [...readByPromises(kernel, device, driver), ...rivalsRead(kernel, device)],
    writes: [objectOf('device', device), pairOf(kernel, driver, device), objectOf('bound-list')],
  }),
  (world, device, driver) => {
    if (!world.deviceMark(device, BY_HAND) && objection(world, driver, device)) return 1;
    world.emit(FACT.bound, device, driver);
    return 0;
  },
);

/** After a probe that succeeded; returns the probe's result. */
export function* commit(kernel: Kernel, driver: number, device: number): Process {
  if (!asks(kernel, 'recheck') || !kernel.setup.drivers[driver]?.catchAll)
    return tail(driver_bound, driver, device);
  if (!(yield bindUnlessBetter(device, driver))) return tail(driver_bound, driver, device, 1);
  yield removeCalled(device, driver);
  yield call(remove_callback, driver, device);
  return refused(STEPPED_ASIDE);
}

/** 8.2, with the order remembered while it is carried out. */
export function* bind_store(_kernel: Kernel, driver: number, device: number): Process {
  if (!(yield openFile(driver, BIND_FILE))) return OUTCOME.ENOENT;
  const outcome = yield call(bind_by_name, driver, device);
  yield closeFile(driver);
  return outcome;
}

function* bind_by_name(kernel: Kernel, driver: number, device: number): Process {
  if (!(yield onBus(device))) return OUTCOME.ENODEV;
  if ((yield match(device, driver)) === NO_MATCH) return OUTCOME.ENODEV;
  const result = yield* holdingAll(driverLocks(kernel, device), probe_by_hand, driver, device);
  return result === BOUND ? OUTCOME.ok : bindError(outcomeOf(result));
}

function* probe_by_hand(_kernel: Kernel, driver: number, device: number): Process {
  yield markDevice(device, BY_HAND, 1);
  const result = yield call(__driver_probe_device, driver, device);
  yield markDevice(device, BY_HAND, 0);
  return result;
}
