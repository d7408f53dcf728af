/**
 * Drives a kernel to an ending that it was not seen to come to. The story keeps its actions and loses its durations:
 * each start, pause, probe and remove may take up to a second. Of the schedule to the ending, then, the smallest delays
 * are asked for that leave time between what was before and who wakes up; they become the durations of a scenario, and
 * what its probes answered becomes their script. The kernel's own workers start when they start.
 */
import { boring, recorded, replayed, type Deviation } from '../../sim/engine/choice.ts';
import { endingOf } from '../../sim/check/expect.ts';
import { seeded } from '../../sim/engine/random.ts';
import { Machine } from '../../sim/engine/machine.ts';
import { delaysFor, type Delay } from '../../sim/explore/delays.ts';
import { exploreScenario } from '../../sim/explore-scenario.ts';
import { takeTurns, type TurnTaken } from '../../sim/explore/taken.ts';
import { boot } from '../../sim/scenario/boot/boot.ts';
import type { Action, Duration, DriverSpec, ProbeSpec, Scenario } from '../../sim/scenario/scenario.ts';
import { simulateBooted, startStory } from '../../sim/simulate.ts';
import { systemOf } from '../../sim/systems/catalogue.ts';
import { endingText } from './endings.ts';

export type Directed =
  | { readonly is: 'scenario'; readonly scenario: Scenario }
  /** No delays lead there: somebody would have to be held up between two steps of his own. */
  | { readonly is: 'refused'; readonly why: readonly string[] }
  | { readonly is: 'not found' };

/** Nanoseconds that anything may take, and that lie between what was before and who wakes up. */
const MOST = 100_000_000;
const APART = 2_000_000;
const STATES_MAX = 20_000;
const DRAWN_MAX = 400;
/** Runs that have to end alike before a kernel is asked. */
const SEEDS = ['1', '2', '3', '4'];
const STEPS_MAX = 20_000;

const FREE: Duration = { min: 0, max: MOST };

/** The story without its durations, with a pause before each action. */
export function freed(scenario: Scenario): Scenario {
  return {
    ...scenario,
    drivers: scenario.drivers.map((driver) => ({
      ...driver,
      probe: { ...driver.probe, takes: FREE },
      probeOn: Object.fromEntries(
        Object.entries(driver.probeOn).map(([device, probe]) => [device, { ...probe, takes: FREE }]),
      ),
      removeTakes: FREE,
    })),
    story: scenario.story.map((actor) => ({
      ...actor,
      at: FREE,
      actions: actor.actions
        .filter(({ do: verb }) => verb !== 'wait')
        .flatMap((action): Action[] => [{ do: 'wait', takes: FREE }, action])
        .slice(1),
    })),
  };
}

/** A scenario whose durations lead to this ending of the given one. */
export function directedTo(scenario: Scenario, ending: string): Directed {
  const free = freed(scenario);
  const { endings } = exploreScenario(free, [], {
    budget: { states: STATES_MAX },
    wholeOnly: true,
    shortestBudget: { states: STATES_MAX },
  });
  const found = endings.find(({ ends = {} }) => endingText(free, ends) === ending);
  if (!found) return { is: 'not found' };
  const turns = turnsOf(free, found.deviations);
  const timing = delaysFor(turns, { apart: { by: APART, of: ({ max }) => max === MOST } });
  const asked = timing.is === 'possible' ? timedBy(free, turns, tookOf(timing.delays)) : undefined;
  const driving = asked && leadsTo(asked, ending) ? asked : drawnTo(free, ending);
  if (driving) return { is: 'scenario', scenario: driving };
  return {
    is: 'refused',
    why: timing.is === 'impossible' ? timing.why : ['only where a process that waits is let go late'],
  };
}

/** Whether the model, in time, ends so: with workers that start at once, and with some that are drawn. */
function leadsTo(scenario: Scenario, ending: string): boolean {
  const booted = boot(scenario, systemOf(scenario), 'timed');
  return [boring, ...SEEDS.map(seeded)].every((chooser) => {
    const { world } = simulateBooted(scenario, booted, { clock: 'timed', chooser });
    return endingText(scenario, endingOf(world)) === ending;
  });
}

/** How long the sleeps of a run take, by turn; all others take no time. */
type Took = ReadonlyMap<number, number>;

const tookOf = (delays: readonly Delay[]): Took => new Map(delays.map(({ turn, takes }) => [turn, takes]));

/** Runs with durations drawn: the shortest schedule asks for a hold-up, another one may not. */
function drawnTo(free: Scenario, ending: string): Scenario | undefined {
  const booted = boot(free, systemOf(free), 'timed');
  for (let seed = 1; seed <= DRAWN_MAX; seed++) {
    const machine = new Machine(booted.blueprint, booted.threads);
    startStory(machine, booted);
    const chooser = recorded(seeded(String(seed)));
    const { turns, end } = takeTurns(machine, chooser, { clock: 'timed', stepsMax: STEPS_MAX });
    if (end.is !== 'quiet' || endingText(free, endingOf(machine.world)) !== ending) continue;
    const picks = new Map(chooser.deviations().map(({ at, pick }) => [at, Number(pick)]));
    const took = turns.flatMap(({ takes }, turn): [number, number][] =>
      takes ? [[turn, takes.min + (picks.get(takes.at) ?? 0)]] : [],
    );
    const scenario = timedBy(free, turns, new Map(took));
    if (leadsTo(scenario, ending)) return scenario;
  }
  return undefined;
}

function turnsOf(scenario: Scenario, deviations: readonly Deviation[]): readonly TurnTaken[] {
  const booted = boot(scenario, systemOf(scenario), 'untimed');
  const machine = new Machine(booted.blueprint);
  startStory(machine, booted);
  return takeTurns(machine, replayed(deviations), { clock: 'untimed', stepsMax: STEPS_MAX }).turns;
}

/** The free story with the durations and answers of this run. */
function timedBy(free: Scenario, turns: readonly TurnTaken[], asked: Took): Scenario {
  /** By what it is about: how long it took, each time. */
  const took = new Map<string, number[]>();
  /** By what it is about: what was answered. */
  const answered = new Map<string, string[]>();
  turns.forEach(({ takes, does }, index) => {
    if (takes) took.set(takes.about, [...(took.get(takes.about) ?? []), asked.get(index) ?? 0]);
    const [, about, answer] = /^(probe of \S+ by \S+): (\S+)$/.exec(does) ?? [];
    if (about && answer) answered.set(about, [...(answered.get(about) ?? []), answer]);
  });
  const longest = (about: string): Duration => {
    const takes = Math.max(0, ...(took.get(about) ?? []));
    return { min: takes, max: takes };
  };
  return {
    ...free,
    title: `${free.title} (directed)`,
    drivers: free.drivers.map((driver) => driverBy(free, driver, { longest, answered })),
    story: free.story.map((actor) => {
      const pauses = [...(took.get(`wait of ${actor.name}`) ?? [])];
      return {
        ...actor,
        at: longest(`start of ${actor.name}`),
        actions: actor.actions.flatMap((action): Action[] => {
          if (action.do !== 'wait') return [action];
          const takes = pauses.shift() ?? 0;
          return takes === 0 ? [] : [{ do: 'wait', takes: { min: takes, max: takes } }];
        }),
      };
    }),
    expect: { ...free.expect, always: [], ends: {}, sometimes: [] },
  };
}

interface Run {
  readonly longest: (about: string) => Duration;
  readonly answered: ReadonlyMap<string, readonly string[]>;
}

function driverBy({ devices }: Scenario, driver: DriverSpec, { longest, answered }: Run): DriverSpec {
  const probeOf = (device: string): ProbeSpec => {
    const about = `probe of ${device} by ${driver.name}`;
    const probe = driver.probeOn[device] ?? driver.probe;
    const script = (answered.get(about) ?? []) as ProbeSpec['script'];
    return { ...probe, takes: longest(about), ...(script.length > 0 ? { script, may: ['ok'] } : {}) };
  };
  const removes = devices.map(({ name }) => longest(`remove of ${name} by ${driver.name}`).max);
  const longestRemove = Math.max(0, ...removes);
  return {
    ...driver,
    probe: { ...driver.probe, takes: { min: 0, max: 0 } },
    probeOn: Object.fromEntries(
      devices.filter(({ bus }) => bus === driver.bus).map(({ name }) => [name, probeOf(name)]),
    ),
    removeTakes: { min: longestRemove, max: longestRemove },
  };
}
