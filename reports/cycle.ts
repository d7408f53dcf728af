/** The wait-for cycle in the list of blocked processes: the part of a deadlock that explains it. */

import type { Ending } from './report.ts';

export type Blocked = Ending['blocked'][number];

/**
 * A cycle of processes each waiting for something that the next one holds, or an empty list when there is none (then
 * somebody waits for a wake-up that never comes). Starts with the process that is listed first.
 */
export function waitCycle(blocked: readonly Blocked[]): readonly Blocked[] {
  const byName = new Map(blocked.map((entry) => [entry.process, entry]));
  const settled = new Set<string>();
  for (const start of blocked) {
    const cycle = walk(start, byName, settled);
    if (cycle.length > 0) return cycle;
  }
  return [];
}

/** Depth first with an explicit stack: a hostile report must not exhaust ours. */
function walk(
  start: Blocked,
  byName: ReadonlyMap<string, Blocked>,
  settled: Set<string>,
): readonly Blocked[] {
  const path: { readonly entry: Blocked; next: number }[] = [{ entry: start, next: 0 }];
  const onPath = new Map([[start.process, 0]]);
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const holder = top.entry.heldBy[top.next++];
    if (holder === undefined) {
      settled.add(top.entry.process);
      onPath.delete(top.entry.process);
      path.pop();
      continue;
    }
    const seenAt = onPath.get(holder);
    if (seenAt !== undefined) return path.slice(seenAt).map(({ entry }) => entry);
    const next = byName.get(holder);
    if (next === undefined || settled.has(holder)) continue;
    onPath.set(holder, path.length);
    path.push({ entry: next, next: 0 });
  }
  return [];
}
