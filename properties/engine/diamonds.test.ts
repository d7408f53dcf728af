/** Neighbouring steps that touch nothing in common can be swapped: both orders lead to one state. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LOCK, SPAWN, STEP, UNLOCK, WAIT, type Footprint } from '../../sim/engine/effect.ts';
import type { Machine } from '../../sim/engine/machine.ts';
import { seeded } from '../../sim/engine/random.ts';
import type { LinuxWorld } from '../../sim/linux/kernel.ts';
import { layoutOf, objectName, objectOfWord } from '../../sim/model/layout.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { SYSTEM_NAMES } from '../../sim/systems/catalogue.ts';
import { raceOf, races } from '../systems/races.ts';
import { PAIR, SCENARIOS } from './machines.ts';
import { bootedFor, machineOfScenario } from './watched.ts';

/** With a catch-all, modules and deferral, for what only proposals do. */
const RACES = fc.sample(races, { numRuns: 6, seed: 4 }).map(raceOf);

type Linux = Machine<LinuxWorld>;

/** What a turn touches in this state. Locks are numbered below zero, to be no object of the model. */
function footprintOf(machine: Linux, slot: number): Required<Footprint> {
  const turn = machine.turnOf(slot);
  if (turn?.is === LOCK || turn?.is === UNLOCK) return { reads: [], writes: [-1 - turn.lock], merges: [] };
  if (turn?.is !== STEP && turn?.is !== WAIT) return { reads: [], writes: [], merges: [] };
  const { op, a, b, c } = turn;
  const narrowed = op.narrows?.(machine.world, a, b, c);
  return { merges: [], ...(narrowed ?? op.touches(machine.blueprint.kernel as never, a, b, c)) };
}

/** Nobody changes what the other reads or changes; merges of one object commute with each other. */
function independent(one: Required<Footprint>, other: Required<Footprint>): boolean {
  const meets = (a: readonly number[], b: readonly number[]): boolean =>
    a.some((object) => b.includes(object));
  const all = ({ reads, writes, merges }: Required<Footprint>): number[] => [...reads, ...writes, ...merges];
  const clash = (a: Required<Footprint>, b: Required<Footprint>): boolean =>
    meets(a.writes, all(b)) || meets(a.merges, b.reads);
  return !clash(one, other) && !clash(other, one);
}

/** What a pair of turns did, one after the other; undefined if the second could not go on. */
interface Order {
  readonly state: Int32Array;
  readonly spawns: number;
  readonly ends: number;
}

function inOrder(machine: Linux, slots: readonly number[]): Order | undefined {
  let [spawns, ends] = [0, 0];
  for (const slot of slots) {
    if (!machine.isReady(slot)) return undefined;
    if (machine.turnOf(slot)?.is === SPAWN) spawns++;
    machine.perform(slot);
    if (!machine.isLive(slot)) ends++;
  }
  return { state: machine.snapshot(), spawns, ends };
}

function describeTurn(machine: Linux, slot: number): string {
  const turn = machine.turnOf(slot);
  const what =
    turn?.is === STEP || turn?.is === WAIT ? `${turn.op.name}(${turn.a}, ${turn.b})` : `effect ${turn?.is}`;
  return `${machine.nameOf(slot)}: ${what}`;
}

/** Where two states differ. */
function difference(machine: Linux, one: Int32Array, other: Int32Array): string[] {
  const { setup } = machine.world;
  const layout = layoutOf(setup);
  const words = [...one.keys()].filter((word) => one[word] !== other[word]);
  const name = (word: number): string =>
    word < layout.words
      ? objectName(objectOfWord(setup, layout, word))
      : `lock or process at ${word - layout.words}`;
  return [...new Set(words.map(name))];
}

const names = ({ reads, writes, merges }: Required<Footprint>): string[] => [
  ...reads.map((object) => `reads ${object}`),
  ...writes.map((object) => `writes ${object}`),
  ...merges.map((object) => `merges ${object}`),
];

/** Swaps two turns; a sentence if that shows, undefined if not, null if the pair proves nothing. */
function swap(machine: Linux, one: number, other: number): string | null | undefined {
  const start = machine.snapshot();
  const pair = `${describeTurn(machine, one)} | ${describeTurn(machine, other)}`;
  const footprint = footprintOf(machine, other);
  const there = inOrder(machine, [one, other]);
  machine.restore(start);
  const back = inOrder(machine, [other, one]);
  machine.restore(start);
  if (!there || !back) return `${pair}: one stops the other`;
  machine.perform(one);
  const later = footprintOf(machine, other);
  machine.restore(start);
  if (names(later).some((named) => !names(footprint).includes(named)))
    return `${pair}: the first adds to what the second says that it touches`;
  // A process gets the lowest free slot and twin number, which another's start or end may change: that is a mere name.
  if (there.spawns > 0 && there.spawns + there.ends > 1) return null;
  const where = difference(machine, there.state, back.state);
  return where.length > 0 ? `${pair}: differ in ${where.join(', ')}` : undefined;
}

/** A wait that says what could end it: a sentence if something else does, or changes what it says. */
function wakes(machine: Linux, waiter: number, other: number): string | undefined {
  const start = machine.snapshot();
  const pair = `${describeTurn(machine, waiter)} | ${describeTurn(machine, other)}`;
  const before = names(footprintOf(machine, waiter));
  machine.perform(other);
  const isReady = machine.isReady(waiter);
  const added = names(footprintOf(machine, waiter)).filter((named) => !before.includes(named));
  machine.restore(start);
  if (isReady) return `${pair}: the wait is ended by what it does not name`;
  return added.length > 0 ? `${pair}: adds to what could end the wait` : undefined;
}

/** Processes in these slots that wait and could not move, but for a lock. */
function waitersOf(machine: Linux): number[] {
  return Array.from({ length: machine.slots }, (_, slot) => slot).filter(
    (slot) => machine.turnOf(slot)?.is === WAIT && !machine.isReady(slot),
  );
}

/** Swaps independent neighbours along some runs: what came out differently, and how many pairs there were. */
function swaps(
  scenario: Scenario,
  { seeds, turns }: { readonly seeds: number; readonly turns: number },
): { readonly wrong: readonly string[]; readonly swapped: number } {
  const wrong = new Set<string>();
  let swapped = 0;
  for (let seed = 0; seed < seeds; seed++) {
    const machine = machineOfScenario(bootedFor(scenario, seed % 2 ? 'timed' : 'untimed'));
    const draws = drawsOf(`${seed}`);
    for (let turn = 0; turn < turns; turn++) {
      const ready = Array.from({ length: machine.slots }, (_, slot) => slot).filter((slot) =>
        machine.isReady(slot),
      );
      if (ready.length === 0) break;
      const first = ready[draws(ready.length)] ?? -1;
      const own = footprintOf(machine, first);
      for (const second of ready) {
        if (second === first || !independent(own, footprintOf(machine, second))) continue;
        const result = swap(machine, first, second);
        if (result) wrong.add(result);
        if (result !== null) swapped++;
      }
      for (const waiter of waitersOf(machine)) {
        const woken = independent(own, footprintOf(machine, waiter))
          ? wakes(machine, waiter, first)
          : undefined;
        if (woken) wrong.add(woken);
      }
      machine.perform(first, draws(2));
    }
  }
  return { wrong: [...wrong].sort(), swapped };
}

describe('independent neighbours commute', () => {
  it.each([PAIR, ...SCENARIOS])('$title', (scenario) => {
    const { wrong, swapped } = swaps(scenario, { seeds: 6, turns: 600 });
    expect(wrong).toEqual([]);
    expect(swapped).toBeGreaterThan(100);
  });

  it.each(SYSTEM_NAMES)('under the rules of %s', (system) => {
    let all = 0;
    for (const scenario of [PAIR, ...SCENARIOS, ...RACES]) {
      const { wrong, swapped } = swaps({ ...scenario, system }, { seeds: 1, turns: 150 });
      expect(wrong, scenario.title).toEqual([]);
      all += swapped;
    }
    expect(all).toBeGreaterThan(100);
  });
});

/** Numbers below a bound, from a seed. */
function drawsOf(seed: string): (count: number) => number {
  const chooser = seeded(seed);
  const point = {
    kind: 'outcome' as const,
    about: () => 'dice',
    place: () => '',
    option: String,
    slot: () => -1,
  };
  return (count) => chooser.choose({ ...point, count, stepsOf: () => -1 });
}
