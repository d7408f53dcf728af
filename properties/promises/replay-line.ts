/** The one line that shows a run of a suite again: the scenario travels in the token, for it is in no file. */
import { PARTS } from '../../sim/cli/glue.ts';
import { scenarioDigest } from '../../sim/scenario/digest.ts';
import { encodeToken } from '../../sim/explore/token.ts';
import { formatScenario } from '../../sim/scenario/format.ts';
import type { Result } from '../../sim/simulate.ts';
import { scenarioFrom } from '../runs.ts';

export function replayLine({
  scenario,
  clock,
  deviations,
}: Pick<Result, 'scenario' | 'clock' | 'deviations'>): string {
  const embedded = formatScenario(scenario);
  const token = encodeToken({
    version: 1,
    scenario: scenarioDigest(scenarioFrom(embedded)),
    model: PARTS.modelDigest(),
    clock,
    seed: null,
    deviations,
    embedded,
  });
  return `probesim replay ${token}`;
}
