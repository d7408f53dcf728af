/**
 * Finds all patterns that match a text without trying them all. A kernel has 26,000 aliases; nearly every one
 * starts with a long literal part (bus, vendor, device). Patterns are kept by that part, and a look-up asks
 * for every length of it that occurs: a few dozen table reads, then the few patterns found.
 */
import { compileGlob, literalPrefix, type Glob } from '../../model/fnmatch.ts';

export interface PatternEntry<T> {
  readonly pattern: string;
  readonly value: T;
}

export interface PatternIndex<T> {
  /** Values of all patterns that match, in the order in which they were given. */
  readonly find: (text: string) => readonly T[];
}

interface Held<T> extends PatternEntry<T> {
  readonly position: number;
  /** Compiled when first tried: most patterns never are. */
  glob: Glob | null;
}

function matches(held: Held<unknown>, text: string): boolean {
  held.glob ??= compileGlob(held.pattern);
  return held.glob(text);
}

/** Builds the index; entries keep their order. */
export function buildPatternIndex<T>(entries: readonly PatternEntry<T>[]): PatternIndex<T> {
  const byPrefix = new Map<string, Held<T>[]>();
  entries.forEach(({ pattern, value }, position) => {
    const prefix = literalPrefix(pattern);
    const bucket = byPrefix.get(prefix);
    const held: Held<T> = { pattern, value, position, glob: null };
    if (bucket === undefined) byPrefix.set(prefix, [held]);
    else bucket.push(held);
  });
  const lengths = [...new Set([...byPrefix.keys()].map((prefix) => prefix.length))].sort((a, b) => a - b);
  const find = (text: string): readonly T[] => {
    const found: Held<T>[] = [];
    for (const length of lengths) {
      if (length > text.length) break;
      for (const held of byPrefix.get(text.slice(0, length)) ?? []) if (matches(held, text)) found.push(held);
    }
    return found.sort((a, b) => a.position - b.position).map(({ value }) => value);
  };
  return { find };
}
