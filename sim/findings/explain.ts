/**
 * Why a run ended as it did, in two ways: the one swap of two turns that decides it, and the turns that it came from.
 * What would have to be slow for it to happen in time tells timing.ts.
 */
import { replayed, type Deviation } from '../engine/choice.ts';
import { sliceOf, type Slice } from '../explore/slice.ts';
import { criticalSwap, following, released, type Followed, type Named, type Swap } from '../explore/swap.ts';
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
