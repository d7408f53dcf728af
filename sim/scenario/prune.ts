/**
 * Leaves out the faulty parts of a file's value, so that what remains can be checked for unknown names and the
 * like: an author is told everything at once, not one layer of mistakes after the other.
 */
import type { Path } from './places.ts';

/** Where to cut: `true` at the end of a path. */
type Cuts = Map<string | number, Cuts | true>;

/** An action that does nothing, in the place of one that could not be read: the later ones keep their numbers. */
const NO_ACTION = 'settle';

/** The value without the parts at `paths`. A list loses all its entries at once, except actions. */
export function prune(value: unknown, paths: readonly Path[]): unknown {
  const cuts: Cuts = new Map();
  for (const path of paths) mark(cuts, path);
  return without(value, cuts, null);
}

function mark(cuts: Cuts, path: Path): void {
  let at = cuts;
  for (const [index, key] of path.entries()) {
    const below = at.get(key);
    if (below === true) return;
    if (index === path.length - 1) {
      at.set(key, true);
      return;
    }
    const next: Cuts = below ?? new Map();
    at.set(key, next);
    at = next;
  }
}

function without(value: unknown, cuts: Cuts, name: string | null): unknown {
  if (Array.isArray(value)) return listWithout(value, cuts, name);
  if (typeof value !== 'object' || value === null) return value;
  const kept: Record<string, unknown> = {};
  for (const [key, child] of Object.entries(value)) {
    const cut = cuts.get(key);
    if (cut !== true) kept[key] = cut === undefined ? child : without(child, cut, key);
  }
  return kept;
}

function listWithout(list: readonly unknown[], cuts: Cuts, name: string | null): unknown[] {
  const actions = name === 'story' || name === 'given' || name === 'do';
  if (!actions && [...cuts.values()].includes(true)) return [];
  return list.map((child, index) => {
    const cut = cuts.get(index);
    if (cut === true) return NO_ACTION;
    return cut === undefined ? child : without(child, cut, null);
  });
}
