/**
 * What each promise looks at: the objects whose words its checks read in some runs. A step that touches none of them
 * cannot change what the promise says at that moment, so SURW gives its attention to those that do.
 *
 * A promise about all devices is asked about one at a time, and is broken on one: so each subject that a fact is about
 * is kept apart, with what was read about it. What is read when all is over is kept apart object by object.
 */
import type { Invariant } from './check/invariant.ts';
import { Machine } from './engine/machine.ts';
import { touching, type Interest } from './explore/interest.ts';
import { randomWalk } from './explore/random-walk.ts';
import { runsUnder } from './explore/strategy.ts';
import { LinuxWorld } from './linux/kernel.ts';
import { layoutOf, objectOfWord } from './model/layout.ts';
import { boot, type Booted } from './scenario/boot/boot.ts';
import type { Scenario } from './scenario/scenario.ts';
import { startStory, STEPS_MAX } from './simulate.ts';
import { systemOf } from './systems/catalogue.ts';

/** What one promise reads when it is asked about one thing. */
export interface Reads {
  readonly promise: string;
  /** Objects of model/layout.ts. */
  readonly objects: ReadonlySet<number>;
}

/** Random runs that are watched. */
const RUNS = 32;

/** For each promise and each of its subjects, the turns that touch what it reads. */
export function promiseInterests(scenario: Scenario, invariants: readonly Invariant[]): Interest[] {
  return promiseReads(scenario, invariants).map(({ promise, objects }) => touching(promise, objects));
}

/** What the promises read in some random runs; equal sets of objects are told once. */
export function promiseReads(scenario: Scenario, invariants: readonly Invariant[]): Reads[] {
  const booted = boot(scenario, systemOf(scenario), 'untimed');
  const words = wordsRead(booted, invariants);
  const { setup } = booted.kernel;
  const layout = layoutOf(setup);
  const found = new Map<string, Reads>();
  for (const { promise, words: read } of words) {
    const objects = [...new Set([...read].map((word) => objectOfWord(setup, layout, word)))];
    const key = objects.sort((a, b) => a - b).join();
    if (!found.has(key)) found.set(key, { promise, objects: new Set(objects) });
  }
  return [...found.values()];
}

interface WordsRead {
  readonly promise: string;
  readonly words: Set<number>;
}

/** Words that each promise read, by subject. */
function wordsRead(booted: Booted, invariants: readonly Invariant[]): Iterable<WordsRead> {
  const machine = new Machine(booted.blueprint);
  let reading: (word: number) => void = () => {};
  const world = new LinuxWorld(
    booted.kernel,
    watched(machine.world.words, (word) => reading(word)),
  );
  const judge = world.kernel.judgeOf(world);
  const found = new Map<string, WordsRead>();
  const note = (promise: string, subject: string, word: number): void => {
    const key = `${promise}/${subject}`;
    const reads = found.get(key) ?? { promise, words: new Set() };
    found.set(key, reads);
    reads.words.add(word);
  };
  startStory(machine, booted);
  machine.world.recorder = (fact, a, b, c) => {
    for (const { name, atFact } of invariants) {
      reading = (word) => note(name, `about ${a}`, word);
      atFact?.({ world, judge, fact, a, b, c });
    }
  };
  const layout = layoutOf(booted.kernel.setup);
  const limits = { clock: 'untimed', stepsMax: STEPS_MAX, runs: RUNS } as const;
  for (const { end } of runsUnder(machine, randomWalk('what promises read'), limits)) {
    for (const { name, atEnd } of invariants) {
      reading = (word) => note(name, `end ${objectOfWord(booted.kernel.setup, layout, word)}`, word);
      atEnd?.({ world, judge, is: end.is, stuck: [] });
    }
  }
  return found.values();
}

/** The same words; every one that is read is told. */
function watched(words: Int32Array, tell: (word: number) => void): Int32Array {
  return new Proxy(words, {
    get(target, key) {
      const word = typeof key === 'string' ? Number(key) : Number.NaN;
      if (Number.isInteger(word)) tell(word);
      return Reflect.get(target, key) as unknown;
    },
  });
}
