/**
 * Does the model admit what was seen? A run of a real kernel against the scenario that it ran: first the given past,
 * then the story, each accepted if some schedule shows its records in an order that their logging allows, with silent
 * steps between, and comes to rest as the kernel did. Only order counts: the clock is the untimed one.
 */
import { endingOf } from '../check/expect.ts';
import { IDENTITY_MAX, Machine } from '../engine/machine.ts';
import { observes, type Observation, type Seen, type Showing } from '../explore/observe.ts';
import type { Budget, Move } from '../explore/subject.ts';
import type { LinuxWorld } from '../linux/kernel.ts';
import { boot, type Booted } from '../scenario/boot/boot.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { System } from '../systems/catalogue.ts';
import { expectedOf, type Expected } from './expected.ts';
import { fits, isMadeBy, type Made } from './wanted.ts';
import type { ObservedRun } from './run.ts';
import { RIG_WORDS, visibleFacts } from './words.ts';
import { FACT } from '../model/world.ts';

export type Part = 'given' | 'story';

/** Verdict on one run. */
export interface Admission {
  readonly is: 'admitted' | 'contradicted' | 'undecided';
  /** Visible records that were compared. */
  readonly records: number;
  readonly states: number;
  /** Where it stopped; null if it was admitted. */
  readonly stop: Stop | null;
  /** A schedule of the story that shows it, if it was admitted. */
  readonly way: readonly Move[];
}

export interface Stop {
  readonly part: Part;
  readonly expected: Expected;
  readonly seen: Seen<Made>;
  readonly world: LinuxWorld;
  /** How it was seen to end, and how the model ends after the same steps; only the story's end is looked at. */
  readonly wantedEnd: string | null;
  readonly ends: readonly string[];
  readonly nameOf: (identity: number) => string;
}

/** A scenario made ready for many runs of it. */
export interface Model {
  readonly scenario: Scenario;
  readonly booted: Booted;
}

/** The scenario under the rules of a system, made once for all its runs. */
export function modelOf(scenario: Scenario, system: System): Model {
  return { scenario, booted: boot(scenario, system, 'untimed') };
}

/** Gaps that differ by less are alike for the key. */
const GAP_ROUNDED = 50e6;

/**
 * Runs of one model with equal keys get equal verdicts: times and numbers of workers are left out, order and names
 * kept.
 */
export function admissionKey({ booted }: Model, run: ObservedRun): string {
  const parts = (['given', 'story'] as const).map((part) => partOf(booted, run, part));
  const texts = parts.map(({ tasks, before, begins, gaps, objections }) => [
    tasks.map((task) => task.map(({ fact, a, b, c, roles, id }) => [fact, a, b, c, roles, id])),
    before,
    begins.map((begin) => [...begin]),
    gaps.map((gap) => Math.round(gap / GAP_ROUNDED)),
    objections,
  ]);
  return JSON.stringify([texts, run.words ?? [], run.end && endText(run.end)]);
}

/** Pasts that show the same and differ in what cannot be seen: so many are gone on from. */
const PASTS_MAX = 64;

/**
 * Asks the model of the scenario whether it admits the run. What the given past showed may leave more than one state,
 * for example by the order in which two devices were deferred: the story is looked for from each.
 */
export function admits({ booted }: Model, run: ObservedRun, budget: Budget = {}): Admission {
  const showing = showingOf(booted, visibleFacts(run.words ?? RIG_WORDS));
  const { machine } = showing;
  const past = partOf(booted, run, 'given');
  const told: Told[] = [];
  start(machine, booted, 'given');
  const tellsStory = (): boolean => {
    if (told.length >= PASTS_MAX) return false;
    const before = machine.snapshot();
    const story = storyFrom(showing, booted, run, budget);
    told.push(story);
    if (!story.seen.accepted) machine.restore(before);
    return story.seen.accepted;
  };
  const seen = observes(showing, observationOf(past, tellsStory), budget);
  return verdictOn({ showing, run, past: { part: 'given', expected: past, seen, ends: [] }, told });
}

/** One part of a run, and how far the model came with it. */
interface Told extends Pick<Stop, 'part' | 'expected' | 'seen' | 'ends'> {}

function storyFrom(showing: Machinery, booted: Booted, run: ObservedRun, budget: Budget): Told {
  const { machine } = showing;
  start(machine, booted, 'story');
  const expected = partOf(booted, run, 'story');
  const { isEnd, ends } = endsAs(machine.world, run.end);
  const seen = observes(showing, observationOf(expected, isEnd), budget);
  return { part: 'story', expected, seen, ends: [...ends] };
}

interface Course {
  readonly showing: Machinery;
  readonly run: ObservedRun;
  readonly past: Told;
  /** The story, from each state that the past may have left. */
  readonly told: readonly Told[];
}

function verdictOn({ showing: { machine }, run, past, told }: Course): Admission {
  const all = [past, ...told];
  const states = all.reduce((sum, { seen }) => sum + seen.states, 0);
  const furthest = told.reduce<Told | null>(
    (best, one) => (best && best.seen.matched >= one.seen.matched ? best : one),
    null,
  );
  const last = furthest ?? past;
  const records = last === past ? past.seen.matched : past.seen.matched + last.seen.matched;
  const hasObjection = all.some(({ expected }) => expected.objections.length > 0);
  if (past.seen.accepted && !hasObjection)
    return { is: 'admitted', records, states, stop: null, way: told.at(-1)?.seen.way ?? [] };
  const stop: Stop = {
    ...(all.find(({ expected }) => expected.objections.length > 0) ?? last),
    world: machine.world,
    wantedEnd: run.end && endText(run.end),
    nameOf: (identity) => machine.nameOfIdentity(identity),
  };
  const isSure = told.length < PASTS_MAX && all.every(({ seen }) => seen.decided);
  return { is: isSure || hasObjection ? 'contradicted' : 'undecided', records, states, stop, way: [] };
}

function start(machine: Machine<LinuxWorld>, { past, story }: Booted, part: Part): void {
  const roots = part === 'story' ? story : past ? [past] : [];
  for (const { identity, fn, args } of roots) machine.start(identity, fn, args);
}

function partOf({ kernel }: Booted, run: ObservedRun, part: Part): Expected {
  const isIn = (time: number): boolean => time < 0 === (part === 'given');
  return expectedOf(kernel, {
    ...run,
    steps: run.steps.filter(({ t }) => isIn(t)),
    commands: run.commands.filter(({ begin }) => isIn(begin)),
  });
}

function observationOf(
  { tasks, before, begins, actors, gaps }: Expected,
  isEnd: Observation<Made>['isEnd'],
): Observation<Made> {
  const at = (list: number, index: number) => tasks[list]?.[index];
  return {
    lengths: [...tasks, gaps].map(({ length }) => length),
    fits: (list, index, made) => {
      const wanted = at(list, index);
      return wanted !== undefined && fits(wanted, made);
    },
    after: (list, index) => before[list]?.[index] ?? [],
    gapAt: (list, index) => (list === tasks.length ? (gaps[index] ?? 0) : 0),
    isOptional: (list, index) => at(list, index)?.isOptional ?? false,
    gate: (identity, places) => {
      const list = actors.get(identity);
      return list === undefined ? null : (begins[list]?.get(places[list] ?? 0) ?? null);
    },
    seenAt: (list, index) => at(list, index)?.at ?? Infinity,
    isMadeBy: (list, index, identity) => {
      const wanted = at(list, index);
      return wanted !== undefined && isMadeBy(wanted, identity);
    },
    isEnd,
  };
}

interface Ending {
  readonly isEnd: (() => boolean) | null;
  /** Ends that the model came to instead, in words. */
  readonly ends: ReadonlySet<string>;
}

/** Whether the machine ended as it was seen to: drivers of the devices, and who is still on the deferred list. */
function endsAs(world: LinuxWorld, end: ObservedRun['end']): Ending {
  const ends = new Set<string>();
  if (!end) return { isEnd: null, ends };
  const names = world.setup.devices.map(({ name }) => name);
  const devices = Object.fromEntries(names.map((name) => [name, end.devices[name] ?? null]));
  const wanted = endText({ devices, deferred: end.deferred.filter((name) => names.includes(name)) });
  const isEnd = (): boolean => {
    const deferred = world.setup.devices.filter(({ id }) => world.device(id, 'deferred') !== 0);
    const text = endText({ devices: endingOf(world), deferred: deferred.map(({ name }) => name) });
    if (text !== wanted) ends.add(text);
    return text === wanted;
  };
  return { isEnd, ends };
}

function endText({ devices, deferred }: NonNullable<ObservedRun['end']>): string {
  const bound = Object.entries(devices).map(([device, driver]) => `${device}: ${driver ?? 'none'}`);
  return `${bound.join(', ')}; deferred: ${[...deferred].sort().join(', ') || 'none'}`;
}

type Machinery = Showing<LinuxWorld, Made>;

function showingOf({ kernel, blueprint, threads }: Booted, visible: ReadonlySet<number>): Machinery {
  const machine = new Machine<LinuxWorld>(blueprint, threads);
  let made: Made[] = [];
  machine.world.recorder = (fact, a, b, c) => {
    // bind asks drivers that can never match, too; such answers are silent on both sides (expected.ts).
    if (fact === FACT.matched && !kernel.possible[b]?.[a]) return;
    if (visible.has(fact))
      made.push({ fact, a, b, c, identity: machine.identityOf(machine.current) % IDENTITY_MAX });
  };
  return {
    machine,
    shown: () => {
      const told = made;
      made = [];
      return told;
    },
  };
}
