/** What the model shows, it admits; what it cannot show, it rejects, and says where. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { admits, modelOf } from '../../sim/observed/check.ts';
import type { ObservedRun, ObservedStep } from '../../sim/observed/run.ts';
import { admissionText } from '../../sim/observed/says.ts';
import { scenarioFrom } from '../../sim/scenario-from.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { SYSTEMS } from '../../sim/systems/catalogue.ts';
import { RIG_WORDS } from '../../sim/observed/words.ts';
import { toldRun } from './made-up.ts';

const FOLDER = fileURLToPath(new URL('../../scenarios/experiments/', import.meta.url));
const read = (name: string): Scenario => scenarioFrom(readFileSync(FOLDER + name, 'utf8'), name);
/** Those whose modules are loaded are told by other words. */
const FILES = readdirSync(FOLDER).filter((name) => /^e(?:0\d|1\d|20|21)-.*\.yaml$/.test(name));
const BUDGET = { states: 20_000 };
const SEEDS = ['1', '2', '3'];

describe('what the model shows', () => {
  it.each(FILES)('it admits: %s', (name) => {
    const scenario = read(name);
    const model = modelOf(scenario, SYSTEMS['linux-6.1']);
    for (const seed of SEEDS) {
      const admission = admits(model, toldRun(scenario, seed), BUDGET);
      expect(admissionText(admission)).toBe('');
      expect(admission.records).toBeGreaterThan(0);
    }
  });
});

const OLD = read('e01-first-registered-wins.yaml');
const told = (): ObservedRun => toldRun(OLD, '1');
const verdict = (run: ObservedRun): string =>
  admissionText(admits(modelOf(OLD, SYSTEMS['linux-6.1']), run, BUDGET));
const withSteps = (change: (step: ObservedStep) => readonly ObservedStep[]): ObservedRun => {
  const run = told();
  return { ...run, steps: run.steps.flatMap(change) };
};

describe('what the model cannot show', () => {
  it('another driver than the first registered one: the step, and what was allowed with its place in the reference', () => {
    const text = verdict(withSteps((step) => [step.is === 'probe-begin' ? { ...step, driver: 'B' } : step]));
    expect(text).toContain('probe-begin d, B');
    expect(text).toMatch(/d: probe of A called, by .* \(reference 4\.3\.9\)/);
  });

  it('another end than it can come to', () => {
    const run = told();
    const text = verdict({ ...run, end: { devices: { d: 'B' }, deferred: [] } });
    expect(text).toContain('the end, d: B; deferred: none');
    expect(text).toContain('d: A; deferred: none');
  });

  it('a device left on the deferred list that nothing deferred', () => {
    const run = told();
    expect(verdict({ ...run, end: { devices: { d: 'A' }, deferred: ['d'] } })).toContain('deferred: d');
  });

  it('a record too few', () => {
    expect(verdict(withSteps((step) => (step.is === 'probe-end' ? [] : [step])))).toContain('bound d, A');
  });

  it('a name that the scenario does not have', () => {
    const text = verdict(withSteps((step) => [step.is === 'bound' ? { ...step, device: 'e' } : step]));
    expect(text).toContain('the trace names the device e');
  });

  it('an answer that no caller gets', () => {
    const run = told();
    const commands = run.commands.map((command) => ({ ...command, result: 'EBUSY' }));
    expect(verdict({ ...run, commands })).toContain('answers EBUSY');
  });
});

describe('the order of logging', () => {
  const swapped = (one: string, other: string): ObservedRun => {
    const run = told();
    const steps = [...run.steps];
    const [i, j] = [one, other].map((is) => steps.findIndex((step) => step.is === is && step.t >= 0));
    const [a, b] = [steps[i ?? 0], steps[j ?? 0]];
    if (!a || !b) throw new Error('no such step');
    steps[i ?? 0] = { ...b, t: a.t };
    steps[j ?? 0] = { ...a, t: b.t };
    return { ...run, steps };
  };

  it('may not be swapped within one task', () => {
    expect(verdict(swapped('probe-begin', 'probe-end'))).toContain('does not');
    expect(verdict(swapped('match', 'probe-begin'))).toContain('does not');
  });

  it('of two that are let go, who was late is retried last, though it had answered first', () => {
    const scenario = scenarioFrom(TWO_DEFERRED);
    const model = modelOf(scenario, SYSTEMS['linux-6.1']);
    const run = SEEDS_OF_TWO.map((seed) => toldRun(scenario, seed)).find(letsGoLate);
    if (!run) throw new Error('no such run');
    const since = run.steps.findIndex(({ is }) => is === 'deferred-retry');
    const turned = { ...run, steps: run.steps.map((step, at) => (at < since ? step : renamed(step))) };
    const words = RIG_WORDS.filter((word) => word !== 'try-end');
    expect(admits(model, run, BUDGET).is).toBe('admitted');
    expect(admits(model, { ...turned, words }, BUDGET).is).toBe('admitted');
    expect(admits(model, turned, { states: 300_000 }).is).toBe('contradicted');
  });
});

const SEEDS_OF_TWO = Array.from({ length: 200 }, (_, seed) => String(seed));
const TWO_DEFERRED = `
title: two devices that wait for a third
buses: { simbus: { rules: generic } }
devices:
  a: { bus: simbus, modalias: "sim:x" }
  b: { bus: simbus, modalias: "sim:x" }
  c: { bus: simbus, modalias: "sim:y" }
drivers:
  X: { bus: simbus, matches: ["sim:x"], probe: { needs: c } }
  Y: { bus: simbus, matches: ["sim:y"] }
given: [{ register: X }, { register: Y }]
story: [{ add: a }, { add: b }, { at: 1ms, add: c }]
`;

const OTHER: Readonly<Record<string, string>> = { a: 'b', b: 'a' };
const renamed = (step: ObservedStep): ObservedStep =>
  step.device === undefined ? step : { ...step, device: OTHER[step.device] ?? step.device };

/** a answers first and is let go when b's caller has returned already; so b is on the list before it. */
function letsGoLate({ steps, commands }: ObservedRun): boolean {
  const at = (is: string, device: string): number =>
    steps.find((step) => step.is === is && step.device === device)?.t ?? NaN;
  const returned = commands.find(({ lane }) => lane === 'add b')?.end ?? NaN;
  return (
    at('probe-end', 'a') < at('probe-end', 'b') &&
    returned < at('not-bound', 'a') &&
    at('try-end', 'a') < at('deferred-retry', 'b') &&
    at('deferred-retry', 'b') < at('deferred-retry', 'a')
  );
}
