/** Who may match a nub of IOKit after the process of its driver extension has died (systems reference A4.4d). */
import type { Kernel, LinuxWorld } from '../../linux/kernel.ts';
import { FACT } from '../../model/world.ts';
import { OF_DEVICE } from './marks.ts';

/** Whether the driver is an extension. */
export const isDext = ({ traits }: Kernel, driver: number): boolean => traits.driver.dext?.[driver] === 1;

/** Whether any process dies in this scenario. */
export const someDie = ({ traits }: Kernel): boolean =>
  traits.driver.crashes?.some((deaths) => deaths > 0) === true;

/** Whether the relaunch limit keeps this driver out of the rematch of the nub. Pure. */
export const isGivenUp = (world: LinuxWorld, driver: number, device: number): boolean =>
  someDie(world.kernel) &&
  world.deviceMark(device, OF_DEVICE.crashed) === driver + 1 &&
  world.deviceMark(device, OF_DEVICE.crashes) > (world.kernel.traits.system.relaunches ?? 0);

/** Whether the rematch after a death lets this driver match; always true in any other pass. Pure. */
export function mayRematch(world: LinuxWorld, driver: number, device: number): boolean {
  const crashes = world.deviceMark(device, OF_DEVICE.crashes);
  // With no relaunch allowed, extensions are passed over from the first death on, in every pass.
  if (crashes > 0 && world.kernel.traits.system.relaunches === 0 && isDext(world.kernel, driver))
    return false;
  if (world.deviceMark(device, OF_DEVICE.rematch) === 0) return true;
  const own = world.deviceMark(device, OF_DEVICE.crashed) === driver + 1;
  return crashes > (world.kernel.traits.system.relaunches ?? 0) ? !own : own;
}

/** The rematch is used up by the pass that looks at it. */
export const rematchUsed = (world: LinuxWorld, device: number): void => {
  if (world.deviceMark(device, OF_DEVICE.rematch))
    world.emit(FACT['device-marked'], device, OF_DEVICE.rematch, 0);
};
