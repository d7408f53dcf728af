/** Plain data of a scenario file under construction. */

export type Plain = Readonly<Record<string, unknown>>;

/** A key, its value, and the value that need not be said. */
export type Said = readonly [key: string, value: unknown, unsaid?: unknown];

/** The keys whose values differ from what holds unsaid. */
export function differing(entries: readonly Said[]): Plain {
  return Object.fromEntries(
    entries
      .filter(([, value, unsaid]) => value !== undefined && !same(value, unsaid))
      .map(([key, value]) => [key, value]),
  );
}

/** Equal as data. */
export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** undefined (not written) for an empty mapping or list. */
export function unlessEmpty<T extends object>(value: T): T | undefined {
  return Object.keys(value).length === 0 ? undefined : value;
}
