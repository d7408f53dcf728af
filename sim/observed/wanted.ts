/** One record of a trace as a demand on a fact: names to numbers, words to facts, tasks to processes. */
import { identity, ROLES, type Kernel } from '../linux/kernel.ts';
import { OUTCOME, type OutcomeName } from '../model/outcome.ts';
import { FACT } from '../model/world.ts';
import type { Placed } from './order.ts';
import type { ObservedCommand, ObservedRun, ObservedStep } from './run.ts';
import { RIG_WORDS, ROADS, WORDS } from './words.ts';

/** A fact of the model as it is made. */
export interface Made {
  readonly fact: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly identity: number;
}

/** What a record asks of a fact; -1: anything. */
export interface Wanted extends Placed {
  readonly fact: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** Roles and numbers of the processes that may make it; number -1: any. */
  readonly roles: readonly number[];
  readonly id: number;
  /** It says only that the caller begins a command. */
  readonly isBegin: boolean;
  /** The model may come by without it. */
  readonly isOptional: boolean;
  /** The record in its own words, for reports. */
  readonly source: ObservedStep | ObservedCommand;
}

const ROLE = (name: (typeof ROLES)[number]): number => ROLES.indexOf(name);
const WORKERS = ROLES.flatMap((role, code) => (role === 'actor' || role === 'given' ? [] : [code]));

const ANYBODY = ROLES.map((_, role) => role);
const ROLES_OF = (road: readonly string[] | undefined): readonly number[] | undefined =>
  road?.map((role) => ROLES.indexOf(role as never));

/** Whether a fact is the one that a record tells of. */
export function fits(wanted: Wanted, made: Made): boolean {
  return (
    wanted.fact === made.fact &&
    (wanted.a < 0 || wanted.a === made.a) &&
    (wanted.b < 0 || wanted.b === made.b) &&
    (wanted.c < 0 || wanted.c === made.c) &&
    isMadeBy(wanted, made.identity)
  );
}

/** Whether this process may have made the record. */
export function isMadeBy({ roles, id }: Wanted, identity: number): boolean {
  return roles.includes(identity % ROLES.length) && (id < 0 || id === Math.floor(identity / ROLES.length));
}

/** Which task is the actor of which identity. */
export function actorsOf({ actors }: Kernel, tasks: readonly string[]): ReadonlyMap<number, number> {
  return new Map(
    tasks.flatMap((task, list): [number, number][] => {
      if (task === 'given') return [[identity('given'), list]];
      const id = actors.findIndex(({ name }) => name === task);
      return id < 0 ? [] : [[identity('actor', id), list]];
    }),
  );
}

export interface Names {
  readonly object: (what: string) => void;
  /** Words that another word of this run tells better. */
  readonly silent: ReadonlySet<string>;
  readonly device: (name: string | undefined) => number;
  readonly driver: (name: string | undefined) => number;
  readonly outcome: (result: number | string | undefined) => number;
  readonly task: (name: string, via?: string) => Pick<Wanted, 'roles' | 'id'>;
}

const LATER = -1;

/** Names of a trace as numbers of the model; `object` is told of those that there are none for. */
export function namesOf(
  { setup, actors }: Kernel,
  { steps, words = RIG_WORDS }: Pick<ObservedRun, 'steps' | 'words'>,
  object: (what: string) => void,
): Names {
  const numberIn = (list: readonly { readonly name: string }[], kind: string) => {
    const numbers = new Map(list.map(({ name }, id) => [name, id]));
    return (name: string | undefined): number => {
      if (name === undefined) return LATER;
      if (!numbers.has(name)) object(`the trace names the ${kind} ${name}, which the scenario does not have`);
      return numbers.get(name) ?? LATER;
    };
  };
  const actor = numberIn(actors, 'task');
  const hasBinding = steps.some(({ is }) => is === 'binding');
  return {
    object,
    silent: new Set([
      ...Object.keys(WORDS).filter((word) => !words.includes(word)),
      ...(hasBinding ? ['bound'] : []),
    ]),
    device: numberIn(setup.devices, 'device'),
    driver: numberIn(setup.drivers, 'driver'),
    outcome: (result) => {
      if (result === undefined) return LATER;
      const name = result === 0 || result === 'OK' ? 'ok' : String(result);
      if (!Object.hasOwn(OUTCOME, name))
        object(`the trace has the result ${name}, which the model does not know`);
      return OUTCOME[name as OutcomeName] ?? LATER;
    },
    task: (name, via) => {
      // A log does not say who acts, but a trace may tell the road.
      if (name.startsWith('log')) return { roles: ROLES_OF(ROADS[via ?? '']) ?? ANYBODY, id: -1 };
      if (name === 'given') return { roles: [ROLE('given')], id: -1 };
      if (!name.startsWith('kworker')) return { roles: [ROLE('actor')], id: actor(name) };
      return { roles: ROLES_OF(ROADS[via ?? '']) ?? WORKERS, id: -1 };
    },
  };
}

export interface Position {
  readonly step: ObservedStep;
  readonly index: number;
  readonly at: number;
  readonly steps: readonly ObservedStep[];
}

const NOTHING = {
  fact: -1,
  a: -1,
  b: -1,
  c: -1,
  roles: [],
  id: -1,
  isVisible: false,
  logged: 'with',
  isBegin: false,
  isOptional: false,
} as const;

/** What a record asks for; nothing visible if the model leaves it out. */
export function wantedOf(kernel: Kernel, names: Names, { step, index, at, steps }: Position): Wanted {
  const word = WORDS[step.is];
  if (!word) names.object(`the trace says ${step.is}, a word that words.ts does not have`);
  if (!word?.fact || names.silent.has(step.is)) return { ...NOTHING, at, source: step };
  const device = names.device(step.device);
  const driver = names.driver(step.driver);
  const own = {
    isBegin: false,
    isOptional: false,
    at,
    logged: word.logged,
    source: step,
    fact: FACT[word.fact],
    ...names.task(step.task, step.via),
  };
  const isAbout = device >= 0 || driver >= 0;
  switch (step.is) {
    case 'match':
      // Walks of the model step over pairs that can never match (DECISIONS).
      if (step.result === 0 && !kernel.possible[driver]?.[device]) return { ...NOTHING, at, source: step };
      return { ...own, a: device, b: driver, c: matchOutcome(names, step.result), isVisible: isAbout };
    case 'probe-end':
      return { ...own, a: device, b: driver, c: names.outcome(step.result), isVisible: isAbout };
    case 'try-end':
      return { ...own, a: device, b: driver, c: -1, ...triedAs(step) };
    case 'device-add-begin':
    case 'device-del-begin':
      return { ...own, a: device, b: -1, c: -1, isVisible: succeeds(step, index, steps) };
    case 'driver-register-begin':
    case 'driver-unregister-begin':
      return { ...own, a: driver, b: -1, c: -1, isVisible: succeeds(step, index, steps) };
    case 'log-add-driver':
    case 'log-remove-driver':
      return { ...own, a: driver, b: -1, c: -1, isVisible: true };
    case 'log-matched':
      return { ...own, a: device, b: -1, c: -1, isVisible: true };
    case 'log-deferral':
      return { ...own, a: device, b: driver, c: OUTCOME.EPROBE_DEFER, isVisible: true };
    case 'log-supplier':
      return { ...own, a: device, b: driver, c: OUTCOME.supplier, isVisible: true };
    case 'log-answer':
      return { ...own, a: device, b: driver, c: names.outcome(step.result), isVisible: true };
    default:
      return { ...own, a: device, b: driver, c: -1, isVisible: isAbout };
  }
}

/**
 * A try that failed. Where the core's own answer is to defer (a driver's own is a positive number), nobody may have
 * been let go: probing may have been blocked before the device was claimed (4.3.1).
 */
const triedAs = ({ result }: ObservedStep): Pick<Wanted, 'isVisible' | 'isOptional'> => ({
  isVisible: result !== 0,
  isOptional: result === 'EPROBE_DEFER',
});

const matchOutcome = (names: Names, result: number | string | undefined): number => {
  if (result === 0) return OUTCOME['no-match'];
  return result === 1 ? OUTCOME.match : names.outcome(result);
};

/** A call that is refused takes no name and marks nothing: only one that returned 0 is sure to have. */
function succeeds(
  { task, is, device, driver }: ObservedStep,
  index: number,
  steps: readonly ObservedStep[],
): boolean {
  const end = is.replace('-begin', '-end');
  const ended = steps
    .slice(index + 1)
    .find(
      (step) => step.task === task && step.is === end && step.device === device && step.driver === driver,
    );
  return ended !== undefined && (ended.result ?? 0) === 0;
}

/** The moment at which a caller begins a command. */
export const beginOf = (source: ObservedCommand, at: number): Wanted => ({
  ...NOTHING,
  at,
  source,
  isBegin: true,
});

/**
 * In-kernel calls that walk the drivers give back whatever ended the walk; the model says that it was cut short, in
 * the word that sysfs has for it (8.4). A module that is in use is told by the other name of EAGAIN (10.8).
 */
function toldAs(does: string, result: string): string {
  if (/^rmmod\b/.test(does) && result === 'EAGAIN') return 'EWOULDBLOCK';
  const isCut = /^(?:reprobe|rescan|attach)\b/.test(does) && !/^(?:OK|ENODEV)$/.test(result);
  return isCut ? 'EINVAL' : result;
}

const codeOf = (word: string): number => FACT[WORDS[word]?.fact ?? 'command-answered'];

/** What a command's caller is told; loading a module tells it twice, as the kernel's answer and as modprobe's. */
export function answersOf(names: Names, command: ObservedCommand, at: number): readonly Wanted[] {
  const { does, lane, result } = command;
  if (/^wait\b/.test(does)) return [{ ...NOTHING, at, source: command }];
  const own = { ...NOTHING, at, source: command, isVisible: true, ...names.task(lane) };
  const answer = { ...own, fact: codeOf('command') };
  if (!/^modprobe\b/.test(does) || names.silent.has('load'))
    return [{ ...answer, c: names.outcome(toldAs(does, result)) }];
  // modprobe looks first whether the module is live, and takes EEXIST for success (10.4, 10.6).
  const isThere = result === 'EEXIST';
  const load = { ...own, fact: codeOf('load'), b: names.outcome(result), isOptional: isThere };
  return [load, { ...answer, c: isThere ? OUTCOME.ok : names.outcome(result) }];
}
