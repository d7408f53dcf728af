/**
 * What a system is: rules that decide which driver gets which device. Linux through its ages is one set of doors
 * with switches (linux.ts); every other system brings doors of its own, in a file of its own. All of them change
 * the same world by the same facts, so checks, searches and reports need not know which one runs.
 *
 * Recipe for a new system:
 * 1. Copy redox.ts, the smallest one, to a file of the system's name. Its head says which steps of which reference
 *    it follows and in what it differs, and what the verbs of a story are there.
 * 2. Write its doors as process functions named after the system's own functions, one yield before each touch of
 *    what others can touch. steps.ts has the common moves (list, match, probe, bind, release),
 *    heads.ts the common doors, auction.ts the moves of systems in which drivers bid.
 * 3. State `available` in its judge: what the promises are judged by. judge.ts has the common readings.
 * 4. Say its traits (what a scenario may state under `under: { DIALECT: ... }`) and the words of its own
 *    (`marks`).
 * 5. State in `leavesOut` which steps of the source are missing, whether or not they change who binds.
 * 6. Add one line to catalogue.ts, and a test of its statements (properties/systems, sim/README.md has more).
 */
import type { Age, Kernel, LinuxWorld } from '../linux/kernel.ts';
import type { Doors, WorkerKind } from '../linux/system-parts.ts';
import type { Holders } from '../linux/waits.ts';
import type { Judge } from '../model/judge.ts';
import type { Marks } from '../model/setup.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** A driver as the default of a trait sees it. */
export interface DriverFacts {
  readonly catchAll: boolean;
  readonly generic: boolean;
  /** Its best specificity over all devices (linux/kernel.ts Kernel.specificity). */
  readonly best: 0 | 1 | 2 | 3;
}

/**
 * Which values a trait can have: a range of whole numbers, yes or no (1, 0), one of some words (its place), any
 * name.
 */
export type TraitValues =
  { readonly min: number; readonly max: number } | 'yes-no' | 'name' | { readonly words: readonly string[] };

export interface Trait<Facts> {
  /** One sentence, for the schema and for `probesim list`. */
  readonly says: string;
  readonly values: TraitValues;
  /** The value where the scenario says nothing; of a `name`: 0, no name. */
  readonly unsaid: (facts: Facts) => number;
}

/** What scenarios may say for one family of systems. */
export interface Dialect {
  readonly driver: Readonly<Record<string, Trait<DriverFacts>>>;
  readonly device: Readonly<Record<string, Trait<null>>>;
  readonly system: Readonly<Record<string, Trait<null>>>;
}

export interface System {
  readonly says: string;
  /** Where its rules were read. */
  readonly source: string;
  /** What that was: code, documents only, or a proposal that nobody has built. */
  readonly readFrom: 'code' | 'documents' | 'proposal';
  /** What of its source is not modelled, a phrase each, with the step: `sleep (A4.7)`. Users see it. */
  readonly leavesOut: readonly string[];
  readonly family: 'linux' | 'proposal' | 'other';
  /** Promises that this system breaks by design on some buses: shown as such, not counted as breaches. */
  readonly byDesign: readonly string[];
  /** Switches of the Linux core and of user space; other systems load modules as LINUX_6_1 does. */
  readonly age: Age;
  readonly doors: Doors;
  /** Name under which scenarios speak to it (`under:`); systems of one family share it. */
  readonly dialect: string;
  readonly traits: Dialect;
  readonly marks: Marks;
  /** Locks besides one per device. */
  readonly locks: readonly string[];
  /** Kinds of processes of its own. */
  readonly workers: readonly WorkerKind[];
  /** Who can end a wait of its own (linux/waits.ts has those of Linux and of module loading). */
  readonly holders: Holders;
  /** Who is available, and who would accept: asked by checks, never by processes. */
  readonly judgeOf: (world: LinuxWorld) => Judge;
  /**
   * Objects (model/layout.ts) that the judge looks at besides those of Linux's (linux/bound.ts readByPromises) to say
   * who is available for a device: read by the step that binds a catch-all. Absent: none.
   */
  readonly judgeReads?: (kernel: Kernel, device: number) => readonly number[];
  /** Driver trait that says which slot of a device a driver binds; null: a device has one slot. */
  readonly slotTrait: string | null;
  /** Device trait (yes, no) that says which devices have several slots at all. Absent: all of them have. */
  readonly slotsOn?: string;
  /** Whoever says that trait has a slot to itself, whatever it says: a layer of a stack. Name of the main layer. */
  readonly slotEach?: string;
  /**
   * Whether devices meet only by delaying each other, by loading modules and by triggering retries, so that each
   * can be explored alone (project-scenario.ts). Where a system couples them otherwise, all devices are explored
   * together.
   */
  readonly projects: boolean;
  /** Claims about rules that this system does not have: judged only if a scenario asks for them by name. */
  readonly silentOn: readonly string[];
  /** What its distribution or administrator does to every machine before it runs: parameters, configuration. */
  readonly prepare: (scenario: Scenario) => Scenario;
}

export const NO_TRAITS: Dialect = { driver: {}, device: {}, system: {} };
export const NO_MARKS: Marks = { device: [], driver: [], system: [], pair: null, slots: false };
/** A machine as it comes. */
export const asItIs = (scenario: Scenario): Scenario => scenario;
