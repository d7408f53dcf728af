/**
 * The promises over made-up machines and schedules, on both clocks. PROBESIM_SEED (a text, such as a commit's hash)
 * draws other machines; a failure prints one line that shows it again.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PARTS } from '../../sim/cli/glue.ts';
import { QUIRKS } from '../../sim/linux/quirks.ts';
import { machines, type Drawn } from '../library/machines.ts';
import { probesim } from '../cli/fakes.ts';
import { INVARIANTS } from '../invariants/index.ts';
import { scenarioOf } from '../library/made-up.ts';
import { MUTANTS } from '../mutants/machines.ts';
import { NOT_PROMISED, PROMISES, type Promised } from './linux.ts';
import { replayLine } from '../library/replay-line.ts';
import { runsOf, scenarioFrom, type Run } from '../runs.ts';
import { DRAWS, SEED, seedOf } from '../seed.ts';

/** Schedules of each machine. */
const BATCHES = [
  { clock: 'untimed', seeds: 4 },
  { clock: 'timed', seeds: 2 },
] as const;

/** The first run of this machine that breaks the promise. */
function firstBroken(drawn: Drawn, { invariant }: Promised, quirks: readonly string[] = []): Run | undefined {
  const scenario = { ...scenarioOf(drawn), quirks };
  for (const batch of BATCHES) {
    for (const run of runsOf(scenario, { ...batch, invariants: [invariant] }))
      if (run.result.breaches.some(({ byDesign }) => !byDesign)) return run;
  }
  return undefined;
}

/** What a broken promise looks like in the log of a test: why, and the line. */
function failure(run: Run | undefined, promised: Promised): string {
  const why = run?.result.breaches.map((breach) => breach.why).join('; ') ?? 'it did not happen again';
  return `${promised.invariant} does not hold: ${why}\n${run ? replayLine(run.result) : ''}`;
}

function titleOf({ invariant, leftOut }: Promised): string {
  const what = leftOut === '' ? '' : `; left out: ${leftOut}`;
  return `${invariant} holds on ${DRAWS} machines (seed ${SEED})${what}`;
}

describe('on any small machine', () => {
  it.each(PROMISES.map((promised) => [titleOf(promised), promised] as const))('%s', (_, promised) => {
    const { features, unless = () => false } = promised;
    const drawn = machines(features).filter((each) => !unless(each));
    const holds = fc.property(drawn, (each) => firstBroken(each, promised) === undefined);
    const checked = fc.check(holds, { seed: seedOf(SEED), numRuns: DRAWS });
    if (!checked.failed) return;
    if (checked.errorInstance instanceof Error) throw checked.errorInstance;
    const [shrunk] = checked.counterexample ?? [];
    expect.fail(failure(shrunk && firstBroken(shrunk, promised), promised));
  });

  it('every promise is checked, or it is said why not', () => {
    const checked = new Set(PROMISES.map(({ invariant }) => invariant));
    expect(INVARIANTS.map(({ name }) => name).filter((name) => !checked.has(name))).toEqual(
      Object.keys(NOT_PROMISED),
    );
  });
});

/** Guards whose absence made-up machines show soon; the others have a machine of their own in mutants. */
const SOON = [
  'no-bound-check',
  'no-ready-check',
  'no-name-check',
  'no-async-wait-on-load',
  'two-inserts',
] as const;

describe('the made-up machines are rich enough', () => {
  it.each(SOON)('%s is found within 150 machines', (quirk) => {
    const [invariant] = QUIRKS[quirk].breaks;
    const promised = PROMISES.find((each) => each.invariant === invariant);
    if (!promised) expect.fail(`nobody promises ${invariant}`);
    const holds = fc.property(
      machines(promised.features),
      (each) => firstBroken(each, promised, [quirk]) === undefined,
    );
    expect(fc.check(holds, { seed: 1, numRuns: 150, endOnFailure: true }).failed).toBe(true);
  });
});

describe('a failure of a suite', () => {
  it.each(['timed', 'untimed'] as const)('%s: its line makes the command line show the same', (clock) => {
    const { machine } = MUTANTS['no-bound-check'];
    const scenario = { ...scenarioFrom(`title: mutant\n${machine}`), quirks: ['no-bound-check'] };
    const runs = [...runsOf(scenario, { clock, seeds: 50 })];
    const broken = runs.find(({ result }) =>
      result.breaches.some(({ invariant }) => invariant.name === 'at-most-one-driver'),
    );
    if (!broken) expect.fail('the mutant broke nothing in 50 schedules');
    const [program, ...args] = replayLine(broken.result).split(' ');
    expect([program, args.length]).toEqual(['probesim', 2]);
    const shown = probesim([...args, '--format', 'json'], PARTS);
    expect(shown.code).toBe(1);
    const report = JSON.parse(shown.out) as { traceHash: string; findings: { invariant: string }[] };
    expect(report.traceHash).toBe(broken.result.traceHash);
    expect(report.findings.map(({ invariant }) => invariant)).toContain('at-most-one-driver');
  });

  it('says why and gives the line, on one line', () => {
    const promised = PROMISES.find(({ invariant }) => invariant === 'nobody-stranded');
    const run = [
      ...runsOf(
        scenarioFrom(`title: x\nquirks: [scan-before-publish]\n${MUTANTS['scan-before-publish'].machine}`),
        { clock: 'untimed', seeds: 100 },
      ),
    ].find(({ result }) => result.breaches.length > 0);
    expect(promised && failure(run, promised)).toMatch(
      /^nobody-stranded does not hold: .*\nprobesim replay p1\.u\S+$/,
    );
  });
});
