/** From the moves of a search to a schedule that anybody can replay: the run is made once, and its answers recorded. */
import { recorded, type ChoicePoint, type Deviation } from '../engine/choice.ts';
import { IDENTITY_MAX, WORDS_PER_SLOT, type Machine } from '../engine/machine.ts';
import { run } from '../engine/run.ts';
import type { SlotMove } from './shortest.ts';
import type { Move } from './subject.ts';

/** Deviations of the run that takes these moves, from where the machine stands, and is boring after them. */
export function deviationsOf<W>(
  machine: Machine<W>,
  moves: readonly (Move | SlotMove)[],
  stepsMax: number,
): Deviation[] {
  let turn = 0;
  const chooser = recorded({
    choose(point: ChoicePoint) {
      const move = moves[turn];
      if (!move) return 0;
      return point.kind === 'schedule' ? indexOf(machine, point, move) : move.answer;
    },
  });
  run(machine, chooser, { clock: 'untimed', stepsMax, afterTurn: () => turn++ });
  return chooser.deviations();
}

/** Moves of a reduced search name a process by identity and local state: twins in equal states are interchangeable. */
function indexOf<W>(machine: Machine<W>, point: ChoicePoint, move: Move | SlotMove): number {
  for (let index = 0; index < point.count; index++) {
    const slot = point.slot(index);
    if ('slot' in move ? slot === move.slot : isAt(machine, slot, move)) return index;
  }
  throw new Error('a found schedule cannot be followed: this is a bug of the search');
}

function isAt<W>({ memory, slotAt }: Machine<W>, slot: number, move: Move): boolean {
  const word = slotAt + slot * WORDS_PER_SLOT;
  return memory[word] === move.state && (memory[word + 1] as number) % IDENTITY_MAX === move.identity;
}
