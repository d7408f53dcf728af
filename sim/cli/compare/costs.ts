/** What a system takes for a scenario: runs of the timed clock, the same seeds for every system. */

import type { Costs, Range } from '../../../reports/compare-report.ts';
import { seeded } from '../../engine/random.ts';
import { FACTS, type Role } from '../../model/facts.ts';
import { OUTCOME } from '../../model/outcome.ts';
import { FACT, FACT_NAMES } from '../../model/world.ts';
import { boot } from '../../scenario/boot/boot.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { simulateBooted, type Result } from '../../simulate.ts';
import { systemOf } from '../../systems/catalogue.ts';

/** More turns than any of these runs needs to settle; one that does not is counted, not waited for. */
const STEPS_MAX = 200_000;

/** Facts about these are changes; a timer that rings and finds nothing to do is none (reference 5.5.4). */
const CHANGING: readonly Role[] = ['device', 'driver', 'module'];
const IS_CHANGE = FACT_NAMES.map((name) => FACTS[name].about.some((role) => CHANGING.includes(role)));

/** Costs over these seeds. */
export function costsOf(scenario: Scenario, seeds: readonly string[]): Costs {
  const booted = boot(scenario, systemOf(scenario), 'timed');
  const settle: number[] = [];
  const useless: number[] = [];
  for (const seed of seeds) {
    const result = simulateBooted(scenario, booted, {
      chooser: seeded(seed),
      clock: 'timed',
      stepsMax: STEPS_MAX,
    });
    if (result.end.is !== 'quiet') continue;
    const [settled, refused] = costsOfRun(result);
    settle.push(settled);
    useless.push(refused);
  }
  return {
    runs: seeds.length,
    unsettled: seeds.length - settle.length,
    settle: rangeOf(settle),
    uselessProbes: rangeOf(useless),
  };
}

/** When the last change was, and how many probes did not end in a bind. */
function costsOfRun({ facts }: Result): readonly [settled: number, refused: number] {
  let [last, refused] = [-1, 0];
  facts.each((index, fact, _device, _driver, outcome) => {
    if (IS_CHANGE[fact]) last = index;
    if (fact === FACT['probe-answered'] && outcome !== OUTCOME.ok) refused++;
  });
  return [last < 0 ? 0 : facts.at(last), refused];
}

function rangeOf(numbers: readonly number[]): Range | null {
  return numbers.length === 0 ? null : { best: Math.min(...numbers), worst: Math.max(...numbers) };
}
