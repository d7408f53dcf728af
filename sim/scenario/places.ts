/** Where the values of a file stand in its text: found again by the path of keys that leads to them. */
import type { LineCounter } from 'yaml';
import type { Span } from './problems.ts';

export type Path = readonly (string | number)[];

/** The places of a key and of its value; in a list, twice that of the entry. */
export interface Entry {
  readonly key: Span;
  readonly value: Span;
}

export interface Places {
  /** Remembers an entry of a mapping or list. */
  readonly add: (container: object, key: string | number, entry: Entry) => void;
  /** The place of a path; if it leads nowhere, that of its longest beginning that does. */
  readonly find: (path: Path, part: keyof Entry) => Span;
  /** Line number (from 1) of a place. */
  readonly line: (span: Span) => number;
}

/** No places yet. `root` is asked for the whole value when a path is followed, `whole` is its own place. */
export function makePlaces(root: () => unknown, whole: Span, lines: LineCounter): Places {
  const known = new WeakMap<object, Map<string | number, Entry>>();
  const entryOf = (container: unknown, key: string | number): Entry | undefined =>
    typeof container === 'object' && container !== null ? known.get(container)?.get(key) : undefined;
  return {
    add(container, key, entry) {
      const entries = known.get(container) ?? new Map<string | number, Entry>();
      known.set(container, entries.set(key, entry));
    },
    find(path, part) {
      let found: Entry = { key: whole, value: whole };
      let container = root();
      for (const key of path) {
        const entry = entryOf(container, key);
        if (entry === undefined) break;
        found = entry;
        container = (container as Record<string | number, unknown>)[key];
      }
      return found[part];
    },
    line: (span) => lines.linePos(span.start).line,
  };
}

/** `drivers.i915.may[1]` */
export function pathName(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? key : `${text}.${key}`;
  }, '');
}
