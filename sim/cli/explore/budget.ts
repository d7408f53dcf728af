/** `--budget`: what ends an exploration early, as the user writes it. May be given several times, one for each unit. */

import { UserError } from '../trouble.ts';

export interface Budget {
  /** Of the whole command. */
  readonly seconds: number | null;
  /** Of each exhaustive search. */
  readonly states: number | null;
  /** Of each strategy that makes runs. */
  readonly runs: number | null;
  /** Of the visited states of each exhaustive search. */
  readonly bytes: number | null;
}

export const NO_BUDGET: Budget = { seconds: null, states: null, runs: null, bytes: null };

const UNITS: Readonly<Record<string, readonly [keyof Budget, number]>> = {
  s: ['seconds', 1],
  min: ['seconds', 60],
  states: ['states', 1],
  runs: ['runs', 1],
  KiB: ['bytes', 1024],
  MiB: ['bytes', 1024 ** 2],
  GiB: ['bytes', 1024 ** 3],
};

/** Adds one `--budget` to those before it. Throws `UserError`. */
export function addBudget(text: string, before: Budget): Budget {
  const [, number = '', unit = ''] = /^(\d{1,12}(?:\.\d{1,3})?)([a-zA-Z]+)$/.exec(text) ?? [];
  const known = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
  if (known === undefined || !(Number(number) > 0)) {
    throw new UserError(`--budget ${text}: write for example 60s, 5min, 100000states, 5000runs or 1GiB`);
  }
  const [what, factor] = known;
  if (before[what] !== null) throw new UserError(`--budget ${text}: the limit of ${what} is given twice`);
  return {
    ...before,
    [what]: what === 'seconds' ? Number(number) * factor : Math.ceil(Number(number) * factor),
  };
}

/** `--runs 5000`, for whoever thinks of runs only. Throws `UserError`. */
export function addRuns(text: string, before: Budget): Budget {
  if (!/^[1-9]\d{0,11}$/.test(text)) throw new UserError(`--runs ${text}: write a number, for example 5000`);
  if (before.runs !== null) throw new UserError(`--runs ${text}: --budget has a limit of runs, too`);
  return { ...before, runs: Number(text) };
}

/** A budget as `--budget` takes it. */
export function budgetText(budget: Budget): readonly string[] {
  const { seconds, states, runs, bytes } = budget;
  return [
    ...(seconds === null ? [] : [`${seconds}s`]),
    ...(states === null ? [] : [`${states}states`]),
    ...(runs === null ? [] : [`${runs}runs`]),
    ...(bytes === null ? [] : [bytesText(bytes)]),
  ];
}

/** `1GiB`, `512MiB`, `3KiB`. */
export function bytesText(bytes: number): string {
  for (const [unit, size] of [
    ['GiB', 1024 ** 3],
    ['MiB', 1024 ** 2],
  ] as const) {
    if (bytes >= size && bytes % size === 0) return `${bytes / size}${unit}`;
  }
  return `${Math.ceil(bytes / 1024)}KiB`;
}
