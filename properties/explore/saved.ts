/** Findings of the shipped stories as somebody would have saved them: the first seed that shows each. */
import * as fs from 'node:fs';
import path from 'node:path';
import type { Deviation } from '../../sim/engine/choice.ts';
import { seeded } from '../../sim/engine/random.ts';
import type { ClockMode } from '../../sim/engine/run.ts';
import { breachesOf, endingOf, findingText, type Finding, type Shown } from '../../sim/findings/finding.ts';
import { trialsOf } from '../../sim/findings/trials.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { INVARIANTS } from '../invariants/index.ts';
import { scenarioFrom, STEPS_OF_A_SUITE } from '../runs.ts';

const SCENARIOS = path.resolve(import.meta.dirname, '../../scenarios');

export interface Saved {
  readonly scenario: Scenario;
  readonly file: string;
  readonly clock: ClockMode;
  readonly finding: Finding;
  readonly deviations: readonly Deviation[];
}

/** The shipped scenario of this file. */
export function shipped(file: string): Scenario {
  return scenarioFrom(fs.readFileSync(path.join(SCENARIOS, file), 'utf8'), file);
}

/** Files of all shipped stories, machines and experiments. */
export const shippedFiles: readonly string[] = ['.', 'machines', 'experiments'].flatMap((folder) =>
  fs
    .readdirSync(path.join(SCENARIOS, folder))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => path.join(folder, name)),
);

/** Broken promises, and endings that the boring run does not have, each with the first of `seeds` that shows it. */
export function savedOf(file: string, clock: ClockMode, seeds: number): Saved[] {
  const scenario = shipped(file);
  const { try: attempt } = trialsOf(scenario, { clock, invariants: INVARIANTS, stepsMax: STEPS_OF_A_SUITE });
  const endings = (shown: Shown): Finding[] =>
    scenario.devices.flatMap(({ name }) => endingOf(shown, name) ?? []);
  const seen = new Set(endings(attempt({ choose: () => 0 })).map(findingText));
  const saved: Saved[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const { deviations, ...shown } = attempt(seeded(String(seed)));
    for (const finding of [...breachesOf(shown), ...endings(shown)]) {
      if (seen.has(findingText(finding))) continue;
      seen.add(findingText(finding));
      saved.push({ scenario, file, clock, finding, deviations });
    }
  }
  return saved;
}
