/** The verdict of an exploration in a few words, the same in every format. */

import { count } from './layout.ts';
import type {
  Coverage,
  DeviceOutcome,
  Expected,
  ExploreFinding,
  ExploreReport,
  RefinementReport,
  LockRing,
  LoopReport,
} from './explore-report.ts';

/** Broken promises that count: what the system does by design is shown but breaks nothing. */
export function breachesIn({ findings }: ExploreReport): readonly ExploreFinding[] {
  return findings.filter(({ byDesign }) => !byDesign);
}

/** Expectations of the scenario file that do not come true. */
export function disappointedIn({ expectations }: ExploreReport): readonly Expected[] {
  return expectations.filter(({ verdict }) => verdict === 'broken');
}

/** True if nothing is broken: exit code 0. */
export function isWell(report: ExploreReport): boolean {
  return breachesIn(report).length === 0 && disappointedIn(report).length === 0;
}

/** Whether the verdict is about all orders. */
export const isEveryOrder = ({ kind, complete }: Coverage): boolean => kind === 'exhaustive' && complete;

/** Devices that can end in more than one way. */
export function undecidedIn({ devices }: ExploreReport): readonly string[] {
  return Object.keys(devices).filter((name) => (devices[name]?.outcomes.length ?? 0) > 1);
}

/** What was found, in one sentence without its full stop. */
export function resultSentence(report: ExploreReport): string {
  const broken = new Set(breachesIn(report).map(({ invariant }) => invariant));
  const excused = new Set(
    report.findings.filter(({ byDesign }) => byDesign).map(({ invariant }) => invariant),
  );
  const disappointed = disappointedIn(report).length;
  const parts = [
    ...(broken.size > 0 ? [`${count(broken.size, 'promise')} can break: ${[...broken].join(', ')}`] : []),
    ...(disappointed > 0 ? [`${count(disappointed, 'expectation')} of the file not met`] : []),
    ...(excused.size > 0
      ? [`${count(excused.size, 'exception')} by design: ${[...excused].join(', ')}`]
      : []),
    endingsPhrase(report),
  ];
  return parts.join('; ');
}

function endingsPhrase(report: ExploreReport): string {
  const undecided = undecidedIn(report);
  const all = Object.keys(report.devices).length;
  if (all === 0) return 'there are no devices';
  const soFar = isEveryOrder(report.coverage) ? '' : ' so far';
  if (undecided.length === 0) return `every device ends the same way in all orders${soFar}`;
  const which = undecided.length <= 3 ? `: ${undecided.join(', ')}` : '';
  return `${undecided.length} of ${count(all, 'device')} can end in more than one way${soFar}${which}`;
}

/** What was covered, in one sentence without its full stop. */
export function coverageSentence({ coverage, clusters, strategy, seed }: ExploreReport): string {
  const { kind, complete, states, runs, bounds } = coverage;
  const size = [...(states > 0 ? [count(states, 'state')] : []), ...(runs > 0 ? [count(runs, 'run')] : [])];
  const lost = coverage.collisionAtMost;
  const signed =
    lost === null ? [] : [`told apart by 64-bit signatures: ${chanceText(lost)} that one was missed`];
  const searches = coverage.perCluster ? [count(clusters.length, 'search'), ...size] : size;
  const sizes = [...searches, ...signed].join(', ').replace('searchs', 'searches');
  if (isEveryOrder(coverage)) return `every order was tried (${sizes})`;
  if (kind === 'timed-sweep') return `${count(runs, 'run')} with durations drawn, from seed ${seed} on`;
  if (kind === 'bounded' && complete)
    return `every order with few deviations was tried, as ${strategy.asked} says (${sizes})`;
  if (kind === 'sampled' && bounds.length === 0)
    return `${count(runs, 'run')} were drawn, the rest was not tried`;
  return `stopped at ${bounds.map(boundText).join(' and ')}: this is what was found so far (${sizes})`;
}

/** What the runs that were drawn allow to say of those that were not, strategy by strategy; nothing if none were. */
export function confidenceText({
  coverage: { confidence },
}: Pick<ExploreReport, 'coverage'>): readonly string[] {
  if (confidence.length === 0) return [];
  const each = confidence.map(({ strategy, runs, unseen, breachesAtMost }) => {
    const breaks = breachesAtMost === null ? '' : `, and at most ${percent(breachesAtMost)} break a promise`;
    return `${strategy}, ${count(runs, 'run')}: ${percent(unseen)} end in a new way${breaks}`;
  });
  const bound = confidence.some(({ breachesAtMost }) => breachesAtMost !== null) ? '; 3 / runs, at 95 %' : '';
  return [`Of further runs of each strategy (Good-Turing${bound}): ${each.join('; ')}.`];
}

const percent = (share: number): string =>
  share === 0 ? 'hardly any' : `${share < 0.0005 ? 'less than 0.1' : (100 * share).toFixed(1)} %`;

/** `10 runs, 480 steps, 0 refused`: whole runs held against the parts of the machine. */
export function refinementText({ runs, steps, refused, undecided }: RefinementReport): string {
  const open = undecided > 0 ? `, ${count(undecided, 'check')} given up` : '';
  return `${count(runs, 'run')}, ${count(steps, 'step')}, ${refused.length} refused${open}`;
}

/** A budget as in `coverage.bounds`, in words: `3,000 states`. */
export function boundText(bound: string): string {
  const [, number, unit] = /^(\d+)(state|run)s$/.exec(bound) ?? [];
  if (number !== undefined && unit !== undefined) return count(Number(number), unit);
  return BOUNDS[bound] ?? bound;
}

const BOUNDS: Readonly<Record<string, string>> = {
  interrupt: 'Ctrl-C',
  time: 'the end of the time allowed',
  refinement: 'a step of a whole run that its parts do not allow (a bug of probesim)',
  processes: 'the most processes there is room for',
};

/** `a chance of at most 3e-12`, rounded up. */
export function chanceText(chance: number): string {
  if (chance === 0) return 'no chance';
  const exponent = Math.floor(Math.log10(chance));
  const digit = Math.ceil(chance / 10 ** exponent);
  return `a chance of at most ${digit < 10 ? `${digit}e${exponent}` : `1e${exponent + 1}`}`;
}

/** `between 12 % and 19 %`. */
export function shareText({ low, high }: NonNullable<DeviceOutcome['share']>): string {
  const rounded = (share: number): string => {
    const number = 100 * share;
    return number === 0 || number === 100
      ? String(number)
      : number.toFixed(number < 10 || number > 90 ? 1 : 0);
  };
  return `between ${rounded(low)} % and ${rounded(high)} % (at 95 %)`;
}

/** Whether a ring of locks can close, in a sentence. */
export const lockSentence = (verdict: LockRing['verdict']): string => LOCK_SENTENCES[verdict];

const LOCK_SENTENCES = {
  deadlock: 'Confirmed: some order ends with each waiting for the next.',
  never: 'Not reachable: in no order do they wait for each other.',
  unknown: 'May be: no order so far ends with each waiting for the next, and not all were tried.',
} as const;

/** Where a run goes round, in a sentence or two. */
export function loopSentence({ stem, turns, shortest, within }: LoopReport): string {
  const least = shortest ? ', and no fewer come back to that state with everybody served' : '';
  const where = within === null ? '' : ` In this machine cut down to ${within.join(', ')}.`;
  return `After ${count(stem, 'turn')} a loop of ${count(turns, 'turn')} that nothing ends${least}.${where}`;
}

/** How an outcome comes about, in a sentence: nothing special, or what has to happen. */
export function howSentence({
  deviations,
  shortest,
  how,
}: Omit<DeviceOutcome, 'driver' | 'frequency'>): string {
  if (deviations === 0) return how ?? 'In the ordinary order.';
  const least = shortest ? ', with no fewer' : '';
  const size = `${deviations === 1 ? 'One deviation' : count(deviations, 'deviation')}${least}.`;
  return how === null ? size : `${how} (${size.replace(/\.$/, '')})`;
}
