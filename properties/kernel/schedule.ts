/**
 * A schedule that exploration found, as the visible events of its turns and the order that it forces on them: two turns
 * that touch the same thing stay in their order, all others may come as they like (happens-before). A kernel that shows
 * these events in such an order went through the same schedule.
 */
import { replayed, type Deviation } from '../../sim/engine/choice.ts';
import { IDENTITY_MAX, Machine } from '../../sim/engine/machine.ts';
import { predecessors } from '../../sim/explore/before.ts';
import { takeTurns, type TurnTaken } from '../../sim/explore/taken.ts';
import type { LinuxWorld } from '../../sim/linux/kernel.ts';
import type { Made } from '../../sim/observed/wanted.ts';
import { RIG_WORDS, visibleFacts } from '../../sim/observed/words.ts';
import type { Booted } from '../../sim/scenario/boot/boot.ts';
import { startStory } from '../../sim/simulate.ts';

/** Something that the schedule shows. */
export interface Event {
  readonly made: Made;
  readonly process: string;
  /** Position of its turn. */
  readonly turn: number;
  /** Events that come before it in every order that is the same schedule. */
  readonly before: readonly number[];
}

const STEPS_MAX = 20_000;

/** A turn and what it showed. */
interface Taken {
  readonly turn: TurnTaken;
  readonly shown: readonly Made[];
}

/** The events of a schedule of this scenario's story, to its end or for so many turns. */
export function eventsOf(
  booted: Booted,
  deviations: readonly Deviation[],
  stepsMax: number = STEPS_MAX,
): readonly Event[] {
  const all = taking(booted, deviations, stepsMax);
  const edges = predecessors(all.map(({ turn }) => turn));
  const numbers = all.map(() => -1);
  let count = 0;
  all.forEach(({ shown }, turn) => {
    count += shown.length;
    if (shown.length > 0) numbers[turn] = count - 1;
  });
  const seen = visibleBefore(edges, numbers);
  let number = 0;
  return all.flatMap(({ shown, turn }, index) =>
    shown.map((made, place): Event => {
      const before = place > 0 ? [number - 1] : (seen[index] ?? []);
      number++;
      return { made, process: turn.process, turn: index, before };
    }),
  );
}

function taking(booted: Booted, deviations: readonly Deviation[], stepsMax: number): Taken[] {
  const machine = new Machine<LinuxWorld>(booted.blueprint);
  startStory(machine, booted);
  const visible = visibleFacts(RIG_WORDS);
  let shown: Made[] = [];
  machine.world.recorder = (fact, a, b, c) => {
    if (visible.has(fact))
      shown.push({ fact, a, b, c, identity: machine.identityOf(machine.current) % IDENTITY_MAX });
  };
  const byTurn: (readonly Made[])[] = [];
  const { turns } = takeTurns(machine, replayed(deviations), {
    clock: 'untimed',
    stepsMax,
    afterTurn: () => {
      byTurn.push(shown);
      shown = [];
    },
  });
  return turns.map((turn, index) => ({ turn, shown: byTurn[index] ?? [] }));
}

/** For each turn, the last events before it along every edge, silent turns passed over. */
function visibleBefore(
  edges: readonly (readonly number[])[],
  numbers: readonly number[],
): readonly (readonly number[])[] {
  const found: (readonly number[])[] = [];
  edges.forEach((from, turn) => {
    const own = from.flatMap((each) => {
      const number = numbers[each] ?? -1;
      return number >= 0 ? [number] : (found[each] ?? []);
    });
    found[turn] = [...new Set(own)].sort((a, b) => a - b);
  });
  return found;
}
