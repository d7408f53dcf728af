/** What swarm's runs told, for the report: keys of outcomes become devices, drivers and promises. */

import type {
  DrawnReport,
  EffectReport,
  SwarmFindingReport,
  SwarmReport,
  SwarmShownReport,
} from '../../../reports/explore-swarm.ts';
import type { SampledOutcome } from '../../sample-scenario.ts';
import type { RunDrawn, SwarmShown, SwarmTold } from '../../swarm-told.ts';
import type { Explored } from './plan.ts';

/** What swarm told of each search that made runs. */
export function swarmsOf({ whole, spread, parts }: Explored): readonly SwarmReport[] {
  if (whole) return whole.swarms.map((told) => reportOf(told, null));
  return parts.flatMap((found, index) =>
    found.swarms.map((told) => reportOf(told, spread.searches[index]?.device ?? null)),
  );
}

function reportOf({ runs, features, drawn, findings }: SwarmTold, like: string | null): SwarmReport {
  return { like, runs, features, drawn: drawn.map(drawnOf), findings: findings.map(findingOf) };
}

const drawnOf = ({ run, rate, on }: RunDrawn): DrawnReport => ({ run: run + 1, rate, on });

function findingOf({ keys, hits, first, effects }: SwarmShown): SwarmFindingReport {
  return {
    shows: keys.map(shownOf),
    hits,
    first: drawnOf(first),
    effects: effects.flatMap(({ feature, effect, ...shares }): EffectReport[] =>
      effect === 'unclear' ? [] : [{ feature, effect, ...shares }],
    ),
  };
}

function shownOf(key: string): SwarmShownReport {
  const { ends, broken, byDesign } = JSON.parse(key) as Pick<SampledOutcome, 'ends' | 'broken' | 'byDesign'>;
  const claim = broken ?? byDesign;
  const [[device, driver] = [null, null]] = Object.entries(ends ?? {});
  return {
    says: claim
      ? `${claim.invariant} breaks${byDesign ? ' by design' : ''}: ${claim.why}`
      : `${device ?? ''} ends with ${driver ?? 'no driver'}`,
    device: claim ? claim.device : device,
    driver,
    invariant: claim?.invariant ?? null,
  };
}
