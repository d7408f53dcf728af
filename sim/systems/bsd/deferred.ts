/**
 * What a driver of NetBSD or OpenBSD leaves for after its attach (systems reference A2.7, A3.7), and when children are
 * found: by the attach, or by what it left for later. A child that appears after no time is attached within the
 * attach of its parent, any other by a thread of its parent's bus some time afterwards.
 *
 * config_defer waits for the end of the parent's attach. So what a device that comes after that end has deferred
 * waits until somebody scans the bus again. A device without a parent hangs on its bus, whose attach is the boot's scan
 * of it. In the source who deferred first comes first, here who is first in the scenario.
 */
import { call, spawn, tail, type ProcessFunction } from '../../engine/effect.ts';
import { identity, rulesOf, type Kernel, type LinuxWorld, type Process } from '../../linux/kernel.ts';
import { step } from '../../linux/operations.ts';
import { objectOf } from '../../model/layout.ts';
import { OUTCOME } from '../../model/outcome.ts';
import { child_appears, device_arrives, foundByParent, markDevice } from '../steps.ts';
import type { DriverFacts, Trait } from '../system.ts';

/** Place of the one word of a device: what of its attach has not run yet. */
export const LATER = 0;

export const AT_ONCE = 0;
export const DEFER = 1;
export const INTERRUPTS = 2;
export const MOUNTROOT = 3;
export const FINALIZE = 4;
const WORDS = ['at-once', 'defer', 'interrupts', 'mountroot', 'finalize'] as const;

/** The trait of a system that knows the first so many of these. */
export const configTrait = (says: string, known: number): Trait<DriverFacts> => ({
  says,
  values: { words: WORDS.slice(0, known) },
  unsaid: () => AT_ONCE,
});

/** When the rest of this driver's attach runs. */
export const whenOf = ({ traits }: Kernel, driver: number): number =>
  traits.driver['config']?.[driver] ?? AT_ONCE;

const isSaid = ({ traits }: Kernel, ...kinds: readonly number[]): boolean =>
  (traits.driver['config'] ?? []).some((when) => kinds.includes(when));

/** Those that hold up the boot, on NetBSD also a detach; config_mountroot does not, or it would wait for itself. */
const isPending = (later: number): boolean => later === DEFER || later === INTERRUPTS;

/** 1: the device has pending work. */
export const pendingWork = step(
  'work pending?',
  (_kernel, device) => ({ reads: [objectOf('device-mark', device)], writes: [] }),
  (world, device) => (isPending(world.deviceMark(device, LATER)) ? 1 : 0),
);

/** Whether some driver can leave work that holds up the boot. */
export const mayHoldUp = (kernel: Kernel): boolean => isSaid(kernel, DEFER, INTERRUPTS);

/** True when no device has pending work. */
export const nothingPending = step(
  'devices that hold up the boot',
  ({ setup }) => ({ reads: setup.devices.map(({ id }) => objectOf('device-mark', id)), writes: [] }),
  (world) => (world.setup.devices.some(({ id }) => isPending(world.deviceMark(id, LATER))) ? 0 : 1),
);

/** Attached within its parent's attach; usb looks for what is behind a device in a thread of its own. */
const isInline = (kernel: Kernel, child: number): boolean =>
  (kernel.appearsAfter[child]?.max ?? 0) === 0 && rulesOf(kernel, child) !== 'usb';

/** The device's driver looks for its children, and `attach` is called for those that it finds. Returns how many. */
export const findsChildren = (attach: ProcessFunction<LinuxWorld>): ProcessFunction<LinuxWorld> =>
  function* find_children(kernel: Kernel, device: number): Process {
    const children = kernel.children[device] ?? [];
    for (const child of children) {
      if (!isInline(kernel, child)) yield spawn(identity('enumerate', child), child_appears, child);
      else if ((yield call(device_arrives, child)) === OUTCOME.ok) yield call(attach, child);
    }
    return children.length;
  };

/** What a device hangs on: parent, bus; -1: not that. */
export const scanOf = (kernel: Kernel, device: number): readonly [number, number] => {
  const { parent = -1, bus = -1 } = kernel.setup.devices[device] ?? {};
  return foundByParent(kernel, device) ? [parent, -1] : [-1, bus];
};

/** Devices that this parent finds, or the scan of this bus; `all`: whoever finds those of the bus. */
const scanned = (kernel: Kernel, parent: number, bus: number, all: number): readonly number[] => {
  if (parent >= 0) return kernel.children[parent] ?? [];
  const devices = kernel.setup.buses[bus]?.devices ?? [];
  return all ? devices : devices.filter((device) => !foundByParent(kernel, device));
};

const nextDeferred = step(
  'next deferred',
  (kernel, parent, bus, all) => ({
    reads: scanned(kernel, parent, bus, all).map((device) => objectOf('device-mark', device)),
    writes: [],
  }),
  (world, parent, bus, all) =>
    scanned(world.kernel, parent, bus, all).find((one) => world.deviceMark(one, LATER) === DEFER) ?? -1,
);

/** config_process_deferred: the work that was deferred to the end of this scan, by the children that it found. */
export const processesDeferred = (finish: ProcessFunction<LinuxWorld>): ProcessFunction<LinuxWorld> =>
  function* config_process_deferred(kernel: Kernel, parent: number, bus: number, all: number): Process {
    if (!isSaid(kernel, DEFER)) return 0;
    const device = yield nextDeferred(parent, bus, all);
    if (device < 0) return 0;
    yield call(finish, device);
    yield markDevice(device, LATER, 0);
    return tail(config_process_deferred, parent, bus, all);
  };
