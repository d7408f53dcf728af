/** What a system takes for a scenario: runs of the timed clock, the same seeds for every system. */

import type { Costs, Range } from '../../../reports/compare-report.ts';
import { seeded } from '../../engine/random.ts';
import { OUTCOME } from '../../model/outcome.ts';
import { FACT } from '../../model/world.ts';
import { boot } from '../../scenario/boot/boot.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { simulateBooted } from '../../simulate.ts';
import { systemOf } from '../../systems/catalogue.ts';

/** More turns than any of these runs needs to settle; one that does not is counted, not waited for. */
const STEPS_MAX = 200_000;

/** Costs over these seeds. */
export function costsOf(scenario: Scenario, seeds: readonly string[]): Costs {
  const booted = boot(scenario, systemOf(scenario), 'timed');
  const settle: number[] = [];
  const useless: number[] = [];
  for (const seed of seeds) {
    const { end, facts } = simulateBooted(scenario, booted, {
      chooser: seeded(seed),
      clock: 'timed',
      stepsMax: STEPS_MAX,
    });
    if (end.is !== 'quiet') continue;
    settle.push(end.at);
    let refused = 0;
    facts.each((_, fact, _device, _driver, outcome) => {
      if (fact === FACT['probe-answered'] && outcome !== OUTCOME.ok) refused++;
    });
    useless.push(refused);
  }
  return {
    runs: seeds.length,
    unsettled: seeds.length - settle.length,
    settle: rangeOf(settle),
    uselessProbes: rangeOf(useless),
  };
}

function rangeOf(numbers: readonly number[]): Range | null {
  return numbers.length === 0 ? null : { best: Math.min(...numbers), worst: Math.max(...numbers) };
}
