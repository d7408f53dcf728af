/** A Linux machine whose operations are watched: which words of the world each one really reads and writes. */
import type { Invariant } from '../../sim/check/invariant.ts';
import { STEP, WAIT, type Footprint } from '../../sim/engine/effect.ts';
import type { Chooser } from '../../sim/engine/choice.ts';
import { Machine } from '../../sim/engine/machine.ts';
import { run, type ClockMode, type RunEnd } from '../../sim/engine/run.ts';
import type { Kernel, LinuxWorld } from '../../sim/linux/kernel.ts';
import { layoutOf, objectName, objectOf, objectOfWord } from '../../sim/model/layout.ts';
import { boot, type Booted } from '../../sim/scenario/boot/boot.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { startStory } from '../../sim/simulate.ts';
import { systemOf } from '../../sim/systems/catalogue.ts';

/** Called with a range of words, end excluded. */
type Tell = (access: 'reads' | 'writes', start: number, end: number) => void;

/** The same words; every access is told. Methods of the array that are not known here are an error. */
export function watchedWords(words: Int32Array, tell: Tell): Int32Array {
  const methods: Record<string, unknown> = {
    copyWithin(target: number, start: number, end = words.length) {
      tell('reads', start, end);
      tell('writes', target, target + end - start);
      return words.copyWithin(target, start, end);
    },
    fill(value: number, start = 0, end = words.length) {
      tell('writes', start, end);
      return words.fill(value, start, end);
    },
    length: words.length,
  };
  return new Proxy(words, {
    get(_target, key) {
      if (typeof key === 'string' && key in methods) return methods[key];
      const word = Number(key);
      if (!Number.isInteger(word)) throw new Error(`access to words.${String(key)} is not watched`);
      tell('reads', word, word + 1);
      return words[word];
    },
    set(_target, key, value: number) {
      const word = Number(key);
      // Storing what is there changes nothing. Where it could be something else, another run shows it.
      if (words[word] !== value) tell('writes', word, word + 1);
      words[word] = value;
      return Number.isInteger(word) && word < words.length;
    },
  });
}

/** The machine of a scenario for this clock, its story about to begin. */
export function machineOfScenario(
  booted: Booted,
  bind: (words: Int32Array) => Int32Array = (words) => words,
): Machine<LinuxWorld> {
  const { blueprint } = booted;
  const machine = new Machine({ ...blueprint, bindWorld: (words) => blueprint.bindWorld(bind(words)) });
  startStory(machine, booted);
  return machine;
}

export function bootedFor(scenario: Scenario, clock: ClockMode): Booted {
  return boot(scenario, systemOf(scenario), clock);
}

/** What watching a run has shown. */
export interface Watched {
  /** Accesses that were not declared, as `operation writes object`, each once. */
  readonly violations: Set<string>;
  /** Names of the operations that ran. */
  readonly seen: Set<string>;
  run(chooser: Chooser): RunEnd;
}

/** Objects that somebody touched. */
interface Touched {
  readonly reads: Set<number>;
  readonly writes: Set<number>;
}

/** Watches the machine of a scenario from the start of its story; what claims read at a fact, its step reads. */
export function watchedRun(scenario: Scenario, clock: ClockMode, claims: readonly Invariant[] = []): Watched {
  const touched: Touched = { reads: new Set(), writes: new Set() };
  const booted = bootedFor(scenario, clock);
  const { kernel } = booted;
  const { setup } = kernel;
  const layout = layoutOf(setup);
  const constant = constants(kernel);
  const machine = machineOfScenario(booted, (words) =>
    watchedWords(words, (access, start, end) => {
      for (let word = start; word < end; word++) {
        const object = objectOfWord(setup, layout, word);
        if (access === 'writes' || !constant.has(object)) touched[access].add(object);
      }
    }),
  );
  const { world } = machine;
  const judge = world.kernel.judgeOf(world);
  world.recorder = (fact, a, b, c) => {
    for (const { atFact } of claims) atFact?.({ world, judge, fact, a, b, c });
  };
  const violations = new Set<string>();
  const seen = new Set<string>();
  const watching = <T>(slot: number, act: () => T): T => {
    const turn = machine.turnOf(slot);
    if (turn?.is !== STEP && turn?.is !== WAIT) return act();
    const { op, a, b, c } = turn;
    const declared = op.touches(machine.blueprint.kernel as never, a, b, c);
    const narrowed = turn.is === STEP ? op.narrows?.(machine.world, a, b, c) : undefined;
    touched.reads.clear();
    touched.writes.clear();
    const result = act();
    const complaints = [
      ...undeclared(touched, declared),
      ...(narrowed ? beyond(touched, narrowed, declared) : []),
      ...(turn.is === WAIT && touched.writes.size > 0 ? ['writes although it only waits'] : []),
    ];
    for (const complaint of complaints) violations.add(`${op.name}: ${complaint}`);
    seen.add(op.name);
    return result;
  };
  const [perform, isReady] = [machine.perform.bind(machine), machine.isReady.bind(machine)];
  machine.perform = (slot, answer) => watching(slot, () => perform(slot, answer));
  machine.isReady = (slot) => watching(slot, () => isReady(slot));
  return { violations, seen, run: (chooser) => run(machine, chooser, { clock, stepsMax: 20_000 }) };
}

/** Objects that nobody can ever change: what impossible pairs answer, what becomes of devices that never defer. */
function constants({ setup, possible, deferrable }: Kernel): ReadonlySet<number> {
  const { length } = setup.devices;
  const pairs = possible.flatMap((row, driver) =>
    row.flatMap((yes, device) => (yes ? [] : [driver * length + device])),
  );
  const steady = setup.devices.filter(({ id }) => !deferrable[id]);
  return new Set([
    ...pairs.map((pair) => objectOf('pair', pair)),
    ...steady.flatMap(({ id }) => [objectOf('watch', id), objectOf('defer-member', id)]),
  ]);
}

function undeclared(touched: Touched, { reads, writes, merges = [] }: Footprint): string[] {
  const mayWrite = new Set([...writes, ...merges]);
  const mayRead = new Set([...mayWrite, ...reads]);
  const wrong = (access: string, objects: ReadonlySet<number>, allowed: ReadonlySet<number>): string[] =>
    [...objects].filter((object) => !allowed.has(object)).map((object) => `${access} ${objectName(object)}`);
  return [...wrong('reads', touched.reads, mayRead), ...wrong('writes', touched.writes, mayWrite)];
}

/**
 * What is wrong with a narrowed footprint: it names more than the declared one, or less than was written. It may leave
 * out reads of what cannot change any more; that these really cannot is for diamonds.test.ts to find out.
 */
function beyond({ writes }: Touched, narrowed: Footprint, declared: Footprint): string[] {
  const named = {
    reads: new Set(narrowed.reads),
    writes: new Set([...narrowed.writes, ...(narrowed.merges ?? [])]),
  };
  return [...undeclared(named, declared), ...undeclared({ reads: new Set(), writes }, narrowed)].map(
    (wrong) => `narrowed, it ${wrong}`,
  );
}
