/**
 * The order in which UEFI asks driver bindings about a controller: five steps of precedence (systems reference
 * A10.1).
 */
import type { Kernel, LinuxWorld } from '../../linux/kernel.ts';
import { idsMatch } from '../../linux/match.ts';
import { driverListOf, pairOf, pairsOfDevice, step } from '../../linux/operations.ts';
import { objectOf } from '../../model/layout.ts';
import { klistNext } from '../../model/lists.ts';
import { FACT } from '../../model/world.ts';
import { isThere, slotHolder } from '../slots.ts';
import { candidatesRead } from '../steps.ts';

/** What a connect knows of a binding: the pair's mark. */
export const BINDING = { unknown: 0, listed: 1, used: 2, context: 3 } as const;
/** Mark of a device: its list of bindings is being built. */
export const OF_DEVICE = { listing: 0 } as const;

const trait = (world: LinuxWorld, name: string, driver: number): number =>
  world.kernel.traits.driver[name]?.[driver] ?? 0;

/** Whether Supported() looks for this controller at all; overrides say who is asked first, never who fits. */
export const serves = (world: LinuxWorld, driver: number, device: number): boolean =>
  world.kernel.possible[driver]?.[device] === true && idsMatch(world, device, driver);

/** Every binding of the handle database that could ever serve the controller, in order of installation. */
function database(world: LinuxWorld, device: number): number[] {
  const list = world.driverLists[world.setup.devices[device]?.bus ?? -1];
  const found: number[] = [];
  if (!list) return found;
  for (let at = klistNext(world.words, list, -1); at >= 0; at = klistNext(world.words, list, at))
    if (world.kernel.possible[at]?.[device]) found.push(at);
  return found;
}

/** The sort of step 5: by selection, swapping, so that equal versions may change places as they do there. */
function byVersion(world: LinuxWorld, drivers: readonly number[]): number[] {
  const sorted = [...drivers];
  for (let at = 0; at < sorted.length; at++) {
    let best = at;
    for (let other = at + 1; other < sorted.length; other++)
      if (trait(world, 'version', sorted[other] ?? -1) > trait(world, 'version', sorted[best] ?? -1))
        best = other;
    [sorted[at], sorted[best]] = [sorted[best] as number, sorted[at] as number];
  }
  return sorted;
}

/** Bindings that are listed and not used, in the order of the five steps. Pure. */
export function inOrder(world: LinuxWorld, device: number): number[] {
  const all = database(world, device);
  const marked = (mark: number): number[] => all.filter((id) => world.pairMark(id, device) === mark);
  const by = (name: string, sign: 1 | -1): number[] =>
    all
      .filter((id) => trait(world, name, id) > 0)
      .sort((a, b) => sign * (trait(world, name, a) - trait(world, name, b)));
  const override = world.device(device, 'override') - 1;
  const order = [
    ...marked(BINDING.context), // 1
    ...all.filter((id) => id === override), // 2
    ...by('family', -1), // 3
    ...by('bus-override', 1), // 4
    ...byVersion(world, all), // 5
  ];
  const open: readonly number[] = [...marked(BINDING.context), ...marked(BINDING.listed)];
  return [...new Set(order)].filter((id) => open.includes(id));
}

const overBindings = (name: string, run: Parameters<typeof step>[2]) =>
  step(
    name,
    (kernel, device) => ({
      reads: [...candidatesRead(kernel, device), objectOf('device', device)],
      writes: [...pairsOfDevice(kernel, device), objectOf('device-mark', device)],
    }),
    run,
  );

function mark(world: LinuxWorld, device: number, driver: number, value: number): void {
  if (world.pairMark(driver, device) !== value) world.emit(FACT['pair-marked'], device, driver, value);
}

/** The list is begun: the bindings of this moment; `context` is driver + 1 that the caller names, 0: none. */
export const beginList = overBindings('bindings listed', (world, device, context) => {
  const all = database(world, device);
  for (const { id } of world.setup.drivers) {
    if (!world.kernel.possible[id]?.[device]) continue;
    const value = id === context - 1 ? BINDING.context : BINDING.listed;
    mark(world, device, id, all.includes(id) ? value : BINDING.unknown);
  }
  world.emit(FACT['device-marked'], device, OF_DEVICE.listing, 1);
  return 0;
});

/** A10.4a. 1: bindings were installed while the list was built, so all begins anew; 0: the list stands. */
export const hasGrown = overBindings('more bindings?', (world, device) => {
  if (database(world, device).some((id) => world.pairMark(id, device) === BINDING.unknown)) return 1;
  world.emit(FACT['device-marked'], device, OF_DEVICE.listing, 0);
  return 0;
});

/** The next binding after `after` (-1: the head) that was not used; -1 at the end. */
export const nextBinding = overBindings('next binding', (world, device, after) => {
  const order = inOrder(world, device);
  return order[order.indexOf(after) + 1] ?? -1;
});

/** The connect ends: nothing of its list is remembered. */
export const forgetList = overBindings('list forgotten', (world, device) => {
  for (const { id } of world.setup.drivers)
    if (world.kernel.possible[id]?.[device]) mark(world, device, id, BINDING.unknown);
  return 0;
});

export const markUsed = step(
  'binding used',
  (kernel, device, driver) => ({ reads: [], writes: [pairOf(kernel, driver, device)] }),
  (world, device, driver) => {
    mark(world, device, driver, BINDING.used);
    return 0;
  },
);

const supportedReads = (kernel: Kernel, device: number, driver: number): number[] => [
  driverListOf(kernel, driver),
  objectOf('driver-ids', driver),
  objectOf('device', device),
  ...pairsOfDevice(kernel, device),
];

/** Supported(), driver code. 1: yes; 2 + holder: yes, by disconnecting the holder (A10.6); 0: no. */
export const supported = step(
  'Supported',
  (kernel, device, driver) => ({ reads: supportedReads(kernel, device, driver), writes: [] }),
  (world, device, driver) => {
    const answer = canOpen(world, device, driver);
    world.emit(FACT.bid, device, driver, answer === 0 ? 0 : 1);
    return answer;
  },
);

function canOpen(world: LinuxWorld, device: number, driver: number): number {
  const there = isThere(world, device) && world.isRegistered(driver);
  if (!there || !serves(world, driver, device)) return 0;
  const holder = slotHolder(world, driver, device) - 1;
  if (holder < 0) return 1;
  const takes = trait(world, 'exclusive', driver) === 1 && trait(world, 'exclusive', holder) !== 1;
  return takes ? 2 + holder : 0;
}
