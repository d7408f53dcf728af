/**
 * A claim about every run, as an object. It reads, never writes. Safety claims look after each fact; others look once
 * at the end. The same objects serve the command line, the property suites and users.
 *
 * To add one: copy a file of properties/invariants, write `says` first (a positive sentence), run it over all
 * scenarios, find or add a quirk that breaks it, and write the mutant's test. A claim that nothing can break is
 * decoration.
 */
import type { Judge, Strength } from '../model/judge.ts';
import type { World } from '../model/world.ts';

/** A fact has just been applied to the world. */
export interface Moment {
  readonly world: World;
  readonly judge: Judge;
  /** Code of the fact (model/world.ts FACT) and its numbers. */
  readonly fact: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** A process that waits for ever: for what, held by whom. */
export interface Stuck {
  readonly process: string;
  /** The function that it is in: registration, removal, load ... */
  readonly path: readonly string[];
  readonly waitsFor: string;
  readonly heldBy: readonly string[];
}

/** The run is over. */
export interface Finish {
  readonly world: World;
  readonly judge: Judge;
  readonly is: 'quiet' | 'deadlock' | 'limit';
  readonly stuck: readonly Stuck[];
}

/** How a claim was broken. Ids, so that reports can name what is involved. */
export interface Broken {
  readonly why: string;
  readonly device?: number;
  readonly strength?: Strength;
  /** Which slot of the device; absent: the main one, or the only one. */
  readonly slot?: string;
  /** Shown, but not counted: the system says that it does this. */
  readonly byDesign?: boolean;
}

export interface Invariant {
  readonly name: string;
  /** One positive sentence. */
  readonly says: string;
  readonly because: string;
  /** The quirk or scenario whose mutant test breaks it. */
  readonly mutant: string;
  readonly atFact?: (moment: Moment) => Broken | undefined;
  readonly atEnd?: (finish: Finish) => readonly Broken[];
  /** What breaks if a run goes on for ever through states that all show it. */
  readonly forEver?: (state: Pick<Finish, 'world' | 'judge'>) => readonly Broken[];
}

/** What tells apart two breaks of one claim on one device. */
export type Reading = Pick<Broken, 'strength' | 'slot'>;

/** Which reading of a claim broke, in which slot, as far as it says so. */
export function readingOf({ strength, slot }: Reading): Reading {
  return { ...(strength === undefined ? {} : { strength }), ...(slot === undefined ? {} : { slot }) };
}

/** Name of a device or driver in this world, for sentences. */
export const deviceName = (world: World, device: number): string => world.setup.devices[device]?.name ?? '?';
export const driverName = (world: World, driver: number): string =>
  world.setup.drivers[driver]?.name ?? 'nobody';
