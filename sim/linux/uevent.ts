/** Telling user space: uevents (reference 1.1.7, 10.3.1). Numbers and order agree: appending is one step. */
import { objectOf } from '../model/layout.ts';
import { STAGE, UEVENT } from '../model/outcome.ts';
import { FACT } from '../model/world.ts';
import { step } from './operations.ts';

/** Appends action `b` of device `a` to the queue; lost if nobody listens (yet): cold plug makes up for it (10.3.7). */
export const kobject_uevent = step(
  'uevent',
  (kernel, device) => ({
    reads: [objectOf('stage')],
    writes: [objectOf('udev', kernel.setup.eventQueue[device])],
  }),
  (world, device, action) => {
    const { boot, userspace } = world.kernel;
    const listens = userspace.udev !== null && (boot === null || world.one('stage') !== STAGE.kernel);
    const matters = action === UEVENT.add || !world.kernel.quietEvents;
    if (listens && matters) world.emit(FACT['uevent-queued'], device, action);
    return 0;
  },
);
