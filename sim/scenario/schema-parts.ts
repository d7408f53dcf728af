/**
 * Pieces the schema is built from. The message of each piece is the text after "allowed:" (issues.ts makes the
 * rest), and each carries the description that editors show. Two things valibot does otherwise are done here:
 * a list is never taken for a mapping, and every unknown key is reported, not only the first.
 */
import * as v from 'valibot';
import { DURATION_ALLOWED, DURATION_PATTERN, parseDuration } from './durations.ts';
import { LIMITS } from './limits.ts';
import { PROBE_RESULTS } from './scenario.ts';

/**
 * Names of buses, modules, systems: printable, no spaces. Not only digits, because JavaScript sorts such keys of an
 * object before all others, and the order of devices and drivers counts.
 */
const NAME = /^(?!\d+$)[!-~]+$/;
/** Some devices, drivers and modaliases of real machines have spaces inside (platform:Fixed MDIO bus). */
const SPACED_NAME = /^(?!\d+$)[!-~]+(?: [!-~]+)*$/;
const MODALIAS = /^[!-~]+(?: [!-~]+)*$/;

/** `words` as the text after "allowed:"; issues.ts takes it apart again to find the nearest. */
export const WORDS_JOINED_BY = ' | ';

/** One of these words. */
export function oneOf<const W extends readonly string[]>(words: W) {
  return v.picklist(words, words.join(WORDS_JOINED_BY));
}

export const yesNo = v.boolean(['true', 'false'].join(WORDS_JOINED_BY));

/** A whole number from `min` to `max`. */
export function wholeNumber(min: number, max: number) {
  const allowed = `a whole number from ${min} to ${max}`;
  return v.pipe(v.number(allowed), v.integer(allowed), v.minValue(min, allowed), v.maxValue(max, allowed));
}

function nameLike(shape: RegExp, max: number, allowed: string) {
  return v.pipe(v.string(allowed), v.regex(shape, allowed), v.maxLength(max, `at most ${max} characters`));
}

/** Of a bus, module, system, quirk or invariant. */
export const name = nameLike(
  NAME,
  LIMITS.nameChars,
  'a name: printable ASCII characters, no spaces, not only digits',
);
/** Of a device or driver. */
export const spacedName = nameLike(
  SPACED_NAME,
  LIMITS.nameChars,
  'a name: printable ASCII characters, no spaces at its ends, not only digits',
);
export const pattern = nameLike(
  MODALIAS,
  LIMITS.stringChars,
  'a modalias or a pattern over modaliases: printable ASCII characters',
);

/** One line. */
export const line = v.pipe(
  v.string('a text'),
  v.maxLength(LIMITS.stringChars, `at most ${LIMITS.stringChars} characters`),
  v.regex(/^[^\n]*$/, 'a text of one line'),
);

/** Several lines. */
export const text = v.pipe(
  v.string('a text'),
  v.maxLength(LIMITS.textChars, `at most ${LIMITS.textChars} characters`),
);

export const time = v.pipe(
  v.union([v.literal(0), v.pipe(v.string(), v.regex(DURATION_PATTERN, DURATION_ALLOWED))], DURATION_ALLOWED),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const parsed = parseDuration(String(dataset.value));
    if (typeof parsed !== 'string') return parsed;
    addIssue({ message: parsed });
    return NEVER;
  }),
);

export const probeResult = v.union(
  [
    oneOf(PROBE_RESULTS),
    v.pipe(
      v.literal(1),
      v.transform(() => '1' as const),
    ),
  ],
  PROBE_RESULTS.join(WORDS_JOINED_BY),
);

/** A list of at most `max` entries. */
export function listOf<S extends v.GenericSchema>(item: S, max: number = LIMITS.listEntries) {
  return v.pipe(v.array(item, 'a list'), v.maxLength(max, `at most ${max} entries`));
}

/** A list, or its only entry without brackets. */
export function oneOrMore<S extends v.GenericSchema>(item: S) {
  return v.pipe(
    v.union([listOf(item), item], 'a list or a single entry'),
    v.transform((found): v.InferOutput<S>[] => (Array.isArray(found) ? found : [found])),
  );
}

export const names = oneOrMore(name);
/** Of devices or drivers. */
export const spacedNames = oneOrMore(spacedName);
export const patterns = oneOrMore(pattern);
export const probeResults = oneOrMore(probeResult);

const descriptions = new WeakMap<object, string>();

/** The sentence that `key` or `required` gave to a schema. */
export function descriptionOf(schema: object): string | undefined {
  return descriptions.get(schema);
}

/** An optional key with the sentence that editors show for it. */
export function key<S extends v.GenericSchema>(schema: S, description: string) {
  const optional = v.optional(schema);
  descriptions.set(optional, description);
  return optional;
}

/** A required key with its sentence. */
export function required<S extends v.GenericSchema>(schema: S, description: string) {
  return v.pipe(schema, v.description(description));
}

/** A mapping with exactly these keys. */
export function mapping<const E extends v.ObjectEntries>(entries: E): v.StrictObjectSchema<E, string> {
  const strict = v.strictObject(entries, Object.keys(entries).join(WORDS_JOINED_BY));
  const tolerant = v.object(entries, 'a mapping');
  return {
    ...strict,
    '~run'(dataset, config) {
      const input = dataset.value;
      const result = refuseList(tolerant)['~run'](dataset, config);
      if (typeof input !== 'object' || input === null || Array.isArray(input)) return result as never;
      for (const [found, value] of Object.entries(input)) {
        if (Object.hasOwn(entries, found)) continue;
        const path = [{ type: 'object', origin: 'key', input, key: found, value }] as const;
        v._addIssue(strict, 'key', result as never, config, {
          input: found,
          expected: 'never',
          path: [...path] as never,
        });
      }
      return result as never;
    },
  };
}

/** A mapping from names to values of one shape. */
export function named<N extends v.GenericSchema<string, string>, S extends v.GenericSchema>(
  names: N,
  values: S,
  max: number = LIMITS.listEntries,
) {
  return v.pipe(
    refuseList(v.record(names, values, 'a mapping')),
    v.maxEntries(max, `at most ${max} entries`),
  );
}

/**
 * What is said to systems about something: by dialect, then by trait. Names and values are checked in resolve-
 * under.ts.
 */
export const under = key(
  named(
    name,
    named(
      name,
      v.union(
        [wholeNumber(-2_147_483_648, 4_294_967_295), v.boolean(), name],
        'a whole number, true, false, or a name',
      ),
      LIMITS.traits,
    ),
    LIMITS.traits,
  ),
  'What it says to systems other than Linux: DIALECT: { TRAIT: VALUE } (probesim list systems).',
);

/** To JavaScript a list is an object with keys 0, 1, 2; to the writer of a file it is not. */
function refuseList<S extends v.GenericSchema>(schema: S): S {
  return {
    ...schema,
    '~run'(dataset: { value: unknown }, config: v.Config<v.BaseIssue<unknown>>) {
      if (!Array.isArray(dataset.value)) return schema['~run'](dataset as never, config);
      v._addIssue(schema as never, 'type', dataset as never, config);
      return dataset as never;
    },
  };
}
