/** Watches over the searches of one command: gives them to the pool, shows where they are, stops them at Ctrl-C. */

import { count } from '../../../reports/layout.ts';
import type { Session } from '../parts.ts';
import { makeProgress } from '../progress.ts';
import { makeBoard, stopAll, tell, type Board } from './board.ts';
import type { SearchFor, Wish } from './plan.ts';

export interface Supervisor {
  readonly search: SearchFor;
  readonly interrupted: () => boolean;
  readonly close: () => Promise<void>;
}

const LOOK_EVERY_MS = 200;

/** At most `jobs` searches at a time; the budget's time is that of all together and begins now. */
export function supervised(
  { parts, outside }: Session,
  { clock, seed, budget }: Wish,
  jobs: number,
): Supervisor {
  const { bytes, seconds } = budget;
  const pool = parts.openPool(jobs);
  const common = makeBoard();
  const until = seconds === null ? null : Date.now() + seconds * 1000;
  const running: Board[] = [];
  let [begun, done] = [0, 0];
  const began = outside.now();
  const progress = makeProgress(outside);
  const look = (): void => {
    const all = running.map(tell);
    const sum = (of: 'states' | 'runs'): number => all.reduce((so, one) => so + one[of], 0);
    const depth = Math.max(0, ...all.map((one) => one.depth));
    progress.tick(
      doing({ begun, done, depth, states: sum('states'), runs: sum('runs') }, outside.now() - began),
    );
  };
  const looking = setInterval(look, LOOK_EVERY_MS);
  const listening = outside.onInterrupt?.(() => {
    stopAll(common);
    progress.done();
    outside.err('stopping; once more ends at once, without a report\n');
  });
  return {
    async search({ scenario, steps }) {
      const board = makeBoard(common.stop);
      running.push(board);
      begun++;
      const found = await pool.search({ scenario, steps, clock, seed, bytes, until, board });
      done++;
      return found;
    },
    interrupted: () => tell(common).stopped,
    async close() {
      clearInterval(looking);
      listening?.();
      progress.done();
      await pool.close();
    },
  };
}

interface Standing {
  readonly begun: number;
  readonly done: number;
  readonly depth: number;
  readonly states: number;
  readonly runs: number;
}

/** `search 3 of 8: 12,345 states, 4,100 a second, frontier 88`. */
function doing({ begun, done, depth, states, runs }: Standing, milliseconds: number): string {
  const rate = Math.round((1000 * states) / Math.max(1, milliseconds)).toLocaleString('en-US');
  return [
    `search ${Math.min(begun, done + 1)} of ${begun}: ${count(states, 'state')}`,
    `${rate} a second`,
    `frontier ${depth}`,
    ...(runs > 0 ? [count(runs, 'run')] : []),
  ].join(', ');
}
