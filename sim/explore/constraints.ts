/**
 * Difference constraints: numbers `t` with `t[to] - t[from] >= least` for every constraint. Bellman-Ford finds the
 * smallest such numbers from 0 up, or a circle of constraints that contradict each other.
 */

export interface Constraint {
  readonly from: number;
  readonly to: number;
  /** t[to] >= t[from] + least. */
  readonly least: number;
}

export type Solution<C extends Constraint> =
  | { readonly is: 'solved'; readonly values: readonly number[] }
  /** In order: each ends where the next begins, and the sum of all `least` is positive. */
  | { readonly is: 'contradiction'; readonly circle: readonly C[] };

/** The smallest values, all at least 0. */
export function solve<C extends Constraint>(count: number, constraints: readonly C[]): Solution<C> {
  const values = new Array<number>(count).fill(0);
  /** The constraint that pushed a value up last. */
  const pushedBy = new Array<C | undefined>(count).fill(undefined);
  const outgoing: C[][] = Array.from({ length: count }, () => []);
  for (const each of constraints) outgoing[each.from]?.push(each);
  let moved = values.map((_, index) => index);
  // A value that still grows after `count` rounds grows for ever.
  for (let round = 0; moved.length > 0; round++) {
    const next = new Set<number>();
    for (const at of moved) {
      for (const each of outgoing[at] ?? []) {
        const least = (values[at] ?? 0) + each.least;
        if (least <= (values[each.to] ?? 0)) continue;
        values[each.to] = least;
        pushedBy[each.to] = each;
        next.add(each.to);
      }
    }
    const [growing] = next;
    if (round > count && growing !== undefined)
      return { is: 'contradiction', circle: circleBefore(growing, pushedBy) };
    moved = [...next].sort((a, b) => a - b);
  }
  return { is: 'solved', values };
}

/** Backwards along the pushes until a number comes again. */
function circleBefore<C extends Constraint>(start: number, pushedBy: readonly (C | undefined)[]): C[] {
  const seen = new Set<number>();
  let at = start;
  while (!seen.has(at)) {
    seen.add(at);
    at = pushedBy[at]?.from ?? at;
  }
  const circle: C[] = [];
  let back = at;
  do {
    const push = pushedBy[back];
    if (!push) break;
    circle.unshift(push);
    back = push.from;
  } while (back !== at);
  return circle;
}
