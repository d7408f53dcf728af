/**
 * Random answers from a seed. Every named entity has a stream of its own, derived from the seed and its name, so that
 * adding a device changes no other entity's draws: a delay draws from the stream of what is delayed, an outcome from
 * the stream of what is tried, and each process draws its own standing among those that could run.
 */
import seedrandom from 'seedrandom';
import type { ChoicePoint, Chooser } from './choice.ts';

interface Stream {
  double(): number;
}

/** A process's standing: drawn anew for each of its steps, whether or not anybody else could have gone first. */
interface Standing {
  readonly stream: Stream;
  value: number;
  /** The step that `value` was drawn for. */
  step: number;
}

/**
 * A chooser that draws. Among processes that could run, the one with the highest standing goes first. A standing
 * depends on the seed, the process and its step alone, so two processes keep their relative order whoever else there
 * is.
 */
export function seeded(seed: string): Chooser {
  const streams = new Map<string, Stream>();
  const standings = new Map<string, Standing>();
  const stream = (entity: string): Stream => {
    const known = streams.get(entity);
    if (known) return known;
    const fresh = seedrandom.alea(`${seed}/${entity}`);
    streams.set(entity, fresh);
    return fresh;
  };
  const standing = (process: string, steps: number): number => {
    let found = standings.get(process);
    if (!found) {
      const own = stream(`order of ${process}`);
      standings.set(process, (found = { stream: own, value: own.double(), step: 0 }));
    }
    for (; found.step < steps; found.step++) found.value = found.stream.double();
    return found.value;
  };
  const schedule = (point: ChoicePoint): number => {
    let best = 0;
    let highest = -1;
    for (let index = 0; index < point.count; index++) {
      const value = standing(point.option(index), point.stepsOf(index));
      if (value > highest) [best, highest] = [index, value];
    }
    return best;
  };
  return {
    choose: (point) =>
      point.kind === 'schedule'
        ? schedule(point)
        : Math.floor(stream(`${point.kind} of ${point.about()}`).double() * point.count),
  };
}
