/**
 * From a schedule to the simplest one that still shows the same thing. A schedule is its deviations, told by
 * identities: leaving one out keeps all the others at their places, so zeroing a block and deleting it are one and the
 * same here, and no attempt is spent on shifting answers about.
 *
 * Simpler is: fewer deviations, then fewer switches between processes, then fewer steps, then smaller values, then
 * deviating later. Every attempt is one execution; the passes repeat until none of them gains anything.
 */
import { recorded, replayed, type Chooser, type Deviation } from '../engine/choice.ts';
import { asking, type Asked } from './asked.ts';

/** What one execution showed. */
export interface Trial {
  /** It shows what the schedule is wanted for. */
  readonly shows: boolean;
  /** Turns by another process than the turn before. */
  readonly switches: number;
  readonly steps: number;
}

export interface ShrinkOptions {
  /** The schedule to begin with: deviations, or option numbers, one per question; 0 where the list has ended. */
  readonly start: { readonly deviations: readonly Deviation[] } | { readonly choices: readonly number[] };
  /** One execution from the start under this chooser. It must depend on nothing else. */
  readonly run: (chooser: Chooser) => Trial;
  /** Executions allowed. */
  readonly budget?: number;
}

export interface ShrunkSchedule {
  readonly deviations: readonly Deviation[];
  readonly switches: number;
  readonly steps: number;
  readonly executions: number;
  /** False: the budget ended before no pass gained anything; the schedule is the best one so far. */
  readonly complete: boolean;
}

const EXECUTIONS_MAX = 1000;

/** The schedule under way, all that the passes need to propose another, and the way to try one. */
interface Work {
  /** The best one's deviations in the order in which they are asked for, and all questions of its run. */
  readonly best: () => Best;
  /** One execution; true if it is simpler, and then it is the best. */
  readonly attempt: (deviations: readonly Deviation[]) => boolean;
}

interface Best {
  readonly deviations: readonly Deviation[];
  readonly asked: readonly Asked[];
  readonly trial: Trial;
  readonly key: readonly number[];
}

/** Shrinks a schedule; null if it does not show what it should. */
export function shrinkSchedule(options: ShrinkOptions): ShrunkSchedule | null {
  const { start, run, budget = EXECUTIONS_MAX } = options;
  const first = bestOf('choices' in start ? listed(start.choices) : replayed(start.deviations, false), run);
  if (!first) return null;
  let best = first;
  let executions = 1;
  const tried = new Set<string>();
  const attempt = (deviations: readonly Deviation[]): boolean => {
    const text = JSON.stringify(deviations);
    if (executions >= budget || tried.has(text)) return false;
    tried.add(text);
    executions++;
    const found = bestOf(replayed(deviations, false), run);
    if (!found || !isLess(found.key, best.key)) return false;
    best = found;
    return true;
  };
  const work: Work = { best: () => best, attempt };
  while (PASSES.map((pass) => pass(work)).includes(true));
  const { deviations, trial } = best;
  const { switches, steps } = trial;
  return { deviations, switches, steps, executions, complete: executions < budget };
}

/** Answers from a list; 0 when it has ended, the last option where there are fewer. */
function listed(choices: readonly number[]): Chooser {
  let at = 0;
  return { choose: ({ count }) => Math.min(choices[at++] ?? 0, count - 1) };
}

function bestOf(chooser: Chooser, run: ShrinkOptions['run']): Best | null {
  const { asked, ...asks } = asking(chooser);
  const recording = recorded(asks);
  const trial = run(recording);
  if (!trial.shows) return null;
  return { deviations: recording.deviations(), asked, trial, key: keyOf(asked, trial) };
}

function keyOf(asked: readonly Asked[], { switches, steps }: Trial): number[] {
  const positions = asked.flatMap(({ picked }, position) => (picked === 0 ? [] : [position]));
  const values = asked.reduce((sum, { kind, picked }) => (kind === 'schedule' ? sum : sum + picked), 0);
  return [positions.length, switches, steps, values, ...positions.map((position) => -position)];
}

/** Lexicographic. */
function isLess(one: readonly number[], other: readonly number[]): boolean {
  const at = one.findIndex((value, index) => value !== other[index]);
  return at >= 0 && (one[at] ?? 0) < (other[at] ?? Infinity);
}

type Pass = (work: Work) => boolean;

/** Leaves out blocks of deviations: all, halves, quarters, single ones; late ones first. */
const leaveOut: Pass = ({ best, attempt }) => {
  let gained = false;
  for (let size = best().deviations.length; size >= 1; size = Math.floor(size / 2)) {
    for (let end = best().deviations.length; end > 0;) {
      const { deviations } = best();
      const block = Math.max(0, end - size);
      const won = attempt([...deviations.slice(0, block), ...deviations.slice(end)]);
      gained = won || gained;
      // More than the block may have become unnecessary.
      end = won ? Math.min(block, best().deviations.length) : block;
    }
  }
  return gained;
};

/** Two switches into one: where the first one left the order, the process that the second one wanted goes at once. */
const merge: Pass = ({ best, attempt }) => {
  let gained = false;
  for (let index = 0; index + 1 < best().deviations.length; index++) {
    const { deviations } = best();
    const [first, second] = [deviations[index], deviations[index + 1]];
    if (!first || !second || !isSchedule(first) || !isSchedule(second)) continue;
    const merged = { at: first.at, pick: second.pick };
    if (!attempt([...deviations.slice(0, index), merged, ...deviations.slice(index + 2)])) continue;
    gained = true;
    index = -1;
  }
  return gained;
};

const isSchedule = ({ at }: Deviation): boolean => at.startsWith('s:');

/** Smaller values: an earlier option of an outcome, a shorter delay. */
const lower: Pass = ({ best, attempt }) => {
  let gained = false;
  for (const { at, kind, picked, offered } of best().asked.filter((each) => each.picked > 1)) {
    const instead = (pick: string): boolean =>
      attempt(best().deviations.map((own) => (own.at === at ? { at, pick } : own)));
    if (kind === 'delay') gained = shorten(picked, (offset) => instead(String(offset))) || gained;
    else if (kind !== 'schedule')
      gained = (offered.slice(1, picked).some((pick) => instead(pick)) as boolean) || gained;
  }
  return gained;
};

/** Binary search for a short delay, to within a sixteenth: 0 has been tried. */
function shorten(offset: number, shows: (offset: number) => boolean): boolean {
  let [fails, works] = [0, offset];
  while (works - fails > 1 && works - fails > works / 16) {
    const middle = Math.floor((fails + works) / 2);
    if (shows(middle)) works = middle;
    else fails = middle;
  }
  return works < offset;
}

/** The same process, but later: at the next place where it could be picked, further and further while that works. */
const later: Pass = ({ best, attempt }) => {
  let gained = false;
  for (let index = best().deviations.length - 1; index >= 0; index--) {
    for (let leap = 1; leap >= 1;) {
      const { deviations } = best();
      const from = deviations[index];
      const to = from && isSchedule(from) ? placeAfter(best(), from, leap) : undefined;
      const won = to !== undefined && attempt(deviations.map((own) => (own === from ? to : own)));
      gained = won || gained;
      leap = won ? leap * 2 : Math.floor(leap / 2);
    }
  }
  return gained;
};

/** The `leap`-th place after a deviation's own where its process is offered and was not taken. */
function placeAfter({ asked }: Best, { at, pick }: Deviation, leap: number): Deviation | undefined {
  const own = asked.findIndex((each) => each.at === at);
  const places = asked
    .slice(own + 1)
    .filter(({ kind, picked, offered }) => kind === 'schedule' && picked === 0 && offered.indexOf(pick) > 0);
  const place = places[leap - 1];
  return place && { at: place.at, pick };
}

const PASSES: readonly Pass[] = [leaveOut, merge, lower, later];
