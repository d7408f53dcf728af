/** Haiku's device manager: how well a driver supports a node, what a scenario can say of it, and who is available. */
import type { Kernel, LinuxWorld } from '../../linux/kernel.ts';
import type { Judge } from '../../model/judge.ts';
import type { Marks } from '../../model/setup.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { BY_IDS, knows, takesAnything } from '../auction.ts';
import { judgeWhere } from '../judge.ts';
import type { Dialect } from '../system.ts';

/** A8.9, in thousandths: what drivers answer by how closely their ids name the device. */
const GENERIC = 300;
const TYPICAL = 600;
const ID_LIST = 800;

export const TRAITS: Dialect = {
  driver: {
    support: {
      says: 'What supports_device answers, in thousandths: 0 no; 300 generic, 600 typical, 800 by a list of ids, 1000 exact.',
      values: { min: 0, max: 1000 },
      unsaid: () => BY_IDS,
    },
    slot: {
      says: 'Its place among the children of a node that takes several; numbered by itself.',
      values: { min: 0, max: 1_000_000 },
      unsaid: () => 0,
    },
  },
  device: {
    open: {
      says: 'Whether somebody has it open as long as it has a driver: then a better driver must wait.',
      values: 'yes-no',
      unsaid: () => 0,
    },
    multiple: {
      says: 'Whether its node takes every driver that supports it, not only the best (find multiple children).',
      values: 'yes-no',
      unsaid: () => 0,
    },
  },
  system: {
    scan: {
      says: 'When nodes are looked at again: after each driver that arrives, or only when a story asks.',
      values: { words: ['each-arrival', 'on-request'] },
      unsaid: () => 0,
    },
  },
};

/** Places in MARKS: driver + 1 that waits for the device, and whether its last user has closed it. */
export const WAITING = 0;
export const CLOSED = 1;
export const MARKS: Marks = {
  device: ['waiting driver', 'closed'],
  driver: [],
  system: [],
  pair: null,
  slots: true,
};

/** Every driver is a slot of its own. */
export const numbered = (scenario: Scenario): Scenario => ({
  ...scenario,
  drivers: scenario.drivers.map((driver, index) => ({
    ...driver,
    under: { ...driver.under, haiku: { ...driver.under?.['haiku'], slot: index + 1 } },
  })),
});

/** supports_device in thousandths, above 0 for a driver that knows the device. */
export function supportOf(kernel: Kernel, driver: number, device: number): number {
  const said = kernel.traits.driver['support']?.[driver] ?? BY_IDS;
  if (said !== BY_IDS) return said;
  if (takesAnything(kernel, driver)) return GENERIC;
  return kernel.specificity[driver]?.[device] === 2 ? TYPICAL : ID_LIST;
}

/** Whether the node comes with a fixed child. */
export const hasFixedChild = ({ initialOverride }: Kernel, device: number): boolean =>
  (initialOverride[device] ?? -1) >= 0;

/** A8.8: a fixed child is named by its parent, and then no other is asked. */
export function isAsked(world: LinuxWorld, driver: number, device: number): boolean {
  const fixed = world.device(device, 'override');
  if (fixed !== 0) return fixed === driver + 1;
  return knows(world, driver, device) && supportOf(world.kernel, driver, device) > 0;
}

/** A8.4: whether the device has users now, so that its driver cannot go. Only if it has a driver at all. */
export const isOpened = ({ traits }: Kernel, device: number, closed: number): boolean =>
  traits.device['open']?.[device] === 1 && closed === 0;

/** Whether the node takes every driver that supports it. */
export const takesSeveral = ({ traits }: Kernel, device: number): boolean =>
  traits.device['multiple']?.[device] === 1;

/** Available: its file is there and it supports the device. Late drivers take devices by design (B2). */
export function judgeOf(world: LinuxWorld): Judge {
  const judge = judgeWhere(
    world,
    (driver, device) => world.isRegistered(driver) && isAsked(world, driver, device),
    () => true,
  );
  // A node that takes one driver has no room for a second; one that takes several has room for each once.
  const room = (driver: number, device: number): boolean =>
    takesSeveral(world.kernel, device) ? !world.holds(driver, device) : world.boundTo(device) < 0;
  return {
    ...judge,
    wouldAccept: (driver, device) => room(driver, device) && judge.wouldAccept(driver, device),
  };
}
