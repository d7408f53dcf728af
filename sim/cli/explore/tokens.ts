/** Tokens of what an exploration found: schedules of the whole scenario, or of a part of it that travels along. */

import { encodeToken, type Token } from '../../explore/token.ts';
import { scenarioDigest } from '../../scenario/digest.ts';
import { formatScenario } from '../../scenario/format.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { shellWord, type Source } from '../job.ts';
import type { Session } from '../parts.ts';
import type { Schedule } from './found.ts';

/** A token and the line that replays it. */
export interface Again {
  readonly token: string;
  readonly replay: string;
}

export type Tokens = (schedule: Omit<Schedule, 'shortest'>) => Again;

/** Tokens of runs of the whole scenario, as `run` makes them. */
export function wholeTokens(session: Session, source: Source, clock: 'timed' | 'untimed'): Tokens {
  const { scenario, file, shipped, embedded } = source;
  const common = {
    version: 1,
    scenario: scenarioDigest(scenario),
    model: session.parts.modelDigest(),
    clock,
    ...(embedded === undefined ? {} : { embedded }),
  } as const;
  const where = shipped || embedded !== undefined ? '' : ` --file ${shellWord(file)}`;
  return ({ seed, deviations, loop }) => {
    const token = encodeToken({ ...common, seed, deviations, ...spanOf(loop) });
    return { token, replay: `npx probesim replay ${token}${where}` };
  };
}

/** Tokens of runs of a projection, or (null) of what is left of a scenario: in no file, so its text goes along. */
export function partTokens(session: Session, projected: Scenario, device: string | null): Tokens {
  const whose = device === null ? 'cut down' : `${device}, all others free to act at any time`;
  const text = formatScenario({
    ...projected,
    title: `${whose}: ${projected.title}`.slice(0, TITLE_CHARS),
    about: '',
    assumptions: [],
  });
  const digest = scenarioDigest(projected);
  return ({ seed, deviations, loop }) => {
    const token = encodeToken({
      version: 1,
      scenario: digest,
      model: session.parts.modelDigest(),
      clock: 'untimed',
      seed,
      deviations,
      ...spanOf(loop),
      embedded: text,
    });
    return { token, replay: `npx probesim replay ${token}` };
  };
}

const TITLE_CHARS = 200;

const spanOf = (loop: Schedule['loop']): Pick<Token, 'loop'> =>
  loop ? { loop: { stem: loop.stem, turns: loop.turns } } : {};
