/**
 * Whether a kernel that found no rest goes round a loop of the model: the schedule that shows its records is followed
 * turn by turn until it comes back to a state that it was in. From there the same turns lead there again, for ever.
 */
import { Canonicaliser } from '../../sim/engine/canonical.ts';
import { Machine } from '../../sim/engine/machine.ts';
import { followed, followedLoop, shortestLoop } from '../../sim/explore/loop.ts';
import type { Move } from '../../sim/explore/subject.ts';
import type { LinuxWorld } from '../../sim/linux/kernel.ts';
import type { Booted } from '../../sim/scenario/boot/boot.ts';
import { startStory } from '../../sim/simulate.ts';

export interface KernelLoop {
  /** Turns before the loop is entered, turns of one round, and rounds that the recording shows. */
  readonly stem: number;
  readonly turns: number;
  readonly rounds: number;
  /** Turns of the shortest loop through the same state; null: not found among so many states. */
  readonly shortest: number | null;
}

const SHORTEST_STATES = 60_000;

/** The loop that this schedule of the story goes round; undefined: it does not come back to any state. */
export function loopOf(booted: Booted, way: readonly Move[]): KernelLoop | undefined {
  const machine = new Machine<LinuxWorld>(booted.blueprint, booted.threads);
  startStory(machine, booted);
  const times = visits(machine, way);
  // The state that was come to most often; of these the first.
  const most = Math.max(0, ...[...times.values()].map(({ length }) => length));
  const turns = [...times.values()].find(({ length }) => length === most) ?? [];
  const [stem = 0, next = 0] = turns;
  if (most < 2) return undefined;
  startAgain(machine, booted);
  if (!followed(machine, way.slice(0, stem))) return undefined;
  const loop = followedLoop(machine, way.slice(stem, next));
  if (!loop) return undefined;
  const shortest = shortestLoop(machine, SHORTEST_STATES)?.turns.length ?? null;
  return { stem, turns: next - stem, rounds: most - 1, shortest };
}

/** After how many turns each state was come to. */
function visits(machine: Machine<LinuxWorld>, way: readonly Move[]): ReadonlyMap<string, readonly number[]> {
  const canonical = new Canonicaliser(machine);
  const times = new Map<string, number[]>();
  way.forEach((move, turn) => {
    canonical.apply();
    const key = machine.hash();
    times.set(key, [...(times.get(key) ?? []), turn]);
    if (!followed(machine, [move])) throw new Error('a schedule that was found cannot be followed');
  });
  return times;
}

function startAgain(machine: Machine<LinuxWorld>, booted: Booted): void {
  machine.restore(new Machine<LinuxWorld>(booted.blueprint, booted.threads).snapshot());
  startStory(machine, booted);
}
