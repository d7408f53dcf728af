/** A verdict in words: the longest prefix that fits, the step that does not, and what the model allowed there. */
import { namedValues } from '../model/fact-log.ts';
import { FACTS, type FactName } from '../model/facts.ts';
import type { Setup } from '../model/setup.ts';
import { FACT_NAMES } from '../model/world.ts';
import type { Admission, Stop } from './check.ts';
import type { Made, Wanted } from './wanted.ts';
import type { ObservedCommand, ObservedStep } from './run.ts';

type Values = Readonly<Partial<Record<string, string | number>>>;

/** What each visible fact says, the device first. */
const SAYS: Readonly<Partial<Record<FactName, (values: Values) => string>>> = {
  'device-named': ({ device }) => `${device} is being added`,
  'device-listed': ({ device }) => `${device} is put on the list of its bus`,
  'device-unlisted': ({ device }) => `${device} is taken off the list of its bus`,
  'driver-listed': ({ driver }) => `driver ${driver} is put on the list of its bus`,
  'driver-unlisted': ({ driver }) => `driver ${driver} is taken off the list of its bus`,
  'probe-began': ({ device, driver }) => `${device}: ${driver} claims it`,
  'probe-failed': ({ device, driver, outcome }) => `${device}: ${driver} lets go, ${outcome}`,
  'defer-pending': ({ device }) => `${device} is put on the deferred list`,
  'defer-removed': ({ device }) => `${device} is taken off the deferred list`,
  'device-ready': ({ device }) => `${device} is ready to be probed`,
  'async-scheduled': ({ device }) => `${device}: an asynchronous helper is queued`,
  'async-slot-cleared': ({ device }) => `${device}: the helper takes the driver out of the slot`,
  'async-finished': ({ device }) => `${device}: the helper is done`,
  'defer-taken': ({ device }) => `${device} is retried`,
  'module-load-answered': ({ module, outcome }) => `loading ${module} answers ${outcome}`,
  'device-dead': ({ device }) => `${device} is being removed`,
  'driver-named': ({ driver }) => `driver ${driver} is being registered`,
  'driver-files-removed': ({ driver }) => `driver ${driver} is being unregistered`,
  matched: ({ device, driver, outcome }) => `${device}: match with ${driver} answers ${outcome}`,
  'probe-called': ({ device, driver }) => `${device}: probe of ${driver} called`,
  'probe-answered': ({ device, driver, outcome }) => `${device}: probe of ${driver} answers ${outcome}`,
  bound: ({ device, driver }) => `${device}: bound to ${driver}`,
  'remove-called': ({ device, driver }) => `${device}: remove of ${driver} called`,
  released: ({ device, driver }) => `${device}: ${driver} released it`,
  'command-answered': ({ device, driver, outcome }) => {
    const about = [device, driver].filter((name) => name !== undefined).join(', ');
    return `the command${about && ` on ${about}`} answers ${outcome}`;
  },
};

/** The verdict on a run, ready to print; empty if it was admitted. */
export function admissionText({ is, stop }: Admission): string {
  if (stop === null) return '';
  const { expected, seen, part } = stop;
  const total = expected.tasks.reduce((sum, task) => sum + task.length, 0);
  const where = part === 'given' ? 'of the given past' : 'of the story';
  const doubt = is === 'undecided' ? [`not decided: the search was cut at ${seen.states} states`] : [];
  const objections = expected.objections.slice(0, SHOWN_MAX);
  if (objections.length > 0) return objections.join('\n');
  const lines = seen.matched === total ? endLines(stop) : stepLines(stop);
  return [`${seen.matched} of ${total} steps ${where} fit, then`, ...lines, ...doubt].join('\n');
}

const SHOWN_MAX = 8;

/** The first record that no schedule shows after the longest prefix. */
export function misfitOf({ expected, seen }: Stop): Wanted | undefined {
  return expected.tasks
    .flatMap((task, list) => task.slice(seen.places[list] ?? 0, (seen.places[list] ?? 0) + 1))
    .sort((one, other) => one.at - other.at)[0];
}

function stepLines(stop: Stop): readonly string[] {
  const misfit = misfitOf(stop);
  const allowed = allowedTexts(stop);
  return [
    `  ${misfit ? sourceText(misfit.source) : 'an end of the trace'}`,
    allowed.length > 0 ? 'does not; the model allows there' : 'does not; the model shows nothing more there',
    ...allowed.map((text) => `  ${text}`),
  ];
}

/** What the model allowed, each once, with the reference's step. */
export function allowedTexts({ seen, world, nameOf }: Stop): readonly string[] {
  const text = (made: Made): string => {
    const { step } = FACTS[FACT_NAMES[made.fact] as FactName];
    return `${madeText(world.setup, made)}, by ${nameOf(made.identity)} (reference ${step})`;
  };
  return [...new Set(seen.allowed.map(text))].sort().slice(0, SHOWN_MAX);
}

/** A visible fact in words. */
export function madeText(setup: Setup, { fact, a, b, c }: Made): string {
  const name = FACT_NAMES[fact] as FactName;
  return SAYS[name]?.(namedValues(setup, name, [a, b, c])) ?? name;
}

function endLines({ ends, wantedEnd }: Stop): readonly string[] {
  return [
    `  the end, ${wantedEnd ?? 'cut off'}`,
    ends.length > 0
      ? 'does not; the model ends there with'
      : 'does not; the model does not come to rest there',
    ...ends.slice(0, SHOWN_MAX).map((text) => `  ${text}`),
  ];
}

/** A record of the trace in words. */
export function sourceText(source: ObservedStep | ObservedCommand): string {
  if ('lane' in source) {
    const { lane, does, result, end } = source;
    return `${timeText(end)} ${lane}: the command "${does}" answers ${result}`;
  }
  const { t, task, is, device, driver, result, via } = source;
  const about = [device, driver].filter((name) => name !== undefined).join(', ');
  const tail = [result === undefined ? '' : ` answers ${result}`, via === undefined ? '' : ` via ${via}`];
  return `${timeText(t)} ${task}: ${is} ${about}${tail.join('')}`;
}

const timeText = (nanoseconds: number): string => `${(nanoseconds / 1e6).toFixed(3)} ms`;
