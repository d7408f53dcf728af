/** Counts the recordings for the page on model and kernel. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Agreement, KernelCount } from '../../reports/kernel/agreement.ts';
import { DIFFERENCES, differenceOf } from '../kernel/differences.ts';
import { isLong } from '../kernel/long.ts';
import { NOT_TOLD, REJECTED } from '../kernel/mutants.ts';
import { KERNELS, type KernelName } from '../kernel/recording.ts';
import { ROOT } from '../kernel/suites.ts';
import { UNOBSERVED } from '../kernel/unobserved.ts';
import { isJudged, recordedSuites } from '../kernel/validate.ts';

function countOf(kernel: KernelName): KernelCount {
  const all = recordedSuites()
    .filter((suite) => suite.kernel === kernel)
    .flatMap(({ recordings }) => recordings);
  const judged = all.filter((one) => isJudged(one) && !differenceOf(one));
  const long = judged.filter(isLong).length;
  return {
    kernel,
    releases: [...new Set(all.map(({ release }) => release))].sort(),
    experiments: new Set(all.map(({ experiment }) => experiment)).size,
    recordings: all.length,
    steps: all.reduce((sum, { steps }) => sum + steps.length, 0),
    admitted: judged.length - long,
    long,
    differing: all.filter((one) => isJudged(one) && differenceOf(one)).length,
    lost: all.filter((one) => !isJudged(one)).length,
  };
}

interface Row {
  readonly possible: readonly string[] | null;
  readonly directed: Readonly<Record<string, string>>;
  readonly never: Readonly<Record<string, string>>;
}

/** What the page says. */
export function agreement(): Agreement {
  const table = JSON.parse(readFileSync(join(ROOT, 'properties/kernel/endings.json'), 'utf8')) as Record<
    string,
    Row
  >;
  const rows = Object.values(table);
  return {
    kernels: KERNELS.map(countOf),
    differences: DIFFERENCES.map(({ experiment, kernel, why }) => [
      `${experiment}${kernel === undefined ? '' : ` on ${kernel}`}`,
      why,
    ]),
    rejected: Object.keys(REJECTED),
    notTold: Object.entries(NOT_TOLD),
    unobserved: Object.entries(UNOBSERVED).map(([name, { why, partly = [] }]) => [
      name,
      partly.length === 0 ? why : `${why} (${partly.join(', ')})`,
    ]),
    endings: {
      whole: rows.filter(({ possible }) => possible !== null).length,
      large: rows.filter(({ possible }) => possible === null).length,
      directed: rows.reduce((sum, { directed }) => sum + Object.keys(directed).length, 0),
      never: rows.reduce((sum, { never }) => sum + Object.keys(never).length, 0),
    },
  };
}
