/** From the exploration of a scenario under one system to that system's row. */

import type { Break, Costs, PromiseCell, SystemRow } from '../../../reports/compare-report.ts';
import type { ExploreFinding, ExploreReport } from '../../../reports/explore-report.ts';
import { systemOf } from '../../systems/catalogue.ts';

/** The row of one system. */
export function rowOf(report: ExploreReport, costs: Costs): SystemRow {
  const { system, coverage, devices, findings } = report;
  const { says, family, readFrom, source, leavesOut } = systemOf({ system: system.name });
  const { kind, complete, states, runs } = coverage;
  return {
    name: system.name,
    says,
    family,
    readFrom,
    source,
    leavesOut,
    coverage: { kind, complete, states, runs },
    endings: Object.fromEntries(
      Object.entries(devices).map(([name, { outcomes }]) => [
        name,
        outcomes.map(({ driver, slots, frequency, token, replay, deviations }) => ({
          driver,
          ...(slots ? { slots } : {}),
          frequency,
          token,
          replay,
          deviations,
        })),
      ]),
    ),
    promises: report.promises.map(({ name, says: sentence, verdict }): PromiseCell => {
      const breaks = findings.filter(({ invariant }) => invariant === name).map(breakOf);
      const excused = breaks.length > 0 && breaks.every(({ byDesign }) => byDesign);
      return { name, says: sentence, verdict: excused ? 'by-design' : verdict, breaks };
    }),
    stranded: strandedIn(findings),
    costs,
  };
}

function breakOf({ device, why, byDesign, token, replay, strength, slot }: ExploreFinding): Break {
  return { device, why, strength: strength ?? null, slot: slot ?? null, byDesign, token, replay };
}

function strandedIn(findings: readonly ExploreFinding[]): readonly string[] {
  const devices = findings.flatMap(({ invariant, device, slot }) =>
    invariant === 'nobody-stranded' && device !== null
      ? [slot === undefined ? device : `${slot} of ${device}`]
      : [],
  );
  return [...new Set(devices)];
}
