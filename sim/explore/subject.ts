/** What an explorer explores: a machine at its start, how endings are told apart, and what is broken on the way. */
import type { Machine } from '../engine/machine.ts';

export interface Subject<W> {
  /** Stands at the start; the explorer moves it about and leaves it anywhere. */
  readonly machine: Machine<W>;
  /** Outcome class of the state that the machine is in, nobody being able to move. */
  readonly ending: () => string;
  /** Claims that broke since the last call, by name; called after each turn and, with true, at an ending. */
  readonly broken: (atEnd: boolean) => readonly string[];
  /** Claims that break if a run goes on for ever through states like the machine's; absent: none. */
  readonly endless?: () => readonly string[];
}

/** One turn of a schedule, told so that any machine of the same blueprint and interner can follow it. */
export interface Move {
  /** Identity of the process without its twin number, and its local state before the turn. */
  readonly identity: number;
  readonly state: number;
  readonly answer: number;
}

/** What ends a search early. All limits are checked between states; the verdict says which one struck. */
export interface Budget {
  readonly states?: number;
  readonly bytes?: number;
  /** Asked now and then; true ends the search. Time is measured outside. */
  readonly expired?: () => boolean;
}

/** Where a search stands, for progress lines. */
export interface Progress {
  readonly states: number;
  readonly depth: number;
  /** A guess at how much of the search is done, from 0 to 1 (search.ts). */
  readonly share: number;
}
