/** A finding: what a run showed that is worth keeping, told so that a run of another scenario can show it, too. */
import { driversOf } from '../check/expect.ts';
import type { Breach } from '../check/checker.ts';
import type { Strength } from '../model/judge.ts';
import type { World } from '../model/world.ts';

export type Finding =
  /** A claim broke; on a device, in a reading of "available", if the claim is about such. */
  | {
      readonly is: 'breach';
      readonly invariant: string;
      readonly device: string | null;
      readonly strength: Strength | null;
      /** Slot of the device; null: the main one. */
      readonly slot: string | null;
    }
  /** A device ended with this driver; null: with none. */
  | { readonly is: 'ending'; readonly device: string; readonly driver: string | null };

/** What a run has to say about itself to be judged. */
export interface Shown {
  readonly breaches: readonly Breach[];
  readonly world: World;
}

/** The broken claims of a run as findings, each once; what a system does by design is none. */
export function breachesOf({ breaches, world }: Shown): readonly Finding[] {
  const found = breaches
    .filter(({ byDesign }) => !byDesign)
    .map(({ invariant, device, strength, slot }): Finding => ({
      is: 'breach',
      invariant: invariant.name,
      device: device === undefined ? null : (world.setup.devices[device]?.name ?? null),
      strength: strength ?? null,
      slot: slot ?? null,
    }));
  const texts = found.map((finding) => JSON.stringify(finding));
  return found.filter((_, index) => texts.indexOf(texts[index] ?? '') === index);
}

/** How a device ended. */
export function endingOf({ world }: Shown, device: string): Finding | null {
  const found = world.setup.devices.find(({ name }) => name === device);
  return found ? { is: 'ending', device, driver: driversOf(world, found.id) } : null;
}

/** The first breach that is this finding; undefined if there is none, and for endings. */
export function breachOf(finding: Finding, { breaches, world }: Shown): Breach | undefined {
  if (finding.is === 'ending') return undefined;
  return breaches.find(
    ({ invariant, device, strength, slot, byDesign }) =>
      !byDesign &&
      invariant.name === finding.invariant &&
      (strength ?? null) === finding.strength &&
      (slot ?? null) === finding.slot &&
      (device === undefined ? null : (world.setup.devices[device]?.name ?? null)) === finding.device,
  );
}

/** Whether a run shows this finding. */
export function isShown(finding: Finding, shown: Shown): boolean {
  if (finding.is === 'breach') return breachOf(finding, shown) !== undefined;
  const ending = endingOf(shown, finding.device);
  return ending?.is === 'ending' && ending.driver === finding.driver;
}

/** A finding as a sentence without its full stop. */
export function findingText(finding: Finding): string {
  if (finding.is === 'ending') return `${finding.device} ends with ${finding.driver ?? 'no driver'}`;
  const { invariant, device, strength, slot } = finding;
  const on = device === null ? '' : ` on ${slot === null ? '' : `${slot} of `}${device}`;
  return `${invariant} breaks${on}${strength === null ? '' : ` (${strength})`}`;
}
