/** The findings of an exploration made small, as many as the budget allows, each with the reason if it was not. */

import type { ShrunkReport, SwapReport } from '../../../reports/explore-small.ts';
import type { ExploreFinding } from '../../../reports/explore-report.ts';
import type { Deviation } from '../../engine/choice.ts';
import { swapText } from '../../explore/swap.ts';
import type { SmallFinding } from '../../findings/small.ts';
import { scenarioDigest } from '../../scenario/digest.ts';
import { formatScenario } from '../../scenario/format.ts';
import type { Session } from '../parts.ts';
import type { Small, SmallTask } from './small.ts';
import { wholeTokens, type Tokens } from './tokens.ts';
import type { BareFinding } from './view.ts';

/** Makes one finding small. */
export type SmallFor = (asked: Omit<SmallTask, 'board'>) => Promise<Small>;

/** A finding of the report but for its mark (timed.ts). */
export type SmallReported = Omit<ExploreFinding, 'timing'>;

type Made = Exclude<Small, { readonly not: string }>;

/** Findings of one scenario that are made small; more of them differ in names. */
const SMALL_MAX = 12;

/** Makes small what can be made small. */
export async function shrunkFindings(
  session: Session,
  findings: readonly BareFinding[],
  smallFor: SmallFor,
): Promise<readonly SmallReported[]> {
  const asked = new Map<string, Promise<Small>>();
  return Promise.all(
    findings.map(async ({ origin, ...finding }): Promise<SmallReported> => {
      const { invariant, device, strength, slot, why, byDesign } = finding;
      const none = (reason: string): SmallReported => {
        return { ...finding, shrunk: null, notShrunk: reason, swap: null };
      };
      if (byDesign) return none('the system means it to be so');
      if (finding.loop) return none('a lasso is cut down when it is found');
      // Findings that differ only in their words shrink to the same.
      const which = [invariant, device, strength ?? null, slot ?? null];
      const key = JSON.stringify([scenarioDigest(origin.scenario), ...which]);
      const known = asked.get(key);
      if (!known && asked.size >= SMALL_MAX) return none(`${SMALL_MAX} others were; shrink TOKEN does it`);
      const answer = known ?? smallFor({ ...origin, invariant, why });
      asked.set(key, answer);
      const made = await answer;
      return 'not' in made ? none(made.not) : { ...finding, ...smallReport(session, made) };
    }),
  );
}

function smallReport(
  session: Session,
  { small, deviationsBefore }: Made,
): Pick<ExploreFinding, 'shrunk' | 'notShrunk' | 'swap'> {
  const { scenario, clock, deviations, labels, proof, steps, executions, complete } = small;
  const yaml = formatScenario(scenario);
  const source = { scenario, file: '(shrunk)', shipped: false, embedded: yaml };
  const [tokens, swapTokens] = [wholeTokens(session, source, clock), wholeTokens(session, source, 'untimed')];
  const namesOf = (list: readonly { readonly name: string }[]): readonly string[] =>
    list.map(({ name }) => name);
  const shrunk: ShrunkReport = {
    scenario: yaml,
    left: {
      devices: namesOf(scenario.devices),
      drivers: namesOf(scenario.drivers),
      modules: namesOf(scenario.modules),
      actors: namesOf(scenario.story),
    },
    ...tokens({ seed: null, deviations }),
    deviations: deviations.length,
    deviationsBefore,
    turns: steps,
    runs: executions,
    complete,
    answers: labels.map(({ kind, about, pick, label, instead }) => ({ kind, about, pick, label, instead })),
    minimal: proof,
  };
  return { shrunk, notShrunk: null, swap: small.swap && swapReport(small.swap, swapTokens) };
}

function swapReport(swap: NonNullable<SmallFinding['swap']>, tokens: Tokens): SwapReport {
  const { before, adjacent, endsBefore, endsAfter, deviationsBefore, deviationsAfter } = swap;
  const [first, second] = before.map(({ process, step, does }) => ({ process, step, does }));
  if (!first || !second) throw new Error('a swap is of two turns');
  const run = (ends: string, deviations: readonly Deviation[]): SwapReport['passes'] => ({
    ends,
    ...tokens({ seed: null, deviations }),
  });
  return {
    says: swapText(swap),
    first,
    second,
    adjacent,
    passes: run(endsBefore, deviationsBefore),
    shows: run(endsAfter, deviationsAfter),
  };
}
