/**
 * All schedules with at most so many deviations from the boring run, fewest first, each exactly once. Delay bounding as
 * in P. Thomson, A. Donaldson, A. Betts, "Concurrency testing using schedule bounding", PPoPP 2014, the deterministic
 * scheduler being ours: option 0 everywhere. Every run is made anew from the start.
 *
 * A schedule with d + 1 deviations has one parent: the same without the last deviation. So each run with fewer than the
 * bound tells its children: another option at any of the questions after its last deviation. How many runs there will
 * be is known as soon as the parents have been run.
 */
import { Queue } from 'js-sdsl';
import type { Chooser } from '../engine/choice.ts';
import type { Strategy } from './strategy.ts';

export interface Bounded extends Strategy {
  /** Runs made, and runs that those made have shown to be still to come: exact for the level at work and the next. */
  readonly planned: () => number;
  /** All schedules with at most the bound of deviations were run, and each came to its end. */
  readonly complete: () => boolean;
  /** Complete, and no schedule of this machine has more deviations: every order was run. */
  readonly exhausted: () => boolean;
}

/** A run whose children are to be made. Deviations are question numbers and options, alternating. */
interface Parent {
  readonly deviations: readonly number[];
  /** Options at each question from number `from` on. */
  readonly from: number;
  readonly counts: readonly number[];
}

/** All schedules with at most `bound` deviations. For untimed runs: delays are left at their shortest. */
export function bounded(bound: number): Bounded {
  const name = `bounded:${bound}`;
  const parents = new Queue<Parent>();
  const children = childrenOf(parents);
  const state = { ended: 0, planned: 1, cut: false, deeper: false };
  const ended = ({ deviations, from, counts }: Parent, isCut: boolean): void => {
    state.ended++;
    if (isCut) state.cut = true;
    const more = counts.reduce((sum, count) => sum + count - 1, 0);
    if (deviations.length / 2 === bound) state.deeper ||= more > 0;
    else if (more > 0) {
      state.planned += more;
      parents.push({ deviations, from, counts });
    }
  };
  const isComplete = (): boolean => state.ended === state.planned && !state.cut;
  return {
    name,
    says: `All schedules with at most ${bound} deviation${bound === 1 ? '' : 's'} from the boring one, fewest first.`,
    random: false,
    planned: () => state.planned,
    complete: isComplete,
    exhausted: () => isComplete() && !state.deeper,
    next(run) {
      const deviations = run === 0 ? [] : children.next().value;
      if (!deviations) return null;
      const from = (deviations.at(-2) ?? -1) + 1;
      const { chooser, counts } = deviating(deviations);
      return {
        by: name,
        chooser,
        ended: ({ is }) => ended({ deviations, from, counts: counts.slice(from) }, is === 'limit'),
      };
    },
  };
}

/** Every child of every parent in the queue, which grows meanwhile. */
function* childrenOf(parents: Queue<Parent>): Generator<readonly number[], undefined> {
  for (let parent = parents.pop(); parent; parent = parents.pop()) {
    const { deviations, from, counts } = parent;
    for (const [at, count] of counts.entries()) {
      for (let option = 1; option < count; option++) yield [...deviations, from + at, option];
    }
  }
}

/** Answers with these deviations and counts the options of all questions. */
function deviating(deviations: readonly number[]): { chooser: Chooser; counts: number[] } {
  const counts: number[] = [];
  let next = 0;
  const chooser: Chooser = {
    choose({ kind, count }) {
      const question = counts.length;
      counts.push(kind === 'delay' ? 1 : count);
      if (question !== deviations[next]) return 0;
      next += 2;
      return deviations[next - 1] ?? 0;
    },
  };
  return { chooser, counts };
}
