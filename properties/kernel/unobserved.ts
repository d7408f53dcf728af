/**
 * Statements and experiments of the reference that no recording shows under their own name, each with the reason, and
 * with what shows a part of it. completeness.test.ts holds the list against the experiments.
 */

export interface Unobserved {
  readonly why: string;
  /** Recorded experiments that show it for other drivers, or in part. */
  readonly partly?: readonly string[];
}

const STOCK = 'properties/kernel/experiments/stock';
const NO_UDEV = 'nobody in the guest listens to uevents';

export const UNOBSERVED: Readonly<Record<string, Unobserved>> = {
  T12: {
    why: 'before late_initcall there is no user space that could load the bus module and add its devices; built into the kernel it would be another kernel than the one Debian ships',
  },
  T14: {
    why: 'the timeout of deferred probes is switched off on the command line of the guest, which all experiments of a boot share: it would retry in the middle of any of them',
  },
  T20: {
    why: `${NO_UDEV}; that the first to register keeps the device is recorded`,
    partly: ['scenarios/experiments/e01-first-registered-wins.yaml', `${STOCK}/stub-by-ids-first.yaml`],
  },
  T21: { why: 'a built-in catch-all binds at boot, before the guest can load anything that records it' },
  T24: { why: `${NO_UDEV}: that a child's event waits for its parent's is udev's own order` },
  T25: {
    why: 'a driver of whole usb devices is one of the kernel’s own: recorded with those, under their names',
    partly: [`${STOCK}/usb-whole-late-specific.yaml`, `${STOCK}/usb-whole-by-hand.yaml`],
  },
  T26: {
    why: 'no module in the guest has a driver of whole usb devices that says ENODEV to what its own table claims',
  },
  T27: { why: 'hid-generic hands over by rules of the hid core, which the bus module does not have' },
  T28: { why: 'as T27: which devices are probed again is decided by the hid core' },
  T29: {
    why: 'vfio-pci is one of the kernel’s own drivers: recorded with those, under their names',
    partly: [`${STOCK}/vfio-without-anything.yaml`, `${STOCK}/vfio-by-override.yaml`],
  },
  T31: { why: 'ccw is a bus of another processor (s390x), which the rig does not emulate' },
  E24: {
    why: 'needs two modules of which one uses a symbol of the other, and an init that takes seconds and then fails; the bus module is loaded many times under other names and exports nothing',
  },
  E26: { why: `${NO_UDEV}; the order is that of modules.order, a file that the kernel never reads` },
  E27: {
    why: 'the order of a load list is kmod’s, not the kernel’s; a softdep of the kernel’s own modules is recorded',
    partly: [`${STOCK}/softdep-vfio-first.yaml`],
  },
  E28: { why: `${NO_UDEV}; which table answers is decided by kmod, before the kernel is asked for anything` },
  E29: {
    why: `${NO_UDEV}, so nothing is skipped by alias; that a blacklisted module is loaded by name is recorded`,
    partly: [`${STOCK}/blacklisted-by-name.yaml`],
  },
};
