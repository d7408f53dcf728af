/** The progress line of `explore`: what it says of searches under way, and that its guess is one. */
import { describe, expect, it } from 'vitest';
import { standingText, type Standing } from '../../sim/cli/explore/standing.ts';
import { makeProgress } from '../../sim/cli/progress.ts';

const search = (change: Partial<Standing> = {}): Standing => ({
  states: 12_000,
  depth: 88,
  runs: 0,
  share: 0.25,
  stage: 0,
  isDone: false,
  ...change,
});

describe('the line', () => {
  it('tells states a second, the frontier, and what remains at this speed', () => {
    expect(standingText([search()], 4_000)).toBe(
      'search 1 of 1: 12,000 states, 3,000 a second, frontier 88, about 25 % done, 12 s left',
    );
  });

  it('takes every search for as long as the others', () => {
    const all = [search({ isDone: true, share: 0.5 }), search({ share: 0 })];
    expect(standingText(all, 10_000)).toMatch(
      /^search 2 of 2: 24,000 states, .* about 50 % done, 10 s left$/,
    );
    expect(standingText([search({ share: 0.02 })], 60_000)).toMatch(/49 min left$/);
  });

  it('guesses nothing from next to nothing', () => {
    expect(standingText([search({ share: 0.001 })], 4_000)).not.toMatch(/left/);
    expect(standingText([], 4_000)).not.toMatch(/left|NaN/);
  });

  it('says what comes after the search', () => {
    expect(standingText([search({ stage: 1 })], 4_000)).toMatch(/12,000 states, looking for the shortest/);
    expect(standingText([search({ isDone: true })], 4_000)).toBe(
      '12,000 states: making small what was found',
    );
  });
});

it('fits the terminal, also one that says it has no columns', () => {
  const shown = (columns: number): string => {
    let [said, clock] = ['', 0];
    const outside = { out: () => undefined, err: (text: string) => void (said += text), env: {} };
    const terminal = { outIsTerminal: true, errIsTerminal: true, columns, now: () => (clock += 3_000) };
    makeProgress({ ...outside, ...terminal }).tick('x'.repeat(200));
    return said.replace(/^\r\u001b\[K/, '');
  };
  expect([shown(50).length, shown(0).length]).toEqual([49, 79]);
});
