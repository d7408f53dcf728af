/**
 * udev: one queue of events in kernel order, workers that handle one event each, and a rule that loads modules on
 * "add" (reference 10.3, 10.4). The order guarantees come from blocking, not from the number of workers: so the one
 * queue is kept as one per tree of devices (Setup.eventQueue) unless workers can run out.
 */
import { call, restUntil, sleep, spawn, tail } from '../engine/effect.ts';
import { identity, type Kernel, type LinuxWorld, type Process } from '../linux/kernel.ts';
import { step } from '../linux/operations.ts';
import { eventAt, objectOf } from '../model/layout.ts';
import { UEVENT } from '../model/outcome.ts';
import { FACT } from '../model/world.ts';
import { insert_target } from './insert.ts';

/** Index of the first event of a queue that may start now, -1 if none may (10.3.2, 10.3.3). */
function firstRunnable(world: LinuxWorld, queue: number): number {
  const { words, layout, kernel } = world;
  if (isLimited(kernel) && world.one('udevWorkers') >= (kernel.userspace.udev?.workersMax ?? 0)) return -1;
  const start = layout.eventQueues[queue] ?? 0;
  for (let index = 0; index < (words[start] ?? 0); index++) {
    if (words[eventAt(start, index) + 2] === 0 && !isBlocked(world, start, index)) return index;
  }
  return -1;
}

/** Workers can run out only where there are fewer than devices: two events of one device never run at once. */
function isLimited({ userspace, setup }: Kernel): boolean {
  return (userspace.udev?.workersMax ?? 0) < setup.devices.length;
}

/** An earlier event, waiting or running, of the same device or of one above or below it blocks this one (10.3.2). */
function isBlocked(world: LinuxWorld, start: number, index: number): boolean {
  const { words } = world;
  const device = (words[eventAt(start, index)] ?? 0) - 1;
  for (let earlier = 0; earlier < index; earlier++) {
    const other = (words[eventAt(start, earlier)] ?? 0) - 1;
    if (other === device) return true;
    if (world.kernel.quirks['no-parent-blocking']) continue;
    if (isAbove(world, other, device) || isAbove(world, device, other)) return true;
  }
  return false;
}

function isAbove(world: LinuxWorld, above: number, device: number): boolean {
  for (
    let up = world.setup.devices[device]?.parent ?? -1;
    up >= 0;
    up = world.setup.devices[up]?.parent ?? -1
  ) {
    if (up === above) return true;
  }
  return false;
}

/** What looking for an event touches: its queue, and the count of workers where they can run out. */
function queueObjects(kernel: Kernel, queue: number): number[] {
  return [objectOf('udev', queue), ...(isLimited(kernel) ? [objectOf('udev-workers')] : [])];
}

/** If none waits, all that can bring one is its coming: what is under way may end as it likes. */
const eventReady = step(
  'an event',
  (kernel, queue) => ({ reads: [...queueObjects(kernel, queue), objectOf('udev-new', queue)], writes: [] }),
  (world, queue) => (firstRunnable(world, queue) >= 0 ? 1 : 0),
  (world, queue) =>
    anyWaits(world, queue)
      ? { reads: queueObjects(world.kernel, queue), writes: [] }
      : { reads: [objectOf('udev-new', queue)], writes: [] },
);

function anyWaits({ words, layout }: LinuxWorld, queue: number): boolean {
  const start = layout.eventQueues[queue] ?? 0;
  for (let index = 0; index < (words[start] ?? 0); index++) {
    if (words[eventAt(start, index) + 2] === 0) return true;
  }
  return false;
}

/** Hands the first runnable event to a worker: device * 4 + action. */
const startEvent = step(
  'event to a worker',
  (kernel, queue) => ({ reads: [], writes: queueObjects(kernel, queue), merges: [objectOf('udev-workers')] }),
  (world, queue) => {
    const at = eventAt(world.layout.eventQueues[queue] ?? 0, firstRunnable(world, queue));
    const device = (world.words[at] ?? 0) - 1;
    const action = world.words[at + 1] ?? 0;
    world.emit(FACT['uevent-started'], device, action);
    world.emit(FACT['udev-worker'], 1);
    return device * 4 + action;
  },
);

const finishEvent = step(
  'event finished',
  (kernel, device) => ({
    reads: [],
    writes: [objectOf('udev', kernel.setup.eventQueue[device])],
    merges: [objectOf('udev-workers')],
  }),
  (world, device, action) => {
    world.emit(FACT['uevent-finished'], device, action);
    world.emit(FACT['udev-worker'], -1);
    return 0;
  },
);

/** True when no event waits or runs: what `udevadm settle` waits for. One that does is reason enough that it is not. */
export const queueEmpty = step(
  "udev's queue",
  (kernel) => ({
    reads: [...new Set(kernel.setup.eventQueue)].map((queue) => objectOf('udev', queue)),
    writes: [],
  }),
  (world) => (firstBusy(world) < 0 ? 1 : 0),
  (world) => {
    const busy = firstBusy(world);
    const queues = busy < 0 ? [...world.layout.eventQueues.keys()] : [busy];
    return { reads: queues.map((queue) => objectOf('udev', queue)), writes: [] };
  },
);

const firstBusy = ({ words, layout }: LinuxWorld): number =>
  layout.eventQueues.findIndex((start) => words[start] !== 0);

/** The manager, for one queue. P11: queued, started, each module of the list, finished. */
export function* udevd(_kernel: Kernel, queue: number): Process {
  yield restUntil(eventReady(queue));
  const event = yield startEvent(queue);
  const device = event >> 2;
  yield spawn(identity('udev worker', device), udev_worker, device, event & 3);
  return tail(udevd, queue);
}

/** Which stage user space is in: initramfs and root have different modules at hand. */
export const stageNow = step(
  'stage?',
  () => ({ reads: [objectOf('stage')], writes: [] }),
  (world) => world.one('stage'),
);

/** Rules first, then the RUN list; the event ends after it, so a parent's modules are loaded before a child's event. */
function* udev_worker(kernel: Kernel, device: number, action: number): Process {
  const rules = kernel.userspace.udev?.rulesTake ?? { min: 0, max: 0 };
  if (rules.max > 0) yield sleep(`udev rules for ${kernel.setup.devices[device]?.name}`, rules);
  if (action === UEVENT.add) {
    const stage = yield stageNow();
    for (const plan of kernel.userspace.byDevice[stage]?.[device] ?? []) yield call(insert_target, plan);
    const { seen } = kernel.doors.inside ?? {};
    if (seen) yield call(seen, device);
  }
  yield finishEvent(device, action);
  return 0;
}
