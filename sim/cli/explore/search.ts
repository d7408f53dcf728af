/**
 * One search, whatever the strategy, as plain data: what a worker thread is given and what it gives back. Depends on
 * nothing but the task, unless time or the user ends it early.
 */

import { systemOf } from '../../systems/catalogue.ts';
import { invariantsFor } from '../../../properties/invariants/index.ts';
import type { Confidence, Coverage } from '../../../reports/explore-report.ts';
import type { Invariant } from '../../check/invariant.ts';
import { endlessRuns } from '../../endless-scenario.ts';
import { exploreScenario, type Claim } from '../../explore-scenario.ts';
import { RUNS_UNLESS_SAID, sampleScenario, type Sample, type SampledOutcome } from '../../sample-scenario.ts';
import { writeOn, type Told } from './board.ts';
import { bytesText } from './budget.ts';
import { endingsIn, explained } from './explained.ts';
import { explainer, SILENT, stepsMaxOf } from './explainer.ts';
import { ended, type Found, type Raw, type Schedule, type SearchTask, type Step } from './found.ts';
import { strategyNamed } from './strategies.ts';

/** Makes a search. */
export function runSearch(task: SearchTask): Found {
  const invariants = invariantsFor(task.scenario, systemOf(task.scenario));
  const raws: Raw[] = [];
  for (const [index, step] of task.steps.entries()) {
    const note: Note = ({ share, ...told }) =>
      writeOn(task.board, { ...told, share: (index + Math.min(1, share)) / task.steps.length });
    const own = { task, invariants, note };
    writeOn(task.board, { stage: 0 });
    raws.push(searched(own, step));
    if (raws.at(-1)?.done.everyOrder || ended(task)) break;
  }
  const isRead = raws.some(({ done }) => done.everyOrder) || !task.steps.every(isWholeOnly);
  return explained(task, raws, isRead ? explainer(task, invariants, endingsIn(raws)) : SILENT);
}

const isWholeOnly = (step: Step): boolean => step.by === 'exhaustive' && step.wholeOnly;

/** Where a step stands. */
type Note = (told: Pick<Told, 'share'> & Partial<Omit<Told, 'stopped'>>) => void;

interface Own {
  readonly task: SearchTask;
  readonly invariants: readonly Invariant[];
  readonly note: Note;
}

function allOrders(
  { task, invariants, note }: Own,
  { states, wholeOnly }: Extract<Step, { by: 'exhaustive' }>,
): Raw {
  const { scenario, bytes, hashed } = task;
  const expired = (): boolean => ended(task) !== null;
  const all = exploreScenario(scenario, invariants, {
    budget: { ...(states === null ? {} : { states }), ...(bytes === null ? {} : { bytes }), expired },
    shortestBudget: { states: SHORTEST_STATES, expired },
    wholeOnly,
    hashed,
    onShortest: () => note({ share: 1, stage: 1 }),
    onProgress: (told) => note({ ...told, share: Math.max(told.share, told.states / (states ?? Infinity)) }),
  });
  const full = states !== null && all.states >= states ? `${states}states` : null;
  const memory = bytes === null ? null : bytesText(bytes);
  const bound = all.cut ? 'processes' : (ended(task) ?? full ?? memory ?? 'rounds');
  return {
    done: {
      by: 'exhaustive',
      kind: 'exhaustive',
      complete: all.complete,
      everyOrder: all.complete,
      states: all.states,
      runs: 0,
      bounds: all.complete ? [] : [bound],
      confidence: [],
    },
    cyclic: all.cyclic,
    unshown: all.unshown.length > 0,
    lockCycles: all.lockCycles,
    endings: all.endings.map(({ ends = {}, ...how }) => ({ seed: null, ...how, ends })),
    broken: [...all.broken, ...all.byDesign].flatMap((claim) =>
      claimsIn(claim).map((told) => ({
        ...told,
        ...(claim.loop ? { loop: claim.loop } : {}),
        seed: null,
        deviations: claim.deviations,
        shortest: claim.shortest,
      })),
    ),
    sample: null,
  };
}

function searched(own: Own, step: Step): Raw {
  if (step.by === 'exhaustive') return allOrders(own, step);
  return step.by === 'endless' ? fairRuns(own) : someRuns(own, step);
}

/** Whether fair runs of all devices together go on for ever. */
function fairRuns({ task, invariants }: Own): Raw {
  const { scenario, seed } = task;
  const expired = (): boolean => ended(task) !== null;
  const { runs, broken, within } = endlessRuns(scenario, invariants, { seed, expired });
  return {
    done: {
      by: 'endless',
      kind: 'sampled',
      complete: false,
      everyOrder: false,
      states: 0,
      runs,
      bounds: [],
      confidence: [],
    },
    cyclic: broken.length > 0,
    unshown: false,
    lockCycles: [],
    endings: [],
    broken: broken.flatMap(({ broken: claim, ...how }) =>
      claim
        ? [{ seed: null, ...how, ...claim, byDesign: false, ...(within === scenario ? {} : { within }) }]
        : [],
    ),
    sample: null,
  };
}

/**
 * The search for the shortest schedules is not reduced, so it needs far more states than that for all orders. Where
 * this is not enough, schedules are shortened afterwards (explainer.ts).
 */
const SHORTEST_STATES = 60_000;

function someRuns(
  { task, invariants, note }: Own,
  { strategy: name, runs }: Extract<Step, { by: 'runs' }>,
): Raw {
  const { scenario, clock, seed } = task;
  const strategy = strategyNamed(name, seed, scenario, invariants);
  const sample = sampleScenario(scenario, invariants, {
    strategy,
    clock,
    ...(runs === null ? {} : { runs }),
    expired: () => ended(task) !== null,
    stepsMax: stepsMaxOf(scenario, clock),
    onProgress: ({ runs: done }) => note({ runs: done, share: done / (runs ?? RUNS_UNLESS_SAID) }),
  });
  const complete = 'complete' in strategy && (strategy as { complete: () => boolean }).complete();
  const everyOrder = 'exhausted' in strategy && (strategy as { exhausted: () => boolean }).exhausted();
  const short = !strategy.random;
  const scheduleOf = ({ first }: SampledOutcome): Schedule => ({
    seed: first.seed,
    deviations: first.deviations,
    shortest: short,
  });
  return {
    done: {
      by: name,
      kind: kindOf(name),
      complete,
      everyOrder,
      states: 0,
      runs: sample.runs,
      bounds: complete || strategy.random ? [] : [ended(task) ?? `${sample.runs}runs`],
      confidence: confidenceOf(sample),
    },
    cyclic: false,
    unshown: false,
    lockCycles: [],
    endings: sample.endings.map((ending) => ({ ...scheduleOf(ending), ends: ending.ends ?? {} })),
    broken: [...sample.broken, ...sample.byDesign].flatMap((claim) =>
      claimsIn(claim).map((told) => ({ ...told, ...scheduleOf(claim) })),
    ),
    sample,
  };
}

/** The claim of an outcome; none of an ending. */
function claimsIn({ broken, byDesign }: Pick<SampledOutcome, 'broken' | 'byDesign'>): readonly Claimed[] {
  const claim = broken ?? byDesign;
  return claim ? [{ ...claim, byDesign: broken === undefined }] : [];
}

type Claimed = Claim & { readonly byDesign: boolean };

function kindOf(strategy: string): Coverage['kind'] {
  if (strategy === 'seeds') return 'timed-sweep';
  return strategy.startsWith('bounded') ? 'bounded' : 'sampled';
}

function confidenceOf({ members }: Sample): readonly Confidence[] {
  return members.flatMap(({ by, runs, unseen, breachesAtMost }) =>
    unseen === null ? [] : [{ strategy: by, runs, unseen, breachesAtMost }],
  );
}
