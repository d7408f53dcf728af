/**
 * The words of the trace, one entry for each fact of the catalogue (the compiler insists). Subject first, then the
 * Linux function in which it happens, then what happened. Under a system of another kind the same facts come about in
 * other functions, so there the middle is left out.
 */

import type { FactName } from '../sim/model/facts.ts';
import type { Fact } from './report.ts';

/** What a fact says; `onLinux`: with the function of the Linux core. */
type Words = (fact: Fact, onLinux: boolean) => string;
type Says = (fact: Fact) => string;

const about = (subject: Says, where: string, what: Says): Words => {
  return (fact, onLinux) => {
    const parts = [subject(fact), onLinux ? where : '', what(fact)];
    return parts.filter((part) => part !== '').join(': ');
  };
};
const device = (where: string, what: Says): Words => about((fact) => fact.device ?? 'device?', where, what);
const driver = (where: string, what: Says): Words => about((fact) => fact.driver ?? 'driver?', where, what);
const module = (where: string, what: Says): Words =>
  about((fact) => `module ${fact.module ?? '?'}`, where, what);
const core = (where: string, what: Says): Words => about(() => '', where, what);
/** A count's fact carries its change. */
const up = (fact: Fact): boolean => (fact.value ?? 0) > 0;
/** MOD.shared while a load is under way. */
const SHARED = 1;
const onOff = (fact: Fact): string => (fact.value === 0 ? 'off' : 'on');
const drv = (fact: Fact): string => fact.driver ?? 'no driver';
const bus = (fact: Fact): string => `bus ${fact.bus ?? '?'}`;
const outcome = (fact: Fact): string => fact.outcome ?? '?';
const because = (fact: Fact): string => (fact.cause === undefined ? '' : ` (${fact.cause})`);

/** reference 7.1; -1 is a link that nobody tracks. */
const LINK_STATES = ['dormant', 'available', 'consumer probing', 'active', 'supplier unbinding'];
const DEVICE_LINK_STATES = ['no driver', 'probing', 'driver bound', 'unbinding'];
const state = (names: readonly string[], fact: Fact): string => names[fact.value ?? -1] ?? 'untracked';

const DEVICES_AND_DRIVERS = {
  'device-named': device('device_add', () => 'name taken'),
  'device-listed': device('bus_add_device', (fact) => `now on the device list of ${bus(fact)}`),
  'device-ready': device('device_add', () => 'ready to probe'),
  'device-matchable': device('pci_bus_add_device', () => 'matching allowed'),
  'device-dead': device('device_del', () => 'marked dead'),
  'device-unlisted': device('bus_remove_device', (fact) => `off the device list of ${bus(fact)}`),
  'device-gone': device('device_del', () => 'gone'),
  'device-driver-preset': device('device_add', (fact) => `comes with driver ${drv(fact)} already set`),
  'driver-named': driver('driver_register', (fact) => `registers on ${bus(fact)}`),
  'driver-listed': driver('bus_add_driver', (fact) => `now at the end of the driver list of ${bus(fact)}`),
  'driver-files-made': driver('bus_add_driver', () => 'bind and unbind files made'),
  'driver-files-removed': driver('bus_remove_driver', () => 'bind and unbind files removed'),
  'driver-file-opened': driver('kernfs_fop_write_iter', () => 'a write to one of its files begins'),
  'driver-file-closed': driver('kernfs_fop_write_iter', () => 'the write has ended'),
  'driver-unlisted': driver('bus_remove_driver', (fact) => `off the driver list of ${bus(fact)}`),
  'driver-gone': driver('driver_unregister', () => 'unregistered'),
  'driver-refused-name': driver(
    'driver_register',
    (fact) => `refused, ${bus(fact)} has one of that name (-EBUSY)`,
  ),
  'walk-stands-on-device': device('bus_for_each_dev', () => 'the walk arrives'),
  'walk-leaves-device': device('bus_for_each_dev', () => 'the walk moves on'),
  'walk-stands-on-driver': driver('bus_for_each_drv', () => 'the walk arrives'),
  'walk-leaves-driver': driver('bus_for_each_drv', () => 'the walk moves on'),
} as const satisfies Partial<Record<FactName, Words>>;

const PROBING = {
  matched: device('driver_match_device', (fact) => `match with ${drv(fact)} answers ${outcome(fact)}`),
  'can-match': device('__driver_probe_device', () => 'some driver can match it'),
  'probe-began': device('really_probe', (fact) => `${drv(fact)} claims it`),
  'probe-called': device('call_driver_probe', (fact) => `probe of ${drv(fact)} called`),
  'probe-answered': device('call_driver_probe', (fact) => `probe of ${drv(fact)} answers ${outcome(fact)}`),
  'probe-failed': device('really_probe', (fact) => `${drv(fact)} lets go, ${outcome(fact)}`),
  'probe-counted': core('driver_probe_device', (fact) => `one probe ${up(fact) ? 'more' : 'less'} in flight`),
  bound: device('driver_bound', (fact) => `bound to ${drv(fact)}`),
  released: device('device_unbind_cleanup', (fact) => `${drv(fact)} released it${because(fact)}`),
  'remove-called': device('device_remove', (fact) => `remove of ${drv(fact)} called`),
  'defer-pending': device('driver_deferred_probe_add', () => 'added to the deferred list'),
  'defer-removed': device('driver_deferred_probe_del', () => 'taken off the deferred list'),
  'defer-triggered': core('driver_deferred_probe_trigger', () => 'all deferred devices get another try'),
  'defer-taken': device('deferred_probe_work_func', () => 'tried again'),
  'defer-enabled': core('deferred_probe_initcall', () => 'retries are allowed from now on'),
  'initcalls-done': core('deferred_probe_initcall', () => 'all initcalls done'),
  'defer-timeout-armed': core('deferred_probe_timeout', () => 'timer set'),
  'defer-alarm-rang': core('deferred_probe_timeout', () => 'a timer rang'),
  'defer-timeout-expired': core('deferred_probe_timeout', () => 'expired, missing suppliers are given up'),
  'defer-work-queued': core('driver_deferred_probe_trigger', () => 'retry work queued'),
  'defer-work-began': core('deferred_probe_work_func', () => 'begins'),
  'defer-work-ended': core('deferred_probe_work_func', () => 'nothing left to retry'),
  'trigger-watched': device('driver_probe_device', () => 'trigger counter noted'),
  'trigger-unwatched': device('driver_probe_device', () => 'trigger counter forgotten'),
  'probing-blocked': (fact) => `device_block_probing: ${onOff(fact)}`,
  'async-slot-taken': device('__driver_attach', (fact) => `async slot taken for ${drv(fact)}`),
  'async-slot-cleared': device(
    '__driver_attach_async_helper',
    (fact) => `async slot of ${drv(fact)} cleared`,
  ),
  'async-scheduled': device('async_schedule_dev', () => 'async probing queued'),
  'async-finished': device('async_run_entry_fn', () => 'async probing done'),
  'link-state': about(
    (fact) => `link ${fact.link ?? '?'}`,
    'device_links',
    (fact) => state(LINK_STATES, fact),
  ),
  'device-link-state': device('device_links', (fact) => state(DEVICE_LINK_STATES, fact)),
} as const satisfies Partial<Record<FactName, Words>>;

const DRIVER_OVERRIDE = device(
  'driver_set_override',
  (fact) => `driver_override is ${fact.driver ?? 'cleared'}`,
);
/** The same under other systems: a fixed class, a path alias, a fixed child. */
const named = (fact: Fact): string => fact.driver ?? 'found as usual';

const CONTROL_AND_USER_SPACE = {
  'override-set': (fact, onLinux) =>
    onLinux ? DRIVER_OVERRIDE(fact, true) : `${fact.device ?? 'device?'}: its driver is to be ${named(fact)}`,
  'dynid-added': driver('new_id_store', (fact) => `also matches ${fact.id ?? '?'}`),
  'dynid-removed': driver('remove_id_store', (fact) => `matches ${fact.id ?? '?'} no more`),
  'autoprobe-set': (fact) => `${bus(fact)}: drivers_autoprobe: ${onOff(fact)}`,
  'command-answered': (fact) => {
    return [fact.device, fact.driver && `driver ${fact.driver}`, `the command ends with ${outcome(fact)}`]
      .filter((part) => part !== undefined)
      .join(': ');
  },
  'usb-use-generic': device('usb_probe_device', (fact) => `use_generic_driver ${onOff(fact)}`),
  'hid-reprobed': device('hid_bus_reprobe_drivers', (fact) => `reprobed mark ${onOff(fact)}`),
  'ccw-driver-info': device('ccw_bus_match', (fact) => `driver_info now that of ${drv(fact)}`),
  'module-unformed': module('add_unformed_module', () => 'loading'),
  'module-coming': module('do_init_module', () => 'init begins'),
  'module-live': module('do_init_module', () => 'live'),
  'module-going': module('free_module', (fact) => `going, ${outcome(fact)}`),
  'module-absent': module('free_module', () => 'gone'),
  'module-waiters-woken': module('do_init_module', () => 'whoever waits for modules is woken'),
  'module-load-shared': module('finit_module', (fact) => {
    return `one load for all who ask: ${fact.value === SHARED ? 'on' : 'off'}`;
  }),
  'module-load-answered': module('finit_module', (fact) => `the loader gets ${outcome(fact)}`),
  'uevent-queued': device('kobject_uevent', (fact) => `"${fact.action ?? '?'}" sent`),
  'uevent-started': device('event_run', (fact) => `"${fact.action ?? '?'}" being handled`),
  'uevent-finished': device('event_free', (fact) => `"${fact.action ?? '?'}" handled`),
  'udev-worker': (fact) => `udevd: one worker ${up(fact) ? 'more' : 'less'} at work`,
  'stage-entered': (fact) => `boot: ${fact.stage ?? '?'}`,
} as const satisfies Partial<Record<FactName, Words>>;

/** Facts that only systems other than Linux make; the reference's section A has each system's own words. */
const OTHER_SYSTEMS = {
  bid: device('auction', (fact) => `${drv(fact)} bids ${fact.value ?? 0}`),
  'device-marked': device('device', (fact) => `${fact.mark ?? '?'} is ${fact.value ?? 0}`),
  'driver-marked': driver('driver', (fact) => `${fact.mark ?? '?'} is ${fact.value ?? 0}`),
  'system-marked': (fact) => `system: ${fact.mark ?? '?'} is ${fact.value ?? 0}`,
  'pair-marked': device('candidate', (fact) => `${drv(fact)} noted as ${fact.value ?? 0}`),
  'slot-bound': device('slot', (fact) => `bound to ${drv(fact)}`),
  'slot-released': device('slot', (fact) => `${drv(fact)} released it${because(fact)}`),
  'better-noticed': device('notice', (fact) => `${drv(fact)} would be better than the driver it has`),
} as const satisfies Partial<Record<FactName, Words>>;

export const TRACE_WORDS: Readonly<Record<FactName, Words>> = {
  ...DEVICES_AND_DRIVERS,
  ...PROBING,
  ...CONTROL_AND_USER_SPACE,
  ...OTHER_SYSTEMS,
};
