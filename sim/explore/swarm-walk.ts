/**
 * Swarm as a sampler: before each run features are drawn, every one of them there or not with probability 1/2, and the
 * run can do nothing odd but what was drawn for it. A feature is one way to leave the ordinary run: a process that may
 * act out of its turn, or an answer that may come instead of the boring one. Where all of them are there at once, each
 * run is a bit of everything, and what needs one oddity and the absence of others hardly comes up (explore/swarm.ts).
 *
 * Every run is a run of the same machine, so what it shows is replayed from its deviations like any other.
 */
import type { ChoicePoint } from '../engine/choice.ts';
import type { Machine } from '../engine/machine.ts';
import { below, drawsOf } from './draws.ts';
import type { Strategy } from './strategy.ts';

/** What was drawn for one run. */
export interface Drawn {
  /** Number of the run among those of swarm. */
  readonly run: number;
  /** Probability that a chance for something odd is taken, drawn for the run. */
  readonly rate: number;
  /** Features that the run had chances for, in the order in which they came up. */
  readonly met: readonly string[];
  readonly isOn: (feature: string) => boolean;
}

const RATES = [1, 1 / 4, 1 / 16] as const;

/** Some features a run, the rest as in the ordinary run. */
export function swarm(seed: string): Strategy {
  return {
    name: 'swarm',
    says: 'Draws for each run who may act out of turn and which odd answers may come, and how often.',
    random: true,
    next(run, machine) {
      const draws = drawsOf(seed, run);
      const met = new Set<string>();
      const rate = RATES[below(draws, RATES.length)] ?? 1;
      const isOn = isDrawn(`${seed}/${run}`);
      const drawn: Drawn = {
        run,
        rate,
        isOn,
        get met() {
          return [...met];
        },
      };
      const choose = (point: ChoicePoint): number => {
        if (point.kind === 'delay') return below(draws, point.count);
        const open = [0];
        for (let option = 1; option < point.count; option++) {
          const feature = featureOf(point, option, machine);
          met.add(feature);
          if (isOn(feature)) open.push(option);
        }
        return open.length === 1 || draws() >= rate ? 0 : (open[below(draws, open.length)] ?? 0);
      };
      return { by: 'swarm', chooser: { choose }, drawn };
    },
  };
}

/** What an answer other than the boring one is called. Processes of one name are one feature. */
function featureOf<W>(point: ChoicePoint, option: number, machine: Machine<W>): string {
  if (point.kind !== 'schedule') return `${point.about()}: ${point.option(option)}`;
  return `${machine.nameOf(point.slot(option)).replace(/ #\d+$/, '')} may act out of turn`;
}

/**
 * Each feature by a coin of its own, so that one more feature does not change what is drawn for the others, and what
 * was drawn for a run can be asked of features that came up only later.
 */
function isDrawn(coin: string): (feature: string) => boolean {
  const known = new Map<string, boolean>();
  return (feature) => {
    let is = known.get(feature);
    if (is === undefined) known.set(feature, (is = hashText(`${coin}/${feature}`) % 2 === 0));
    return is;
  };
}

/** FNV-1a, and murmur3's last mixing for its low bits. */
function hashText(text: string): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
