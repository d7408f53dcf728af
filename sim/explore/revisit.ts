/** Coming back: to states that a search has stored, and, in a long run without decisions, to where it was. */
import type { Canonicaliser } from '../engine/canonical.ts';
import type { Machine } from '../engine/machine.ts';
import type { Searched } from './endless.ts';
import type { Transition } from './graph.ts';
import type { Path } from './path.ts';
import type { StateSet } from './states.ts';

interface Parts<W> {
  readonly machine: Machine<W>;
  readonly states: StateSet;
  readonly canonical: Canonicaliser<W>;
  readonly path: Path;
}

/** Takes a turn and all that has to follow, from a state with so many processes; `arrived` is called after each. */
type Run = (live: number, arrived: () => void, turn: Transition) => boolean;

/** Ways to stand in stored states and to take transitions again. */
export function revisiting<W>(
  { machine, states, canonical, path }: Parts<W>,
  run: Run,
): Pick<Searched<W>, 'stand' | 'along' | 'stateOf'> {
  const stand = (state: number): number => {
    states.restore(state, machine.memory);
    machine.moved();
    let live = 0;
    while (live < machine.slots && machine.isLive(live)) live++;
    return live;
  };
  return {
    stand,
    along(from, transition, arrived) {
      const live = stand(from);
      path.cut(0);
      const through = run(live, () => arrived(path.last()), transition);
      return through && states.find(machine.memory) === transition.to;
    },
    stateOf(memory) {
      machine.memory.set(memory);
      canonical.apply();
      return states.find(machine.memory);
    },
  };
}

/** Turns without a decision from which on it is asked whether they go round; a power of two. */
const LONG_RUN = 64;

/** Whether a run of so many turns has come back to where it was (Brent): all is told of that circle then. */
export function recurrence(memory: Int32Array): (run: number) => boolean {
  const mark = new Int32Array(memory.length);
  return (run) => {
    if (run < LONG_RUN) return false;
    if ((run & (run - 1)) !== 0) return mark.every((word, at) => word === memory[at]);
    mark.set(memory);
    return false;
  };
}
