/** From what the searches of a scenario found to the report. */

import type { DeviceOutcome, ExploreReport, RefinementReport } from '../../../reports/explore-report.ts';
import { scenarioDigest } from '../../scenario/digest.ts';
import { systemOf } from '../../systems/catalogue.ts';
import { shellWord, type Source } from '../job.ts';
import type { Session } from '../parts.ts';
import { budgetText } from './budget.ts';
import { expectationsOf, promisesOf } from './claims.ts';
import { clustersOf, coverageOf, notCoveredBy } from './covered.ts';
import type { Explored, Wish } from './plan.ts';
import { shrunkFindings, type SmallFor } from './shrunk.ts';
import { marksOf, notTimedOf, type Marks, type TimingFor } from './timed.ts';
import { swarmsOf } from './swarmed.ts';
import { viewOf, type BareOutcome } from './view.ts';

/** What the user asked for. */
export interface FullWish extends Wish {
  /** The system, if the user chose another than the file's. */
  readonly on: string | undefined;
}

/** What was made for a report, and who makes the rest. */
export interface Made {
  readonly explored: Explored;
  readonly refinement: RefinementReport | null;
  readonly smallFor: SmallFor;
  readonly timingFor: TimingFor;
}

/** The report of one scenario. What the search found is made small on the way. */
export async function reportOf(
  session: Session,
  source: Source,
  wish: FullWish,
  { explored, refinement, smallFor, timingFor }: Made,
): Promise<ExploreReport> {
  const { scenario, file } = source;
  const view = viewOf(session, source, wish, explored);
  const coverage = coverageOf(explored, wish, refinement);
  const everyOrder = coverage.kind === 'exhaustive' && coverage.complete;
  const evidence = { ...view, scenario, explored, everyOrder, hashed: wish.hashed };
  const [marks, small] = await Promise.all([
    marksOf(session, source, view, timingFor),
    shrunkFindings(session, view.findings, smallFor),
  ]);
  const findings = small.map((finding, index) => ({ ...finding, timing: marks(view.findings[index]) }));
  const outcomes = scenario.devices.map(({ name, bus }) => {
    return [name, { bus, outcomes: marked(view.outcomes[name] ?? [], marks) }] as const;
  });
  return {
    format: 1,
    scenario: { title: scenario.title, file, digest: scenarioDigest(scenario) },
    system: {
      name: scenario.system,
      says: systemOf(scenario).says,
      quirks: scenario.quirks,
    },
    clock: wish.clock,
    strategy: { asked: wish.strategy, picked: explored.picked },
    seed: wish.seed,
    again: againLine(file, wish),
    coverage,
    devices: Object.fromEntries(outcomes),
    clusters: clustersOf(
      explored,
      scenario.devices.map(({ name }) => name),
    ),
    unmatched: explored.spread.unmatched,
    findings,
    lockOrder: view.lockOrder,
    promises: promisesOf(evidence),
    expectations: expectationsOf(evidence),
    notCovered: [
      ...notCoveredBy(coverage, wish),
      ...notTimedOf([...outcomes.flatMap(([, device]) => device.outcomes), ...findings]),
    ],
    assumptions: scenario.assumptions,
    swarm: swarmsOf(explored),
  };
}

function marked(outcomes: readonly BareOutcome[], marks: Marks): readonly DeviceOutcome[] {
  return outcomes.map((bare) => {
    const { origin: _, ...outcome } = bare;
    return { ...outcome, timing: marks(bare) };
  });
}

function againLine(file: string, wish: FullWish): string {
  const { strategy, clock, budget, seed, on, hashed } = wish;
  return [
    `npx probesim explore ${shellWord(file)}`,
    ...(strategy === 'auto' ? [] : [`--strategy ${strategy}`]),
    ...(clock === 'untimed' ? [] : [`--clock ${clock}`]),
    ...budgetText(budget).map((text) => `--budget ${text}`),
    ...(seed === '1' ? [] : [`--seed ${shellWord(seed)}`]),
    ...(hashed ? ['--hashed'] : []),
    ...(on === undefined ? [] : [`--system ${on}`]),
  ].join(' ');
}
