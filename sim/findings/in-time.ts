/**
 * The marks of an exploration: which of its endings and findings can happen with the durations that the scenario
 * states, all of them judged together on one machine. The quickest run shows most; then each schedule is asked for in
 * time (timing.ts); what is left is looked for in runs with durations drawn.
 */
import type { Invariant } from '../check/invariant.ts';
import { boring, replayed, type Deviation } from '../engine/choice.ts';
import { seeded } from '../engine/random.ts';
import type { Delay } from '../explore/delays.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Finding } from './finding.ts';
import { isSeen, timingOfDrawn, timingOfRun, type Timed } from './timing.ts';
import { trialsOf, type Trials } from './trials.ts';

/** What is to be judged. */
export interface Untimed {
  readonly finding: Finding;
  /** A schedule of this very scenario under the untimed clock; null: nobody has one. */
  readonly deviations: readonly Deviation[] | null;
}

export type InTime =
  | {
      readonly is: 'possible';
      /** None of these can be left out; all other sleeps take their shortest time. */
      readonly delays: readonly Delay[];
      /** A run of the timed clock that shows it. */
      readonly deviations: readonly Deviation[];
    }
  /** No durations give this schedule, nor what in it led to the finding; and no drawn run came to it otherwise. */
  | { readonly is: 'impossible'; readonly why: readonly string[]; readonly runs: number }
  | { readonly is: 'not judged'; readonly why: string; readonly runs: number };

export interface InTimeOptions {
  readonly invariants: readonly Invariant[];
  /** Turns of one run. */
  readonly stepsMax: number;
  /** Asked between runs; true ends it. */
  readonly expired: () => boolean;
}

/** Schedules that are solved for; each may take a second. */
const SOLVED_MAX = 32;
/** Turns of a schedule that is solved for: the constraints grow with their square at worst. */
const TURNS_MAX = 2_000;
/** Runs in which everything is looked for whose schedule cannot be had in time. */
const TIMED_SEEDS = 40;
/** Turns of all drawn runs together, and runs for making one of them short. */
const DRAWN_TURNS_MAX = 400_000;
const SHORTEN_RUNS = 60;

/** Judges all of them, in this order. */
export function judgeInTime(
  scenario: Scenario,
  all: readonly Untimed[],
  options: InTimeOptions,
): readonly InTime[] {
  const { expired, ...limits } = options;
  const timed = trialsOf(scenario, { ...limits, clock: 'timed', past: true });
  const untimed = trialsOf(scenario, { ...limits, clock: 'untimed', builtFor: 'timed', past: true });
  const verdicts = all.map((): InTime => notJudged('the time was up'));
  const quick = timed.try(boring);
  all.forEach(({ finding }, index) => {
    if (isSeen(finding, quick)) verdicts[index] = { is: 'possible', delays: [], deviations: [] };
  });
  let left = SOLVED_MAX;
  all.forEach((each, index) => {
    if (verdicts[index]?.is === 'possible' || expired()) return;
    verdicts[index] = left-- > 0 ? ofSchedule(each, untimed, timed) : MANY;
  });
  return drawn({ all, verdicts, timed, expired });
}

const notJudged = (why: string): InTime => ({ is: 'not judged', why, runs: 0 });
const MANY = notJudged(`${SOLVED_MAX} others were`);

function ofSchedule({ finding, deviations }: Untimed, untimed: Trials, timed: Trials): InTime {
  if (deviations === null)
    return notJudged('its schedule is one of a part of the machine, the others being free');
  const told = untimed.tell(replayed(deviations, false));
  if (!isSeen(finding, told))
    return notJudged('with all that matters to the timed clock its schedule shows it no more');
  if (told.turns.length > TURNS_MAX) return notJudged(`its schedule has more than ${TURNS_MAX} turns`);
  return inTimeOf(timingOfRun(finding, told, timed), 0);
}

function inTimeOf(timing: Timed, runs: number): InTime {
  if (timing.is === 'impossible') return { is: 'impossible', why: timing.why, runs };
  const { confirmed, delays, deviations } = timing;
  return confirmed ? { is: 'possible', delays, deviations } : notJudged(UNCONFIRMED);
}

const UNCONFIRMED = 'no durations were found that give its schedule, and none are excluded';

interface Rest {
  readonly all: readonly Untimed[];
  readonly verdicts: readonly InTime[];
  readonly timed: Trials;
  readonly expired: () => boolean;
}

/** What is not possible yet, looked for in runs with durations drawn. */
function drawn({ all, verdicts, timed, expired }: Rest): readonly InTime[] {
  const found = [...verdicts];
  let [runs, turns] = [0, 0];
  const open = (): readonly number[] =>
    all.flatMap((_, index) => (found[index]?.is === 'possible' ? [] : [index]));
  while (runs < TIMED_SEEDS && turns < DRAWN_TURNS_MAX && open().length > 0 && !expired()) {
    const run = timed.try(seeded(String(++runs)));
    turns += run.end.steps;
    // The next run overwrites the world of this one.
    const seen = open().flatMap((index) => {
      const each = all[index];
      return each && isSeen(each.finding, run) ? [{ index, finding: each.finding }] : [];
    });
    for (const { index, finding } of seen)
      found[index] = inTimeOf(timingOfDrawn(finding, run.deviations, timed, SHORTEN_RUNS), runs);
  }
  return found.map((each) => (each.is === 'possible' ? each : { ...each, runs }));
}
