/** One job to its smallest finding, with the reasons for it in words. */
import { INVARIANTS } from '../../properties/invariants/index.ts';
import { replayed } from '../engine/choice.ts';
import { timeText } from '../explore/delays.ts';
import { lanesOf } from '../explore/lanes.ts';
import { swapText } from '../explore/swap.ts';
import { sliceFor } from '../findings/explain.ts';
import { breachesOf, endingOf, findingText, type Finding, type Shown } from '../findings/finding.ts';
import { judgeInTime, type Untimed } from '../findings/in-time.ts';
import { smallFinding, type SmallFinding } from '../findings/small.ts';
import { trialsOf } from '../findings/trials.ts';
import { turnWords } from '../findings/words.ts';
import { formatScenario } from '../scenario/format.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Shrink, Shrinker } from './parts.ts';
import { resultOf } from './runner.ts';
import { UserError } from './trouble.ts';

/** Turns of one run while explaining: shrunk runs are short, livelocks are cut. */
const STEPS_MAX = 50_000;

/** Shrinks what the job's run shows. */
export const shrinkJob: Shrinker = (job) => {
  const result = resultOf(job);
  const { scenario, clock, progress } = job;
  const finding = wanted(result, job);
  const shrunk = smallFinding({
    scenario,
    clock,
    deviations: result.deviations,
    finding,
    invariants: INVARIANTS,
    ...(job.budget === null ? {} : { budget: job.budget }),
    onProgress: (doing, runs) => progress(`${runs} runs: ${doing}`),
  });
  if (!shrunk) throw new UserError(`"${findingText(finding)}" needs more turns than a shrunk run may take`);
  return {
    finding: findingText(finding),
    scenario: shrunk.scenario,
    yaml: formatScenario(shrunk.scenario),
    deviations: shrunk.deviations,
    before: { deviations: result.deviations.length, steps: result.end.steps },
    after: { deviations: shrunk.deviations.length, steps: shrunk.steps },
    executions: shrunk.executions,
    complete: shrunk.complete,
    answers: shrunk.labels,
    minimal: shrunk.proof,
    ...reasons(shrunk, job.width),
    timing: clock === 'timed' ? [] : timingOf(scenario, { finding, deviations: result.deviations }),
  };
};

/** What is to be kept: as the user says, else the first broken claim. */
function wanted(result: Shown, { keep, scenario }: Shrink): Finding {
  const breaches = breachesOf(result);
  if (keep === null) {
    const [first] = breaches;
    if (first) return first;
    const devices = scenario.devices.slice(0, 3).map(({ name }) => name);
    throw new UserError(
      `this run breaks no promise; name a device to keep how it ends, for example --keep ${devices.join(' or ')}`,
    );
  }
  const breach = breaches.find((each) => each.is === 'breach' && each.invariant === keep);
  const found = breach ?? endingOf(result, keep);
  if (found) return found;
  const names = breaches.map((each) => (each.is === 'breach' ? each.invariant : each.device));
  const broken = names.length > 0 ? `it breaks ${[...new Set(names)].join(', ')}` : 'it breaks no promise';
  throw new UserError(`--keep ${keep}: this run breaks no such promise and has no such device; ${broken}`);
}

/** Swap and slice of the shrunk finding, as lines. */
function reasons(
  { scenario, clock, deviations, finding, swap }: SmallFinding,
  width: number,
): { swap: string | null; lanes: readonly string[] } {
  const invariants = INVARIANTS.filter(({ name }) => finding.is === 'breach' && name === finding.invariant);
  const own = trialsOf(scenario, { clock, builtFor: clock, invariants, stepsMax: STEPS_MAX });
  const told = own.tell(replayed(deviations, false));
  const lanes = lanesOf(sliceFor(finding, told), {
    width,
    brief: true,
    mark: findingText(finding),
    says: turnWords(told),
  });
  return { swap: swap && swapText(swap), lanes };
}

/**
 * Whether the finding can happen in time, as lines. Of the scenario as it was: shrinking leaves out durations that an
 * untimed run has no use for.
 */
function timingOf(scenario: Scenario, untimed: Untimed): string[] {
  const limits = { invariants: INVARIANTS, stepsMax: STEPS_MAX, expired: () => false };
  const [judged] = judgeInTime(scenario, [untimed], limits);
  if (!judged || judged.is === 'not judged') return [`undecided: ${judged?.why ?? 'nobody asked'}`];
  if (judged.is === 'impossible') return ['impossible with the stated durations:', ...judged.why];
  if (judged.delays.length === 0) return ['possible, with everything as fast as it can be'];
  return [
    'possible, if these take longer than they have to:',
    ...judged.delays.map(
      ({ about, min, max, takes }) => `${about}: ${timeText(takes)} (${timeText(min)} to ${timeText(max)})`,
    ),
  ];
}
