/** Watches over the searches of one command: gives them to the pool, shows where they are, stops them at Ctrl-C. */

import type { Session } from '../parts.ts';
import { makeProgress } from '../progress.ts';
import { makeBoard, stopAll, tell, type Board } from './board.ts';
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

const LOOK_EVERY_MS = 200;
/** Share of the time for searching; the rest is for making small what was found. */
const SEARCHING = 0.8;

/** At most `jobs` searches at a time; the budget's time is that of all together and begins now. */
export function supervised(session: Session, wish: Wish, jobs: number): Supervisor {
  const { clock, seed, budget, hashed } = wish;
  const { bytes, seconds } = budget;
  const pool = session.parts.openPool(jobs);
  const common = makeBoard();
  const watch = watched(session, common);
  let start = Date.now();
  const until = (share: number): number | null => (seconds === null ? null : start + share * seconds * 1000);
  return {
    async search({ scenario, steps }) {
      const { board, done } = watch.begin();
      const found = await pool.search({
        scenario,
        steps,
        clock,
        seed,
        bytes,
        hashed,
        until: until(SEARCHING),
        board,
      });
      done();
      return found;
    },
    small: (asked) => pool.small({ ...asked, until: until(1), board: makeBoard(common.stop) }),
    refine: (scenario) => pool.refine({ scenario, seed, until: until(1), board: makeBoard(common.stop) }),
    again: () => {
      start = Date.now();
    },
    timing: (asked) => pool.timing({ ...asked, until: until(1), board: makeBoard(common.stop) }),
    interrupted: () => tell(common).stopped,
    async close() {
      watch.end();
      await pool.close();
    },
  };
}

interface Watch {
  /** A board for one more search, and whom to tell when it is over. */
  readonly begin: () => { readonly board: Board; readonly done: () => void };
  readonly end: () => void;
}

/** Looks at the boards now and then, and listens for Ctrl-C. */
function watched({ outside }: Session, common: Board): Watch {
  const running: { readonly board: Board; isDone: boolean }[] = [];
  const began = outside.now();
  const progress = makeProgress(outside);
  const look = (): void => {
    const all = running.map(({ board, isDone }) => ({ ...tell(board), isDone }));
    progress.tick(standingText(all, outside.now() - began));
  };
  const looking = setInterval(look, LOOK_EVERY_MS);
  const listening = outside.onInterrupt?.(() => {
    stopAll(common);
    progress.done();
    outside.err('stopping; once more ends at once, without a report\n');
  });
  return {
    begin() {
      const one = { board: makeBoard(common.stop), isDone: false };
      running.push(one);
      return { board: one.board, done: () => void (one.isDone = true) };
    },
    end() {
      clearInterval(looking);
      listening?.();
      progress.done();
    },
  };
}
