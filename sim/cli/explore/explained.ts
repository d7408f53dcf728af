/**
 * What the steps of a search found, put together: one schedule for each ending of each device and for each broken
 * promise, and what has to happen for it in words.
 */

import type { Explainer } from './explainer.ts';
import { loopStory } from './loop-story.ts';
import type { BrokenFound, EndingFound, Found, OutcomeFound, Raw, Schedule, SearchTask } from './found.ts';

/** The endings that the steps found, each once, with its simplest schedule. */
export function endingsIn(raws: readonly Raw[]): readonly EndingFound[] {
  return simplest(
    raws.flatMap((raw) => raw.endings),
    ({ ends }) => JSON.stringify(ends),
  );
}

/** All that the steps found, each thing once, with its simplest schedule, explained by `explain`. */
export function explained(task: SearchTask, raws: readonly Raw[], explain: Explainer): Found {
  const endings = endingsIn(raws);
  const broken = simplest(
    raws.flatMap((raw) => raw.broken),
    ({ invariant, why }) => `${invariant}\n${why}`,
  );
  const devices = task.scenario.devices.map(({ name }): [string, readonly OutcomeFound[]] => {
    const outcomes = outcomesOf(name, endings, raws);
    const told = outcomes.length < 2 ? outcomes : outcomes.map((found) => explain.outcome(name, found));
    return [name, told.toSorted(inOrder)];
  });
  return {
    done: raws.map(({ done }) => done),
    cyclic: raws.some(({ cyclic }) => cyclic),
    unshown: raws.some(({ unshown }) => unshown),
    lockCycles: raws.flatMap(({ lockCycles }) => lockCycles),
    endings,
    devices: Object.fromEntries(devices),
    broken: broken.map((found) => (found.loop ? goingRound(task, found) : explain.broken(found))),
    swarms: raws.flatMap(({ sample }) => sample?.swarm ?? []),
  };
}

/** A run without end, with what happens in one round of its loop. */
function goingRound(task: SearchTask, found: Omit<BrokenFound, 'how'>): BrokenFound {
  const { deviations, loop, within = task.scenario } = found;
  const story = loop ? loopStory(within, { deviations, loop }) : [];
  return { ...found, how: null, story };
}

/** One of each kind: that with the fewest deviations, provably so if possible. */
function simplest<T extends Schedule>(all: readonly T[], kindOf: (one: T) => string): readonly T[] {
  const best = new Map<string, T>();
  for (const one of all) {
    const before = best.get(kindOf(one));
    if (!before || isSimpler(one, before)) best.set(kindOf(one), one);
  }
  return [...best.values()];
}

function isSimpler(one: Schedule, other: Schedule): boolean {
  const fewer = one.deviations.length - other.deviations.length;
  return fewer < 0 || (fewer === 0 && one.shortest && !other.shortest);
}

function outcomesOf(
  device: string,
  endings: readonly EndingFound[],
  raws: readonly Raw[],
): readonly OutcomeFound[] {
  const all = endings.map(({ ends, ...schedule }) => ({ ...schedule, driver: ends[device] ?? null }));
  const shares = raws.findLast(({ sample }) => sample !== null)?.sample?.devices[device] ?? [];
  return simplest(all, ({ driver }) => String(driver)).map((found): OutcomeFound => {
    const share = shares.find(({ driver }) => driver === found.driver);
    // Several endings of the machine are one of this device; another one of them may have a shorter schedule yet.
    const shortest = all.every((one) => one.driver !== found.driver || one.shortest);
    return { ...found, shortest, how: null, share: share ? { ...share.share, seen: share.runs } : null };
  });
}

function inOrder(a: OutcomeFound, b: OutcomeFound): number {
  return a.deviations.length - b.deviations.length || (String(a.driver) < String(b.driver) ? -1 : 1);
}
