/** The trace hashes of many runs as one short text per scenario: what must be equal wherever it is computed. */
import { RollingHash } from '../../sim/engine/hash.ts';
import { seeded } from '../../sim/engine/random.ts';
import { simulate } from '../../sim/simulate.ts';
import { PAIR, SCENARIOS } from './machines.ts';

/** One line per scenario and clock: title, clock, and a hash over the trace hashes of seeds 0 to `seeds` - 1. */
export function hashLines(seeds: number): string[] {
  return [PAIR, ...SCENARIOS].flatMap((scenario) =>
    (['timed', 'untimed'] as const).map((clock) => {
      const all = new RollingHash();
      for (let seed = 0; seed < seeds; seed++) {
        const { traceHash, end } = simulate(scenario, { clock, chooser: seeded(`${seed}`) });
        for (const digit of traceHash) all.add(digit.charCodeAt(0));
        all.addTime(end.at);
      }
      return `${scenario.title} ${clock} ${all.digest()}`;
    }),
  );
}
