/** Cycles in a directed graph of names, found without recursion: chains may be thousands long. */

export type Graph = ReadonlyMap<string, readonly string[]>;

/** More are of no use to a reader. */
const CYCLES_MAX = 20;

/** Cycles of the graph, each as the names on it, without repeating the first; empty if there is none. */
export function cyclesIn(graph: Graph): readonly (readonly string[])[] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  for (const start of graph.keys()) walk(start, graph, done, cycles);
  return cycles;
}

/** Depth first from `start`. `way` is the path walked, `taken` counts the edges tried of each name on it. */
function walk(start: string, graph: Graph, done: Set<string>, cycles: string[][]): void {
  const way: string[] = done.has(start) ? [] : [start];
  const taken = new Map<string, number>([[start, 0]]);
  for (let at = way.at(-1); at !== undefined; at = way.at(-1)) {
    const edge = taken.get(at) ?? 0;
    taken.set(at, edge + 1);
    const next = graph.get(at)?.[edge];
    if (next === undefined) {
      done.add(at);
      taken.delete(at);
      way.pop();
    } else if (taken.has(next)) {
      if (cycles.length < CYCLES_MAX) cycles.push(way.slice(way.indexOf(next)));
    } else if (!done.has(next)) {
      way.push(next);
      taken.set(next, 0);
    }
  }
}
