/**
 * Which searches a scenario is explored by. `auto` and `exhaustive` first try all devices together; where that is too
 * much, each device with what it depends on, devices that differ only in names once. A search of `auto` that does not
 * get through goes on with runs.
 */

import { spreadOf, type ClusterSearch, type Spread } from '../../explore-clusters.ts';
import type { ClockMode } from '../../engine/run.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Budget } from './budget.ts';
import type { Found, SearchTask, Step } from './found.ts';

export interface Wish {
  readonly strategy: string;
  readonly clock: ClockMode;
  readonly seed: string;
  readonly budget: Budget;
  /** States told apart by signatures only. */
  readonly hashed: boolean;
}

/** What is to be searched; who has the pool adds the rest. */
export type Asked = Pick<SearchTask, 'scenario' | 'steps'>;
export type SearchFor = (asked: Asked) => Promise<Found>;

export interface Explored {
  /** What was picked and why, in a sentence. */
  readonly picked: string;
  /** All devices together; null: device by device. */
  readonly whole: Found | null;
  readonly spread: Spread;
  /** What each search of the spread found. */
  readonly parts: readonly Found[];
  /** The search of all devices together that did not get through: whatever it saw is real. */
  readonly attempt: Found | null;
  /** Fair runs of all devices together, where the searches cannot tell whether they come to rest. */
  readonly endless: Found | null;
}

/** More devices are not tried together: the orders of each multiply. */
export const TOGETHER_DEVICES_MAX = 8;
const TOGETHER_STATES = 20_000;
const CLUSTER_STATES = 100_000;
/** What an unfinished search goes on with. */
const BOUNDED = { strategy: 'bounded:2', runs: 2_000 } as const;
const SAMPLED = { strategy: 'sampled', runs: 1_000 } as const;
/** Runs of a bounded search that the user asks for; it tells if that was not all. */
const BOUNDED_RUNS = 20_000;

/** Explores a scenario with as many searches as it takes. */
export async function exploreAll(scenario: Scenario, wish: Wish, search: SearchFor): Promise<Explored> {
  const explored = await exploreOrders(scenario, wish, search);
  if (wish.clock === 'timed' || !isByStates(wish.strategy) || mustRest(explored)) return explored;
  return { ...explored, endless: await search({ scenario, steps: [{ by: 'endless' }] }) };
}

/**
 * Whether the searches have shown that all runs come to rest, or that some do not. A run without end has infinitely
 * many turns about some device, and the search of that one has a circle then, with the others acting for ever if
 * need be.
 */
function mustRest({ whole, parts }: Explored): boolean {
  const founds = whole ? [whole] : parts;
  const isThroughAll = founds.every(isThrough);
  if (founds.some(({ broken }) => broken.some(({ loop }) => loop))) return true;
  return isThroughAll && (whole !== null || founds.every(({ cyclic }) => !cyclic));
}

async function exploreOrders(scenario: Scenario, wish: Wish, search: SearchFor): Promise<Explored> {
  if (wish.clock === 'timed' || !isByStates(wish.strategy)) return runsOnly(scenario, wish, search);
  const spread = spreadOf(scenario);
  const isWhole = (one: ClusterSearch): boolean => one.scenario === scenario;
  const few = scenario.devices.length <= TOGETHER_DEVICES_MAX;
  // Where one device depends on all others, its search is about all of them, so nothing is spared in it.
  const full = spread.searches.length === 0 || spread.searches.some(isWhole);
  const steps = full ? stepsOfAll(scenario, wish) : [tryTogether(wish)];
  const attempt = full || few ? await search({ scenario, steps }) : null;
  if (attempt && (isThrough(attempt) || spread.searches.every(isWhole)))
    return {
      picked: isHopeless(scenario, wish)
        ? `runs of all devices together, because ${scenario.devices.length} that depend on each other are too many for states`
        : `all devices together${after([attempt])}`,
      whole: attempt,
      spread,
      parts: [],
      attempt: null,
      endless: null,
    };
  const parts = await Promise.all(
    spread.searches.map((one) =>
      full && attempt && isWhole(one) ? attempt : search({ scenario: one.scenario, steps: fullSteps(wish) }),
    ),
  );
  const reason = attempt
    ? 'all devices together have too many states'
    : `${scenario.devices.length} devices are too many to be explored together`;
  const picked = `each device with what it depends on, because ${reason}${after(parts)}`;
  return { picked, whole: null, spread, parts, attempt, endless: null };
}

/** Whether a strategy searches by states. */
export const isByStates = (strategy: string): boolean => /^(?:auto|exhaustive)$/.test(strategy);

/** Whether a search has tried every order. */
export const isThrough = ({ done }: Found): boolean => done.some(({ everyOrder }) => everyOrder);

async function runsOnly(scenario: Scenario, wish: Wish, search: SearchFor): Promise<Explored> {
  const { clock, budget } = wish;
  const strategy = clock === 'timed' ? 'seeds' : wish.strategy;
  const usual = strategy.startsWith('bounded') ? BOUNDED_RUNS : null;
  // Who gives a time and no number wants as many runs as fit.
  const runs = budget.runs ?? (budget.seconds === null ? usual : Number.MAX_SAFE_INTEGER);
  const whole = await search({ scenario, steps: [{ by: 'runs', strategy, runs }] });
  const picked =
    clock === 'timed' ? 'one run per seed, durations drawn' : `runs of ${strategy}, all devices together`;
  return {
    picked,
    whole,
    spread: { searches: [], devices: [], unmatched: [] },
    parts: [],
    attempt: null,
    endless: null,
  };
}

/** So many devices that cannot be explored alone: no search by states gets through, so `auto` goes straight to runs. */
const HOPELESS_DEVICES = 20;

const isHopeless = ({ devices }: Scenario, { strategy }: Wish): boolean =>
  strategy === 'auto' && devices.length > HOPELESS_DEVICES;

const stepsOfAll = (scenario: Scenario, wish: Wish): readonly Step[] =>
  isHopeless(scenario, wish) ? fullSteps(wish).slice(1) : fullSteps(wish);

function tryTogether({ strategy, budget: { states } }: Wish): Step {
  const most =
    strategy === 'auto' ? Math.min(TOGETHER_STATES, states ?? Infinity) : (states ?? TOGETHER_STATES);
  return { by: 'exhaustive', states: most, wholeOnly: true };
}

function fullSteps({ strategy, budget }: Wish): readonly Step[] {
  const { states, runs, seconds, bytes } = budget;
  const isUnbounded = strategy === 'exhaustive' && (seconds !== null || bytes !== null);
  const usual = isUnbounded ? null : CLUSTER_STATES;
  const all: Step = { by: 'exhaustive', states: states ?? usual, wholeOnly: false };
  if (strategy === 'exhaustive') return [all];
  return [
    all,
    { by: 'runs', strategy: BOUNDED.strategy, runs: runs ?? BOUNDED.runs },
    { by: 'runs', strategy: SAMPLED.strategy, runs: runs ?? SAMPLED.runs },
  ];
}

/** What the searches went on with that did not get through. */
function after(parts: readonly Found[]): string {
  const stopped = parts.filter((part) => !isThrough(part));
  const names = new Set(stopped.flatMap(({ done }) => done.slice(1).map(({ by }) => by)));
  if (names.size === 0) return '';
  const which = parts.length === 1 ? 'it' : `${stopped.length} of ${parts.length} searches`;
  return `; ${which} did not get through and went on with ${[...names].join(' and ')}`;
}
