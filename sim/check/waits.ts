/** The wait-for graph at the end of a run: who is stuck, on what, and who holds it (locks and waits alike). */
import { LOCK, WAIT } from '../engine/effect.ts';
import type { Machine } from '../engine/machine.ts';
import type { Stuck } from './invariant.ts';

interface Holder {
  readonly fn: string;
  readonly arg?: number;
}

/** Names what each stuck process waits for; `holders` says which functions can end which wait. */
export function stuckProcesses<W>(
  machine: Machine<W>,
  slots: readonly number[],
  holders: Readonly<Record<string, readonly Holder[]>>,
): Stuck[] {
  return slots.map((slot) => {
    const turn = machine.turnOf(slot);
    const path = machine.stackOf(slot).map(({ name }) => name);
    const process = machine.nameOf(slot);
    if (turn?.is === LOCK) {
      const owner = machine.ownerOf(turn.lock);
      const heldBy = owner < 0 ? [] : [machine.nameOf(owner)];
      return { process, path, waitsFor: machine.blueprint.lockName(turn.lock), heldBy };
    }
    if (turn?.is !== WAIT) return { process, path, waitsFor: 'nothing', heldBy: [] };
    const heldBy = holdersOf(machine, slot, holders[turn.op.name] ?? [], turn.a);
    return { process, path, waitsFor: turn.op.name, heldBy };
  });
}

function holdersOf<W>(
  machine: Machine<W>,
  waiter: number,
  holders: readonly Holder[],
  subject: number,
): string[] {
  const names: string[] = [];
  for (let slot = 0; slot < machine.slots; slot++) {
    if (slot === waiter || !machine.isLive(slot)) continue;
    const holds = machine
      .stackOf(slot)
      .some(({ name, args }) =>
        holders.some(({ fn, arg }) => fn === name && (arg === undefined || args[arg] === subject)),
      );
    if (holds) names.push(machine.nameOf(slot));
  }
  return names;
}

/** A cycle of the wait-for graph as process names, first repeated at the end; empty if there is none. */
export function waitCycle(stuck: readonly Stuck[]): string[] {
  const next = new Map(stuck.map(({ process, heldBy }) => [process, heldBy]));
  for (const { process } of stuck) {
    const path = [process];
    const found = follow(next, path);
    if (found.length > 0) return found;
  }
  return [];
}

function follow(next: ReadonlyMap<string, readonly string[]>, path: string[]): string[] {
  for (const holder of next.get(path.at(-1) ?? '') ?? []) {
    const at = path.indexOf(holder);
    if (at >= 0) return [...path.slice(at), holder];
    path.push(holder);
    const found = follow(next, path);
    if (found.length > 0) return found;
    path.pop();
  }
  return [];
}
