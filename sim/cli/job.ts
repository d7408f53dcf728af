/** From what the user asked for to a job with its token and the command that repeats it. */

import { encodeToken, type Deviation } from '../explore/token.ts';
import type { LoopSpan } from '../simulate.ts';
import { scenarioDigest } from '../scenario/digest.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Job, Session } from './parts.ts';

export interface Source {
  readonly scenario: Scenario;
  readonly file: string;
  /** Found again by its digest alone: one of the shipped scenarios. */
  readonly shipped: boolean;
  /** The YAML text that travels in the token, for a scenario that is in no file. */
  readonly embedded?: string;
}

export interface Wish {
  readonly seed: string | null;
  readonly clock: 'timed' | 'untimed';
  readonly deviations: readonly Deviation[];
  readonly resync: boolean;
  /** The run goes round a loop. */
  readonly loop?: LoopSpan;
}

/** All that a run and its report need, the token and the line that repeats it included. */
export function makeJob(session: Session, source: Source, wish: Wish, progress: Job['progress']): Job {
  const { scenario, file, shipped, embedded } = source;
  const digest = scenarioDigest(scenario);
  const { seed, clock, deviations, loop } = wish;
  const token = encodeToken({
    version: 1,
    scenario: digest,
    model: session.parts.modelDigest(),
    clock,
    seed,
    deviations,
    ...(loop ? { loop } : {}),
    ...(embedded === undefined ? {} : { embedded }),
  });
  const where = shipped || embedded !== undefined ? '' : ` --file ${shellWord(file)}`;
  return { scenario, file, digest, ...wish, token, replay: `npx probesim replay ${token}${where}`, progress };
}

/** The word as a shell wants it. A name like `-x` would be taken for an option. */
export function shellWord(text: string): string {
  const safe = text.startsWith('-') ? `./${text}` : text;
  return /^[\w./:@%+=,-]+$/.test(safe) ? safe : `'${safe.replaceAll("'", `'\\''`)}'`;
}
