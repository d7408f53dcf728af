/** FreeBSD newbus: what drivers bid, what a scenario can say about it, and who is available (systems reference A1). */
import type { Kernel, LinuxWorld } from '../../linux/kernel.ts';
import type { Judge } from '../../model/judge.ts';
import type { Marks } from '../../model/setup.ts';
import { knows, onlyByName, takesAnything } from '../auction.ts';
import { judgeWhere } from '../judge.ts';
import type { Dialect } from '../system.ts';

/** A1.9, nearer to zero is better. */
export const BUS_PROBE = {
  SPECIFIC: 0,
  DEFAULT: -20,
  GENERIC: -100,
  HOOVER: -1_000_000,
  NOWILDCARD: -2_000_000_000,
} as const;
export const PASS_DEFAULT = 2_147_483_647;

const BY_IDS = 1;

/** What readings of the source differ in if the scenario says nothing. */
interface Reading {
  /** The snapshots differ in what an error of the second probe does. */
  readonly secondProbeCounts: 0 | 1;
  readonly dropsGiant: 0 | 1;
}

const DRIVER: Dialect['driver'] = {
  bid: {
    says: 'What its probe returns: 0 ends the auction, below 0 the highest wins (-20 default, -100 generic, -1000000 hoover).',
    values: { min: BUS_PROBE.NOWILDCARD, max: BUS_PROBE.SPECIFIC },
    unsaid: () => BY_IDS,
  },
  pass: {
    says: 'The boot pass from which on it counts: 10 bus, 20 cpu, 100000 support, unsaid: the last.',
    values: { min: 0, max: PASS_DEFAULT },
    unsaid: () => PASS_DEFAULT,
  },
  'second-probe-fails': {
    says: 'Its probe says yes in the auction and returns an error when it is called again as the winner.',
    values: 'yes-no',
    unsaid: () => 0,
  },
  'probe-sleeps': {
    says: 'For how many microseconds its probe sleeps each time when it is called for a bid.',
    values: { min: 0, max: 10_000_000 },
    unsaid: () => 0,
  },
  'config-hook': {
    says: 'Whether it looks for children in a hook that runs once interrupts work; the boot waits for it.',
    values: 'yes-no',
    unsaid: () => 0,
  },
  disabled: {
    says: 'A hint disables its units: a device that it wins stays without a driver until somebody enables it.',
    values: 'yes-no',
    unsaid: () => 0,
  },
};

/** What can be said. */
export const traitsOf = ({ secondProbeCounts, dropsGiant }: Reading): Dialect => ({
  driver: DRIVER,
  device: {
    unannounced: {
      says: 'Whether nobody tells the bus that it comes and goes, so that only a rescan finds it there, or gone.',
      values: 'yes-no',
      unsaid: () => 0,
    },
  },
  system: {
    'tells-user-space': {
      says: 'When user space, which loads modules, hears of a device: when it comes, or when no driver matched it.',
      values: { words: ['arrival', 'no-match'] },
      unsaid: () => 0,
    },
    'drops-giant': {
      says: 'Whether the topology lock is dropped while a probe or an attach sleeps (UNCONFIRMED).',
      values: 'yes-no',
      unsaid: () => dropsGiant,
    },
    'second-probe-counts': {
      says: 'An error of the second probe call ends the attempt. Unsaid: yes in the newer sources, no in the older.',
      values: 'yes-no',
      unsaid: () => secondProbeCounts,
    },
    'disable-failed-devs': {
      says: 'A device whose driver failed to attach is left disabled until somebody enables it (a tunable).',
      values: 'yes-no',
      unsaid: () => 0,
    },
  },
});

/** Places in MARKS. Disabled: 1, or driver + 2 if a hint did it when that driver had won. */
export const DISABLED = 0;
export const PLUGGED = 1;
export const NOMATCH = 2;
export const HOOKED = 3;
export const DEFERRED = 0;
export const FROZEN = 0;
export const PASS = 1;
export const COLD = 2;
export const MARKS: Marks = {
  device: ['disabled', 'plugged in', 'no match', 'config hook'],
  driver: ['deferred'],
  system: ['frozen', 'pass', 'cold'],
  pair: null,
  slots: false,
};

/** What this driver's probe returns on this device; positive, in the source an errno, is not a bid at all. */
export function bidOf(kernel: Kernel, driver: number, device: number): number {
  const said = kernel.traits.driver['bid']?.[driver] ?? BY_IDS;
  if (said !== BY_IDS) return said;
  if (onlyByName(kernel, driver, device)) return BUS_PROBE.NOWILDCARD;
  if (takesAnything(kernel, driver)) return BUS_PROBE.HOOVER;
  return kernel.specificity[driver]?.[device] === 2 ? BUS_PROBE.GENERIC : BUS_PROBE.DEFAULT;
}

/** The pass from which on the driver counts (A1.9). */
export const passOf = ({ traits }: Kernel, driver: number): number => traits.driver['pass']?.[driver] ?? 0;

/** A1.7a: the last pass once the boot's passes are over. */
export const currentPass = (world: LinuxWorld): number =>
  world.one('initcallsDone') ? PASS_DEFAULT : world.systemMark(PASS);

/** A1.2b and A1.1: asked at all: its pass has come, and no other driver is fixed for the device. */
export function isAsked(world: LinuxWorld, driver: number, device: number): boolean {
  const fixed = world.device(device, 'override');
  if (passOf(world.kernel, driver) > currentPass(world)) return false;
  if (fixed !== 0 && fixed !== driver + 1) return false;
  return knows(world, driver, device) || onlyByName(world.kernel, driver, device);
}

/** A1.2e: so low a bid counts only where the device's class is fixed. */
export const countsHere = (world: LinuxWorld, driver: number, device: number): boolean =>
  bidOf(world.kernel, driver, device) > BUS_PROBE.NOWILDCARD || world.device(device, 'override') !== 0;

/** Available: registered, its pass has come, and its bid counts (B2). A disabled device is served by nobody. */
export function judgeOf(world: LinuxWorld): Judge {
  return judgeWhere(
    world,
    (driver, device) =>
      world.isRegistered(driver) &&
      isAsked(world, driver, device) &&
      countsHere(world, driver, device) &&
      world.deviceMark(device, DISABLED) === 0,
  );
}
