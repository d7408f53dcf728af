/**
 * Several strategies by turns. The mix of `sampled` is the one that the study recommends (a judgement, not a
 * measurement): half of the runs look at what the promises read, a quarter at bugs of any place but small depth, the
 * rest spreads over partial orders and over nearly boring runs. Every eleventh run is one of swarm, beside the mix.
 */
import { pct } from './pct.ts';
import { pos } from './pos.ts';
import { stickyWalk } from './random-walk.ts';
import type { Strategy } from './strategy.ts';
import { EVERYTHING, type Interest } from './interest.ts';
import { swarm } from './swarm-walk.ts';
import { surw } from './urw.ts';

export interface Member {
  readonly strategy: Strategy;
  /** Share of the runs, in any unit. */
  readonly share: number;
}

/** Members take turns by their shares, spread evenly. A member that has nothing left is dropped. */
export function portfolio(name: string, members: readonly Member[]): Strategy {
  let playing = members.map((member) => ({ ...member, credit: 0, runs: 0 }));
  const total = members.reduce((sum, { share }) => sum + share, 0);
  const parts = members.map(
    ({ strategy, share }) => `${Math.round((100 * share) / total)} % ${strategy.name}`,
  );
  return {
    name,
    says: `A portfolio: ${parts.join(', ')}.`,
    random: members.every(({ strategy }) => strategy.random),
    next(_run, machine) {
      for (;;) {
        for (const member of playing) member.credit += member.share;
        const [first, ...others] = playing;
        if (!first) return null;
        const turn = others.reduce((best, other) => (other.credit > best.credit ? other : best), first);
        turn.credit -= playing.reduce((sum, { share }) => sum + share, 0);
        const walk = turn.strategy.next(turn.runs++, machine);
        if (walk) return walk;
        playing = playing.filter((member) => member !== turn);
      }
    },
  };
}

/** 50 parts SURW on what the promises read, 25 PCT of depth 2 to 5, 15 POS, 10 sticky walk, and 10 swarm. */
export function sampled(seed: string, interests: readonly Interest[]): Strategy {
  const read = interests.length > 0 ? interests : [EVERYTHING];
  return portfolio('sampled', [
    { strategy: surw(`${seed}/surw`, read), share: 50 },
    { strategy: pct(`${seed}/pct`, 2, 5), share: 25 },
    { strategy: pos(`${seed}/pos`), share: 15 },
    { strategy: stickyWalk(`${seed}/sticky`), share: 10 },
    { strategy: swarm(`${seed}/swarm`), share: 10 },
  ]);
}
