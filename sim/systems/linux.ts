/**
 * Linux through its ages. An age is data; what differs between two ages is a switch of `Age` with the reference's
 * step, never a fork of the code. To add an age: copy an entry, say its source, set the switches that differ, add
 * a test of one statement that tells it from its neighbour.
 */
import { LINUX_DOORS } from '../linux/doors.ts';
import { judgeOf } from '../linux/available.ts';
import type { Age } from '../linux/kernel.ts';
import { asItIs, NO_MARKS, NO_TRAITS, type System } from './system.ts';

export const LINUX_6_1: Age = {
  probeErrorEndsWalk: false,
  internalErrorEndsWalk: true,
  matchDeferralEndsWalk: true,
  overrideOnlyIds: true,
  readyGate: true,
  overrideTakesLock: true,
  asyncProbing: true,
  sharedModuleLoad: false,
  parentLockForInterfacesOnly: false,
};

/** What systems that are made of Linux leave out first of all; what else they do not have follows. */
export const AS_LINUX = 'what linux-6.1 leaves out';

/** What all ages share. */
export const LINUX = {
  readFrom: 'code',
  leavesOut: [AS_LINUX],
  family: 'linux',
  byDesign: ['late-registration-never-rebinds'],
  age: LINUX_6_1,
  doors: LINUX_DOORS,
  dialect: 'linux',
  traits: NO_TRAITS,
  marks: NO_MARKS,
  locks: [],
  workers: [],
  holders: {},
  judgeOf,
  slotTrait: null,
  projects: true,
  silentOn: [],
  prepare: asItIs,
} as const satisfies Omit<System, 'says' | 'source'>;

/** Steps of the reference that no process takes, by section. */
const NOT_MODELLED = [
  'attributes, device nodes, class and subsystem interfaces, notifiers (1.1.3 to 1.1.6, 1.1.12, 1.2.3)',
  'runtime power management around probes (1.3.4, 4.2.5)',
  'registrations that fail for other reasons than the name, and platform_driver_probe (2.1, 2.2.4, 2.3)',
  'failures around a probe other than those of dma_configure (4.3.3, 4.3.5, 4.3.7 to 4.3.12)',
  'driver_deferred_probe_check_state (5.5)',
  'limits of asynchronous work and of request_module (6.3, 10.2)',
  'modes of fw_devlink, AUTOPROBE_CONSUMER, sync_state (7.2, 7.3)',
  'virtual functions, and the fields of a new_id (9.1.3, 9.1.5)',
  'phylib, qeth disciplines, AP queues (9.5, 9.6)',
  'device nodes, renames and time limits in udev (10.3.2, 10.3.6)',
  'modules.symbols, and the time limit of a wait for symbols (10.5, 10.8.3)',
] as const;

export const LINUX_SYSTEMS = {
  'linux-6.1': {
    ...LINUX,
    leavesOut: NOT_MODELLED,
    says: 'Linux 6.1.192 as Debian 12 ships it: registration order, single async slot, override_only ids',
    source: 'reference sections 1 to 10, unmarked',
  },
  'linux-6.12': {
    ...LINUX,
    says: 'Linux 6.12.117: driver_override without the device lock, shared module loads, parent lock by device type',
    source: 'reference, marks of 6.12',
    leavesOut: [
      AS_LINUX,
      "the parent's lock in the retry worker (1.2)",
      'a link to the module that fails (2.2.4)',
      'requests for one module that are merged (10.2)',
      "HID's quirk of a single device (9.4.2)",
    ],
    age: {
      ...LINUX_6_1,
      overrideTakesLock: false,
      sharedModuleLoad: true,
      parentLockForInterfacesOnly: true,
    },
  },
  'linux-5.15': {
    ...LINUX,
    says: 'Linux 5.15: the first with override_only ids; no ready gate, a deferring match is probed anyway',
    source: 'reference 9.2, 1.1.9 (late backport), 3 (commit of August 2022)',
    leavesOut: [AS_LINUX, 'a load that does not wait for async probes that others began (6.4, UNCONFIRMED)'],
    age: { ...LINUX_6_1, readyGate: false, matchDeferralEndsWalk: false },
  },
  'linux-5.10': {
    ...LINUX,
    says: 'Linux 5.10: before override_only ids and before errors around a probe ended the walk',
    source: 'reference 9.2, 4.4 (June 2021 series; its release is unconfirmed)',
    leavesOut: [AS_LINUX, 'a load that does not wait for async probes that others began (6.4, UNCONFIRMED)'],
    age: {
      ...LINUX_6_1,
      readyGate: false,
      matchDeferralEndsWalk: false,
      overrideOnlyIds: false,
      internalErrorEndsWalk: false,
    },
  },
  'linux-2.6.20': {
    ...LINUX,
    says: 'Linux before 2.6.21: a probe error other than ENODEV and ENXIO ends the walk; nothing is asynchronous',
    source: 'reference 11.2 (exact release unconfirmed)',
    leavesOut: [
      AS_LINUX,
      'a device_add that fails because of its probe (11.2)',
      'that deferral, device links and driver_override came later: what a scenario asks of them is done',
    ],
    age: {
      ...LINUX_6_1,
      readyGate: false,
      matchDeferralEndsWalk: false,
      overrideOnlyIds: false,
      internalErrorEndsWalk: false,
      probeErrorEndsWalk: true,
      asyncProbing: false,
    },
  },
} as const satisfies Record<string, System>;
