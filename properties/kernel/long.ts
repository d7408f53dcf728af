/**
 * Recordings whose schedule a short search does not find: `npm test` gives up on them after STATES_MAX states, without
 * a contradiction. `PROBESIM_LONG=1 npx vitest run properties/kernel/recordings.test.ts` searches on.
 */
import type { Recording } from './recording.ts';

/** `states`: how many a longer search took to find a schedule; null: 400 000 were not enough. */
export interface Long {
  readonly recording: string;
  readonly states: number | null;
}

export const LONG: readonly Long[] = [];

/** Whether the recording is known to need more states than a test may take. */
export const isLong = ({ kernel, mode, experiment, seed }: Recording): boolean =>
  LONG.some(({ recording }) => recording === [kernel, mode, experiment, seed].join(' '));
