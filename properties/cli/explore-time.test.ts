/** The budget's time: told by the clock of the main thread, on the boards of the searches. */
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { goOn, makeBoard, stopAll, tell, type Board } from '../../sim/cli/explore/board.ts';
import type { Parts } from '../../sim/cli/parts.ts';
import { HERE } from './explored.ts';
import { probesimLater } from './fakes.ts';

/** So that the main thread looks at its clock before a search is over. */
const LONGER_THAN_A_LOOK_MS = 120;

/** What the board of each task says as it begins, and of a search as it ends; each search takes so much time. */
async function told(command: readonly string[], perSearch: number): Promise<readonly string[]> {
  let now = 0;
  const begun: string[] = [];
  const note = (what: string, { board }: { readonly board: Board }): void =>
    void begun.push(`${what}: ${tell(board).stopped ?? 'go on'}`);
  const parts: Parts = {
    ...HERE,
    openPool: (jobs) => {
      const pool = HERE.openPool(jobs);
      return {
        ...pool,
        search: async (task) => {
          note('search', task);
          now += perSearch;
          const found = await pool.search(task);
          await setTimeout(LONGER_THAN_A_LOOK_MS);
          note('searched', task);
          return found;
        },
        small: (task) => {
          note('small', task);
          return pool.small(task);
        },
        timing: (task) => {
          note('timing', task);
          return pool.timing(task);
        },
      };
    },
  };
  await probesimLater([...command, '--budget', '10s'], parts, { now: () => now });
  return begun;
}

describe('--budget 10s', () => {
  const explore = ['explore', 'lost-deferred-retry'];

  it('leaves time to make small what was found', async () => {
    expect(await told(explore, 9_000)).toEqual([
      'search: go on',
      'searched: time',
      'timing: go on',
      'small: go on',
    ]);
  });

  it('ends everything when it is up', async () => {
    expect(await told(explore, 10_000)).toEqual([
      'search: go on',
      'searched: time',
      'timing: time',
      'small: time',
    ]);
  });

  it('begins anew for each system of a comparison, not for each of several files', async () => {
    const compare = ['compare', 'vfio-override-only', '--systems', 'linux-6.1,freebsd', '--runs', '1'];
    const one = ['search: go on', 'searched: time'];
    expect(await told(compare, 10_000)).toEqual([...one, ...one]);
    const both = await told(['explore', 'vfio-override-only', 'lost-deferred-retry'], 10_000);
    expect(both.slice(0, 2)).toEqual(['search: go on', 'search: time']);
    expect(new Set(both.slice(1).map((each) => each.split(': ')[1]))).toEqual(new Set(['time']));
  });
});

describe('a board', () => {
  it('says why it ends; an interrupt stays one, and no new time undoes it', () => {
    const board = makeBoard();
    stopAll(board, 'time');
    expect(tell(makeBoard(board.stop)).stopped).toBe('time');
    goOn(board);
    expect(tell(board).stopped).toBeNull();
    stopAll(board);
    stopAll(board, 'time');
    goOn(board);
    expect(tell(board).stopped).toBe('interrupt');
  });
});
