/**
 * Why a run ended as it did, in three ways: the one swap of two turns that decides it, the turns that it came from,
 * and what would have to be slow for it to happen in time.
 */
import { replayed, type Chooser, type Deviation } from '../engine/choice.ts';
import { seeded } from '../engine/random.ts';
import { delaysFor, type Delay, type Timing } from '../explore/delays.ts';
import { shrinkSchedule, type Trial } from '../explore/shrink.ts';
import { sliceOf, type Slice } from '../explore/slice.ts';
import { criticalSwap, following, released, type Followed, type Named, type Swap } from '../explore/swap.ts';
import type { TurnTaken } from '../explore/taken.ts';
import { objectOf } from '../model/layout.ts';
import { breachOf, endingOf, findingText, isShown, type Finding } from './finding.ts';
import type { Told, Tried, Trials } from './trials.ts';

/** A schedule that shows a finding, and the scenario under both clocks. */
export interface Subject {
  readonly finding: Finding;
  readonly deviations: readonly Deviation[];
  /** A schedule that does not show it, for findings that show without any switch. */
  readonly contrast: readonly Deviation[] | null;
  /** Under the clock that the schedule belongs to. */
  readonly own: Trials;
  /** The same machine under the untimed clock. */
  readonly untimed: Trials;
}

/**
 * The critical swap, found under the untimed clock, where every order of a timed run can happen, too. Null: the order
 * of turns is not what decides.
 */
export function swapFor({ finding, deviations, contrast, own, untimed }: Subject): Swap | null {
  const failingRun = own.tell(replayed(deviations, false));
  const follow = (order: readonly Named[]): Followed =>
    followed(finding, untimed.tell(following(order, replayed(deviations, false))));
  const failing = follow(failingRun.turns);
  if (!failing.shows) return null;
  const passes = (fewer: readonly Deviation[]): boolean => !isShown(finding, own.try(replayed(fewer, false)));
  const passing = [released(deviations, passes), contrast].find((each) => each && passes(each));
  if (!passing) return null;
  const towards = follow(own.tell(replayed(passing, false)).turns);
  return criticalSwap({ passing: towards, failing, follow });
}

function followed(finding: Finding, told: Told): Followed {
  const shows = isShown(finding, told);
  return { turns: told.turns, shows, ends: endText(finding, told, shows), deviations: told.deviations };
}

/** What became of a run, as far as the finding is concerned. */
function endText(finding: Finding, tried: Tried, shows: boolean): string {
  const breach = breachOf(finding, tried);
  if (breach) return breach.why;
  const ending = finding.device === null ? null : endingOf(tried, finding.device);
  const ends = ending === null ? [] : [findingText(ending)];
  if (finding.is === 'ending' || shows) return ends.join('');
  return [...ends, `${finding.invariant} holds`].join(' and ');
}

/** The causal slice of the finding: of the turn that broke the claim, of who is stuck, or of how the device ended. */
export function sliceFor(finding: Finding, told: Told): Slice {
  const breach = breachOf(finding, told);
  const turn = breach ? told.turnOf(breach) : -1;
  const stuck = told.stuck.map((process) => told.turns.findLastIndex((each) => each.process === process));
  const about = turn >= 0 ? [turn] : finding.device === null ? stuck.filter((index) => index >= 0) : [];
  return sliceOf(told.turns, { about, looksAt: { reads: objectsOf(finding, told), writes: [] } });
}

/** What a look at the finding's device reads: the device, and which drivers could have had it. */
function objectsOf(finding: Finding, { world }: Told): number[] {
  const device = world.setup.devices.find(({ name }) => name === finding.device);
  if (!device) return [];
  const own = objectOf('device', device.id);
  return finding.is === 'ending' ? [own] : [own, objectOf('driver-list', device.bus)];
}

/** Whether the schedule can happen in time, tried out. */
export type Timed =
  | (Extract<Timing, { is: 'possible' }> & {
      /** Under the timed clock, with these answers, the finding showed. */
      readonly confirmed: boolean;
      readonly deviations: readonly Deviation[];
    })
  | Extract<Timing, { is: 'impossible' }>;

/** Runs under the timed clock in which a finding is looked for whose schedule cannot be had in time. */
const TIMED_SEEDS = 40;

/**
 * The smallest set of delays that makes the finding of an untimed run happen in time. First the whole run is asked for;
 * then, if that does not do, only its causal slice, the rest being as it likes; then some other way to the finding.
 */
export function timingFor(finding: Finding, told: Told, timed: Trials): Timed {
  const whole = tried(finding, told, timed, delaysFor(told.turns));
  if (whole.is === 'possible' && whole.confirmed) return whole;
  const pieces = sliceFor(finding, told).pieces;
  const needed = new Set(pieces.flatMap((each) => (each.is === 'turn' ? [each.index] : [])));
  const slice = tried(finding, told, timed, delaysFor(told.turns, { needed }));
  if (slice.is === 'possible' && slice.confirmed) return slice;
  return anotherWay(finding, timed) ?? slice;
}

function tried(finding: Finding, told: Told, timed: Trials, timing: Timing): Timed {
  if (timing.is === 'impossible') return timing;
  const late = timing.delays.map(({ process, step, about, min, takes }) => ({
    at: `d:${process}@${step - 1}/${about}`,
    pick: String(takes - min),
  }));
  const run = timed.try(following(told.turns, replayed([...told.deviations, ...late], false)));
  return { ...timing, confirmed: isShown(finding, run), deviations: run.deviations };
}

/** A timed run that shows the finding by a schedule of its own, with as few delays as shrinking leaves. */
function anotherWay(finding: Finding, timed: Trials): Timed | null {
  const run = (chooser: Chooser): Trial => {
    const { end, switches, ...shown } = timed.try(chooser);
    return { shows: isShown(finding, shown), switches, steps: end.steps };
  };
  for (let seed = 1; seed <= TIMED_SEEDS; seed++) {
    const drawn = timed.try(seeded(String(seed)));
    if (!isShown(finding, drawn)) continue;
    const shrunk = shrinkSchedule({ start: { deviations: drawn.deviations }, run, budget: 300 });
    const { deviations } = shrunk ?? drawn;
    const { turns } = timed.tell(replayed(deviations, false));
    const delays = deviations.flatMap(({ at, pick }) => delayOf(turns, at, Number(pick)));
    return { is: 'possible', delays, sure: false, confirmed: true, deviations };
  }
  return null;
}

/** The delay that a deviation of a timed run asks for; none if it is not about a delay. */
function delayOf(turns: readonly TurnTaken[], at: string, offset: number): Delay[] {
  const index = turns.findIndex(
    ({ process, step, takes }) => takes && at === `d:${process}@${step - 1}/${takes.about}`,
  );
  const turn = turns[index];
  if (!turn?.takes) return [];
  const { process, step, takes } = turn;
  return [{ turn: index, process, step, ...takes, takes: takes.min + offset }];
}
