/**
 * Answers of probes, matches and commands as small integers with names. The kernel tells two deferrals apart by the
 * sign of one number (reference 4.4); here each has a name of its own.
 */

export const OUTCOMES = [
  'ok',
  'ENODEV',
  'ENXIO',
  'EPROBE_DEFER',
  'EIO',
  'EINVAL',
  'ENOMEM',
  'EBUSY',
  'EAGAIN',
  'ETIMEDOUT',
  '1',
  'EEXIST',
  'EPERM',
  'ENOENT',
  'EWOULDBLOCK',
  'supplier',
  'dma',
  'dead',
  'claimed',
  'not-ready',
  'no-match',
  'match',
  'blocked',
  'loads-nothing',
  'no-such-verb',
] as const;

export type OutcomeName = (typeof OUTCOMES)[number];

/** Code of each outcome: its position. `ok` is 0. */
export const OUTCOME = Object.freeze(
  Object.fromEntries(OUTCOMES.map((name, code) => [name, code])) as Record<OutcomeName, number>,
);

/** Why a device lost its driver. */
export const CAUSES = [
  'unbind',
  'driver-removed',
  'device-removed',
  'supplier-unbound',
  'better-driver',
  'reprobe',
  'ungrouped',
  'crashed',
  'restarted',
] as const;
export type CauseName = (typeof CAUSES)[number];
export const CAUSE = Object.freeze(
  Object.fromEntries(CAUSES.map((name, code) => [name, code])) as Record<CauseName, number>,
);

/** Actions of uevents. */
export const UEVENTS = ['add', 'remove', 'bind', 'unbind'] as const;
export type UeventName = (typeof UEVENTS)[number];
export const UEVENT = Object.freeze(
  Object.fromEntries(UEVENTS.map((name, code) => [name, code])) as Record<UeventName, number>,
);

/** Stages of a boot. */
export const STAGES = ['kernel', 'initramfs', 'root'] as const;
export const STAGE = Object.freeze({ kernel: 0, initramfs: 1, root: 2 });
