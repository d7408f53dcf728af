/** What a guest said, as recordings. The lines are told in guest/main.c. */
import { resultOf } from '../errno.ts';
import type { GuestLane, GuestProgram } from '../program.ts';
import type { RecordedCommand, RecordedStep, Recording } from '../recording.ts';

/** Whom an experiment is about. */
export interface Cast {
  /** Names of devices by the guest's names of them. */
  readonly cards: ReadonlyMap<string, string>;
  readonly drivers: ReadonlySet<string>;
}

/** One experiment as the guest was given it. */
export interface Played {
  readonly id: string;
  readonly program: GuestProgram;
  readonly devices: readonly string[];
  /** In a guest with much else in it: steps about others are left out. */
  readonly cast?: Cast;
  /** What the recording says beside the guest. */
  readonly about: Pick<Recording, 'experiment' | 'digest' | 'kernel' | 'mode' | 'seed'>;
}

export interface Heard {
  readonly recordings: readonly Recording[];
  /** Ids that began, told or not. */
  readonly begun: readonly string[];
  readonly complaints: readonly string[];
  /** The guest came to the end of its plan. */
  readonly complete: boolean;
}

/** A quiet guest's longest trace so far has a third of it. */
const STEPS_MAX = 1500;

type Section = readonly (readonly string[])[];

/** Reads what one boot said. What began and was never told has died with the guest. */
export function heard(said: string, played: readonly Played[], deadEnd: 'hung' | 'panicked'): Heard {
  const lines = said.split('\n').map((line) => line.split('\t'));
  const failed = lines.find(([kind]) => kind === 'F');
  if (failed) throw new Error(`the guest could not be told what ${failed.slice(1).join(' is: ')}`);
  const release = lines.find(([kind]) => kind === 'R')?.[1] ?? 'unknown';
  const begun = lines.flatMap(([kind, id = '']) => (kind === 'B' ? [id] : []));
  const recordings = sections(lines).flatMap(([id, section]): Recording[] => {
    const one = played.find((candidate) => candidate.id === id);
    return one ? [recordingOf(one, section, release, deadEnd)] : [];
  });
  const complaints = lines.flatMap(([kind, ...rest]) => (kind === '!' ? [rest.join(' ')] : []));
  return { recordings, begun, complaints, complete: lines.some(([kind]) => kind === 'Z') };
}

/** From each B to the E of the same id, or to the next B or the end. */
function sections(lines: Section): (readonly [id: string, section: Section])[] {
  const starts = lines.flatMap(([kind], at) => (kind === 'B' ? [at] : []));
  return starts.map((at, index) => [lines[at]?.[1] ?? '', lines.slice(at + 1, starts[index + 1])] as const);
}

function recordingOf(
  played: Played,
  section: Section,
  release: string,
  deadEnd: 'hung' | 'panicked',
): Recording {
  const [, , end = deadEnd, quiet = '0', dropped = '0', began = '0'] =
    section.find(([kind]) => kind === 'E') ?? [];
  const since = (time: string): number => Number(BigInt(time) - BigInt(began));
  const { program, devices, about, cast } = played;
  const tasks = new Map(
    section.flatMap(([kind, pid = '', task = '']) => (kind === 'P' ? [[pid, task]] : [])),
  );
  const all = section.flatMap(([kind, ...rest]) =>
    kind === 'T' ? [stepOf(rest, { program, tasks, since })] : [],
  );
  const steps = cast ? all.flatMap((step) => stepOfCast(step, cast)) : all;
  const nameOf = (device: string): string => cast?.cards.get(device) ?? device;
  const bound = new Map(
    section.flatMap(([kind, device = '', driver = '-']) => (kind === 'D' ? [[nameOf(device), driver]] : [])),
  );
  return {
    ...about,
    release,
    end: end === 'finished' || end === 'hung' ? end : deadEnd,
    quiet: quiet === '1',
    dropped: Number(dropped),
    steps: steps.slice(0, STEPS_MAX),
    ...(steps.length > STEPS_MAX ? { cut: steps.length - STEPS_MAX } : {}),
    commands: section.flatMap(([kind, ...rest]) => (kind === 'C' ? commandOf(rest, program, since) : [])),
    devices: Object.fromEntries(devices.map((name) => [name, absent(bound.get(name) ?? '-') ?? null])),
    deferred: section.flatMap(([kind, name = '']) => (kind === 'Q' && devices.includes(name) ? [name] : [])),
  };
}

const absent = (field: string): string | undefined => (field === '-' ? undefined : field);

interface Reading {
  readonly program: GuestProgram;
  /** Names of lanes by the processes that they started. */
  readonly tasks: ReadonlyMap<string, string>;
  readonly since: (time: string) => number;
}

/** The step under the scenario's names; none if it is about somebody else. */
function stepOfCast(step: RecordedStep, { cards, drivers }: Cast): RecordedStep[] {
  if (step.driver !== undefined && !drivers.has(step.driver)) return [];
  if (step.device === undefined) return [step];
  const device = cards.get(step.device);
  return device === undefined ? [] : [{ ...step, device }];
}

function stepOf(fields: readonly string[], { program, tasks, since }: Reading): RecordedStep {
  const [t = '0', cpu = '0', pid = '', task = '', is = '', ...rest] = fields;
  const [device, driver, result, via, why] = rest.map(absent);
  return {
    t: since(t),
    cpu: Number(cpu),
    task: taskOf(tasks.get(pid) ?? task, pid, program),
    is,
    ...(device === undefined ? {} : { device }),
    ...(driver === undefined ? {} : { driver }),
    ...(result === undefined ? {} : { result: resultOf(Number(result)) }),
    ...(via === undefined ? {} : { via }),
    ...(why === undefined ? {} : { why }),
  };
}

/** Lanes by the name of their actor; workers by number, because the kernel renames them as they go. */
function taskOf(task: string, pid: string, { lanes }: GuestProgram): string {
  const lane = /^lane(\d+)$/.exec(task)?.[1];
  if (lane !== undefined) return lanes[Number(lane)]?.name ?? task;
  return task.startsWith('kworker') ? `kworker/${pid}` : task;
}

function commandOf(
  [lane = '', index = '', result = '', begin = '0', end = '0']: readonly string[],
  { given, lanes }: GuestProgram,
  since: (time: string) => number,
): RecordedCommand[] {
  const own: GuestLane | undefined = lane === '-1' ? given : lanes[Number(lane)];
  const does = own?.named.find((action) => action.index === Number(index))?.does;
  if (!own || does === undefined) return [];
  return [{ lane: own.name, index: Number(index), does, result, begin: since(begin), end: since(end) }];
}
