/**
 * FreeBSD newbus: probing is bidding (systems reference A1). All of it runs under the topology lock (giant.ts). Step
 * letters are those of A1.2.
 */
import { call, tail } from '../../engine/effect.ts';
import type { Kernel, LinuxWorld, Process } from '../../linux/kernel.ts';
import { step } from '../../linux/operations.ts';
import { objectOf } from '../../model/layout.ts';
import { CAUSE, OUTCOME } from '../../model/outcome.ts';
import { isThere, registeredFor } from '../auction.ts';
import {
  candidatesRead,
  device_leaves,
  deviceMark,
  driver_arrives,
  isOpen,
  markDevice,
  markDriver,
  nextUnbound,
  stop_driver,
  systemMark,
  tellBid,
} from '../steps.ts';
import { bidOf, BUS_PROBE, countsHere, DEFERRED, DISABLED, FROZEN, isAsked, PASS } from './bids.ts';
import { attachingIn, device_attach, probe_sleeps } from './giant.ts';
import { child_arrives, device_handle_nomatch, has_matched } from './nomatch.ts';

const passRead = (): number[] => [objectOf('initcalls'), objectOf('mark', PASS)];

/** b: the next driver after `b` whose probe is called, in order of registration. */
const nextProbed = step(
  'next driver to probe',
  (kernel, device) => ({ reads: [...candidatesRead(kernel, device), ...passRead()], writes: [] }),
  (world, device, after) => {
    const found = registeredFor(world, device).filter((driver) => isAsked(world, driver, device));
    return found[found.indexOf(after) + 1] ?? -1;
  },
);

const bidCounts = step(
  'does the bid count?',
  (_kernel, device) => ({ reads: [objectOf('device-id', device)], writes: [] }),
  (world: LinuxWorld, device, driver) => (countsHere(world, driver, device) ? 1 : 0),
);

/** The auction; `best` is driver + 1 so far. Each bid is a call of driver code. */
function* device_probe_child(kernel: Kernel, device: number, after: number, best: number): Process {
  const driver = yield nextProbed(device, after); // b
  if (driver < 0) return best;
  const bid = bidOf(kernel, driver, device);
  yield tellBid(device, driver, bid); // c
  yield call(probe_sleeps, driver, device);
  if (bid === BUS_PROBE.SPECIFIC) return driver + 1; // d
  if (!(yield bidCounts(device, driver))) return tail(device_probe_child, device, driver, best); // e
  const isBetter = best === 0 || bid > bidOf(kernel, best - 1, device); // f: a tie stays with the first
  return tail(device_probe_child, device, driver, isBetter ? driver + 1 : best);
}

/** g, h: a winner that bid below 0 is called once more. Returns an outcome. */
function* probe_winner(kernel: Kernel, driver: number, device: number): Process {
  const bid = bidOf(kernel, driver, device);
  if (bid === BUS_PROBE.SPECIFIC) return OUTCOME.ok;
  yield tellBid(device, driver, bid);
  yield call(probe_sleeps, driver, device);
  const fails = kernel.traits.driver['second-probe-fails']?.[driver] === 1;
  return fails && kernel.traits.system['second-probe-counts'] === 1 ? OUTCOME.ENXIO : OUTCOME.ok;
}

export const isDisabled = step(
  'disabled?',
  (_kernel, device) => ({ reads: [objectOf('device-mark', device)], writes: [] }),
  (world, device) => (world.deviceMark(device, DISABLED) > 0 ? 1 : 0),
);

/** A1.2, A1.3: whatever the winner's attach answers, nobody else is tried. Returns an outcome. */
export function* device_probe_and_attach(kernel: Kernel, device: number): Process {
  if (!(yield isOpen(device)) || (yield isDisabled(device))) return OUTCOME.EBUSY; // a
  const winner = yield call(device_probe_child, device, -1, 0);
  if (winner === 0) {
    yield call(device_handle_nomatch, device);
    return OUTCOME.ENXIO;
  }
  const refusal = yield call(probe_winner, winner - 1, device);
  if (refusal !== OUTCOME.ok) return refusal;
  if (kernel.traits.driver['disabled']?.[winner - 1] === 1) {
    yield markDevice(device, DISABLED, winner + 1);
    return OUTCOME.ENXIO;
  }
  return tail(attach_winner, device, winner - 1);
}

function* attach_winner(kernel: Kernel, device: number, driver: number): Process {
  const outcome = yield call(device_attach, driver, device);
  if (outcome === OUTCOME.ok) yield call(has_matched, device);
  else if (kernel.traits.system['disable-failed-devs'] === 1) yield markDevice(device, DISABLED, 1);
  return outcome;
}

/**
 * A1.8, enable: whoever had won when a hint disabled it is attached without another auction, the hint forgotten; if it
 * is still there, which the source does not ask.
 */
export function* device_enable(_kernel: Kernel, device: number): Process {
  const disabled = yield deviceMark(device, DISABLED);
  if (disabled === 0 || !(yield isOpen(device))) return OUTCOME.EBUSY;
  yield markDevice(device, DISABLED, 0);
  const hasWinner = disabled > 1 && (yield isThere(disabled - 2));
  return hasWinner ? tail(attach_winner, device, disabled - 2) : tail(device_probe_and_attach, device);
}

/** A child is added and gets its auction at once. */
export function* device_add_child(_kernel: Kernel, device: number): Process {
  const outcome = yield call(child_arrives, device);
  if (outcome !== OUTCOME.ok) return outcome;
  yield markDevice(device, DISABLED, 0);
  yield call(device_probe_and_attach, device);
  return OUTCOME.ok;
}

/** A1.4a, A1.7b: an added driver has the bus's free children auctioned anew, now or when the freeze ends. */
export function* devclass_add_driver(kernel: Kernel, driver: number): Process {
  const outcome = yield call(driver_arrives, driver);
  if (outcome !== OUTCOME.ok) return outcome;
  if (yield systemMark(FROZEN)) {
    yield markDriver(driver, DEFERRED, 1);
    return OUTCOME.ok;
  }
  yield call(bus_driver_added, kernel.setup.drivers[driver]?.bus ?? -1, -1);
  return OUTCOME.ok;
}

/** A1.4b: every child that is not present to a driver; all drivers bid again, attached children are passed over. */
export function* bus_driver_added(_kernel: Kernel, bus: number, after: number): Process {
  const device = yield nextUnbound(bus, after);
  if (device < 0) return 0;
  yield call(device_probe_and_attach, device);
  return tail(bus_driver_added, bus, device);
}

/** EBUSY while something of it is being attached. */
export function* device_delete_child(_kernel: Kernel, device: number): Process {
  if (yield attachingIn(device)) return OUTCOME.EBUSY;
  return tail(device_delete, device);
}

/** The same, whatever is under way: children first, then its own driver lets go. Returns an outcome. */
export function* device_delete(kernel: Kernel, device: number): Process {
  for (const { id, parent } of kernel.setup.devices) if (parent === device) yield call(device_delete, id);
  yield call(stop_driver, device, CAUSE['device-removed']);
  return tail(device_leaves, device);
}
