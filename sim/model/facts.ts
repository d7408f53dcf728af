/**
 * The catalogue of facts: everything that can happen to a machine, in the past tense. A fact is a kind and up to
 * three small integers; `about` says what they name. Applying a fact is the only way to change a world
 * (world.ts), so the list of a run's facts is a complete record: traces, checks, reports all read it.
 *
 * `step` cites the numbered step of the reference that the fact records.
 */

/** What an argument of a fact names. `flag` and `count` are plain numbers. */
export type Role =
  | 'device'
  | 'driver'
  | 'module'
  | 'bus'
  | 'link'
  | 'outcome'
  | 'cause'
  | 'action'
  | 'dynid'
  | 'flag'
  | 'count'
  | 'stage'
  | 'device-mark'
  | 'driver-mark'
  | 'system-mark';

interface FactKind {
  readonly about: readonly Role[];
  readonly step: string;
}

const kind = (step: string, ...about: Role[]): FactKind => ({ about, step });

export const FACTS = {
  // Devices coming and going.
  'device-named': kind('1.1.2', 'device'),
  'device-listed': kind('1.1.4', 'device', 'bus'),
  'device-ready': kind('1.1.9', 'device'),
  'device-matchable': kind('9.1.1', 'device'),
  'device-dead': kind('8.6.1', 'device'),
  'device-unlisted': kind('8.6.3', 'device', 'bus'),
  'device-gone': kind('8.6.4', 'device'),
  'device-driver-preset': kind('1.3.3', 'device', 'driver'),
  // Drivers coming and going.
  'driver-named': kind('2.1.3', 'driver', 'bus'),
  'driver-listed': kind('2.2.2', 'driver', 'bus'),
  'driver-files-made': kind('2.2.5', 'driver'),
  'driver-files-removed': kind('2.6.1', 'driver'),
  'driver-file-opened': kind('2.6.1', 'driver'),
  'driver-file-closed': kind('2.6.1', 'driver'),
  'driver-unlisted': kind('2.6.2', 'driver', 'bus'),
  'driver-gone': kind('2.6.4', 'driver'),
  'driver-refused-name': kind('2.1.3', 'driver', 'bus'),
  // List walks: an iterator stands on a node, moves on, or leaves (2.4).
  'walk-stands-on-device': kind('2.4.1', 'device'),
  'walk-leaves-device': kind('2.4.2', 'device'),
  'walk-stands-on-driver': kind('2.4.1', 'driver'),
  'walk-leaves-driver': kind('2.4.2', 'driver'),
  // Matching and probing.
  matched: kind('1.4.1', 'device', 'driver', 'outcome'),
  'can-match': kind('4.2.4', 'device'),
  'probe-began': kind('4.3.4', 'device', 'driver'),
  'probe-called': kind('4.3.9', 'device', 'driver'),
  'probe-answered': kind('4.3.9', 'device', 'driver', 'outcome'),
  'probe-failed': kind('4.3', 'device', 'driver', 'outcome'),
  'probe-counted': kind('4.1.2', 'count'),
  bound: kind('4.5.2', 'device', 'driver'),
  released: kind('8.5.6', 'device', 'driver', 'cause'),
  'remove-called': kind('8.5.3', 'device', 'driver'),
  // Deferral.
  'defer-pending': kind('5.2', 'device'),
  'defer-removed': kind('5.2', 'device'),
  'defer-triggered': kind('5.3.2'),
  'defer-taken': kind('5.4.1', 'device'),
  'defer-enabled': kind('5.5.1'),
  'initcalls-done': kind('5.5.2'),
  'defer-timeout-armed': kind('5.5.4'),
  'defer-alarm-rang': kind('5.5'),
  'defer-timeout-expired': kind('5.5'),
  'defer-work-queued': kind('5.3.3'),
  'defer-work-began': kind('5.4'),
  'defer-work-ended': kind('5.4.4'),
  'trigger-watched': kind('4.1.1', 'device'),
  'trigger-unwatched': kind('4.1.5', 'device'),
  'probing-blocked': kind('4.6', 'flag'),
  // Asynchronous probing.
  'async-slot-taken': kind('2.3.3', 'device', 'driver'),
  'async-slot-cleared': kind('2.3', 'device', 'driver'),
  'async-scheduled': kind('6.3', 'device'),
  'async-finished': kind('6.3', 'device'),
  // Supplier links.
  'link-state': kind('7.1', 'link', 'count'),
  'device-link-state': kind('7.1', 'device', 'count'),
  // Manual control.
  'override-set': kind('8.1', 'device', 'driver'),
  'dynid-added': kind('9.1.5', 'dynid', 'driver'),
  'dynid-removed': kind('9.1.6', 'dynid', 'driver'),
  'autoprobe-set': kind('0.2', 'bus', 'flag'),
  'command-answered': kind('8', 'device', 'driver', 'outcome'),
  // Bus rules.
  'usb-use-generic': kind('9.3', 'device', 'flag'),
  'hid-reprobed': kind('9.4.3', 'device', 'flag'),
  'ccw-driver-info': kind('9.6.2', 'device', 'driver'),
  // Modules and user space.
  'module-unformed': kind('10.8.2', 'module'),
  'module-coming': kind('10.8.4', 'module'),
  'module-live': kind('10.8.6', 'module'),
  'module-going': kind('10.8.5', 'module', 'outcome'),
  'module-absent': kind('10.8', 'module'),
  'module-waiters-woken': kind('10.8.6', 'module'),
  // 1: from now on; n: no more, the result is n - 2.
  'module-load-shared': kind('10.8', 'module', 'count'),
  'module-load-answered': kind('10.8.2', 'module', 'outcome'),
  'uevent-queued': kind('10.3.1', 'device', 'action'),
  'uevent-started': kind('10.3.3', 'device', 'action'),
  'uevent-finished': kind('10.3.4', 'device', 'action'),
  'udev-worker': kind('10.3.3', 'count'),
  'stage-entered': kind('10.9', 'stage'),
  // Other systems (systems reference): bids of driver code, words of the system's own, further slots of a device.
  bid: kind('A', 'device', 'driver', 'count'),
  'device-marked': kind('A', 'device', 'device-mark', 'count'),
  'driver-marked': kind('A', 'driver', 'driver-mark', 'count'),
  'system-marked': kind('A', 'system-mark', 'count'),
  'pair-marked': kind('A', 'device', 'driver', 'count'),
  'slot-bound': kind('A', 'device', 'driver'),
  'slot-released': kind('A', 'device', 'driver', 'cause'),
  'better-noticed': kind('C4', 'device', 'driver'),
} as const satisfies Record<string, FactKind>;

export type FactName = keyof typeof FACTS;
