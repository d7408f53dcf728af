/** What the searches covered, and in sentences what they did not. */

import { boundText, chanceText } from '../../../reports/explore-verdict.ts';
import type {
  ClusterReport,
  Confidence,
  Coverage,
  RefinementReport,
} from '../../../reports/explore-report.ts';
import { collisionAtMost } from '../../explore/signatures.ts';
import type { Found } from './found.ts';
import { isThrough, type Explored, type Wish } from './plan.ts';

type Covered = Pick<Coverage, 'kind' | 'complete' | 'states' | 'runs'>;

const STRENGTH = ['timed-sweep', 'sampled', 'bounded', 'exhaustive'] as const;

/** What one search covered: the strongest thing that can be said. */
function coveredBy({ done }: Found): Covered {
  const sum = (of: 'states' | 'runs'): number => done.reduce((all, one) => all + one[of], 0);
  const sums = { states: sum('states'), runs: sum('runs') };
  if (done.some(({ everyOrder }) => everyOrder)) return { kind: 'exhaustive', complete: true, ...sums };
  const whole = done.find(({ complete }) => complete);
  if (whole) return { kind: whole.kind, complete: true, ...sums };
  return { kind: done.at(-1)?.kind ?? 'sampled', complete: false, ...sums };
}

/** What all searches together covered: no more than the weakest of them. */
export function coverageOf(
  { whole, parts }: Explored,
  { hashed }: Wish,
  refinement: RefinementReport | null,
): Coverage {
  const founds = whole ? [whole] : parts;
  const isSound = refinement === null || refinement.refused.length === 0;
  const all = founds.map(coveredBy);
  const kinds = all.map(({ kind }) => STRENGTH.indexOf(kind));
  const weakest = STRENGTH[Math.min(...kinds, STRENGTH.length - 1)] ?? 'sampled';
  const unfinished = founds.filter((found) => !isThrough(found)).flatMap((found) => found.done);
  return {
    kind: weakest,
    complete: isSound && all.every(({ complete }) => complete),
    states: all.reduce((sum, { states }) => sum + states, 0),
    runs: all.reduce((sum, { runs }) => sum + runs, 0),
    hashed,
    collisionAtMost: hashed ? all.reduce((sum, { states }) => sum + collisionAtMost(states), 0) : null,
    bounds: [...new Set([...unfinished.flatMap(({ bounds }) => bounds), ...(isSound ? [] : ['refinement'])])],
    perCluster: whole === null,
    refinement,
    confidence: merged(unfinished.flatMap(({ confidence }) => confidence)),
  };
}

/** One line for each strategy: its runs of several searches; the worst of what they allow to say. */
function merged(all: readonly Confidence[]): readonly Confidence[] {
  const byStrategy = new Map<string, Confidence>();
  for (const one of all) {
    const before = byStrategy.get(one.strategy);
    if (!before) byStrategy.set(one.strategy, one);
    else byStrategy.set(one.strategy, worse(before, one));
  }
  return [...byStrategy.values()];
}

function worse(one: Confidence, other: Confidence): Confidence {
  const [a, b] = [one.breachesAtMost, other.breachesAtMost];
  return {
    strategy: one.strategy,
    runs: one.runs + other.runs,
    unseen: Math.max(one.unseen, other.unseen),
    breachesAtMost: a === null || b === null ? null : Math.max(a, b),
  };
}

/** The searches of a scenario that was explored device by device. */
export function clustersOf(
  { whole, spread, parts }: Explored,
  devices: readonly string[],
): readonly ClusterReport[] {
  if (whole)
    return [{ devices, like: devices[0] ?? '', ...coveredBy(whole) }].filter(() => devices.length > 0);
  return spread.searches.flatMap(({ device: like }, index) => {
    const [found, told] = [parts[index], spread.devices.filter(({ search }) => search === index)];
    return found ? [{ devices: told.map(({ device }) => device), like, ...coveredBy(found) }] : [];
  });
}

/** What the verdict does not say. */
export function notCoveredBy(coverage: Coverage, { clock, strategy }: Wish): readonly string[] {
  const { kind, perCluster, bounds, collisionAtMost: lost } = coverage;
  const stops = bounds.map(
    (bound) => BOUND_WORDS[bound] ?? `Whatever lies behind ${boundText(bound)}: there a search stopped.`,
  );
  return [
    ...stops,
    ...(kind === 'bounded'
      ? [`Schedules with more deviations than ${boundIn(strategy)} from the ordinary one.`]
      : []),
    ...(kind === 'sampled' ? ['Orders that no run happened to take.'] : []),
    ...(lost === null
      ? []
      : [`States that were taken for others with the same signature: ${chanceText(lost)}.`]),
    ...(perCluster ? PER_CLUSTER : []),
    clock === 'timed' ? TIMED : UNTIMED,
  ];
}

const boundIn = (strategy: string): string => /^bounded:(\d+)$/.exec(strategy)?.[1] ?? '2';

const BOUND_WORDS: Readonly<Record<string, string>> = {
  refinement: 'Endings that the parts of the machine do not show: one refused what a whole run did.',
  interrupt: 'All that was still to come when it was interrupted.',
  time: 'All that was still to come when the time was up.',
  processes: 'Orders in which more processes live at a time than there is room for.',
};

const PER_CLUSTER = [
  'Each device was explored with what it depends on, all others being free to load modules and to bind at any ' +
    'time. So no ending of a device is missed, but one may be listed that needs them to act at a moment at which ' +
    'on this machine they never do.',
  'Which endings of several devices come together, and deadlocks between devices that do not depend on each ' +
    'other.',
];

const UNTIMED =
  'How likely an ending is: any order counts, also one that needs an absurdly slow step. ' +
  '`--clock timed` counts how often each comes with the durations of the file.';

const TIMED =
  'Orders that the durations of the file make impossible or rare, and seeds that were not run; `--clock untimed` ' +
  'tries every order.';
