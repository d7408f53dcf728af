/** Whether the model admits what a log tells of the devices of a scenario; else the first line that it does not. */
import type { LogEvent } from '../import/log/lines.ts';
import type { Hand } from '../import/log/scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { systemOf } from '../systems/catalogue.ts';
import { admits, modelOf, type Admission } from './check.ts';
import type { ObservedCommand, ObservedStep } from './run.ts';
import { allowedTexts } from './says.ts';
import { LOG_WORDS } from './words.ts';

/** Verdict on the events that a scenario knows the names of. */
export interface LogVerdict {
  readonly is: 'admitted' | 'contradicted' | 'undecided';
  readonly events: number;
  /** The first event with which the log is not admitted any more, and what the model allowed there. */
  readonly misfit: {
    readonly line: number;
    readonly text: string;
    readonly allowed: readonly string[];
  } | null;
}

const STATES_MAX = 50_000;

export interface LogContext {
  /** Events of the whole log, which show what its kernel tells at all; absent: those that are checked. */
  readonly all?: readonly LogEvent[];
  /** Done by hand, by actors of the scenario that are called so (import/log/scenario.ts). */
  readonly hands?: readonly Hand[];
}

/**
 * Asks the scenario's model whether the log could be one of its runs. Lines with a negative number are the given past.
 */
export function checkLog(
  scenario: Scenario,
  events: readonly LogEvent[],
  { all = events, hands = [] }: LogContext = {},
): LogVerdict {
  const own = events.filter(isAbout(scenario));
  const model = modelOf(scenario, systemOf(scenario));
  const words = wordsOf(all);
  const asked = (length: number): Admission => {
    const steps = own.slice(0, length).map(stepOf);
    const run = { steps, commands: commandsOf(hands), end: null, words, silence: null };
    return admits(model, run, { states: STATES_MAX });
  };
  const { is } = asked(own.length);
  if (is === 'admitted') return { is, events: own.length, misfit: null };
  // Every beginning of a log that is admitted is admitted: the shortest that is not ends with the line.
  let [good, bad] = [0, own.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (asked(middle).is === 'admitted') good = middle;
    else bad = middle;
  }
  const { is: verdict, stop } = asked(bad);
  const event = own[bad - 1];
  const misfit = event
    ? { line: event.line, text: event.text, allowed: stop ? allowedTexts(stop) : [] }
    : null;
  return { is: verdict, events: own.length, misfit };
}

/** Whoever wrote by hand did not begin before the lines above: nobody knows when it returned. */
const commandsOf = (hands: readonly Hand[]): readonly ObservedCommand[] =>
  hands.flatMap(({ as, line, deeds }) =>
    deeds.map((does, index) => ({
      lane: as,
      index,
      does,
      result: 'never',
      begin: line - 0.5,
      end: Infinity,
    })),
  );

/** A kernel tells the words that it was asked for: those of which the log has none are silent. */
function wordsOf(events: readonly LogEvent[]): readonly string[] {
  const told = new Set(events.map(({ is }) => is));
  if (told.has('log-answer') || told.has('log-deferral')) for (const word of ANSWERS) told.add(word);
  return LOG_WORDS.filter((word) => told.has(word));
}

const ANSWERS = ['log-answer', 'log-deferral'];

const isAbout = ({ devices, drivers }: Scenario): ((event: LogEvent) => boolean) => {
  const names = new Set([...devices, ...drivers].map(({ name }) => name));
  return ({ is, device, driver }) =>
    LOG_WORDS.includes(is) &&
    [device, driver].every((name) => name === undefined || names.has(name)) &&
    (device ?? driver) !== undefined;
};

/** The device's lock keeps its steps in order; a driver's coming and going is its caller's. */
function stepOf({ line, is, device, driver, result, via }: LogEvent): ObservedStep {
  return {
    t: line,
    task: `log ${device ?? driver ?? ''}`,
    is,
    ...(device === undefined ? {} : { device }),
    ...(driver === undefined ? {} : { driver }),
    ...(result === undefined ? {} : { result }),
    ...(via === undefined ? {} : { via }),
  };
}
