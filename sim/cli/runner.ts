/** One job to its report: chooser, simulation, claims, and the facts with names. */
import { devicesFromFacts } from '../../reports/from-facts.ts';
import type { Fact, Finding, Report } from '../../reports/report.ts';
import { invariantsFor } from '../../properties/invariants/index.ts';
import { claimText, disappointments } from '../check/expect.ts';
import { readingOf } from '../check/invariant.ts';
import { slotsByName } from '../check/slots.ts';
import { ReplayMismatch, replayed } from '../engine/choice.ts';
import { seeded } from '../engine/random.ts';
import { NoLoop, simulate, type Result } from '../simulate.ts';
import { systemOf } from '../systems/catalogue.ts';
import type { Job } from './parts.ts';
import { UserError } from './trouble.ts';

/** Runs the job's scenario and reports on it. */
export function runJob(job: Job): Report {
  job.progress('running');
  const invariants = invariantsFor(job.scenario, systemOf(job.scenario));
  const result = resultOf(job);
  const { scenario, end, world } = result;
  const system = systemOf(scenario);
  const facts = factsOf(result);
  const findings = findingsOf(result, job.token);
  const broken = new Set(findings.filter(({ byDesign }) => !byDesign).map(({ invariant }) => invariant));
  return {
    format: 1,
    scenario: { title: scenario.title, file: job.file, digest: job.digest },
    system: { name: scenario.system, says: system.says, family: system.family, quirks: scenario.quirks },
    clock: result.clock,
    seed: job.seed,
    token: job.token,
    replay: job.replay,
    traceHash: result.traceHash,
    ending: { is: end.is, at: timeOf(result, end.at), steps: end.steps, blocked: blockedOf(result) },
    devices: devicesFromFacts(
      world.setup.devices.map(({ id, name, bus }) => ({
        name,
        bus: world.setup.buses[bus]?.name ?? '?',
        candidates: world.setup.drivers
          .filter((drv) => world.setup.idMatch[drv.id]?.[id])
          .map((drv) => drv.name),
        slots: Object.fromEntries(
          [...slotsByName(world.setup, id)].map(([slot, drivers]) => [
            slot,
            drivers.map((driver) => world.setup.drivers[driver]?.name ?? '?'),
          ]),
        ),
      })),
      facts,
    ),
    findings,
    notJudged: scenario.expect.sometimes.map((claim) => `sometimes: ${claimText(claim)}`),
    invariants: invariants.map(({ name, says }) => ({ name, says, held: !broken.has(name) })),
    assumptions: [...scenario.assumptions, ...result.notes],
    facts,
  };
}

/** The job's run. Deviations alone replay a recorded schedule; a seed draws. A seeded run is its seed, never both. */
export function resultOf(job: Job): Result {
  const { scenario, clock, seed, deviations, resync, loop } = job;
  const invariants = invariantsFor(scenario, systemOf(scenario));
  if (seed !== null) return simulate(scenario, { chooser: seeded(seed), clock, invariants });
  const chooser = replayed(deviations, !resync);
  try {
    const result = simulate(scenario, { chooser, clock, invariants, ...(loop ? { loop } : {}) });
    const [first] = chooser.unused();
    if (first && !resync) throw new ReplayMismatch(first.at, `nobody is asked at ${first.at} any more`);
    return result;
  } catch (error) {
    if (error instanceof NoLoop)
      throw new UserError(`the token no longer fits this scenario: ${error.message}; explore it again`);
    if (!(error instanceof ReplayMismatch)) throw error;
    throw new UserError(
      `the token no longer fits this scenario: ${error.message}; --resync carries on as well as it can`,
    );
  }
}

const timeOf = ({ clock }: Result, at: number): number | null => (clock === 'timed' ? at : null);

function blockedOf({ stuck }: Result): Report['ending']['blocked'] {
  return stuck.map(({ process, waitsFor, heldBy }) => ({ process, waitsFor, heldBy }));
}

function findingsOf(result: Result, token: string): Finding[] {
  const { breaches, world, facts, scenario } = result;
  const found = breaches.map((breach): Finding => {
    const { invariant, why, device, byDesign = false, atFact } = breach;
    return {
      invariant: invariant.name,
      says: invariant.says,
      ...readingOf(breach),
      ...(device === undefined ? {} : { device: world.setup.devices[device]?.name ?? '?' }),
      why,
      at: timeOf(result, facts.at(Math.min(atFact, facts.length - 1))),
      byDesign,
      token,
    };
  });
  const missed = disappointments(scenario.expect, breaches, world).map(({ why, device }): Finding => ({
    invariant: 'expect',
    says: 'The run ends as the scenario file expects.',
    ...(device === null ? {} : { device }),
    why,
    at: timeOf(result, result.end.at),
    byDesign: false,
    token,
  }));
  return [...found, ...missed];
}

/** Names of roles as the report spells them. */
const FIELD: Readonly<Record<string, string>> = {
  dynid: 'id',
  flag: 'value',
  count: 'value',
  'device-mark': 'mark',
  'driver-mark': 'mark',
  'system-mark': 'mark',
};

/** All facts of a run with names. */
export function factsOf(result: Result): Fact[] {
  const { facts, world } = result;
  return Array.from({ length: facts.length }, (_, index): Fact => {
    const { at, by, is, step, values } = facts.named(world.setup, index);
    const named = Object.fromEntries(
      Object.entries(values).map(([role, value]) => [FIELD[role] ?? role, value]),
    );
    return { at: timeOf(result, at), by, is, step, ...named };
  });
}
