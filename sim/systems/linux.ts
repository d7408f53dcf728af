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

/** What all ages share. */
export const LINUX = {
  readFrom: 'code',
  leavesOut: [],
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

export const LINUX_SYSTEMS = {
  'linux-6.1': {
    ...LINUX,
    says: 'Linux 6.1.192 as Debian 12 ships it: registration order, single async slot, override_only ids',
    source: 'reference sections 1 to 10, unmarked',
  },
  'linux-6.12': {
    ...LINUX,
    says: 'Linux 6.12.117: driver_override without the device lock, shared module loads, parent lock by device type',
    source: 'reference, marks of 6.12',
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
    age: { ...LINUX_6_1, readyGate: false, matchDeferralEndsWalk: false },
  },
  'linux-5.10': {
    ...LINUX,
    says: 'Linux 5.10: before override_only ids and before errors around a probe ended the walk',
    source: 'reference 9.2, 4.4 (June 2021 series; its release is unconfirmed)',
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
