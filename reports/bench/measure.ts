/**
 * Measuring: processor time of this process, so that other programs on the machine count less. Medians of
 * several.
 */

/** Processor seconds (user and system, all threads) that `work` takes. */
export function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/** One line of a result: `rate` is per processor second, `note` compares it with the first of its group. */
export interface Row {
  readonly group: string;
  readonly name: string;
  readonly rate: number;
  readonly unit: string;
  readonly note?: string;
}

/** Something to be measured: prepares what is not measured, returns the work and how much of it there is. */
export interface Contender {
  readonly name: string;
  readonly prepare: () => { readonly work: () => void; readonly amount: number };
}

/**
 * Rates of all contenders, taken in turn `runs` times so that a slow moment hits all of them; the first turn
 * warms up.
 */
export function race(contenders: readonly Contender[], runs: number): readonly number[] {
  const rates = contenders.map((): number[] => []);
  for (let turn = 0; turn <= runs; turn++) {
    contenders.forEach(({ prepare }, which) => {
      const { work, amount } = prepare();
      const rate = amount / cpuSeconds(work);
      if (turn > 0) rates[which]?.push(rate);
    });
  }
  return rates.map(median);
}
