/**
 * Every ending of a machine of any size: each device explored with what it depends on, the rest as `others`
 * (project-scenario.ts). Devices whose projections differ only in names and durations are one class, explored once: the
 * cost grows with the number of classes, not with the number of devices.
 */
import { classKey, namesOf, renaming, type Names } from './device-classes.ts';
import type { Invariant } from './check/invariant.ts';
import type { Deviation } from './engine/choice.ts';
import {
  exploreScenario,
  type Claim,
  type ExploreOptions,
  type Exploration,
  type ToldLoop,
} from './explore-scenario.ts';
import { pastOf, samePast, type Past } from './past.ts';
import { clusterOf, projectOn } from './project-scenario.ts';
import { enumeration, preparedFor, projectionIndex } from './projection-index.ts';
import type { Scenario } from './scenario/scenario.ts';

/** One way in which a device can end. */
export interface DeviceEnding {
  /** null: no driver. */
  readonly driver: string | null;
  /** A schedule of the projection; replay it there under the untimed clock. */
  readonly deviations: readonly Deviation[];
  /** No schedule has fewer deviations. */
  readonly shortest: boolean;
}

export interface BrokenClaim extends Claim {
  readonly deviations: readonly Deviation[];
  /** No schedule has fewer deviations; of a lasso: no way to its loop has. */
  readonly shortest: boolean;
  /** The schedule leads to a loop that goes on for ever, and goes round it once. */
  readonly loop?: ToldLoop;
}

/** What one device can end with, over every order. */
export interface DeviceEndings {
  readonly device: string;
  /** Devices explored together with it, itself first. */
  readonly cluster: readonly string[];
  /** The scenario that was explored for it, or the same with another device's names. */
  readonly projected: Scenario;
  readonly endings: readonly DeviceEnding[];
  readonly broken: readonly BrokenClaim[];
  /** Broken where the system means them to be. */
  readonly byDesign: readonly BrokenClaim[];
  readonly complete: boolean;
  readonly states: number;
  /** The device whose projection was explored; itself if it is that one. */
  readonly like: string;
}

export interface ClusterExploration {
  readonly devices: readonly DeviceEndings[];
  /** Devices that no driver of the scenario could ever bind. */
  readonly unmatched: readonly string[];
  readonly complete: boolean;
  readonly states: number;
  readonly classes: number;
}

export interface ClusterOptions extends ExploreOptions {
  readonly onDevice?: (device: string, done: number, all: number) => void;
  /** Devices that are asked about; absent: all. */
  readonly devices?: readonly string[];
}

/** One search to be made: of the projection on `device`. */
export interface ClusterSearch {
  readonly device: string;
  readonly cluster: readonly string[];
  readonly scenario: Scenario;
}

/** A device and the search that tells about it. */
export interface PlacedDevice {
  readonly device: string;
  readonly cluster: readonly string[];
  /** Its own projection. */
  readonly projected: Scenario;
  /** Index of the search. */
  readonly search: number;
  /** The device that plays its part there. */
  readonly as: string;
  /** From names of the search to its own, in any text. */
  readonly own: (text: string) => string;
}

/** The searches that a scenario falls into. */
export interface Spread {
  readonly searches: readonly ClusterSearch[];
  readonly devices: readonly PlacedDevice[];
  /** Devices that no driver of the scenario could ever bind. */
  readonly unmatched: readonly string[];
}

/** A class of devices: its search, the names of the projection that is searched, and who plays their part there. */
interface DeviceClass {
  readonly search: number;
  readonly names: Names;
}

/** Divides a scenario into as few searches as tell about all its devices, or about these. */
export function spreadOf(scenario: Scenario, asked?: readonly string[]): Spread {
  const classes = new Map<string, DeviceClass>();
  const sketches = new Map<
    string,
    { readonly like: PlacedDevice; readonly names: Names; readonly of: Names }
  >();
  const searches: ClusterSearch[] = [];
  const devices: PlacedDevice[] = [];
  const unmatched: string[] = [];
  const past = pastOf(scenario);
  const wanted = asked && new Set(asked);
  for (const { name: device } of scenario.devices) {
    if (wanted?.has(device) === false) continue;
    const alone = clusterOf(scenario, device);
    const sketch = alone.length === 1 ? sketchOf(scenario, device, past) : null;
    const known = sketch === null ? undefined : sketches.get(sketch);
    if (known) {
      devices.push(placedLike(scenario, device, known));
      continue;
    }
    const { cluster, projected } = projectionOf(scenario, device, past);
    if (projected.drivers.length === 0) {
      unmatched.push(device);
      continue;
    }
    const names = namesOf(projected);
    const own = classOf(classes, projected, names);
    if (own.search === searches.length) searches.push({ device, cluster, scenario: projected });
    const as = own.names[projected.devices.findIndex(({ name }) => name === device)] ?? device;
    const renamed = renaming(own.names, names);
    const like = { device, cluster, projected, search: own.search, as, own: renamed };
    devices.push(like);
    if (sketch !== null && cluster.length === 1) sketches.set(sketch, { like, names, of: own.names });
  }
  return { searches, devices, unmatched };
}

function classOf(classes: Map<string, DeviceClass>, projected: Scenario, names: Names): DeviceClass {
  const key = classKey(projected);
  let found = classes.get(key);
  if (!found) classes.set(key, (found = { search: classes.size, names }));
  return found;
}

/** A device with the sketch of one placed before. Its projection is made when somebody asks for it. */
function placedLike(
  scenario: Scenario,
  device: string,
  { like, names, of }: { readonly like: PlacedDevice; readonly names: Names; readonly of: Names },
): PlacedDevice {
  const cluster = [device];
  const renamed = (name: string): string => {
    if (name === like.device) return device;
    return name === enumeration(like.device) ? enumeration(device) : name;
  };
  let own: PlacedDevice['own'] | undefined;
  let projected: Scenario | undefined;
  return {
    device,
    cluster,
    get projected() {
      return (projected ??= projectOn(scenario, cluster));
    },
    search: like.search,
    as: like.as,
    own: (text) => (own ??= renaming(of, names.map(renamed)))(text),
  };
}

/**
 * All of a device that is alone in its cluster that its projection goes by, but for its name, and what the past left
 * of it: equal texts, equal classes. Null where other things have or use its name.
 */
function sketchOf(asWritten: Scenario, device: string, past: Past | null): string | null {
  const scenario = preparedFor(asWritten);
  const index = projectionIndex(scenario);
  const position = index.devices.get(device) ?? -1;
  const spec = scenario.devices[position];
  if (!spec || index.isNamed(device)) return null;
  const { parent, ...own } = { ...spec, name: '', modalias: spec.modalias === null };
  const drivers = index.driversOf(spec);
  const left = past?.devices.get(device) ?? null;
  return JSON.stringify([own, parent !== null, drivers, index.fitsOf(spec), index.plansOf(position), left]);
}

/** Explores a scenario device by device. */
export function exploreClusters(
  scenario: Scenario,
  invariants: readonly Invariant[],
  options: ClusterOptions = {},
): ClusterExploration {
  const { searches, devices, unmatched } = spreadOf(scenario, options.devices);
  const explored = searches.map(({ device, scenario: projected }, index) => {
    options.onDevice?.(device, index, searches.length);
    return exploreScenario(projected, invariants, options);
  });
  return {
    devices: devices.flatMap((placed) => {
      const [search, exploration] = [searches[placed.search], explored[placed.search]];
      return search && exploration ? [endingsOf(placed, search, exploration)] : [];
    }),
    unmatched,
    complete: explored.every((one) => one.complete),
    states: explored.reduce((sum, one) => sum + one.states, 0),
    classes: searches.length,
  };
}

/** The projection of one device; everything, where its past cannot be told alone. */
export function projectionOf(
  scenario: Scenario,
  device: string,
  past: Past | null = pastOf(scenario),
): { cluster: readonly string[]; projected: Scenario } {
  const cluster = clusterOf(scenario, device);
  const projected = projectOn(scenario, cluster);
  if (projected.drivers.length === 0 || samePast(past, pastOf(projected))) return { cluster, projected };
  return { cluster: scenario.devices.map(({ name }) => name), projected: scenario };
}

/**
 * The endings of one device: those of the one that played its part, told with its own names. Of ten thousand devices
 * nobody reads all schedules: names are put in when they are read.
 */
function endingsOf(placed: PlacedDevice, search: ClusterSearch, exploration: Exploration): DeviceEndings {
  const { device, cluster } = placed;
  const { complete, states, broken, byDesign } = exploration;
  const endings = once(() => ownEndings(placed, exploration));
  const ownBroken = once(() => ownClaims(placed, broken));
  const ownByDesign = once(() => ownClaims(placed, byDesign));
  return {
    device,
    cluster,
    get projected() {
      return placed.projected;
    },
    get endings() {
      return endings();
    },
    get broken() {
      return ownBroken();
    },
    get byDesign() {
      return ownByDesign();
    },
    complete,
    states,
    like: search.device,
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly is: T } | undefined;
  return () => (made ??= { is: make() }).is;
}

const ownSchedule = ({ own }: PlacedDevice, schedule: readonly Deviation[]): Deviation[] =>
  schedule.map(({ at, pick }) => ({ at: own(at), pick: own(pick) }));

function ownEndings(placed: PlacedDevice, exploration: Exploration): readonly DeviceEnding[] {
  const endings = new Map<string | null, DeviceEnding>();
  for (const { ends, deviations, shortest } of exploration.endings) {
    const found = ends?.[placed.as] ?? null;
    const driver = found === null ? null : placed.own(found);
    const before = endings.get(driver);
    if (before && before.deviations.length <= deviations.length) continue;
    endings.set(driver, { driver, deviations: ownSchedule(placed, deviations), shortest });
  }
  return [...endings.values()];
}

function ownClaims(placed: PlacedDevice, outcomes: Exploration['broken']): readonly BrokenClaim[] {
  const { own } = placed;
  return outcomes.flatMap(({ broken, byDesign, deviations, shortest, loop }) => {
    const claim = broken ?? byDesign;
    if (!claim) return [];
    const { invariant, why, device: about } = claim;
    const named = { invariant, why: own(why), device: about === null ? null : own(about) };
    return [{ ...named, deviations: ownSchedule(placed, deviations), shortest, ...(loop ? { loop } : {}) }];
  });
}
