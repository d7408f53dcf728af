/**
 * What Linux promises about any small machine, and what has to be left out because there it does not: each exclusion
 * is a hole of the real kernel, with a shipped story or a section of the reference that shows it.
 */
import { VERBS, type Drawn, type Features, type Verb } from '../library/machines.ts';
import { busOf } from '../library/made-up.ts';

export interface Promised {
  readonly invariant: string;
  readonly features: Partial<Features>;
  /** Why the rest is left out; empty if nothing is. */
  readonly leftOut: string;
  /** Draws that the features cannot exclude. */
  readonly unless?: (drawn: Drawn) => boolean;
}

const without = (...verbs: readonly Verb[]): readonly Verb[] => VERBS.filter((verb) => !verbs.includes(verb));

const always = (invariant: string): Promised => ({ invariant, features: {}, leftOut: '' });

/** Ways in which somebody takes a driver from a device. */
const RELEASES: readonly Verb[] = ['remove', 'unregister', 'rmmod', 'unbind', 'reprobe'];

/** Somebody takes drivers away, and somebody else does too. */
function severalRelease({ lanes }: Drawn): boolean {
  return lanes.filter((lane) => lane.some(({ verb }) => RELEASES.includes(verb))).length > 1;
}

/** A usb device may supply another one. */
function usbSupplies(drawn: Drawn): boolean {
  const { devices } = drawn;
  return (
    devices.some((device) => busOf(drawn, device) === 'usb') &&
    devices.some(({ suppliers }) => suppliers.length > 0)
  );
}

const QUIET: readonly Verb[] = [
  'add',
  'remove',
  'register',
  'modprobe',
  'bind',
  'unbind',
  'drivers_probe',
  'rescan',
  'settle',
];

export const PROMISES: readonly Promised[] = [
  always('at-most-one-driver'),
  always('late-registration-never-rebinds'),
  always('no-ghost'),
  always('no-early-probe'),
  always('releases-own'),
  always('registers-once'),
  always('parents-first'),
  always('dependencies-first'),
  always('loads-once'),
  {
    invariant: 'override-obeyed',
    features: { systems: ['linux-6.1'] },
    leftOut:
      'since 6.12 driver_override is written without the device lock, also between match and probe (8.1)',
  },
  {
    invariant: 'load-waits-for-probes',
    features: { verbs: without('new_id') },
    leftOut: 'new_id queues probes of its own while the load returns (9.1.5)',
  },
  {
    invariant: 'hands-over-once',
    features: { verbs: without(...RELEASES, 'drivers_probe', 'rescan', 'autoprobe') },
    leftOut:
      'an unbind and a new attach between the look and the release of a hand-over (9.4.3, 8.4: two critical sections)',
  },
  {
    invariant: 'suppliers-first',
    features: { buses: ['simbus', 'pci'] },
    unless: severalRelease,
    leftOut:
      'two releases of one supplier at the same time (story two-unbinds-of-a-supplier), hand-overs of a supplier among them',
  },
  {
    invariant: 'no-deadlock',
    features: { suppliers: false },
    leftOut:
      'a supplier on usb that is unplugged while asynchronous probes wait (story unplug-waits-for-itself)',
  },
  {
    invariant: 'calls-return',
    features: {},
    unless: usbSupplies,
    leftOut: 'as for no-deadlock',
  },
  {
    invariant: 'settles',
    features: { asynchronous: false },
    leftOut: 'asynchronous probes that defer (story deferral-livelock)',
  },
  {
    invariant: 'nobody-stranded',
    features: {
      buses: ['simbus', 'pci'],
      verbs: without('override', 'autoprobe'),
      answers: ['ok', 'ENODEV'],
      asynchronous: false,
      matchErrors: false,
    },
    leftOut:
      'the single async slot, a deferring match (3), autoprobe off (T13), an override nobody acts on (8.1), refusals that would ' +
      'not be repeated; hid and usb have properties of their own',
  },
  {
    invariant: 'nobody-stranded',
    features: {
      buses: ['hid', 'simbus'],
      verbs: QUIET,
      answers: ['ok'],
      needs: false,
      asynchronous: false,
      matchErrors: false,
    },
    leftOut: 'as above; a probe that defers in the gap of a hand-over (8.4, 9.4.3)',
  },
  {
    invariant: 'nobody-stranded',
    features: {
      buses: ['usb', 'simbus'],
      verbs: QUIET,
      answers: ['ok'],
      asynchronous: false,
      matchErrors: false,
    },
    leftOut: 'as above; a specialised driver that refuses (T26) or leaves while it defers',
  },
];

/** Promises that no suite makes for Linux, and why. */
export const NOT_PROMISED: Readonly<Record<string, string>> = {
  'specific-over-catch-all':
    'order decides; the stories catch-all-built-in, specific-defers-catch-all-wins and others show it',
};
