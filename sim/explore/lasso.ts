/** Lassos: how an endless run begins, and what it repeats. Each part as short as can be proved. */
import type { Endless } from './endless.ts';
import type { Lasso } from './hunt.ts';
import { followed, followedLoop, shortestLoop, type Loop } from './loop.ts';
import { shortest } from './shortest.ts';
import type { Budget, Subject } from './subject.ts';
import type { Machine } from '../engine/machine.ts';

export interface Lassos {
  /** By what they break. */
  readonly found: ReadonlyMap<string, Lasso>;
  /** All that the circles break has a lasso. */
  readonly complete: boolean;
}

/** States in which the shortest loop is looked for. */
const LOOP_STATES = 60_000;

/** A lasso for all that these circles break, from where the machine stands. */
export function lassosOf<W>(subject: Subject<W>, circles: Endless, budget: Budget): Lassos {
  const { machine } = subject;
  const start = machine.snapshot();
  const found = new Map<string, Lasso>();
  if (circles.names.size === 0) return { found, complete: true };
  const stems = shortest(subject, circles.names, budget, circles.through);
  for (const [name, { moves: stem }] of stems.found) {
    machine.restore(start);
    for (const { slot, answer } of stem) {
      machine.moved();
      machine.perform(slot, answer);
    }
    const loop = loopHere(machine, circles);
    if (loop) found.set(name, { stem, loop, stemIsShortest: true });
  }
  for (const name of circles.names) {
    if (found.has(name)) continue;
    const way = circles.wayTo(name);
    machine.restore(start);
    const stem = followed(machine, way);
    const loop = stem && loopHere(machine, circles);
    if (loop) found.set(name, { stem, loop, stemIsShortest: false });
  }
  machine.restore(start);
  return { found, complete: found.size === circles.names.size };
}

function loopHere<W>(machine: Machine<W>, circles: Endless): Loop | undefined {
  const here = machine.snapshot();
  const short = shortestLoop(machine, LOOP_STATES);
  if (short) return short;
  const around = circles.around(here);
  machine.restore(here);
  return followedLoop(machine, around);
}
