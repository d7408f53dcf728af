/**
 * What the matchers claim of a scenario, and what they look for over its orders. Names are checked: a typing mistake
 * in a device's name would make a claim about nobody, and that would hold.
 */
import type { Invariant } from '../../sim/check/invariant.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { nearest } from '../../sim/scenario/words.ts';
import { INVARIANTS } from '../invariants/index.ts';

/** Final driver by device; null: none. */
export type Ends = Readonly<Record<string, string | null>>;

/** What is looked for. */
export type Sight =
  /** An ending in which all these devices have these drivers, */
  | { readonly is: 'ending'; readonly ends: Ends }
  /** or in which one of them has not, */
  | { readonly is: 'other ending'; readonly ends: Ends }
  /** or a run that breaks a promise. */
  | { readonly is: 'breach'; readonly invariant: Invariant };

/** What a search has to say about a run. */
export interface Shown {
  readonly ends?: Ends;
  readonly broken?: { readonly invariant: string; readonly why: string; readonly device: string | null };
}

/** Whether this is what is looked for. */
export function isSeen(sight: Sight, { ends, broken }: Shown): boolean {
  if (sight.is === 'breach') return broken?.invariant === sight.invariant.name;
  if (!ends) return false;
  const agrees = ([device, driver]: [string, string | null]): boolean => ends[device] === driver;
  const all = Object.entries(sight.ends);
  return sight.is === 'ending' ? all.every(agrees) : !all.every(agrees);
}

/** What has to be watched to see it. */
export const watched = (sight: Sight): readonly Invariant[] =>
  sight.is === 'breach' ? [sight.invariant] : [];

/** The endings, if every name in them is one of the scenario's. Throws an Error with the nearest name. */
export function checkedEnds(scenario: Scenario, ends: Ends): Ends {
  const devices = scenario.devices.map(({ name }) => name);
  const drivers = scenario.drivers.map(({ name }) => name);
  if (Object.keys(ends).length === 0) throw new Error('the claim names no device: write { device: driver }');
  for (const [device, driver] of Object.entries(ends)) {
    mustBe('device of this scenario', device, devices);
    if (driver !== null) mustBe('driver of this scenario', driver, drivers);
  }
  return ends;
}

/** The invariant itself, or the shipped one of this name. Throws an Error with the nearest name. */
export function invariantOf(claim: string | Invariant): Invariant {
  if (typeof claim !== 'string') return claim;
  const names = INVARIANTS.map(({ name }) => name);
  const found = INVARIANTS[names.indexOf(claim)];
  if (!found) throw unknown('invariant', claim, names);
  return found;
}

function mustBe(what: string, name: string, known: readonly string[]): void {
  if (!known.includes(name)) throw unknown(what, name, known);
}

function unknown(what: string, name: string, known: readonly string[]): Error {
  const near = nearest(name, known);
  const hint = near === null ? `there are ${known.join(', ')}` : `did you mean ${near}?`;
  return new Error(`no ${what} is called ${JSON.stringify(name)}: ${hint}`);
}

/** `gpu ends with i915 and nic with no driver`. */
export function endsText(ends: Ends): string {
  return Object.entries(ends)
    .map(([device, driver], index) => `${device} ${index === 0 ? 'ends ' : ''}with ${driver ?? 'no driver'}`)
    .join(' and ');
}
