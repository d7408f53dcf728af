/**
 * Looks for one thing over every order of a scenario: all devices together if that is not too much; then each device
 * with what it depends on, and what is found there must show in a run of the whole; then runs. The answer is "seen",
 * with a run to show for it, or "never", with every order tried, or nothing that anybody should build on.
 */
import { exploreClusters, spreadOf, type ClusterExploration } from '../../sim/explore-clusters.ts';
import { exploreScenario } from '../../sim/explore-scenario.ts';
import { sampled } from '../../sim/explore/portfolio.ts';
import type { Invariant } from '../../sim/check/invariant.ts';
import type { Deviation } from '../../sim/engine/choice.ts';
import { promiseInterests } from '../../sim/promise-reads.ts';
import { sampleScenario } from '../../sim/sample-scenario.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { INVARIANTS } from '../invariants/index.ts';
import { isSeen, watched, type Ends, type Shown, type Sight } from './claims.ts';
import { inTheWhole, stepsMaxOf } from './whole.ts';

export interface SearchBudget {
  /** States of each exhaustive search; 100,000 if absent. */
  readonly states?: number;
  /** Runs, if no search came to an end; 200 if absent. */
  readonly runs?: number;
}

/** A run that shows it. */
export interface Seen extends Shown {
  readonly is: 'seen';
  readonly deviations: readonly Deviation[];
  /** No schedule has fewer. */
  readonly shortest: boolean;
  readonly searched: string;
}

export type Answer =
  | Seen
  /** `drivers`: what devices end with over all orders, where the search told. */
  | { readonly is: 'never'; readonly searched: string; readonly drivers: Drivers }
  | { readonly is: 'undecided'; readonly searched: string };

export type Drivers = ReadonlyMap<string, ReadonlySet<string | null>>;

const STATES = 100_000;
const RUNS = 200;
/** More devices are not tried together: the orders of each multiply. */
const TOGETHER_DEVICES_MAX = 8;
/** Where the search of each device is the likelier way. */
const TOGETHER_STATES = 20_000;

/** Looks for it within a budget. Equal arguments give equal answers: no clock ends a search. */
export function seek(scenario: Scenario, sight: Sight, budget: SearchBudget = {}): Answer {
  const { states = STATES, runs = RUNS } = budget;
  const isOne = spreadOf(scenario).searches.every((one) => one.scenario === scenario);
  const tries: (() => Answer)[] = [() => ordinary(scenario, sight)];
  if (isOne) tries.push(() => together(scenario, sight, states));
  else {
    if (scenario.devices.length <= TOGETHER_DEVICES_MAX)
      tries.push(() => together(scenario, sight, Math.min(states, TOGETHER_STATES)));
    tries.push(() => deviceByDevice(scenario, sight, states));
  }
  tries.push(() => byRuns(scenario, sight, runs));
  const searched: string[] = [];
  for (const attempt of tries) {
    const answer = attempt();
    if (answer.is !== 'undecided') return answer;
    searched.push(answer.searched);
  }
  return { is: 'undecided', searched: searched.join('; ') };
}

/** Often enough nothing has to be searched. */
function ordinary(scenario: Scenario, sight: Sight): Answer {
  const shown = inTheWhole(scenario, sight, []);
  const searched = 'the ordinary run';
  return shown ? { is: 'seen', ...shown, shortest: true, searched } : { is: 'undecided', searched };
}

function together(scenario: Scenario, sight: Sight, states: number): Answer {
  const budget = { states };
  const all = exploreScenario(scenario, watched(sight), {
    budget,
    shortestBudget: budget,
    reduce: isReducible(sight),
  });
  const found = [...all.endings, ...all.broken].find((outcome) => isSeen(sight, outcome));
  const searched = `${all.states} states of all devices together`;
  if (found) return { is: 'seen', ...found, searched };
  if (all.unshown.length > 0 && sight.is === 'breach' && sight.invariant.name === 'settles')
    return { is: 'undecided', searched: `${searched} (some orders may go on for ever)` };
  if (!all.complete) return { is: 'undecided', searched: `${searched}, not all there are` };
  return { is: 'never', searched: `every order: ${searched}`, drivers: driversIn(all.endings) };
}

/** The reduced search keeps all endings and what the shipped promises see; a user's own may look at anything. */
function isReducible(sight: Sight): boolean {
  return sight.is !== 'breach' || isShipped(sight.invariant) || sight.invariant.atFact === undefined;
}

const isShipped = (invariant: Invariant): boolean => INVARIANTS.includes(invariant);

function driversIn(endings: readonly { readonly ends?: Ends }[]): Drivers {
  const drivers = new Map<string, Set<string | null>>();
  for (const { ends = {} } of endings)
    for (const [device, driver] of Object.entries(ends))
      drivers.set(device, (drivers.get(device) ?? new Set()).add(driver));
  return drivers;
}

/** What one device can show by itself, as far as the sight is concerned. */
interface Possible extends Shown {
  readonly device: string;
  readonly deviations: readonly Deviation[];
}

function deviceByDevice(scenario: Scenario, sight: Sight, states: number): Answer {
  // What is found here is made short as a run of the whole.
  const asked = sight.is === 'breach' ? {} : { devices: Object.keys(sight.ends) };
  const limits = { budget: { states }, shortestBudget: { states: 1 }, ...asked };
  const found = exploreClusters(scenario, watched(sight), limits);
  const searched = `${found.states} states, device by device`;
  const wanted = possibilities(found).filter((one) => isPart(sight, one));
  for (const { deviations } of wanted) {
    const shown = inTheWhole(scenario, sight, deviations);
    if (shown) return { is: 'seen', ...shown, shortest: deviations.length === 0, searched };
  }
  const drivers: Drivers = new Map([
    ...found.unmatched.map((device) => [device, new Set([null])] as const),
    ...found.devices.map((one) => [one.device, new Set(one.endings.map(({ driver }) => driver))] as const),
  ]);
  if (found.complete && isForEach(sight) && isImpossible(sight, drivers, wanted))
    return { is: 'never', searched: `every order: ${searched}`, drivers };
  const names = [...new Set(wanted.map(({ device }) => device))];
  const seemed = names.length === 0 ? '' : `; possible for ${names.join(', ')} seen alone`;
  return { is: 'undecided', searched: `${searched}${found.complete ? '' : ', not all there are'}${seemed}` };
}

/** All that the devices can show, each by itself. */
function possibilities({ devices, unmatched }: ClusterExploration): Possible[] {
  return [
    ...unmatched.map((device) => ({ device, ends: { [device]: null }, deviations: [] })),
    ...devices.flatMap(({ device, endings, broken }): Possible[] => [
      ...endings.map(({ driver, deviations }) => ({ device, ends: { [device]: driver }, deviations })),
      ...broken.map(({ deviations, ...claim }) => ({ device, broken: claim, deviations })),
    ]),
  ];
}

/**
 * Whether each device alone can answer for the whole: endings and the shipped promises are about one cluster at a
 * time, whether all come to rest is not, and nobody knows about a user's own.
 */
function isForEach(sight: Sight): boolean {
  return sight.is !== 'breach' || (isShipped(sight.invariant) && sight.invariant.name !== 'settles');
}

/** Whether one device's outcome is a part of what is looked for. */
function isPart(sight: Sight, { device, ends, broken }: Possible): boolean {
  if (sight.is === 'breach') return broken?.invariant === sight.invariant.name;
  if (!ends || !(device in sight.ends)) return false;
  return (ends[device] === sight.ends[device]) === (sight.is === 'ending');
}

/** A projection leaves no ending of its device out, so what no device can do, the whole cannot. */
function isImpossible(sight: Sight, drivers: Drivers, wanted: readonly Possible[]): boolean {
  const can = ([device, driver]: [string, string | null]): boolean =>
    drivers.get(device)?.has(driver) === true;
  if (sight.is === 'ending') return !Object.entries(sight.ends).every(can);
  return wanted.length === 0;
}

function byRuns(scenario: Scenario, sight: Sight, runs: number): Answer {
  const invariants = watched(sight);
  const sample = sampleScenario(scenario, invariants, {
    strategy: sampled('1', promiseInterests(scenario, invariants)),
    clock: 'untimed',
    runs,
    stepsMax: stepsMaxOf(scenario),
  });
  const searched = `${sample.runs} runs`;
  const found = [...sample.endings, ...sample.broken].find((outcome) => isSeen(sight, outcome));
  if (!found) return { is: 'undecided', searched };
  const { first, ...outcome } = found;
  return { is: 'seen', ...outcome, deviations: first.deviations, shortest: false, searched };
}
