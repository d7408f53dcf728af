/** Watches over the searches of one command: gives them to the pool, shows where they are, stops them at Ctrl-C. */

import type { Session } from '../parts.ts';
import { makeProgress } from '../progress.ts';
import { goOn, makeBoard, stopAll, tell, type Board } from './board.ts';
import type { SearchFor, Wish } from './plan.ts';
import type { RefineFor } from './refined.ts';
import type { SmallFor } from './shrunk.ts';
import { standingText } from './standing.ts';
import type { TimingFor } from './timed.ts';

export interface Supervisor {
  readonly search: SearchFor;
  readonly small: SmallFor;
  readonly refine: RefineFor;
  /** The budget's time begins anew. */
  readonly again: () => void;
  readonly timing: TimingFor;
  readonly interrupted: () => boolean;
  readonly close: () => Promise<void>;
}

const LOOK_EVERY_MS = 50;
/** Share of the time for searching; the rest is for making small what was found. */
const SEARCHING = 0.8;

/**
 * At most `jobs` searches at a time; the budget's time is that of all together and begins now. Only here is a clock:
 * when the time is up, the boards say so.
 */
export function supervised(session: Session, wish: Wish, jobs: number): Supervisor {
  const { clock, seed, budget, hashed } = wish;
  const { bytes, seconds } = budget;
  const pool = session.parts.openPool(jobs);
  const [searching, common] = [makeBoard(), makeBoard()];
  let start = session.outside.now();
  const lookAtClock = (): void => {
    const share = seconds === null ? 0 : (session.outside.now() - start) / (seconds * 1000);
    if (share >= SEARCHING) stopAll(searching, 'time');
    if (share >= 1) stopAll(common, 'time');
  };
  const boardOf = ({ stop }: Board): Board => {
    lookAtClock();
    return makeBoard(stop);
  };
  const watch = watched(session, { boards: [searching, common], lookAtClock });
  return {
    async search({ scenario, steps }) {
      const board = boardOf(searching);
      const done = watch.begin(board);
      const found = await pool.search({
        scenario,
        steps,
        clock,
        seed,
        bytes,
        hashed,
        board,
      });
      done();
      return found;
    },
    small: (asked) => pool.small({ ...asked, board: boardOf(common) }),
    refine: (scenario) => pool.refine({ scenario, seed, board: boardOf(common) }),
    again: () => {
      start = session.outside.now();
      goOn(searching);
      goOn(common);
    },
    timing: (asked) => pool.timing({ ...asked, board: boardOf(common) }),
    interrupted: () => tell(common).stopped === 'interrupt',
    async close() {
      watch.end();
      await pool.close();
    },
  };
}

interface Watch {
  /** One more search; whom to tell when it is over. */
  readonly begin: (board: Board) => () => void;
  readonly end: () => void;
}

interface Watched {
  /** Those that Ctrl-C stops. */
  readonly boards: readonly Board[];
  readonly lookAtClock: () => void;
}

/** Looks at the clock and at what stands on the boards now and then, and listens for Ctrl-C. */
function watched({ outside }: Session, { boards, lookAtClock }: Watched): Watch {
  const running: { readonly board: Board; isDone: boolean }[] = [];
  const began = outside.now();
  const progress = makeProgress(outside);
  const look = (): void => {
    lookAtClock();
    const all = running.map(({ board, isDone }) => ({ ...tell(board), isDone }));
    progress.tick(standingText(all, outside.now() - began));
  };
  const looking = setInterval(look, LOOK_EVERY_MS);
  const listening = outside.onInterrupt?.(() => {
    boards.forEach((board) => stopAll(board));
    progress.done();
    outside.err('stopping; once more ends at once, without a report\n');
  });
  return {
    begin(board) {
      const one = { board, isDone: false };
      running.push(one);
      return () => void (one.isDone = true);
    },
    end() {
      clearInterval(looking);
      listening?.();
      progress.done();
    },
  };
}
