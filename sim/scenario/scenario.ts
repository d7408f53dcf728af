/**
 * A scenario, complete: every default is filled in, every name resolves, nothing is looked up later.
 * The parser (parse.ts) makes one from YAML, the importers make one from a machine; boot.ts runs it.
 */

/** Integer nanoseconds, min <= max. A fixed duration has min = max. */
export interface Duration {
  readonly min: number;
  readonly max: number;
}

/** What a driver's probe may answer. `ok` binds; `1` is the buggy positive value (reference 4.4). */
export const PROBE_RESULTS = [
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
] as const;
export type ProbeResult = (typeof PROBE_RESULTS)[number];

/** What a bus's match callback may answer besides the id table's verdict (reference 3). */
export const MATCH_RESULTS = ['ids', 'EPROBE_DEFER', 'EINVAL'] as const;
export type MatchResult = (typeof MATCH_RESULTS)[number];

/** Which rules a bus follows (reference 9). `generic` is the plain driver core. */
export const BUS_RULES = ['generic', 'pci', 'usb', 'hid', 'platform', 'virtio', 'ccw', 'ccwgroup'] as const;
export type BusRules = (typeof BUS_RULES)[number];

export interface BusSpec {
  readonly name: string;
  readonly rules: BusRules;
  /** drivers_autoprobe at boot. */
  readonly autoprobe: boolean;
  /** The bus wants the parent's device lock around probe and remove (6.1: USB only). */
  readonly parentLock: boolean;
}

/** What a file says to systems about something of it: by dialect, then by trait (systems/system.ts). */
export type Under = Readonly<Record<string, Readonly<Record<string, number | boolean | string>>>>;

export interface DeviceSpec {
  readonly name: string;
  readonly bus: string;
  /** The MODALIAS of its uevents; null: user space loads nothing for it. */
  readonly modalias: string | null;
  readonly parent: string | null;
  /** Devices it has a managed link to: they must be bound before it is probed (reference 7). */
  readonly suppliers: readonly string[];
  /** boot: there when the kernel enumerates; parent: when the parent has bound; story: when the story adds it. */
  readonly appears: 'boot' | 'parent' | 'story';
  /** Time between its cause (enumeration, parent's bind) and device_add. */
  readonly appearsAfter: Duration;
  readonly driverOverride: string | null;
  /** Creator set dev->driver before device_add (reference 1.3.3): bound without match and probe. */
  readonly presetDriver: string | null;
  /** usb: a whole device or one of its interfaces (reference 9.3). */
  readonly usb: 'device' | 'interface';
  /** hid: listed in the kernel's own table of devices that have a special driver (reference 9.4.2). */
  readonly hidSpecial: boolean;
  /** IOMMU group held by user space: dma_configure answers EBUSY (reference 9.1.4). */
  readonly dma: 'ok' | 'EBUSY' | 'EPROBE_DEFER';
  /** Absent: nothing is said. */
  readonly under?: Under;
}

/** How one driver's probe behaves on one device. */
export interface ProbeSpec {
  readonly takes: Duration;
  /** Possible answers, the first is the boring one; ignored while `script` has entries left. */
  readonly may: readonly ProbeResult[];
  /** The n-th attempt on one device gives the n-th answer, the last one repeats. Empty: `may` decides. */
  readonly script: readonly ProbeResult[];
  /** Devices whose service the probe asks for: unless all are bound it answers EPROBE_DEFER. */
  readonly needs: readonly string[];
  /** When it asks: before its work or after it (the window of reference 5.6). */
  readonly needsChecked: 'early' | 'late';
}

export interface DriverSpec {
  readonly name: string;
  readonly bus: string;
  /** fnmatch patterns over the device's modalias. */
  readonly matches: readonly string[];
  /** Patterns that count only if driver_override names this driver (reference 9.2 R1). */
  readonly overrideOnly: readonly string[];
  /** Owner module; null: registered by the story, or built in without a module. */
  readonly module: string | null;
  /** Declared, or deduced by the parser: every pattern covers (nearly) the whole bus. */
  readonly catchAll: boolean;
  readonly probeType: 'default' | 'async' | 'sync';
  /** false: suppress_bind_attrs, no bind and unbind files. */
  readonly bindAttrs: boolean;
  /** usb: binds whole devices or interfaces. */
  readonly usb: 'device' | 'interface';
  /** The bus's own stand-in that steps aside: hid-generic, usb's generic device driver. */
  readonly generic: boolean;
  /** match callback's behaviour, per device name; absent devices use the id table. */
  readonly match: Readonly<Record<string, MatchResult>>;
  readonly probe: ProbeSpec;
  /** Complete specs for the devices on which this driver behaves differently. */
  readonly probeOn: Readonly<Record<string, ProbeSpec>>;
  readonly removeTakes: Duration;
  /** `ids=` of vfio-pci and pci-stub: patterns added one by one after registration, each with its own walk (9.1.7). */
  readonly ids: readonly string[];
  /** Absent: nothing is said. */
  readonly under?: Under;
}

export interface ModuleSpec {
  /** Canonical name, underscores. */
  readonly name: string;
  /** Position in modules.order; modules not listed there come last (reference 10.5). */
  readonly order: number;
  /** Initcall level if built in (6 = device level), null if it is a loadable module. */
  readonly builtin: number | null;
  readonly aliases: readonly string[];
  /** Direct and indirect hard dependencies in modules.dep order (deepest last). */
  readonly depends: readonly string[];
  readonly softdepPre: readonly string[];
  readonly softdepPost: readonly string[];
  /** Reading, checking and linking the file. */
  readonly load: Duration;
  /** Its init function, besides the driver registrations in it. */
  readonly init: Duration;
  /** What init may answer; a failing init unregisters nothing because it registered nothing. */
  readonly initMay: readonly ('ok' | 'ENODEV' | 'ENOMEM' | 'EINVAL')[];
  /** async_probe parameter (reference 6.1). */
  readonly asyncProbe: boolean;
  /** Drivers its init registers, in this order. */
  readonly drivers: readonly string[];
}

export interface BootSpec {
  /** Modules in the initramfs; null: no initramfs stage. */
  readonly initramfs: readonly string[] | null;
  /** modprobe.d text inside the initramfs; null: the same as on the root file system. */
  readonly initramfsModprobeConfig: string | null;
  /** A boot service repeats every device's "add" uevent in the root stage (reference 10.3.7). */
  readonly coldplug: boolean;
  /** modules-load.d of the root stage, loaded one after the other. */
  readonly modulesLoad: readonly string[];
  /** Time from late_initcall to user space, and from the end of the initramfs to the root stage. */
  readonly userspaceAfter: Duration;
}

export interface UdevSpec {
  /** children_max. */
  readonly workersMax: number;
  /** Rule evaluation before the RUN list. */
  readonly rulesTake: Duration;
}

/**
 * What devices that are not in this file may do to those that are: never must. Makes a file an open system: all that
 * it says holds whoever else is there.
 */
export interface OthersSpec {
  /** Modules that others may load, at any time or never. */
  readonly load: readonly string[];
  /** Others may bind, and so trigger retries, any number of times. */
  readonly trigger: boolean;
}

export interface KernelParams {
  /** driver_async_probe= list; `*` flips the meaning (reference 6.1). */
  readonly driverAsyncProbe: readonly string[];
  /** module.async_probe= default for all modules. */
  readonly moduleAsyncProbe: boolean;
  /** Nanoseconds; null: never; 0: give up at the end of initcalls (reference 5.5). */
  readonly deferredProbeTimeout: number | null;
  /** module_blacklist= */
  readonly moduleBlacklist: readonly string[];
  /** hid.ignore_special_drivers */
  readonly hidIgnoreSpecialDrivers: boolean;
}

export type Action =
  | { readonly do: 'add' | 'remove'; readonly device: string }
  | { readonly do: 'register' | 'unregister'; readonly driver: string }
  | { readonly do: 'modprobe' | 'rmmod'; readonly module: string }
  | { readonly do: 'bind' | 'unbind'; readonly driver: string; readonly device: string }
  | {
      readonly do: 'drivers_probe' | 'reprobe' | 'attach' | 'rollback' | 'disable' | 'enable';
      readonly device: string;
    }
  | { readonly do: 'override'; readonly device: string; readonly driver: string | null }
  | { readonly do: 'new_id' | 'remove_id'; readonly driver: string; readonly pattern: string }
  | { readonly do: 'autoprobe'; readonly bus: string; readonly on: boolean }
  | { readonly do: 'rescan'; readonly bus: string }
  | {
      readonly do: 'group';
      readonly driver: string;
      readonly device: string;
      readonly members: readonly string[];
    }
  | { readonly do: 'wait'; readonly takes: Duration }
  | { readonly do: 'settle' | 'coldplug' | 'block_probing' | 'unblock_probing' };

/** One thread of the story: an administrator, a hot-plug slot, a service. Its actions run in order. */
export interface Actor {
  readonly name: string;
  readonly at: Duration;
  readonly actions: readonly Action[];
}

/** Something one run shows: these devices end with these drivers (null: unbound), or an invariant breaks. */
export type Claim =
  | { readonly ends: Readonly<Record<string, string | null>> }
  | { readonly breaks: string; readonly device: string | null };

export interface ExpectSpec {
  /** Invariants by name; null: all that the system promises. */
  readonly always: readonly string[] | null;
  /** Claims no run may show. */
  readonly never: readonly Claim[];
  /** Claims some run must show; judged over many runs, never by one. */
  readonly sometimes: readonly Claim[];
  /** Allowed final drivers per device; null = unbound is allowed. */
  readonly ends: Readonly<Record<string, readonly (string | null)[]>>;
}

export interface Scenario {
  readonly title: string;
  /** The head text: what the accident is and why. */
  readonly about: string;
  /** Name in the catalogue of systems. */
  readonly system: string;
  /** Guards switched off, by name (sim/linux/quirks.ts). */
  readonly quirks: readonly string[];
  /** Absent: nothing is said. */
  readonly under?: Under;
  readonly kernel: KernelParams;
  readonly buses: readonly BusSpec[];
  readonly devices: readonly DeviceSpec[];
  readonly drivers: readonly DriverSpec[];
  readonly modules: readonly ModuleSpec[];
  /** null: the scenario starts on a running system (late_initcall long done). */
  readonly boot: BootSpec | null;
  /** null: nobody listens to uevents. */
  readonly udev: UdevSpec | null;
  /** modprobe.d text of the root file system. */
  readonly modprobeConfig: string;
  /** What was done before the story begins, in this order and undisturbed; only without `boot`. */
  readonly given: readonly Action[];
  readonly story: readonly Actor[];
  readonly others: OthersSpec;
  readonly expect: ExpectSpec;
  /** What an importer assumed because no dump can tell it; printed by reports. */
  readonly assumptions: readonly string[];
}
