/**
 * Which answers to the open questions of priority matching keep all three promises, and what they cost: `npx tsx
 * reports/bench/proposals.ts [made-up races] [timed runs]` prints the JSON; results/proposals.json is that of 30,
 * 10.
 *
 * Every rule meets the same machines: over all orders (untimed clock), promise by promise, both readings of
 * "available"; and in time (timed clock), the same seeds for every rule, so the same arrivals. A machine that a
 * search could not finish within its budget is counted as such; what it found so far counts.
 */
import { seeded } from '../../sim/engine/random.ts';
import { FACT } from '../../sim/model/world.ts';
import { boot } from '../../sim/scenario/boot/boot.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { simulateBooted, type Result } from '../../sim/simulate.ts';
import { systemOf } from '../../sim/systems/catalogue.ts';
import { CLAIMS } from './proposal-claims.ts';
import { MACHINE_CASES, madeUp, SHIPPED, type Case } from './proposal-corpus.ts';
import { explored, STATES } from './proposal-search.ts';
import { BOUNDS, boundRule, ON_MACHINES, RULES, underRule, type RuleRow } from './proposal-rules.ts';

const [races = '30', runs = '10', seed = '2021'] = process.argv.slice(2);
const RACES: Sweep = { seeds: Number(runs), stepsMax: 20_000 };
const BOOTS: Sweep = { seeds: 3, stepsMax: 2_000_000 };
const MILLISECOND = 1_000_000;

/** Runs per machine, and turns after which one is cut off. */
interface Sweep {
  readonly seeds: number;
  readonly stepsMax: number;
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
