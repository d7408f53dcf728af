/** `--systems`: names of systems and of whole families, with commas. */

import { nearest } from '../../scenario/words.ts';
import { SYSTEM_NAMES, systemOf } from '../../systems/catalogue.ts';
import type { System } from '../../systems/system.ts';
import { UserError } from '../trouble.ts';

/** Words for a whole family. */
const FAMILIES: ReadonlyMap<string, System['family']> = new Map([
  ['linux', 'linux'],
  ['proposals', 'proposal'],
  ['others', 'other'],
]);

/** Each system once, in the order of the list; a family's in that of the catalogue. Throws `UserError`. */
export function systemsOf(text: string): readonly string[] {
  return [...new Set(text.split(',').flatMap((word) => named(word.trim())))];
}

function named(word: string): readonly string[] {
  const family = FAMILIES.get(word);
  if (family !== undefined)
    return SYSTEM_NAMES.filter((name) => systemOf({ system: name }).family === family);
  const known: readonly string[] = SYSTEM_NAMES;
  if (known.includes(word)) return [word];
  const near = nearest(word, [...known, ...FAMILIES.keys()]);
  const hint = near === null ? '"probesim list systems" has all names' : `did you mean ${near}?`;
  throw new UserError(
    `--systems: unknown system ${JSON.stringify(word)}; ${hint} (${[...FAMILIES.keys()].join(', ')} are all of a family)`,
  );
}
