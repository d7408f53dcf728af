/**
 * The critical swap: two runs that differ in the order of two neighbouring turns, and end differently. From a run that
 * passes towards one that fails: the first turn in which they differ is brought forward to where the failing run has
 * it, again and again, until the run fails; then halving finds the neighbour that it must not go before.
 */
import type { Chooser, Deviation } from '../engine/choice.ts';
import type { TurnTaken } from './taken.ts';

/** A turn by name: with the process and its step it is the same turn in both runs. */
export type Named = Pick<TurnTaken, 'process' | 'step'>;

/** A run that followed a list of turns. */
export interface Followed {
  readonly turns: readonly TurnTaken[];
  /** It shows the finding. */
  readonly shows: boolean;
  /** What became of it, as the end of a sentence: `igd ends with vfio-pci`. */
  readonly ends: string;
  readonly deviations: readonly Deviation[];
}

/** Two turns of two runs that are the same before them. */
export interface Swap {
  /** In the run that passes, and in the one that shows the finding: the same two turns the other way round. */
  readonly before: readonly [TurnTaken, TurnTaken];
  readonly after: readonly [TurnTaken, TurnTaken];
  readonly endsBefore: string;
  readonly endsAfter: string;
  /** The position of the two turns. */
  readonly at: number;
  /** False: the turn that lost could not follow at once (the other had taken its lock), or never. */
  readonly adjacent: boolean;
  readonly deviationsBefore: readonly Deviation[];
  readonly deviationsAfter: readonly Deviation[];
  readonly executions: number;
}

export interface SwapOptions {
  readonly passing: Followed;
  readonly failing: Followed;
  /** A run, under the untimed clock, that follows this list as far as it goes (`following`). */
  readonly follow: (order: readonly Named[]) => Followed;
  /** Executions allowed. */
  readonly budget?: number;
}

const EXECUTIONS_MAX = 2000;

/** The critical swap between two runs; null if the order of turns is not what makes the difference. */
export function criticalSwap({
  passing,
  failing,
  follow,
  budget = EXECUTIONS_MAX,
}: SwapOptions): Swap | null {
  let executions = 0;
  const counted = (order: readonly Named[]): Followed => {
    executions++;
    return follow(order);
  };
  let current = passing;
  for (let from = 0; executions < budget;) {
    from = firstDifference(current.turns, failing.turns, from);
    const wanted = failing.turns[from];
    if (!wanted || current.shows) return null;
    const next = counted(moved(current.turns, wanted, from));
    const came = next.turns[from];
    if (!came || !isSame(came, wanted)) return null;
    if (!next.shows) current = next;
    else return swapOf(halved({ current, wanted, from, next }, counted), () => executions);
  }
  return null;
}

function firstDifference(one: readonly Named[], other: readonly Named[], from: number): number {
  let at = from;
  for (let a = one[at], b = other[at]; a && b && isSame(a, b); a = one[at], b = other[at]) at++;
  return at;
}

const isSame = (one: Named, other: Named): boolean =>
  one.process === other.process && one.step === other.step;

/** The list with `turn` at `to` and nowhere else. */
function moved(turns: readonly Named[], turn: Named, to: number): Named[] {
  const others = turns.filter((each) => !isSame(each, turn));
  return [...others.slice(0, to), turn, ...others.slice(to)];
}

interface Stage {
  /** Passes; with `wanted` brought forward to `from` it is `next`, and shows the finding. */
  readonly current: Followed;
  readonly wanted: Named;
  readonly from: number;
  readonly next: Followed;
}

interface Pair {
  readonly pass: Followed;
  readonly fail: Followed;
  readonly at: number;
}

/** Where on its way forward the turn tips the run over. */
function halved({ current, wanted, from, next }: Stage, follow: SwapOptions['follow']): Pair {
  const own = current.turns.findIndex((turn) => isSame(turn, wanted));
  let [pass, fail] = [current, next];
  let [passesAt, failsAt] = [own < 0 ? current.turns.length : own, from];
  while (passesAt - failsAt > 1) {
    const middle = (passesAt + failsAt) >> 1;
    const tried = follow(moved(current.turns, wanted, middle));
    if (tried.shows) [fail, failsAt] = [tried, middle];
    else [pass, passesAt] = [tried, middle];
  }
  return { pass, fail, at: failsAt };
}

function swapOf({ pass, fail, at }: Pair, executions: () => number): Swap | null {
  const [first, second] = [pass.turns[at], fail.turns[at]];
  if (!first || !second || isSame(first, second)) return null;
  const [secondLater, firstLater] = [pass.turns[at + 1], fail.turns[at + 1]];
  const follows = secondLater !== undefined && isSame(secondLater, second);
  const followed = firstLater !== undefined && isSame(firstLater, first);
  return {
    before: [first, second],
    after: [second, first],
    endsBefore: pass.ends,
    endsAfter: fail.ends,
    at,
    adjacent: follows && followed,
    deviationsBefore: pass.deviations,
    deviationsAfter: fail.deviations,
    executions: executions(),
  };
}

/** The swap in two sentences. */
export function swapText({ before: [first, second], endsBefore, endsAfter, adjacent }: Swap): string {
  const [one, other] = [stepText(first), stepText(second)];
  const where = adjacent ? 'directly before' : 'before';
  return `If ${one} comes ${where} ${other}, ${endsBefore}. If ${other} comes first, ${endsAfter}.`;
}

const stepText = ({ process, does }: TurnTaken): string => `"${does}" of ${process}`;

/**
 * A chooser that follows a list of turns: of the processes that could run, the one whose turn stands first in what is
 * left of the list. Turns that are not on the list come last. Outcomes and faults are `answers`' to give.
 */
export function following(order: readonly Named[], answers: Chooser): Chooser {
  const standing = new Map(order.map(({ process, step }, position) => [`${process}@${step}`, position]));
  return {
    choose(point) {
      if (point.kind !== 'schedule') return answers.choose(point);
      let best = 0;
      let first = Infinity;
      for (let index = 0; index < point.count; index++) {
        const position = standing.get(`${point.option(index)}@${point.stepsOf(index) + 1}`);
        if (position !== undefined && position < first) [best, first] = [index, position];
      }
      return best;
    },
  };
}

/** Deviations that decide about order: schedules and delays, not outcomes and faults. */
const isOrder = ({ at }: Deviation): boolean => at.startsWith('s:') || at.startsWith('d:');

/**
 * The schedule with as few switches and delays released as make it pass: one at a time, then the first ones together;
 * null if it shows the finding without any.
 */
export function released(
  deviations: readonly Deviation[],
  passes: (deviations: readonly Deviation[]) => boolean,
): readonly Deviation[] | null {
  const switches = deviations.filter(isOrder);
  const without = (gone: readonly Deviation[]): Deviation[] =>
    deviations.filter((each) => !gone.includes(each));
  const candidates = [
    ...switches.map((each) => [each]),
    ...switches.map((_, index) => switches.slice(0, index + 1)),
  ];
  return candidates.map(without).find(passes) ?? null;
}
