/**
 * The thread of 2021, "[PATCH 8/9] vfio/pci: export nvlink2 support into vendor vfio_pci drivers" on the kvm list,
 * March and April, position by position (reference 11.3, 9.2, 9.6): who asked for what, which systems and scenarios
 * are that, and what was left open. In our words.
 */

export interface Position {
  readonly who: string;
  readonly wants: string;
  /** Systems that are this rule, by name. */
  readonly systems: readonly string[];
  /** Scenarios that are this shape of drivers. */
  readonly scenarios: readonly string[];
  /** What he or she did not say, and how it is answered here. */
  readonly open: string;
}

/** Scenarios of the page, in the order of its columns: the thread's cases, two races, the shipped machines. */
export const THREAD_SCENARIOS = [
  'igd-inside-vfio-pci',
  'igd-variant-drivers',
  'nvlink-variant-drivers',
  'vfio-regions-by-capability',
  'vfio-library-of-native-driver',
  'ctc-and-lcs',
  'ctc-and-lcs-before-2009',
  'async-specific-loses-to-sync-catch-all',
  'catch-all-built-in',
  'machines/laptop-asus-zenbook-um3406ha',
  'machines/laptop-lenovo-thinkpad-p14s-gen4',
  'machines/nas-asus-maximus-vii-impact',
] as const;

export const POSITIONS: readonly Position[] = [
  {
    who: 'The series itself',
    wants: 'special code leaves the catch-all for variant drivers of the vendors',
    systems: ['linux-6.1'],
    scenarios: ['nvlink-variant-drivers', 'igd-variant-drivers'],
    open: 'who chooses the variant: that became the thread',
  },
  {
    who: 'As it was before',
    wants:
      'one driver for all, with the special code inside, or with optional regions offered as capabilities',
    systems: ['linux-6.1'],
    scenarios: ['igd-inside-vfio-pci', 'vfio-regions-by-capability'],
    open: 'nothing about order; a probe that fails as a whole leaves nobody to ask',
  },
  {
    who: 'Williamson',
    wants:
      'binding stays the choice of the user: driver_override by wildcard, a softdep that registers variants before the ' +
      'catch-all, and probes that refuse',
    systems: ['softdep-override'],
    scenarios: [],
    open: 'modules loaded in another way; a variant that defers',
  },
  {
    who: 'Gunthorpe',
    wants: 'a flavour for each device, and only drivers of that flavour match it',
    systems: ['flavour'],
    scenarios: [],
    open: 'order within a flavour: here list order, as today',
  },
  {
    who: 'Gunthorpe',
    wants:
      'user space gives the catch-all what is left over, for only it knows which modules could be loaded',
    systems: ['user-space'],
    scenarios: [],
    open: 'a specific driver that has deferred: here it counts as left over only if the trait says so',
  },
  {
    who: 'Hellwig',
    wants: 'the other way round: vfio as a library of the native driver',
    systems: ['linux-6.1'],
    scenarios: ['vfio-library-of-native-driver'],
    open: 'devices whose native driver does not use the library',
  },
  {
    who: 'Huck',
    wants:
      'priorities: the highest first, the generic driver last; one that comes later leaves bound devices alone and is ' +
      'bound by hand',
    systems: ['priority-2021'],
    scenarios: [],
    open: 'ties (here: first registered), a specific driver that defers, a module that is not loaded yet',
  },
  {
    who: 'Huck',
    wants: 'ctc and lcs as the example: the same ids, resolved above the channels by the group driver',
    systems: ['linux-2.6.20'],
    scenarios: ['ctc-and-lcs-before-2009', 'ctc-and-lcs'],
    open: 'nothing: since 2009 each driver claims channels itself',
  },
  {
    who: 'Huck, remembered',
    wants:
      'her patch of 2006 came with concurrent probing: errors of a probe go on to the next driver, one thread for each ' +
      'device, instead of one for each pair',
    systems: ['linux-huck-2006', 'linux-2.6.19-threads', 'linux-2.6.20'],
    scenarios: [],
    open: 'nothing',
  },
  {
    who: 'What landed in 5.15',
    wants:
      'ids that match only where driver_override names the driver; user space reads the aliases and chooses',
    systems: ['linux-5.15', 'override-only'],
    scenarios: [],
    open: 'who writes the name; override-only asks it of every catch-all',
  },
  {
    who: 'Nobody',
    wants:
      'priorities with the holes closed: a catch-all type, a second look before it binds, a bounded reservation, a ' +
      'hand-over',
    systems: ['priority-strict', 'priority-reserved', 'priority-patient', 'priority-hand-over'],
    scenarios: [],
    open: 'proposals.md says what each answer costs',
  },
];

/** Systems of the page, in the order of its rows. */
export const THREAD_SYSTEMS: readonly string[] = [
  ...new Set(['linux-6.1', ...POSITIONS.flatMap(({ systems }) => systems)]),
];

/** Runs where a search of all orders does not get through: two systems cannot be asked device by device. */
export const THREAD_BUDGET = '200runs';
