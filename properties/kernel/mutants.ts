/**
 * Which recording tells a kernel with its guards from a model without one: the mutant cannot have shown it. Guards that
 * no recording tells are named with the reason; the test checks that the two lists are all quirks.
 */
import type { QuirkName } from '../../sim/linux/quirks.ts';

/** By quirk: an experiment, and the mode of the recording that rejects the mutant. */
export const REJECTED: Readonly<Partial<Record<QuirkName, string>>> = {
  'forget-missed-trigger': 'properties/kernel/experiments/quirks/forget-missed-trigger.yaml',
  'scan-before-publish': 'scenarios/experiments/e14-registration-during-a-failing-probe.yaml',
  'no-bound-check': 'properties/kernel/experiments/quirks/no-bound-check.yaml',
  'unlocked-driver-attach': 'scenarios/experiments/e13-registration-waits-for-a-probe.yaml',
  'no-dead-check': 'properties/kernel/experiments/quirks/no-dead-check.yaml',
  'no-ready-check': 'properties/kernel/experiments/quirks/scan-before-publish-at-once.yaml',
  'no-klist-wait': 'scenarios/experiments/e16-unregistration-waits-for-a-probe.yaml',
  'no-lock-on-removal': 'properties/kernel/experiments/quirks/no-lock-on-removal.yaml',
  'no-name-check': 'properties/kernel/experiments/quirks/no-name-check.yaml',
  'no-supplier-check': 'properties/kernel/experiments/quirks/no-supplier-check.yaml',
  'supplier-unbinds-alone': 'properties/kernel/experiments/quirks/supplier-unbinds-alone.yaml',
  'no-async-wait-on-load': 'scenarios/experiments/e22-loading-waits-for-async-probes.yaml',
  'two-inserts': 'scenarios/experiments/e23-second-load-waits-and-exists.yaml',
  'detach-unchecked': 'properties/kernel/experiments/quirks/detach-unchecked-while-it-waits.yaml',
  'no-async-wait-on-unregister':
    'properties/kernel/experiments/quirks/no-async-wait-on-unregister-of-another.yaml',
  'device-lock-first': 'properties/kernel/experiments/quirks/device-lock-first.yaml',
  'no-second-match': 'properties/kernel/experiments/stock/new-id-taken-back-while-it-waits.yaml',
};

export const NOT_TOLD: Readonly<Partial<Record<QuirkName, string>>> = {
  'no-reprobed-mark': 'a rule of a bus that the rig does not have (refuse.ts): hid hands over',
  'no-parent-blocking': 'udev is not in the guest: nobody listens to uevents',
  'no-dependency-wait':
    'kmod waits for what a module needs before it loads the module, so usb-storage is live when uas comes; ' +
    'modules of the rig do not need each other (refuse.ts)',
};
