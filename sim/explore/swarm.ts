/**
 * Swarm: A. Groce et al., "Swarm testing", ISSTA 2012. Each configuration leaves out features at random, because what
 * is always there can hide what only happens without it. What features are and what a scenario with some of them is,
 * the caller knows; here they are drawn, and afterwards each is judged: a suppressor is a feature whose presence lowers
 * the share of runs that show the finding.
 */
import { drawsOf } from './draws.ts';
import { wilson, type Interval } from './confidence.ts';

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
  return names.map((feature) => {
    const [present, absent] = [shareOf(rounds, feature, true), shareOf(rounds, feature, false)];
    const lowers = present.high < absent.low;
    const raises = present.low > absent.high;
    const effect = lowers ? 'suppresses' : raises ? 'triggers' : 'unclear';
    return { feature, with: present, without: absent, effect };
  });
}

function shareOf(rounds: readonly Round[], feature: string, present: boolean): Interval {
  const those = rounds.filter(({ features }) => features.includes(feature) === present);
  const sum = (of: (round: Round) => number): number => those.reduce((all, round) => all + of(round), 0);
  return wilson(
    sum(({ hits }) => hits),
    sum(({ runs }) => runs),
  );
}
