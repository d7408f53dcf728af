/** HID's own match, asked in probe and again when a driver registers (reference 9.4). */
import type { LinuxWorld } from './kernel.ts';
import { otherDriverFits } from './match.ts';

/** Whether this driver would refuse the device now. Only drivers with a match of their own ever do. */
export function hidGenericRefuses(world: LinuxWorld, device: number, driver: number): boolean {
  const generic = world.setup.drivers[driver]?.generic === true;
  if (world.kernel.hidIgnoreSpecialDrivers) return !generic;
  if (!generic) return false;
  return world.setup.devices[device]?.hidSpecial === true || otherDriverFits(world, device, driver);
}
