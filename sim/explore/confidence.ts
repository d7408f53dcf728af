/**
 * What runs that were drawn at random allow to say about the runs that were not. All of it is about the strategy that
 * drew: "at most 0.3 % of the runs of PCT", not "of all schedules".
 */

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * No breach in `runs` runs: at 95 % confidence at most this share of the strategy's runs breaks it. The rule of three,
 * 3 / runs, is a little more than the exact 1 - 0.05^(1/runs).
 */
export function breachesAtMost(runs: number): number {
  return runs > 3 ? 3 / runs : 1;
}

/**
 * Probability that the next run ends in a way that no run has shown: Good-Turing, I. Good, Biometrika 40 (1953). It is
 * the share of runs whose ending was seen just once. An estimate, not a bound: 0 means "no ending was rare".
 *
 * @param seen how often each ending was seen
 */
export function unseenShare(seen: Iterable<number>): number {
  let runs = 0;
  let once = 0;
  for (const times of seen) {
    runs += times;
    if (times === 1) once++;
  }
  return runs === 0 ? 1 : once / runs;
}

/** Two-sided 95 % and 99.9 %, and one-sided 99 %. */
export const Z_95 = 1.959964;
export const Z_99_9 = 3.290527;
export const Z_99_ONE_SIDED = 2.326348;

/**
 * Where the true share lies when `hits` of `runs` runs showed something: E. Wilson, JASA 22 (1927). Good for small
 * numbers and for shares near 0 and 1 too.
 */
export function wilson(hits: number, runs: number, z: number = Z_95): Interval {
  if (runs === 0) return { low: 0, high: 1 };
  const share = hits / runs;
  const spread = (z * z) / runs;
  const centre = share + spread / 2;
  const half = z * Math.sqrt((share * (1 - share)) / runs + spread / (4 * runs));
  // The formula is exact at the ends; rounding is not.
  const low = hits === 0 ? 0 : (centre - half) / (1 + spread);
  const high = hits === runs ? 1 : (centre + half) / (1 + spread);
  return { low: Math.max(0, low), high: Math.min(1, high) };
}
