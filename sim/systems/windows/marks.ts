/**
 * What Windows keeps of a device (systems reference A6.2, A6.8): the driver that is installed on it, working or not,
 * and the one that a roll back gives it.
 */
import type { Kernel, LinuxWorld } from '../../linux/kernel.ts';
import { step } from '../../linux/operations.ts';
import { objectOf } from '../../model/layout.ts';
import { FACT } from '../../model/world.ts';

/**
 * Marks of a device: driver + 1 that is installed on it, working or not; driver + 1 that a roll back gives it; 1:
 * somebody has disabled it.
 */
export const OF_DEVICE = { installed: 0, backup: 1, disabled: 2 } as const;

/** Installed, and its package still in the store; -1: none. */
export function installedOn(world: LinuxWorld, device: number): number {
  const driver = world.deviceMark(device, OF_DEVICE.installed) - 1;
  return driver >= 0 && world.isRegistered(driver) ? driver : -1;
}

/** What becomes of a device that was unplugged and comes again. */
export const RETURNING = ['chosen-anew', 'as-before'] as const;
const AS_BEFORE = 1;

/** Whether an unplugged device keeps its driver. */
export const remembers = ({ traits }: Kernel): boolean => traits.system['returning'] === AS_BEFORE;

/** Whether somebody in this scenario rolls back: otherwise nobody could see a backup. */
export const rollsBack = (kernel: Kernel): boolean => does(kernel, 'rollback');
/** Whether somebody disables a device. */
export const disables = (kernel: Kernel): boolean => does(kernel, 'unbind');

const does = ({ given, actors }: Kernel, verb: string): boolean =>
  [given, ...actors.map(({ actions }) => actions)].flat().some(([done]) => done === verb);

/** Before another driver is installed: what works now is kept, what does not is not. */
export const keepBackup = step(
  'backup kept',
  (_kernel, device) => ({
    reads: [objectOf('device', device)],
    writes: [objectOf('device-mark', device)],
  }),
  (world, device, next) => {
    const current = world.boundTo(device);
    if (current < 0 || current === next) return 0;
    world.emit(FACT['device-marked'], device, OF_DEVICE.backup, current + 1);
    return 1;
  },
);
