/** Telling user space: uevents (reference 1.1.7, 10.3.1). Numbers and order agree: appending is one step. */
import { objectOf } from '../model/layout.ts';
import { STAGE, UEVENT } from '../model/outcome.ts';
import { FACT } from '../model/world.ts';
import type { Kernel } from './kernel.ts';
import { step } from './operations.ts';

/** Appends action `b` of device `a` to the queue; lost if nobody listens (yet): cold plug makes up for it (10.3.7). */
export const kobject_uevent = step(
  'uevent',
  (kernel, device, action) =>
    matters(kernel, action)
      ? { reads: [objectOf('stage')], writes: queuesInto(kernel.setup.eventQueue[device]) }
      : { reads: [], writes: [] },
  (world, device, action) => {
    const { kernel } = world;
    if (!matters(kernel, action)) return 0;
    const listens = kernel.boot === null || world.one('stage') !== STAGE.kernel;
    if (listens) world.emit(FACT['uevent-queued'], device, action);
    return 0;
  },
);

/** Somebody will listen some day, and what it says makes a difference (Kernel.quietEvents). */
const matters = ({ userspace, quietEvents }: Kernel, action: number): boolean =>
  userspace.udev !== null && (action === UEVENT.add || !quietEvents);

/** What queueing an event touches: the queue, and whoever waits for one that is new. */
export const queuesInto = (queue: number | undefined): number[] => [
  objectOf('udev', queue),
  objectOf('udev-new', queue),
];
