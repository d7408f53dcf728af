/**
 * Swarm over scenarios: for some rounds, features are drawn, the caller makes the scenario that has them, and it is
 * sampled. The features of each round are told, and for each finding which of them bring it about or hide it.
 */
import type { Invariant } from './check/invariant.ts';
import type { Strategy } from './explore/strategy.ts';
import { drawFeatures, featureEffects, type FeatureEffect } from './explore/swarm.ts';
import { sampleScenario, type Sample, type SampledOutcome, type SampleOptions } from './sample-scenario.ts';
import type { Scenario } from './scenario/scenario.ts';

export interface SwarmOptions extends Omit<SampleOptions, 'strategy' | 'onProgress'> {
  readonly seed: string;
  readonly rounds: number;
  /** Names of what may be there or not. */
  readonly features: readonly string[];
  /** The scenario with these features and without the others. */
  readonly scenarioWith: (features: readonly string[]) => Scenario;
  /** A fresh strategy for the round's scenario. */
  readonly strategyFor: (scenario: Scenario, seed: string) => Strategy;
  /** Told before a round is run: whatever happens in it, its features are on record. */
  readonly onRound?: (round: number, features: readonly string[]) => void;
}

export interface SwarmRound {
  readonly features: readonly string[];
  readonly sample: Sample;
}

/** A finding with what each feature does to the share of runs that show it. */
export interface SwarmFinding {
  readonly finding: Pick<SampledOutcome, 'ends' | 'broken'>;
  readonly effects: readonly FeatureEffect[];
}

export interface Swarm {
  readonly rounds: readonly SwarmRound[];
  /** Broken claims first, then endings. */
  readonly findings: readonly SwarmFinding[];
}

/** Samples one scenario per round; stops between rounds, too, when `expired` says so. */
export function swarmScenario(invariants: readonly Invariant[], options: SwarmOptions): Swarm {
  const { seed, rounds, features: names, scenarioWith, strategyFor, onRound, ...sampling } = options;
  const done: SwarmRound[] = [];
  for (let round = 0; round < rounds && sampling.expired?.() !== true; round++) {
    const features = drawFeatures(names, seed, round);
    onRound?.(round, features);
    const scenario = scenarioWith(features);
    const strategy = strategyFor(scenario, `${seed}/${round}`);
    done.push({ features, sample: sampleScenario(scenario, invariants, { ...sampling, strategy }) });
  }
  return { rounds: done, findings: findingsOf(names, done) };
}

/** Runs that showed each finding, by its text, in one sample. */
function hitsIn({ broken, endings }: Sample): Map<string, number> {
  return new Map(
    [...broken, ...endings].map((outcome) => [
      JSON.stringify(outcome.broken ? { broken: outcome.broken } : { ends: outcome.ends }),
      outcome.runs,
    ]),
  );
}

function findingsOf(names: readonly string[], rounds: readonly SwarmRound[]): SwarmFinding[] {
  const hits = rounds.map(({ sample }) => hitsIn(sample));
  const found = [...new Set(hits.flatMap((of) => [...of.keys()]))];
  const isBroken = (key: string): boolean => key.startsWith('{"broken"');
  const ordered = [...found.filter(isBroken), ...found.filter((key) => !isBroken(key))];
  return ordered.map((key) => {
    const judged = rounds.map(({ features, sample }, at) => ({
      features,
      runs: sample.runs,
      hits: hits[at]?.get(key) ?? 0,
    }));
    const finding = JSON.parse(key) as SwarmFinding['finding'];
    return { finding, effects: featureEffects(names, judged) };
  });
}
