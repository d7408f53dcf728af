/** What each shipped story is known to show: how soon, and which promises it breaks. The stories say it in words. */

export interface Told {
  /** On this clock every `sometimes` of the file is reached within this many seeds. */
  readonly clock: 'timed' | 'untimed';
  readonly within: number;
  /** Promises that break in some of the runs, and no others, those that the system breaks by design left out. */
  readonly breaks: readonly string[];
  /** Turns after which a run is cut off; for stories that do not end. */
  readonly stepsMax?: number;
}

/** A story that ends well whatever happens. */
const WELL: Told = { clock: 'timed', within: 20, breaks: [] };
const BOTH_WAYS: Told = { clock: 'timed', within: 50, breaks: [] };
const CATCH_ALL_WINS: Told = { clock: 'timed', within: 20, breaks: ['specific-over-catch-all'] };
const STRANDED: Told = { clock: 'timed', within: 20, breaks: ['nobody-stranded'] };

export const TOLD: Readonly<Record<string, Told>> = {
  'async-specific-loses-to-sync-catch-all': CATCH_ALL_WINS,
  'autoprobe-off-loses-a-deferred-device': STRANDED,
  'catch-all-built-in': CATCH_ALL_WINS,
  'ctc-and-lcs': { clock: 'untimed', within: 50, breaks: [] },
  'ctc-and-lcs-before-2009': WELL,
  'deferral-livelock': { clock: 'timed', within: 5, breaks: ['settles'], stepsMax: 1_500 },
  'deferred-retry-kept': WELL,
  'duplicate-load': BOTH_WAYS,
  'duplicate-load-shared': BOTH_WAYS,
  'fuchsia-composite-comes-late': WELL,
  'hid-generic-hand-over': WELL,
  'igd-inside-vfio-pci': WELL,
  'igd-variant-drivers': WELL,
  'initramfs-lacks-the-specific': WELL,
  'iokit-waits-for-a-resource': {
    clock: 'timed',
    within: 30,
    breaks: ['no-deadlock', 'specific-over-catch-all'],
  },
  'late-registration-on-pci-stays': WELL,
  'lost-deferred-retry': STRANDED,
  'netbsd-deferral-waits-for-a-scan': BOTH_WAYS,
  'nvidia-card-native-in-initramfs': BOTH_WAYS,
  'nvidia-card-vfio-in-initramfs': WELL,
  'nvlink-variant-drivers': WELL,
  'odroid-n2-dwmac': CATCH_ALL_WINS,
  'probe-before-ready': { clock: 'untimed', within: 30, breaks: ['no-early-probe'] },
  'single-async-slot-drops-a-driver': STRANDED,
  'softdep-vfio-first': WELL,
  'specific-defers-catch-all-wins': CATCH_ALL_WINS,
  'supplier-chain-back-to-front': WELL,
  'two-unbinds-of-a-supplier': { clock: 'timed', within: 30, breaks: ['suppliers-first'] },
  'unbind-hits-the-wrong-driver': BOTH_WAYS,
  'unbind-then-late-driver': BOTH_WAYS,
  'unplug-during-probe': WELL,
  'unplug-waits-for-itself': { clock: 'timed', within: 30, breaks: ['calls-return', 'no-deadlock'] },
  'usb-storage-and-uas': WELL,
  'usb-storage-refuses-uas-blacklisted': WELL,
  'usb-storage-refuses-uas-missing': WELL,
  'vfio-ids-without-softdep': BOTH_WAYS,
  'vfio-library-of-native-driver': WELL,
  'vfio-override-only': WELL,
  'vfio-regions-by-capability': WELL,
  'windows-filter-starts-too-early': STRANDED,
  'windows-rolled-back-too-early': {
    clock: 'timed',
    within: 50,
    breaks: ['nobody-stranded', 'specific-over-catch-all'],
  },
};
