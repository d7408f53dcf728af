/** Statements about what was not seen, against published values and by simulation. */
import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import { breachesAtMost, unseenShare, wilson, Z_99_ONE_SIDED } from '../../sim/explore/confidence.ts';

describe('the rule of three', () => {
  it.each([20, 100, 1000, 1e6])('is a little more than the exact limit after %i runs', (runs) => {
    const exact = 1 - 0.05 ** (1 / runs);
    expect(breachesAtMost(runs)).toBeGreaterThan(exact);
    expect(breachesAtMost(runs)).toBeLessThan(exact * 1.1);
  });

  it('says nothing after so few runs that it could not', () => {
    expect([0, 1, 3].map(breachesAtMost)).toEqual([1, 1, 1]);
    expect(breachesAtMost(300)).toBe(0.01);
  });
});

describe('Good and Turing', () => {
  it('is the share of runs whose ending came once', () => {
    expect(unseenShare([7, 1, 1, 1])).toBe(0.3);
    expect(unseenShare([5, 5])).toBe(0);
    expect(unseenShare([])).toBe(1);
    expect(unseenShare(new Map([['a', 1]]).values())).toBe(1);
  });

  it('estimates what is really unseen', () => {
    // 200 endings, number i with a weight of 1 / i; 300 runs. The mean over 200 repetitions is close to the truth.
    const weights = Array.from({ length: 200 }, (_, at) => 1 / (at + 1));
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    const draw = seedrandom.alea('endings');
    let [estimated, truth] = [0, 0];
    for (let repetition = 0; repetition < 200; repetition++) {
      const seen = new Map<number, number>();
      for (let run = 0; run < 300; run++) {
        let rest = draw.double() * all;
        const ending = weights.findIndex((weight) => (rest -= weight) < 0);
        seen.set(ending, (seen.get(ending) ?? 0) + 1);
      }
      estimated += unseenShare(seen.values()) / 200;
      truth += weights.reduce((sum, weight, at) => sum + (seen.has(at) ? 0 : weight / all), 0) / 200;
    }
    expect(truth).toBeGreaterThan(0.1);
    expect(Math.abs(estimated - truth)).toBeLessThan(0.01);
  });
});

describe("Wilson's interval", () => {
  // Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i in %i', (hits, runs, low, high) => {
    expect(wilson(hits, runs).low).toBeCloseTo(low, 4);
    expect(wilson(hits, runs).high).toBeCloseTo(high, 4);
  });

  it('is whole at its ends, widens with confidence, and says nothing of nothing', () => {
    expect(wilson(0, 50).low).toBe(0);
    expect(wilson(50, 50).high).toBe(1);
    expect(wilson(0, 0)).toEqual({ low: 0, high: 1 });
    expect(wilson(5, 50, Z_99_ONE_SIDED).low).toBeLessThan(wilson(5, 50).low);
  });
});
