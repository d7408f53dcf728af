/** One round of a loop in words: what of it a reader wants to know, in order. */

import { factText } from '../../../reports/trace.ts';
import { replayed, type Deviation } from '../../engine/choice.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { simulate, type LoopSpan } from '../../simulate.ts';
import { factsOf } from '../runner.ts';

/** Facts that say why it goes round; lists and locks are left to `replay --trace`. */
const TOLD: ReadonlySet<string> = new Set([
  'probe-called',
  'probe-answered',
  'defer-pending',
  'defer-triggered',
  'defer-taken',
  'bound',
  'unbound',
]);

/** What happens in one round of the loop that this schedule comes to. */
export function loopStory(
  scenario: Scenario,
  { deviations, loop }: { readonly deviations: readonly Deviation[]; readonly loop: LoopSpan },
): readonly string[] {
  const result = simulate(scenario, { chooser: replayed(deviations), clock: 'untimed', loop });
  const [from, to] = result.loopFacts ?? [0, 0];
  return factsOf(result)
    .slice(from, to)
    .filter(({ is }) => TOLD.has(is))
    .map((fact) => `${fact.by}: ${factText(fact)}`);
}
