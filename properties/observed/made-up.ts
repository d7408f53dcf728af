/** A run of the model told as a kernel's trace would tell it: what the model shows, it must admit. */
import { seeded } from '../../sim/engine/random.ts';
import type { NamedFact } from '../../sim/model/fact-log.ts';
import type { FactName } from '../../sim/model/facts.ts';
import type { ObservedCommand, ObservedRun, ObservedStep } from '../../sim/observed/run.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { endingOf } from '../../sim/check/expect.ts';
import { simulate } from '../../sim/simulate.ts';

/** The word that tells of a fact, and the one that tells of its call's end where a call has two. */
const TOLD: Readonly<Partial<Record<FactName, string>>> = {
  'device-named': 'device-add-begin',
  'device-ready': 'device-ready',
  'async-scheduled': 'async-scheduled-for-device',
  'async-slot-cleared': 'async-driver-begin',
  'async-finished': 'async-device-end',
  'defer-taken': 'deferred-retry',
  'device-dead': 'device-del-begin',
  'driver-named': 'driver-register-begin',
  'driver-files-removed': 'driver-unregister-begin',
  matched: 'match',
  'probe-called': 'probe-begin',
  'probe-answered': 'probe-end',
  'probe-failed': 'try-end',
  bound: 'bound',
  'remove-called': 'remove-begin',
  released: 'unbound',
};

const STEPS_MAX = 5000;

/** One run under the untimed clock, a microsecond from record to record. */
export function toldRun(scenario: Scenario, seed: string): ObservedRun {
  const { facts, world, storyAt } = simulate(scenario, {
    chooser: seeded(seed),
    clock: 'untimed',
    stepsMax: STEPS_MAX,
  });
  const steps: ObservedStep[] = [];
  const commands: ObservedCommand[] = [];
  for (let index = 0; index < facts.length; index++) {
    const fact = facts.named(world.setup, index);
    const t = (index - storyAt) * 1000;
    const task = taskOf(scenario, fact.by);
    const is = TOLD[fact.is];
    if (fact.is === 'command-answered') commands.push(commandOf(commands, task, fact, t));
    else if (is !== undefined) {
      const step = stepOf(task, is, fact, t);
      steps.push(...beforeOf(step), step, ...endOf(step));
    }
  }
  const deferred = world.setup.devices.filter(({ id }) => world.device(id, 'deferred') !== 0);
  const end = { devices: endingOf(world), deferred: deferred.map(({ name }) => name) };
  return { steps, commands, end };
}

const taskOf = ({ story }: Scenario, by: string): string =>
  by === 'given' || story.some(({ name }) => name === by) ? by : `kworker/${by}`;

function stepOf(task: string, is: string, { values }: NamedFact, t: number): ObservedStep {
  const { device, driver, outcome } = values;
  const isAboutOne = /^(?:device|driver|async|deferred)-/.test(is);
  return {
    t,
    task,
    is,
    ...(device === undefined || is.startsWith('driver-') ? {} : { device: String(device) }),
    ...(driver === undefined || (isAboutOne && device !== undefined) ? {} : { driver: String(driver) }),
    ...(outcome === undefined ? {} : { result: resultOf(String(outcome)) }),
  };
}

function resultOf(outcome: string): number | string {
  const numbers: Readonly<Record<string, number>> = { ok: 0, match: 1, 'no-match': 0 };
  return numbers[outcome] ?? outcome;
}

/** The bus is told just before the driver lets go. */
const beforeOf = (step: ObservedStep): readonly ObservedStep[] =>
  step.is === 'try-end' ? [{ ...step, is: 'not-bound' }] : [];

/** A call that begins returns 0 at once: here it begins at the moment of its fact. */
const endOf = (step: ObservedStep): readonly ObservedStep[] =>
  CALL.test(step.is) ? [{ ...step, is: step.is.replace('-begin', '-end'), result: 0 }] : [];

const CALL = /^(?:device-add|device-del|driver-register|driver-unregister)-begin$/;

function commandOf(
  commands: readonly ObservedCommand[],
  lane: string,
  { values }: NamedFact,
  end: number,
): ObservedCommand {
  const before = commands.filter((command) => command.lane === lane);
  const begin = (before.at(-1)?.end ?? (lane === 'given' ? -1e7 : -1)) + 1;
  const result = values.outcome === 'ok' ? 'OK' : String(values.outcome);
  return { lane, index: before.length, does: 'something', result, begin, end };
}
