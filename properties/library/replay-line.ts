/** The one line that shows a run of a test again: the scenario travels in the token, for it is in no file. */
import { rulesDigest } from '../../sim/cli/digest.ts';
import { sourcesDir } from '../../sim/cli/shipped.ts';
import { encodeToken } from '../../sim/explore/token.ts';
import { scenarioDigest } from '../../sim/scenario/digest.ts';
import { formatScenario } from '../../sim/scenario/format.ts';
import { scenarioFrom } from '../../sim/scenario-from.ts';
import type { Result } from '../../sim/simulate.ts';

let model: string | undefined;

/** The command line of a run; with `file`, where the scenario is, its token needs not carry it. */
export function replayLine(
  { scenario, clock, deviations }: Pick<Result, 'scenario' | 'clock' | 'deviations'>,
  file?: string,
): string {
  const embedded = formatScenario(scenario);
  const token = encodeToken({
    version: 1,
    scenario: scenarioDigest(file === undefined ? scenarioFrom(embedded) : scenario),
    model: (model ??= rulesDigest(sourcesDir())),
    clock,
    seed: null,
    deviations,
    ...(file === undefined ? { embedded } : {}),
  });
  return `probesim replay ${token}${file === undefined ? '' : ` --file ${file}`}`;
}
