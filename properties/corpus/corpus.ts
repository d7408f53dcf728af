/**
 * Every shipped scenario under every system: which promises hold, and one run for each that breaks. Computed by
 * `npm run corpus:accept`, which takes minutes; the suite replays every witness and computes some of the verdicts
 * again.
 */
import { rulesDigest } from '../../sim/cli/digest.ts';
import { sourcesDir } from '../../sim/cli/shipped.ts';
import { COLUMNS } from '../../reports/compare-words.ts';
import type { CorpusReport, CorpusVerdict, CorpusWitness } from '../../reports/corpus-report.ts';
import { exploreScenario, type Claim } from '../../sim/explore-scenario.ts';
import type { Deviation } from '../../sim/engine/choice.ts';
import { sampled } from '../../sim/explore/portfolio.ts';
import { encodeToken } from '../../sim/explore/token.ts';
import { promiseInterests } from '../../sim/promise-reads.ts';
import { sampleScenario } from '../../sim/sample-scenario.ts';
import { scenarioDigest } from '../../sim/scenario/digest.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { SYSTEM_NAMES, systemOf } from '../../sim/systems/catalogue.ts';
import { invariantsFor, invariantsNamed } from '../invariants/index.ts';

export const PROMISES = COLUMNS.map(([promise]) => promise);

/** More states are not searched: what is left is sampled, and the verdict says so. */
const STATES_MAX = 4_000;
const DEVICES_MAX = 8;
const RUNS = 60;
const RUNS_OF_A_MACHINE = 12;
const STEPS_MAX = 20_000;

interface Break {
  readonly claim: Claim;
  readonly byDesign: boolean;
  readonly deviations: readonly Deviation[];
  /** Of a run that goes round for ever. */
  readonly loop?: { readonly stem: number; readonly turns: number };
}

/** What one scenario shows under one system. */
export interface CorpusCell {
  /** One letter per promise. */
  readonly verdicts: string;
  readonly breaks: readonly Break[];
}

/** Explores a scenario under a system within these budgets; what is drawn is drawn from a seed of its own. */
export function corpusCell(asWritten: Scenario, system: string): CorpusCell {
  const scenario = { ...asWritten, system };
  // What the file does not ask for, a replay would not show.
  const judged = new Set(invariantsFor(scenario, systemOf(scenario)).map(({ name }) => name));
  const asked = PROMISES.filter((promise) => judged.has(promise));
  const found =
    scenario.devices.length > DEVICES_MAX ? bySamples(scenario, asked) : byStates(scenario, asked);
  const verdicts = PROMISES.map((promise): CorpusVerdict => {
    if (!asked.includes(promise)) return 'n';
    const own = found.breaks.filter(({ claim }) => claim.invariant === promise);
    const counted = own.filter(({ byDesign }) => !byDesign);
    if (counted.length > 0) return counted.every(({ claim }) => claim.strength === 'obtainable') ? 'o' : 'b';
    if (own.length > 0) return 'd';
    // States do not tell whether an order that goes on for ever is fair to all.
    return found.everyOrder && !(promise === 'settles' && found.cyclic) ? 'h' : 's';
  });
  return { verdicts: verdicts.join(''), breaks: found.breaks };
}

interface Found {
  readonly everyOrder: boolean;
  readonly cyclic: boolean;
  readonly breaks: readonly Break[];
}

function byStates(scenario: Scenario, asked: readonly string[]): Found {
  const all = exploreScenario(scenario, invariantsNamed(asked), {
    budget: { states: STATES_MAX },
    shortestBudget: { states: STATES_MAX },
    wholeOnly: true,
  });
  if (!all.complete) return bySamples(scenario, asked);
  return {
    everyOrder: true,
    cyclic: all.cyclic,
    breaks: [...all.broken, ...all.byDesign].flatMap(({ broken, byDesign, deviations, loop }) => {
      const claim = broken ?? byDesign;
      // A run without end that no schedule was found to within the budget is not shown, so not told.
      if (claim?.invariant === 'settles' && !loop) return [];
      return claim ? [{ claim, byDesign: broken === undefined, deviations, ...(loop ? { loop } : {}) }] : [];
    }),
  };
}

function bySamples(scenario: Scenario, asked: readonly string[]): Found {
  const invariants = invariantsNamed(asked);
  const sample = sampleScenario(scenario, invariants, {
    strategy: sampled('1', promiseInterests(scenario, invariants)),
    clock: 'untimed',
    runs: scenario.devices.length > DEVICES_MAX ? RUNS_OF_A_MACHINE : RUNS,
    stepsMax: STEPS_MAX,
  });
  return {
    everyOrder: false,
    cyclic: true,
    breaks: [...sample.broken, ...sample.byDesign].flatMap(({ broken, byDesign, first }) => {
      const claim = broken ?? byDesign;
      return claim ? [{ claim, byDesign: broken === undefined, deviations: first.deviations }] : [];
    }),
  };
}

/** Digest of the rules as they are; a token of the page that is older than the rules says so when it is replayed. */
const RULES = rulesDigest(sourcesDir());

/** The whole matrix. `progress` is called with each scenario and system. */
export function corpusReport(
  scenarios: Readonly<Record<string, Scenario>>,
  progress: (doing: string) => void = () => {},
): CorpusReport {
  const verdicts: Record<string, Record<string, string>> = {};
  const witnesses: Record<string, Record<string, CorpusWitness>> = {};
  for (const [name, scenario] of Object.entries(scenarios)) {
    verdicts[name] = {};
    for (const system of SYSTEM_NAMES) {
      progress(`${name} under ${system}`);
      const cell = corpusCell(scenario, system);
      (verdicts[name] as Record<string, string>)[system] = cell.verdicts;
      const own = (witnesses[system] ??= {});
      for (const found of cell.breaks) {
        const { claim, deviations } = found;
        const known = own[claim.invariant];
        if (known && known.deviations.length <= deviations.length) continue;
        own[claim.invariant] = witnessOf(name, { ...scenario, system }, found);
      }
    }
  }
  return { format: 1, promises: PROMISES, systems: SYSTEM_NAMES.map(systemRow), verdicts, witnesses };
}

function systemRow(name: string): CorpusReport['systems'][number] {
  const { says, family, readFrom } = systemOf({ system: name });
  return { name, says, family, readFrom };
}

function witnessOf(name: string, scenario: Scenario, { claim, deviations, loop }: Break): CorpusWitness {
  const token = encodeToken({
    version: 1,
    scenario: scenarioDigest(scenario),
    model: RULES,
    clock: 'untimed',
    seed: null,
    deviations: [...deviations],
    ...(loop ? { loop: { stem: loop.stem, turns: loop.turns } } : {}),
  });
  const { device, why } = claim;
  return { scenario: name, device, why, deviations, token };
}
