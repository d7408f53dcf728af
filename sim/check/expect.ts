/** A scenario's own expectations, judged on one run: `never`, `ends`; `sometimes` needs many runs and is left open. */
import type { World } from '../model/world.ts';
import type { Breach } from './checker.ts';

/** A claim as scenario files write it (scenario.ts Claim); named here because checks know no scenarios. */
export type Claim =
  | { readonly ends: Readonly<Record<string, string | null>> }
  | { readonly breaks: string; readonly device: string | null };

export interface Expectations {
  readonly never: readonly Claim[];
  readonly sometimes: readonly Claim[];
  readonly ends: Readonly<Record<string, readonly (string | null)[]>>;
}

/** A broken expectation: in words, and the device it is about if there is one. */
export interface Disappointment {
  readonly why: string;
  readonly device: string | null;
}

/** Name of the driver that each device ended with; null: none. Several, in several slots, are joined by a plus. */
export function endingOf(world: World): Record<string, string | null> {
  return Object.fromEntries(world.setup.devices.map(({ id, name }) => [name, driversOf(world, id)]));
}

/** Name of the driver that the device has, of all joined by a plus where it has several slots; null: none. */
export function driversOf(world: World, device: number): string | null {
  const { drivers, marks } = world.setup;
  const one = drivers[world.boundTo(device)]?.name ?? null;
  if (!marks.slots) return one;
  const all = drivers.filter(({ id }) => world.holds(id, device)).map(({ name }) => name);
  return all.length > 0 ? all.join('+') : null;
}

/** Whether this run shows what the claim says. */
export function shows(
  claim: Claim,
  ending: Readonly<Record<string, string | null>>,
  breaches: readonly Breach[],
  world: World,
): boolean {
  if ('ends' in claim)
    return Object.entries(claim.ends).every(([device, driver]) => ending[device] === driver);
  return breaches.some(
    ({ invariant, device, byDesign }) =>
      invariant.name === claim.breaks &&
      !byDesign &&
      (claim.device === null || world.setup.devices[device ?? -1]?.name === claim.device),
  );
}

/** The expectations that this run breaks. */
export function disappointments(
  expect: Expectations,
  breaches: readonly Breach[],
  world: World,
): Disappointment[] {
  const ending = endingOf(world);
  const wrongEnds = Object.entries(expect.ends)
    .filter(([device, allowed]) => !allowed.includes(ending[device] ?? null))
    .map(([device, allowed]) => ({
      device,
      why: `${device} ended with ${named(ending[device] ?? null)}; expected ${allowed.map(named).join(' or ')}`,
    }));
  const shown = expect.never
    .filter((claim) => shows(claim, ending, breaches, world))
    .map((claim) => ({
      device: deviceOf(claim),
      why: `a run showed what never should be: ${claimText(claim)}`,
    }));
  return [...wrongEnds, ...shown];
}

const named = (driver: string | null): string => driver ?? 'no driver';

function deviceOf(claim: Claim): string | null {
  return 'ends' in claim ? (Object.keys(claim.ends)[0] ?? null) : claim.device;
}

/** A claim as a phrase. */
export function claimText(claim: Claim): string {
  if ('breaks' in claim) return `${claim.breaks} breaks${claim.device === null ? '' : ` on ${claim.device}`}`;
  return Object.entries(claim.ends)
    .map(([device, driver]) => `${device} ends with ${named(driver)}`)
    .join(' and ');
}
