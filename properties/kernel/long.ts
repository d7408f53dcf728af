/**
 * Recordings whose schedule a short search does not find. `npm test` gives up on them after STATES_MAX states, without
 * a contradiction; `PROBESIM_LONG=1 npx vitest run properties/kernel` searches on, and writes long.json anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Recording } from './recording.ts';
import { ROOT } from './suites.ts';

export const isLongRun = process.env['PROBESIM_LONG'] === '1';
const FILE = join(ROOT, 'properties/kernel/long.json');

/** By recording: how many states a longer search took to find a schedule; null: STATES_LONG were not enough. */
const table = v.record(v.string(), v.nullable(v.number()));
export type Long = v.InferOutput<typeof table>;

export const LONG: Long = v.parse(table, JSON.parse(readFileSync(FILE, 'utf8')));

/** A recording by name, one line. */
export const nameOf = ({ kernel, mode, experiment, seed }: Recording): string =>
  [kernel, mode, experiment, seed].join(' ');

/** Whether the recording is known to need more states than a test may take. */
export const isLong = (recording: Recording): boolean => Object.hasOwn(LONG, nameOf(recording));

/** Writes the table anew. */
export function keepLong(long: Long): void {
  const sorted = Object.fromEntries(Object.entries(long).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(FILE, `${JSON.stringify(sorted, null, 2)}\n`);
}
