/**
 * What a file says to systems (`under:`): dialects and traits are those of the catalogue, values those of the
 * trait.
 */
import { DIALECTS } from '../systems/catalogue.ts';
import type { Dialect, TraitValues } from '../systems/system.ts';
import type { Context } from './context.ts';
import type { Path } from './places.ts';
import type { Under } from './scenario.ts';
import { listed, quoted } from './words.ts';

/** The key for a complete scenario: absent if nothing is said. */
export function resolveUnder(
  context: Context,
  of: keyof Dialect,
  at: Path,
  raw: Under | undefined,
): { readonly under?: Under } {
  if (raw === undefined || Object.keys(raw).length === 0) return {};
  for (const [dialect, said] of Object.entries(raw)) {
    const path = [...at, 'under', dialect];
    const known = DIALECTS[dialect];
    if (!known) unknownName(context, path, dialect, { what: 'dialect', known: Object.keys(DIALECTS) });
    else
      for (const [trait, value] of Object.entries(said)) check(context, [...path, trait], known[of], value);
  }
  return { under: raw };
}

function check(
  context: Context,
  path: Path,
  traits: Dialect[keyof Dialect],
  value: number | boolean | string,
): void {
  const name = String(path.at(-1));
  const trait = Object.hasOwn(traits, name) ? traits[name] : undefined;
  if (!trait) return unknownName(context, path, name, { what: 'trait', known: Object.keys(traits) });
  const allowed = allowedText(trait.values);
  if (!fits(trait.values, value))
    context.complain(path, {
      message: `found ${quoted(String(value))}`,
      allowed,
      ...near(trait.values, value),
    });
}

function unknownName(
  context: Context,
  path: Path,
  name: string,
  { what, known }: { readonly what: string; readonly known: readonly string[] },
): void {
  const found = { message: `unknown ${what} ${quoted(name)}`, meant: { found: name, known } };
  const none = known.length === 0 ? 'nothing can be said here' : listed(known);
  context.complain(path, { ...found, allowed: none }, 'key');
}

function near(
  values: TraitValues,
  value: number | boolean | string,
): { meant?: { found: string; known: string[] } } {
  if (typeof values !== 'object' || !('words' in values)) return {};
  return { meant: { found: String(value), known: [...values.words] } };
}

function fits(values: TraitValues, value: number | boolean | string): boolean {
  if (values === 'yes-no') return typeof value === 'boolean';
  if (values === 'name') return typeof value === 'string';
  if ('words' in values) return typeof value === 'string' && values.words.includes(value);
  return typeof value === 'number' && value >= values.min && value <= values.max;
}

/** Which values a trait can have, in words. */
export function allowedText(values: TraitValues): string {
  if (values === 'yes-no') return 'true or false';
  if (values === 'name') return 'a name';
  if ('words' in values) return listed(values.words);
  return `a whole number from ${values.min} to ${values.max}`;
}
