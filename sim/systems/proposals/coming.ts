/**
 * Who is better and here, or better and to come (systems reference C3). The kernel of these proposals is told the
 * module index, as none is today: it knows for each device which modules user space could load for it.
 */
import type { Kernel, LinuxWorld } from '../../linux/kernel.ts';
import { MATCH, matchAnswer } from '../../linux/match.ts';
import { loadabilityOf, step } from '../../linux/operations.ts';
import { objectOf } from '../../model/layout.ts';
import { OUTCOME } from '../../model/outcome.ts';
import { isObtainable } from '../judge.ts';
import { candidatesRead } from '../steps.ts';
import { asks, betterThan, HELD, reservationOf } from './rules.ts';

/** Words of a device's reservation. */
export const FREE = 0;
export const HOLDS = 1;
/** Its time is up: catch-alls may have the device until it is bound or gone. */
export const EXPIRED = 2;

/** What the questions below read. */
export function rivalsRead(kernel: Kernel, device: number): number[] {
  const specific = kernel.setup.drivers.filter(
    ({ id, catchAll }) => !catchAll && kernel.possible[id]?.[device],
  );
  return [
    ...candidatesRead(kernel, device),
    objectOf('device-mark', device),
    ...specific.flatMap(({ id, module }) => [
      objectOf('pair', id * kernel.setup.devices.length + device),
      ...loadabilityOf(module),
    ]),
  ];
}

const saidLater = (world: LinuxWorld, driver: number, device: number): boolean =>
  world.verdict(driver, device) - 1 === OUTCOME.EPROBE_DEFER;

/** Registered, fitting, and not asked yet in this round. */
function isHere(world: LinuxWorld, driver: number, device: number): boolean {
  if (!world.isRegistered(driver) || world.verdict(driver, device) !== 0) return false;
  return matchAnswer(world, device, driver) === MATCH;
}

/** Its module can be loaded and is not yet; or, where the rule says so, it deferred and will be back. */
function isToCome(world: LinuxWorld, driver: number, device: number): boolean {
  if (asks(world.kernel, 'deferral') && saidLater(world, driver, device)) return true;
  if (world.isRegistered(driver) || !world.setup.idMatch[driver]?.[device]) return false;
  const override = world.device(device, 'override');
  return (override === 0 || override === driver + 1) && isObtainable(world, driver, device);
}

/** Whether this catch-all has to wait for somebody better who is to come. */
function hasToWait(world: LinuxWorld, driver: number, device: number): boolean {
  if (reservationOf(world.kernel) === 0 || world.deviceMark(device, HELD) === EXPIRED) return false;
  return betterThan(world.kernel, driver, device).some((better) => isToCome(world, better, device));
}

/** Better driver + 1 because of which this one must not be bound now, 0 if there is none. */
export function objection(world: LinuxWorld, driver: number, device: number): number {
  const here = betterThan(world.kernel, driver, device).find((better) => isHere(world, better, device));
  if (here !== undefined) return here + 1;
  return hasToWait(world, driver, device) ? 1 : 0;
}

/** 1: this catch-all has to wait. */
export const mustWait = step(
  'somebody better to come?',
  (kernel, device) => ({ reads: rivalsRead(kernel, device), writes: [] }),
  (world, device, driver) => (hasToWait(world, driver, device) ? 1 : 0),
);

/** Whether some catch-all here still has to wait for somebody; the device is open. */
export function isAwaited(world: LinuxWorld, device: number): boolean {
  const { setup, kernel } = world;
  return setup.drivers.some(
    ({ id, catchAll }) =>
      catchAll && kernel.possible[id]?.[device] && world.isRegistered(id) && hasToWait(world, id, device),
  );
}
