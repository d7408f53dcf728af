/** Whether the model admits what a log tells of the devices of a scenario; else the first line that it does not. */
import type { LogEvent } from '../import/log/lines.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { systemOf } from '../systems/catalogue.ts';
import { admits, modelOf } from './check.ts';
import type { ObservedRun, ObservedStep } from './run.ts';
import { allowedTexts, misfitOf } from './says.ts';
import { LOG_WORDS } from './words.ts';

/** Verdict on the events that a scenario knows the names of. */
export interface LogVerdict {
  readonly is: 'admitted' | 'contradicted' | 'undecided';
  readonly events: number;
  /** The first event that does not fit, and what the model allowed there. */
  readonly misfit: {
    readonly line: number;
    readonly text: string;
    readonly allowed: readonly string[];
  } | null;
}

const STATES_MAX = 50_000;

/** Asks the scenario's model whether the log could be one of its runs. */
export function checkLog(scenario: Scenario, events: readonly LogEvent[]): LogVerdict {
  const steps = events.filter(isAbout(scenario)).map(stepOf);
  const run: ObservedRun = {
    steps: steps.map(({ step }) => step),
    commands: [],
    end: null,
    words: wordsOf(events),
    silence: null,
  };
  const { is, stop } = admits(modelOf(scenario, systemOf(scenario)), run, { states: STATES_MAX });
  const wanted = stop && misfitOf(stop);
  const event = steps.find(({ step }) => step === wanted?.source)?.event;
  const misfit = stop && event ? { line: event.line, text: event.text, allowed: allowedTexts(stop) } : null;
  return { is, events: steps.length, misfit };
}

/** A kernel tells the words that it was asked for: those of which the log has none are silent. */
function wordsOf(events: readonly LogEvent[]): readonly string[] {
  const told = new Set(events.map(({ is }) => is));
  if (told.has('log-answer') || told.has('log-deferral')) for (const word of ANSWERS) told.add(word);
  return LOG_WORDS.filter((word) => told.has(word));
}

const ANSWERS = ['log-answer', 'log-deferral'];

const isAbout = ({ devices, drivers }: Scenario): ((event: LogEvent) => boolean) => {
  const names = new Set([...devices, ...drivers].map(({ name }) => name));
  return ({ device, driver }) =>
    [device, driver].every((name) => name === undefined || names.has(name)) &&
    (device ?? driver) !== undefined;
};

/** The device's lock keeps its steps in order; a driver's coming and going is its caller's. */
function stepOf(event: LogEvent): { readonly event: LogEvent; readonly step: ObservedStep } {
  const { line, is, device, driver, result } = event;
  const step = {
    t: line,
    task: `log ${device ?? driver ?? ''}`,
    is,
    ...(device === undefined ? {} : { device }),
    ...(driver === undefined ? {} : { driver }),
    ...(result === undefined ? {} : { result }),
  };
  return { event, step };
}
