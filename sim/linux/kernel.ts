/**
 * What every kernel path gets as its first argument: the machine's static description and this kernel's
 * rules, frozen. It holds nothing that changes while a run goes on.
 */
import type { Process as EngineProcess } from '../engine/effect.ts';
import type { Judge } from '../model/judge.ts';
import type { Setup } from '../model/setup.ts';
import { World } from '../model/world.ts';
import type { QuirkName } from './quirks.ts';
import type { Doors, Traits, WorkerKind } from './system-parts.ts';
import type { Holders } from './waits.ts';

export type Process = EngineProcess<LinuxWorld>;

/** Integer nanoseconds, min <= max. */
export interface Span {
  readonly min: number;
  readonly max: number;
}

/** Rules that changed over the kernel's life (reference 11, Δ marks): data, not forks of the code. */
export interface Age {
  /** Before 2.6.21: a probe error other than ENODEV and ENXIO ends the device-side walk (11.2). */
  readonly probeErrorEndsWalk: boolean;
  /** Since 2021 (5.14): errors around the probe callback end the walk; before, they fell through (4.4). */
  readonly internalErrorEndsWalk: boolean;
  /** Since 6.0: a match of EPROBE_DEFER ends the walk; before, the device was listed and probed anyway (3). */
  readonly matchDeferralEndsWalk: boolean;
  /** Since 5.15: id entries that count only with driver_override (9.2 R1). */
  readonly overrideOnlyIds: boolean;
  /** Late backport: a device refuses probes until device_add has prepared it (1.1.9). */
  readonly readyGate: boolean;
  /** 6.1: writing driver_override takes the device lock (8.1); 6.12: it does not. */
  readonly overrideTakesLock: boolean;
  /** 4.2 and later: drivers may probe asynchronously (11.1). */
  readonly asyncProbing: boolean;
  /** 6.12: two loads of one file share one result (10.8). */
  readonly sharedModuleLoad: boolean;
  /** 6.12: the parent's lock is asked for by usb interfaces only; 6.1: by the whole usb bus (0.4). */
  readonly parentLockForInterfacesOnly: boolean;
}

/** One probe callback on one device. */
export interface ProbeBehaviour {
  readonly takes: Span;
  /** Outcome names, the first is option 0. */
  readonly may: readonly string[];
  readonly script: readonly string[];
  /** Devices that must be bound, else it defers; and whether it looks before its work or after it. */
  readonly needs: readonly number[];
  readonly needsChecked: 'early' | 'late';
}

export interface ModuleBehaviour {
  readonly load: Span;
  readonly init: Span;
  readonly initMay: readonly string[];
  readonly asyncProbe: boolean;
  /** module_blacklist= refuses it for everybody (10.7). */
  readonly refused: boolean;
  /** From when on it cannot become absent again: once live, once its load has begun for good, or it always can. */
  readonly stays: 'never' | 'live' | 'begun';
}

/** One entry of an insertion plan (10.6): errors of a required one end the plan. */
export interface PlanEntry {
  readonly module: number;
  readonly required: boolean;
}

/** What user space does, resolved once: plans, and which plans an event or a command runs, by stage. */
export interface Userspace {
  readonly udev: { readonly workersMax: number; readonly rulesTake: Span } | null;
  /** Insertion plans: what loading one target module does. */
  readonly plans: readonly (readonly PlanEntry[])[];
  /** The target of each plan: one that is live already is skipped with all its list (10.4); -1: always run. */
  readonly targets: readonly number[];
  /** byDevice[stage][device]: the plans of `kmod load MODALIAS`, one per target in order (10.4). */
  readonly byDevice: readonly (readonly (readonly number[])[])[];
  /** byName[stage][name]: the plans of `modprobe NAME`, for the names that the scenario mentions. */
  readonly byName: readonly (readonly (readonly number[])[])[];
  readonly modprobeNames: readonly string[];
}

/** One action of a story, names resolved to ids; what the numbers are depends on the verb (userspace/actor.ts). */
export type ActionCode = readonly [verb: string, a: number, b: number];

export interface Boot {
  readonly initramfs: boolean;
  readonly coldplug: boolean;
  /** Indices into Userspace.modprobeNames. */
  readonly modulesLoad: readonly number[];
  readonly userspaceAfter: Span;
}

export interface Actor {
  readonly name: string;
  readonly at: Span;
  readonly actions: readonly ActionCode[];
  /** Durations of `wait` actions, by their first number. */
  readonly waits: readonly Span[];
}

export interface Kernel {
  readonly setup: Setup;
  readonly age: Age;
  readonly doors: Doors;
  readonly workers: readonly WorkerKind[];
  /** Names of locks besides those of the devices. */
  readonly locks: readonly string[];
  readonly traits: Traits;
  /** Who is available, as this system means it: for checks, never for processes. */
  readonly judgeOf: (world: LinuxWorld) => Judge;
  /** Objects that its judge looks at besides those of Linux's to say who is available for a device. */
  readonly judgeReads: (kernel: Kernel, device: number) => readonly number[];
  readonly holders: Holders;
  /**
   * specificity[driver][device]: 0 the ids do not name it, 1 a catch-all takes it, 2 a pattern takes its kind, 3
   * an id names it. What systems make bids of where the scenario states none.
   */
  readonly specificity: readonly (readonly (0 | 1 | 2 | 3)[])[];
  /**
   * places[driver][device]: which string of the device's ordered list of compatible ones the driver names, the most
   * specific one being 0; -1: none. Where a modalias holds no such list, 3 - specificity.
   */
  readonly places: readonly (readonly number[])[];
  /** The same by the first entry of the driver's own list that names any string of the device's. */
  readonly firstPlaces: readonly (readonly number[])[];
  /** idPlaces[id][device]: the same as places for an id that a story adds (Setup.dynamicIds); -1: it does not fit. */
  readonly idPlaces: readonly (readonly number[])[];
  /** How many strings each device's list has, 0 if its modalias holds none. */
  readonly strings: readonly number[];
  /**
   * By bus: whether anything in this scenario can take a device, or a driver, off its list; else walks leave no trace
   * (2.4).
   */
  readonly devicesLeave: readonly boolean[];
  readonly driversLeave: readonly boolean[];
  /**
   * Devices that some probe, link or match of this scenario can defer. For the others no trigger is watched
   * and no list looked at, and if there are none, nothing is retried: it would be seen by nobody.
   */
  readonly deferrable: readonly boolean[];
  readonly somethingDefers: boolean;
  /**
   * Untimed clock: events that load nothing (bind, unbind, remove) are not queued. All they can do is take
   * time, and there every delay is possible anyway.
   */
  readonly quietEvents: boolean;
  readonly quirks: Readonly<Partial<Record<QuirkName, true>>>;
  /** possible[driver][device]: some state of override and ids could make them match; others are never asked. */
  readonly possible: readonly (readonly boolean[])[];
  /** matchAnswer[driver][device]: `ids`, or the error that the match callback gives. */
  readonly matchAnswer: readonly (readonly ('ids' | 'EPROBE_DEFER' | 'EINVAL')[])[];
  readonly dma: readonly ('ok' | 'EBUSY' | 'EPROBE_DEFER')[];
  readonly probes: readonly (readonly ProbeBehaviour[])[];
  readonly removeTakes: readonly Span[];
  /** Dynamic ids that a driver adds right after its registration, as vfio-pci's ids= does (9.1.7). */
  readonly idsAtLoad: readonly (readonly number[])[];
  /** always, never, or if the owner module was loaded with async_probe (6.1). */
  readonly asyncProbing: readonly ('always' | 'never' | 'module')[];
  readonly modules: readonly ModuleBehaviour[];
  /** Children that a device's driver creates when it binds, and when each appears. */
  readonly children: readonly (readonly number[])[];
  readonly appearsAfter: readonly Span[];
  /** Devices that the kernel finds at boot (or that are there when a running system is taken up). */
  readonly presentAtBoot: readonly number[];
  readonly presetDriver: readonly number[];
  readonly initialOverride: readonly number[];
  readonly hidIgnoreSpecialDrivers: boolean;
  /** null: never gives up. */
  readonly deferTimeout: number | null;
  /** Built-in modules in initcall order: level, then link order. */
  readonly initcalls: readonly number[];
  readonly boot: Boot | null;
  readonly userspace: Userspace;
  /** What was done before the story. */
  readonly given: readonly ActionCode[];
  readonly actors: readonly Actor[];
  /** What others may do: names that they may modprobe (indices), and whether they may trigger retries. */
  readonly others: { readonly load: readonly number[]; readonly trigger: boolean };
  /** How long queued kernel work takes to start. */
  readonly workerLatency: Span;
}

/** The world as the Linux operations see it: with the kernel's static rules at hand. */
export class LinuxWorld extends World {
  readonly kernel: Kernel;
  constructor(kernel: Kernel, words: Int32Array) {
    super(kernel.setup, words);
    this.kernel = kernel;
  }
}

/** Name of the rules of a device's bus. */
export function rulesOf(kernel: Kernel, device: number): string {
  return kernel.setup.buses[kernel.setup.devices[device]?.bus ?? -1]?.rules ?? 'generic';
}

/** A device's bus, -1 if it has none. */
export function busOfDevice(kernel: Kernel, device: number): number {
  return kernel.setup.devices[device]?.bus ?? -1;
}

/** A driver's bus, -1 if it has none. */
export function busOfDriver(kernel: Kernel, driver: number): number {
  return kernel.setup.drivers[driver]?.bus ?? -1;
}

/** Roles of processes; an identity is id * ROLES.length + role. */
export const ROLES = [
  'kernel init',
  'deferred probe work',
  'deferred probe timeout',
  'udevd',
  'udev worker',
  'async attach',
  'async probe',
  'enumerate',
  'ungroup',
  'actor',
  'given',
  'others load',
  'others bind',
  'system',
] as const;
export type Role = (typeof ROLES)[number];

/** Identity of a process: what it is, and the number of what it is about. */
export function identity(role: Role, id = 0): number {
  return id * ROLES.length + ROLES.indexOf(role);
}

/** What a process about a pair is numbered by (WorkerKind.about). */
export const pairId = ({ setup }: Kernel, driver: number, device: number): number =>
  driver * setup.devices.length + device;

/** Identity of a process of the system's own: its place in Kernel.workers, and what it is about. */
export function workerIdentity({ workers }: Kernel, kind: string, id = 0): number {
  return identity('system', id * workers.length + workers.findIndex(({ name }) => name === kind));
}

function workerName({ workers, setup }: Kernel, code: number): string {
  const { name = '?', about = 'system' } = workers[code % workers.length] ?? {};
  const id = Math.floor(code / workers.length);
  if (about === 'system') return id === 0 ? name : `${name} ${id + 1}`;
  if (about === 'pair') {
    const driver = Math.floor(id / setup.devices.length);
    return `${name} of ${setup.devices[id % setup.devices.length]?.name} by ${setup.drivers[driver]?.name}`;
  }
  const subject = about === 'device' ? setup.devices[id] : setup.drivers[id];
  return `${name} of ${subject?.name}`;
}

/** A process's name: its role and what it is about. */
export function processName(kernel: Kernel, code: number): string {
  const role = ROLES[code % ROLES.length] as Role;
  const id = Math.floor(code / ROLES.length);
  const device = kernel.setup.devices[id]?.name ?? '?';
  switch (role) {
    case 'actor':
      return kernel.actors[id]?.name ?? '?';
    case 'udev worker':
      return `udev worker: ${device}`;
    case 'async attach':
    case 'async probe':
      return `${role} of ${device}`;
    case 'others load':
      return `${role} ${kernel.userspace.modprobeNames[id]}`;
    case 'enumerate':
    case 'ungroup':
      return `${role} ${device}`;
    case 'system':
      return workerName(kernel, id);
    case 'udevd':
      // By its first device even if there is one queue only: another device may give it a second one.
      return `${role} (${kernel.setup.devices[kernel.setup.eventQueue.indexOf(id)]?.name})`;
    default:
      return role;
  }
}
