/**
 * Guards that can be switched off by name. Each one closes a race (or a hole) in the real kernel; a scenario that
 * switches it off is a mutant, and shows what the guard is for. `step` is where the guard stands in the reference.
 */
export interface Quirk {
  readonly step: string;
  /** What the guard does. */
  readonly guard: string;
  /** What goes wrong without it, as an interleaving or a state. */
  readonly without: string;
  /** Invariants that its mutant breaks. */
  readonly breaks: readonly string[];
}

export const QUIRKS = {
  'forget-missed-trigger': {
    step: '4.1.4',
    guard: 'a device that defers triggers a retry itself if a trigger fired while it was being probed',
    without:
      'the supplier binds during the probe, its trigger finds the pending list empty, the device is listed afterwards and waits for ever',
    breaks: ['nobody-stranded'],
  },
  'scan-before-publish': {
    step: '2.2.2',
    guard: 'a driver is put on the bus list before it walks the devices',
    without: 'a device added between the walk and the listing is seen by neither side',
    breaks: ['nobody-stranded'],
  },
  'no-bound-check': {
    step: '4.2.2',
    guard: 'probing a device that has a driver ends with EBUSY',
    without: 'a second driver is probed on a device that is already bound, and binds too',
    breaks: ['at-most-one-driver'],
  },
  'unlocked-driver-attach': {
    step: '2.3.4',
    guard: 'a registering driver takes the device lock around its probe',
    without: 'two threads pass the bound check together and both bind',
    breaks: ['at-most-one-driver'],
  },
  'device-lock-first': {
    step: '0.4',
    guard: 'who needs the locks of a device and of its parent takes the one of the parent first',
    without:
      'a probe of an interface holds its lock and wants that of the device, whose unplug holds that one and wants the other',
    breaks: ['no-deadlock'],
  },
  'no-dead-check': {
    step: '4.2.1',
    guard: 'a device that is being removed is not probed',
    without: 'a queued helper or the retry worker binds a device after its removal',
    breaks: ['no-ghost'],
  },
  'no-ready-check': {
    step: '4.2.3',
    guard: 'a device is not probed before device_add has finished preparing it',
    without: 'a registration on another thread binds the device before its uevent was sent',
    breaks: ['no-early-probe'],
  },
  'no-klist-wait': {
    step: '2.6.2',
    guard: 'unregistering waits until no walk stands on the driver',
    without: 'a walk that was probing the driver binds it after it is gone',
    breaks: ['no-ghost'],
  },
  'no-async-wait-on-unregister': {
    step: '2.6.3',
    guard: 'unregistering an asynchronous driver waits for all asynchronous work',
    without: 'a queued helper binds the driver after it is gone',
    breaks: ['no-ghost'],
  },
  'no-lock-on-removal': {
    step: '8.6.1',
    guard: 'removing a device takes its lock first, so it waits for a probe in flight',
    without: 'the probe in flight binds a device that is gone',
    breaks: ['no-ghost'],
  },
  'detach-unchecked': {
    step: '2.6.3',
    guard: 'a leaving driver releases a device only if it still owns it when the lock is held',
    without: 'a device that was unbound and bound to another driver meanwhile loses that other driver',
    breaks: ['releases-own'],
  },
  'no-name-check': {
    step: '2.1.3',
    guard: 'a second driver of one name is refused',
    without: 'one list node is inserted twice and the list is cut',
    breaks: ['registers-once'],
  },
  'no-second-match': {
    step: '9.1.3',
    guard: 'pci matches again under the device lock before it calls probe',
    without: 'driver_override is written between match and lock, and the wrong driver binds',
    breaks: ['override-obeyed'],
  },
  'no-supplier-check': {
    step: '7.2.2',
    guard: 'a consumer is not probed before its suppliers are bound',
    without: 'a consumer binds without its supplier',
    breaks: ['suppliers-first'],
  },
  'supplier-unbinds-alone': {
    step: '7.4',
    guard: 'unbinding a supplier unbinds its consumers first',
    without: 'a consumer stays bound to a supplier that has lost its driver',
    breaks: ['suppliers-first'],
  },
  'no-reprobed-mark': {
    step: '9.4.3',
    guard: 'hid hands a device over once per probe',
    without: 'a device that the specific driver refuses goes back and forth at each registration',
    breaks: ['hands-over-once'],
  },
  'no-parent-blocking': {
    step: '10.3.2',
    guard: "a child's uevent waits until its parent's event has finished",
    without: "the child's module is loaded before its parent's",
    breaks: ['parents-first'],
  },
  'no-async-wait-on-load': {
    step: '6.4',
    guard: 'loading a module waits for all asynchronous probes',
    without: 'the loader returns while probes of its drivers still run',
    breaks: ['load-waits-for-probes'],
  },
  'no-dependency-wait': {
    step: '10.8.3',
    guard: 'a module waits while a module that it needs is still initialising',
    without: 'a dependent loaded in parallel fails with unknown symbols',
    breaks: ['dependencies-first'],
  },
  'two-inserts': {
    step: '10.8.2',
    guard: 'a module that is being loaded is not loaded a second time',
    without: 'two loaders run one init function twice',
    breaks: ['loads-once'],
  },
} as const satisfies Record<string, Quirk>;

export type QuirkName = keyof typeof QUIRKS;
export const QUIRK_NAMES = Object.keys(QUIRKS) as QuirkName[];
