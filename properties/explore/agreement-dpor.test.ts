/**
 * Two engines that share no search find the same: endings and broken claims by executions (dpor.ts) and by states
 * (exhaustive.ts). A disagreement is a wrong footprint or a bug of one of them.
 */
import * as fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviationsOf } from '../../sim/explore/follow.ts';
import { dpor } from '../../sim/explore/dpor.ts';
import { subjectOf } from '../../sim/explore-scenario.ts';
import { replayed } from '../../sim/engine/choice.ts';
import { endingOf } from '../../sim/check/expect.ts';
import { simulate } from '../../sim/simulate.ts';
import { scenarioOf } from '../library/made-up.ts';
import { scenarioFrom } from '../runs.ts';
import { SEED, seedOf } from '../seed.ts';
import { byExecutions, byStates, disagreements, searches, smallMachines } from './agreement.ts';

const SCENARIOS = path.resolve(import.meta.dirname, '../../scenarios');
const shipped = (file: string) => scenarioFrom(fs.readFileSync(path.join(SCENARIOS, file), 'utf8'), file);

/** Executions, complete or given up, within which all of these are covered. */
const EXECUTIONS_MAX = 20_000;
const FILES = [
  ...fs.readdirSync(path.join(SCENARIOS, 'experiments')).map((name) => `experiments/${name}`),
  'async-specific-loses-to-sync-catch-all.yaml',
  'autoprobe-off-loses-a-deferred-device.yaml',
  'catch-all-built-in.yaml',
  'deferred-retry-kept.yaml',
  'duplicate-load-shared.yaml',
  'duplicate-load.yaml',
  'hid-generic-hand-over.yaml',
  'lost-deferred-retry.yaml',
  'probe-before-ready.yaml',
  'single-async-slot-drops-a-driver.yaml',
  'softdep-vfio-first.yaml',
  'supplier-chain-back-to-front.yaml',
  'two-unbinds-of-a-supplier.yaml',
  'unbind-hits-the-wrong-driver.yaml',
  'unbind-then-late-driver.yaml',
  'unplug-during-probe.yaml',
  'usb-storage-refuses-uas-missing.yaml',
  'vfio-ids-without-softdep.yaml',
].filter((file) => file.endsWith('.yaml'));

describe('shipped scenarios', () => {
  it.each(FILES)('%s', (file) => {
    const scenario = shipped(file);
    const executions = byExecutions(scenario, EXECUTIONS_MAX);
    const states = byStates(scenario, Infinity, true);
    expect([executions.complete, states.complete]).toEqual([true, true]);
    expect([...executions.found].sort()).toEqual([...states.found].sort());
  });

  it('and what is found can be replayed', () => {
    const scenario = shipped('lost-deferred-retry.yaml');
    const subject = subjectOf(scenario, []);
    const start = subject.machine.snapshot();
    const steps = subject.machine.stepCounts();
    const { endings } = dpor(subject);
    expect(endings.size).toBeGreaterThan(1);
    for (const [name, moves] of endings) {
      subject.machine.restore(start);
      subject.machine.restoreStepCounts(steps);
      const chooser = replayed(deviationsOf(subject.machine, moves, moves.length));
      const ends = endingOf(simulate(scenario, { chooser, clock: 'untimed' }).world);
      expect(JSON.stringify({ ends })).toBe(name);
    }
  });
});

/** Made-up machines, and how far the three searches go on each. reports/bench/agreement.ts takes thousands. */
const MACHINES = 150;
const LIMITS = { states: 2000, executions: 300 };

describe(`${MACHINES} made-up machines (seed ${SEED})`, () => {
  it('plain enumeration, the reduced search and the search over executions agree', () => {
    let [all, several] = [0, 0];
    const agree = fc.property(smallMachines, (drawn) => {
      const found = searches(scenarioOf(drawn), LIMITS);
      expect(disagreements(found)).toEqual([]);
      const finished = found.filter(({ complete }) => complete);
      if (finished.length === 3) all++;
      if (finished.some((each) => each.found.size > 1)) several++;
    });
    fc.assert(agree, { seed: seedOf(SEED), numRuns: MACHINES });
    expect(all).toBeGreaterThan(MACHINES / 3);
    expect(several).toBeGreaterThan(MACHINES / 20);
  });
});
