/** A system as `list` and `explain` show it: its family, where its rules were read, what scenarios can say to it. */

import { allowedText } from '../scenario/resolve-under.ts';
import type { System } from '../systems/catalogue.ts';
import type { Dialect, TraitValues } from '../systems/system.ts';
import type { Entry } from './parts.ts';

const FAMILIES: Readonly<Record<System['family'], string>> = {
  linux: 'Linux through its ages',
  proposal: 'Proposals for Linux',
  other: 'Other systems',
};

const READ_FROM: Readonly<Record<System['readFrom'], string>> = {
  code: 'its rules were read in the code',
  documents: 'its rules were read in documents only',
  proposal: 'it is a proposal that nobody has built',
};

interface Said {
  readonly of: keyof Dialect;
  readonly name: string;
  readonly says: string;
  readonly values: TraitValues;
}

/** The entry of one system of the catalogue. */
export function systemEntry([name, system]: readonly [string, System]): Entry {
  const { says, source, readFrom, family, dialect, leavesOut } = system;
  const traits = traitsOf(system.traits);
  const listed = (['driver', 'device', 'system'] as const)
    .map((of) => [of, traits.filter((trait) => trait.of === of).map((trait) => trait.name)] as const)
    .filter(([, names]) => names.length > 0)
    .map(([of, names]) => `of ${of === 'system' ? 'the system' : `a ${of}`}: ${names.join(', ')}`);
  return {
    name,
    says: `${says}.`,
    because: `${READ_FROM[readFrom]}: ${source}`,
    group: FAMILIES[family],
    ...(listed.length > 0 ? { more: `under ${dialect}, ${listed.join('; ')}` } : {}),
    ...(leavesOut.length > 0 ? { leavesOut } : {}),
    details: traits.map(
      (trait) =>
        `under ${dialect}, of ${trait.of}, ${trait.name} (${allowedText(trait.values)}): ${trait.says}`,
    ),
  };
}

function traitsOf({ driver, device, system }: Dialect): Said[] {
  return Object.entries({ driver, device, system }).flatMap(([of, traits]) =>
    Object.entries(traits).map(([name, { says, values }]) => ({
      of: of as keyof Dialect,
      name,
      says,
      values,
    })),
  );
}
