/** What holds when a scenario file says nothing. The parser fills these in, the writer leaves them out. */
import { duration } from './durations.ts';
import { KNOWN_BUSES } from './context.ts';
import type {
  BootSpec,
  BusRules,
  BusSpec,
  ExpectSpec,
  KernelParams,
  ProbeSpec,
  UdevSpec,
} from './scenario.ts';

const MS = 1_000_000;

export const DEFAULT_SYSTEM = 'linux-6.1';
export const NO_TIME = duration(0);
/** A child is found some time after its parent works. */
export const APPEARS_AFTER_PARENT = duration(MS, 10 * MS);
export const DEFAULT_LOAD = duration(2 * MS, 10 * MS);
export const DEFAULT_INIT = duration(0, MS);
/** module_init in built-in code is a device_initcall. */
export const DEVICE_INITCALL = 6;

export const DEFAULT_PROBE: ProbeSpec = {
  takes: duration(MS, 5 * MS),
  may: ['ok'],
  script: [],
  needs: [],
  needsChecked: 'early',
};

export const DEFAULT_KERNEL: KernelParams = {
  driverAsyncProbe: [],
  moduleAsyncProbe: false,
  deferredProbeTimeout: 10_000 * MS,
  moduleBlacklist: [],
  hidIgnoreSpecialDrivers: false,
};

export const DEFAULT_BOOT: BootSpec = {
  initramfs: null,
  initramfsModprobeConfig: null,
  coldplug: true,
  modulesLoad: [],
  userspaceAfter: duration(50 * MS, 150 * MS),
};

export const DEFAULT_UDEV: UdevSpec = { workersMax: 20, rulesTake: duration(MS, 3 * MS) };

export const DEFAULT_EXPECT: ExpectSpec = { always: null, never: [], sometimes: [], ends: {} };

/** A bus nobody describes. Only USB asks for the parent's lock (reference 0.4). */
export function defaultBus(name: string): BusSpec {
  const rules = KNOWN_BUSES.includes(name) ? (name as BusRules) : 'generic';
  return { name, rules, autoprobe: true, parentLock: name === 'usb' };
}

/** Letters of the fields of modaliases whose values are digits and capitals: `pci:v*d*sv*sd*bc*sc*i*`. */
const FIELD_LETTERS = /^(?:pci|usb|hid|virtio|ccw):(?:[a-z]{0,4}\*)+$/;
const ONLY_WILDCARDS = /^(?:[^:]*:)?[*?]*\*[*?]*$/;

/** Whether some pattern takes (nearly) every device of a bus. */
export function looksCatchAll(matches: readonly string[]): boolean {
  return matches.some((pattern) => ONLY_WILDCARDS.test(pattern) || FIELD_LETTERS.test(pattern));
}
