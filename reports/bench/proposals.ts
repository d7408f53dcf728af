/**
 * Which answers to the open questions of priority matching keep all three promises, and what they cost: `npx tsx
 * reports/bench/proposals.ts [made-up races] [timed runs]` prints the JSON; results/proposals.json is that of 30,
 * 10.
 *
 * Every rule meets the same machines: over all orders (untimed clock), promise by promise, both readings of
 * "available"; and in time (timed clock), the same seeds for every rule, so the same arrivals. A machine that a
 * search could not finish within its budget is counted as such; what it found so far counts.
 */
import type { Invariant, Moment } from '../../sim/check/invariant.ts';
import { seeded } from '../../sim/engine/random.ts';
import { exploreClusters } from '../../sim/explore-clusters.ts';
import { CAUSE, OUTCOME } from '../../sim/model/outcome.ts';
import { FACT } from '../../sim/model/world.ts';
import { boot } from '../../sim/scenario/boot/boot.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { simulateBooted, type Result } from '../../sim/simulate.ts';
import { systemOf } from '../../sim/systems/catalogue.ts';
import { invariantsNamed } from '../../properties/invariants/index.ts';
import { MACHINE_CASES, madeUp, SHIPPED, type Case } from './proposal-corpus.ts';
import { BOUNDS, boundRule, ON_MACHINES, RULES, underRule, type RuleRow } from './proposal-rules.ts';

const [races = '30', runs = '10', seed = '2021'] = process.argv.slice(2);
const STATES = 10_000;
const RACES: Sweep = { seeds: Number(runs), stepsMax: 20_000 };
const BOOTS: Sweep = { seeds: 3, stepsMax: 2_000_000 };
const MILLISECOND = 1_000_000;

/** Runs per machine, and turns after which one is cut off. */
interface Sweep {
  readonly seeds: number;
  readonly stepsMax: number;
}

type Reading = 'not asked' | 'deferred' | 'obtainable';

/** Whether this driver is available in one reading and in no weaker one. */
function isAvailable({ world, judge }: Moment, driver: number, device: number, reading: Reading): boolean {
  const registered = judge.available(driver, device, 'registered');
  if (reading === 'obtainable') return !registered && judge.available(driver, device, 'obtainable');
  const said = world.verdict(driver, device) - 1;
  const later = said === OUTCOME.EPROBE_DEFER || said === OUTCOME.supplier;
  return registered && later === (reading === 'deferred');
}

/** The second promise by who was passed over: registered and not asked, registered and deferred, only obtainable. */
const overCatchAll = (reading: Reading): Invariant => ({
  name: `specific-over-catch-all (${reading})`,
  says: 'A catch-all never binds a device while a specific driver for it is available.',
  because: 'It should come last.',
  mutant: 'scenarios/specific-defers-catch-all-wins.yaml',
  atFact: (moment: Moment) => {
    const { world, fact, a: device, b: driver } = moment;
    if (fact !== FACT.bound || !world.setup.drivers[driver]?.catchAll) return undefined;
    const better = world.setup.drivers.some(
      ({ id, catchAll }) => !catchAll && isAvailable(moment, id, device, reading),
    );
    return better ? { device, why: 'a catch-all bound it' } : undefined;
  },
});

/** The third promise, hand-overs by design counted. */
const neverRebinds: Invariant = {
  name: 'late-registration-never-rebinds',
  says: 'Registering a driver never takes a device from the driver that it is bound to.',
  because: 'Whoever uses it loses it.',
  mutant: 'scenarios/hid-generic-hand-over.yaml',
  atFact: ({ fact, a: device, c: cause }: Moment) =>
    fact === FACT.released && cause === CAUSE['better-driver'] ? { device, why: 'it was taken' } : undefined,
};

const CLAIMS: readonly Invariant[] = [
  ...invariantsNamed(['at-most-one-driver']),
  overCatchAll('not asked'),
  overCatchAll('deferred'),
  overCatchAll('obtainable'),
  neverRebinds,
  ...invariantsNamed(['nobody-stranded', 'no-deadlock']),
];

/** Names of the machines on which some order breaks each claim; empty: it is kept on all. */
type Broken = Readonly<Record<string, readonly string[]>>;

interface Row {
  readonly name: string;
  readonly system: string;
  readonly rule: RuleRow['rule'];
  readonly broken: Broken;
  readonly unfinished: readonly string[];
  readonly states: number;
}

function explored(row: RuleRow, cases: readonly Case[]): Row {
  const broken: Record<string, string[]> = Object.fromEntries(CLAIMS.map(({ name }) => [name, []]));
  const unfinished: string[] = [];
  let states = 0;
  for (const { name, scenario } of cases) {
    const found = exploreClusters(underRule(scenario, row), CLAIMS, {
      budget: { states: STATES },
      shortestBudget: { states: 1 },
    });
    const claims = found.devices.flatMap((device) => device.broken.map(({ invariant }) => invariant));
    states += found.states;
    if (!found.complete) unfinished.push(name);
    for (const claim of new Set(claims)) broken[claim]?.push(name);
  }
  return { ...row, broken, unfinished, states };
}

/** When the last device of a run was bound, in milliseconds; 0 if none was. */
function lastBound({ facts }: Result): number {
  let last = 0;
  facts.each((index, fact) => {
    if (fact === FACT.bound) last = facts.at(index);
  });
  return last / MILLISECOND;
}

interface Timed {
  readonly name: string;
  readonly runs: number;
  /** Runs in which each claim broke. */
  readonly broken: Readonly<Record<string, number>>;
  /** Milliseconds until the last device was bound: mean over all runs, and the worst run. */
  readonly mean: number;
  readonly worst: number;
  /** Probes that did not bind. */
  readonly useless: number;
}

function timed(row: RuleRow, cases: readonly Case[], sweep: Sweep = RACES): Timed {
  const broken: Record<string, number> = Object.fromEntries(CLAIMS.map(({ name }) => [name, 0]));
  let [count, total, worst, useless] = [0, 0, 0, 0];
  for (const { scenario } of cases) {
    for (const result of runsOf(underRule(scenario, row), sweep)) {
      const time = lastBound(result);
      [count, total, worst] = [count + 1, total + time, Math.max(worst, time)];
      useless += result.facts.countOf(FACT['probe-failed']);
      for (const claim of claimsBrokenBy(result)) broken[claim] = (broken[claim] ?? 0) + 1;
    }
  }
  const rounded = (value: number): number => Math.round(value * 1000) / 1000;
  return {
    name: row.name,
    runs: count,
    broken,
    mean: rounded(total / count),
    worst: rounded(worst),
    useless,
  };
}

const claimsBrokenBy = ({ breaches }: Result): ReadonlySet<string> =>
  new Set(breaches.filter(({ byDesign }) => !byDesign).map(({ invariant }) => invariant.name));

function* runsOf(scenario: Scenario, { seeds, stepsMax }: Sweep): Generator<Result> {
  const booted = boot(scenario, systemOf(scenario));
  for (let run = 1; run <= seeds; run++) {
    const options = { chooser: seeded(String(run)), clock: 'timed', invariants: CLAIMS, stepsMax } as const;
    yield simulateBooted(scenario, booted, options);
  }
}

const cases = [...SHIPPED, ...madeUp(Number(races), Number(seed))];
const table = {
  format: 1,
  corpus: {
    shipped: SHIPPED.map(({ name }) => name),
    madeUp: Number(races),
    seed: Number(seed),
    statesMax: STATES,
  },
  claims: CLAIMS.map(({ name }) => name),
  /** Over all orders. */
  rules: RULES.map((row) => {
    const done = explored(row, cases);
    process.stderr.write(`${done.name}: ${done.states} states\n`);
    return done;
  }),
  /** In time, on the same machines, for the same seeds. */
  timed: RULES.map((row) => timed(row, cases)),
  /** What the length of the reservation is worth, in time. */
  bounds: BOUNDS.map((bound) => timed(boundRule(bound), cases)),
  /** Boots of the shipped machines, in time. */
  machines: MACHINE_CASES.map((machine) => ({
    machine: machine.name,
    rules: ON_MACHINES.map((row) => timed(row, [machine], BOOTS)),
  })),
};
process.stdout.write(`${JSON.stringify(table, null, 1)}\n`);
