/**
 * Swarm: A. Groce et al., "Swarm testing", ISSTA 2012. Each configuration leaves out features at random, because what
 * is always there can hide what only happens without it. What features are and what a scenario with some of them is,
 * the caller knows; here they are drawn, and afterwards each is judged: a suppressor is a feature whose presence lowers
 * the share of runs that show the finding.
 */
import { drawsOf } from './draws.ts';
import { wilson, Z_95, type Interval } from './confidence.ts';

/** Features of configuration number `round`: each of `names` with probability 1/2, in the order given. */
export function drawFeatures(names: readonly string[], seed: string, round: number): readonly string[] {
  const draws = drawsOf(`${seed}/swarm`, round);
  return names.filter(() => draws() < 0.5);
}

/** What the runs of one configuration showed. */
export interface Round {
  readonly features: readonly string[];
  readonly runs: number;
  /** Runs that showed the finding. */
  readonly hits: number;
}

export interface FeatureEffect {
  readonly feature: string;
  readonly with: Interval;
  readonly without: Interval;
  /** The intervals do not meet: it lowers the share, or raises it; else nothing can be said. */
  readonly effect: 'suppresses' | 'triggers' | 'unclear';
}

/** How each feature changes the share of runs that hit. Intervals of 95 %, runs taken as independent. */
export function featureEffects(names: readonly string[], rounds: readonly Round[]): readonly FeatureEffect[] {
  return names.map((feature) =>
    effectOf(feature, sumOf(rounds, feature, true), sumOf(rounds, feature, false)),
  );
}

/** Runs, and how many of them showed the finding. */
export interface Hits {
  readonly hits: number;
  readonly runs: number;
}

/**
 * What a feature does, by the runs with it and those without. Intervals of 95 % unless `z` says otherwise; who asks
 * about many features and findings at once should ask for more.
 */
export function effectOf(feature: string, present: Hits, absent: Hits, z: number = Z_95): FeatureEffect {
  const [those, others] = [wilson(present.hits, present.runs, z), wilson(absent.hits, absent.runs, z)];
  const effect = those.high < others.low ? 'suppresses' : those.low > others.high ? 'triggers' : 'unclear';
  return { feature, with: those, without: others, effect };
}

function sumOf(rounds: readonly Round[], feature: string, present: boolean): Hits {
  const those = rounds.filter(({ features }) => features.includes(feature) === present);
  const sum = (of: (round: Round) => number): number => those.reduce((all, round) => all + of(round), 0);
  return { hits: sum(({ hits }) => hits), runs: sum(({ runs }) => runs) };
}
