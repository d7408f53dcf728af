/** Following a run turn by turn while it is made: which turn was taken, who was born, what everybody is about to do. */
import type { Turn } from '../engine/effect.ts';
import type { Machine } from '../engine/machine.ts';

/** A turn of any machine. */
export type AnyTurn = Turn<never>;

export interface Watcher {
  /** A process began in this slot; `parent` is the slot of who spawned it, -1: it was there from the start. */
  readonly born?: (slot: number, parent: number) => void;
  /** The process in this slot took this turn. */
  readonly took?: (slot: number, turn: AnyTurn) => void;
  /** What the process in this slot is about to do has changed; undefined: it ended. */
  readonly about?: (slot: number, turn: AnyTurn | undefined) => void;
}

/** Begins with the machine as it stands; the function returned is to be called after every turn. */
export function watched<W>(machine: Machine<W>, watcher: Watcher): (slot: number) => void {
  const pending: (AnyTurn | undefined)[] = [];
  const enter = (slot: number, parent: number): void => {
    pending[slot] = machine.turnOf(slot);
    watcher.born?.(slot, parent);
    watcher.about?.(slot, pending[slot]);
  };
  for (let slot = 0; slot < machine.slots; slot++) if (machine.isLive(slot)) enter(slot, -1);
  return (slot) => {
    const turn = pending[slot];
    if (turn) watcher.took?.(slot, turn);
    pending[slot] = machine.turnOf(slot);
    watcher.about?.(slot, pending[slot]);
    if (machine.spawned >= 0) enter(machine.spawned, slot);
  };
}
