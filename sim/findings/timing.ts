/**
 * Can a finding of the untimed clock happen in time, and what would have to be slow for it? What difference constraints
 * say of its schedule (explore/delays.ts) is tried out under the timed clock. Nothing is called possible that no timed
 * run has shown.
 */
import { replayed, type Chooser, type Deviation } from '../engine/choice.ts';
import { pastOf, predecessors } from '../explore/before.ts';
import { answerOf, delaysFor, type Delay, type Timing } from '../explore/delays.ts';
import { shrinkSchedule, type Trial } from '../explore/shrink.ts';
import { following } from '../explore/swap.ts';
import type { TurnTaken } from '../explore/taken.ts';
import { sliceFor } from './explain.ts';
import { isShown, type Finding } from './finding.ts';
import type { Told, Tried, Trials } from './trials.ts';

/** Whether a schedule can happen in time, tried out. */
export type Timed =
  | (Extract<Timing, { is: 'possible' }> & {
      /** Under the timed clock, with these answers, the finding showed. */
      readonly confirmed: boolean;
      readonly deviations: readonly Deviation[];
    })
  | Extract<Timing, { is: 'impossible' }>;

/** Whether a run shows it. Of a run that was cut off nobody knows how it ends. */
export function isSeen(finding: Finding, tried: Tried): boolean {
  return (finding.is === 'breach' || tried.end.is !== 'limit') && isShown(finding, tried);
}

/**
 * The smallest set of delays that makes the finding of a run happen in time. First the whole run is asked for; then, if
 * that does not do, only what in it led to the finding (its causal slice), the rest being as it likes. Where that does
 * not come out in time either, the rest is not free: who waited while the slice took what he waited for has to be late.
 */
export function timingOfRun(finding: Finding, told: Told, timed: Trials): Timed {
  const { turns } = told;
  const whole = tried(finding, told, timed, delaysFor(turns));
  if (whole.is === 'possible' && whole.confirmed) return whole;
  const pieces = sliceFor(finding, told).pieces;
  const needed = new Set(pieces.flatMap((each) => (each.is === 'turn' ? [each.index] : [])));
  const slice = tried(finding, told, timed, delaysFor(turns, { needed }));
  if (slice.is === 'impossible' || slice.confirmed) return slice;
  const kept = tried(finding, told, timed, delaysFor(turns, { needed: withKept(turns, needed) }));
  return kept.is === 'impossible' || kept.confirmed ? kept : slice;
}

/** The turns, and those that waited longer because of one of them, with their past. */
function withKept(turns: readonly TurnTaken[], needed: ReadonlySet<number>): ReadonlySet<number> {
  const waits = turns.flatMap(({ missed }, index) =>
    missed.some(({ until }) => needed.has(until)) ? [index] : [],
  );
  return pastOf(predecessors(turns), [...needed, ...waits]);
}

/** Of a timed run that shows the finding: first what it does not need is left out, then every delay made short. */
export function timingOfDrawn(
  finding: Finding,
  drawn: readonly Deviation[],
  timed: Trials,
  budget: number,
): Timed {
  const run = (chooser: Chooser): Trial => {
    const shown = timed.try(chooser);
    return { shows: isSeen(finding, shown), switches: shown.switches, steps: shown.end.steps };
  };
  const deviations = shrinkSchedule({ start: { deviations: drawn }, run, budget })?.deviations ?? drawn;
  const told = timed.tell(replayed(deviations, false));
  const short = timingOfRun(finding, told, timed);
  if (short.is === 'possible' && short.confirmed) return short;
  const delays = deviations.flatMap(({ at, pick }) => delayOf(told.turns, at, Number(pick)));
  return { is: 'possible', delays, sure: false, confirmed: true, deviations };
}

function tried(finding: Finding, told: Told, timed: Trials, timing: Timing): Timed {
  if (timing.is === 'impossible') return timing;
  const answers = told.deviations.filter(({ at }) => !at.startsWith('d:'));
  const run = (delays: readonly Delay[]): Tried => {
    return timed.try(following(told.turns, replayed([...answers, ...delays.map(answerOf)], false)));
  };
  const first = run(timing.delays);
  const confirmed = isSeen(finding, first);
  let best = { ...timing, confirmed, deviations: first.deviations };
  if (!confirmed) return best;
  // The order of the run needs each of them; the finding may show in another order, too.
  for (const delay of timing.delays) {
    const delays = best.delays.filter((each) => each !== delay);
    const fewer = run(delays);
    if (isSeen(finding, fewer)) best = { ...best, delays, deviations: fewer.deviations };
  }
  return best;
}

/** The delay that a deviation of a timed run asks for; none if it is not about a delay. */
function delayOf(turns: readonly TurnTaken[], at: string, offset: number): Delay[] {
  const index = turns.findIndex(({ takes }) => takes?.at === at);
  const turn = turns[index];
  if (!turn?.takes) return [];
  const { process, step, takes } = turn;
  return [{ turn: index, process, step, ...takes, takes: takes.min + offset }];
}
