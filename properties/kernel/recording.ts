/**
 * What one run of an experiment on a real kernel left behind. A suite's recordings are one gzipped file of JSON Lines,
 * recordings/<kernel>/<suite>.jsonl.gz, one line a run; they are validated without any kernel at hand.
 */
import { gunzipSync, gzipSync } from 'fflate';
import * as v from 'valibot';

/** Kernels that the rig records: Debian 12's own, and the one of its backports. */
export const KERNELS = ['6.1', '6.12'] as const;
export type KernelName = (typeof KERNELS)[number];

/** Nanoseconds of the guest's monotonic clock since the story began; negative in the given past. */
const nanoseconds = v.pipe(v.number(), v.integer());
const name = v.pipe(v.string(), v.maxLength(64));

/** One record of the guest's trace, in our own words (README.md lists them). */
const step = v.object({
  t: nanoseconds,
  cpu: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** `given`, an actor by name, or a kernel worker as `kworker/PID`. */
  task: name,
  is: name,
  device: v.exactOptional(name),
  driver: v.exactOptional(name),
  /** 0, a positive number, or the name of an errno: `EPROBE_DEFER`. */
  result: v.exactOptional(v.union([v.number(), name])),
  /** The road through the driver core that led here. */
  via: v.exactOptional(name),
  why: v.exactOptional(name),
});

/** One action of the scenario as a command of the guest. */
const command = v.object({
  lane: name,
  /** Place in the lane's list of actions, `wait` included. */
  index: v.pipe(v.number(), v.integer(), v.minValue(0)),
  does: v.pipe(v.string(), v.maxLength(200)),
  /** `OK`, the name of an errno, or `never` if the guest stopped before it returned. */
  result: name,
  begin: nanoseconds,
  end: nanoseconds,
});

const recording = v.object({
  /** The scenario file, relative to the repository's root. */
  experiment: v.string(),
  /** `scenarioDigest` of it: an edited scenario makes its recordings stale. */
  digest: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
  kernel: v.picklist(KERNELS),
  /** `uname -r`. */
  release: v.string(),
  /** Two CPUs as the host runs them, or two CPUs bit for bit by counted instructions. */
  mode: v.picklist(['free', 'exact']),
  /** Repetition (free) or seed of the schedule (exact), from 1; it also draws from the scenario's ranges. */
  seed: v.pipe(v.number(), v.integer(), v.minValue(1)),
  end: v.picklist(['finished', 'hung', 'panicked']),
  /** Whether the guest came to rest after the story; false: it still probed when it was cut off. */
  quiet: v.boolean(),
  /** Trace records lost; a recording with any is counted, not judged. */
  dropped: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** In the order of logging. */
  steps: v.array(step),
  /** Steps left out behind the last, because a guest that finds no rest would fill the file. */
  cut: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  commands: v.array(command),
  devices: v.record(name, v.nullable(name)),
  deferred: v.array(name),
});

export type Recording = Readonly<v.InferOutput<typeof recording>>;
export type RecordedStep = Readonly<v.InferOutput<typeof step>>;
export type RecordedCommand = Readonly<v.InferOutput<typeof command>>;

/** The recordings as a file's bytes; equal recordings give equal bytes. */
export function packRecordings(recordings: readonly Recording[]): Uint8Array {
  const text = recordings.map((one) => `${JSON.stringify(one)}\n`).join('');
  return gzipSync(new TextEncoder().encode(text), { level: 9, mtime: 0 });
}

/**
 * The recordings of a file's bytes.
 * @throws {Error} naming the line, if one is no recording
 */
export function unpackRecordings(bytes: Uint8Array): readonly Recording[] {
  const lines = new TextDecoder().decode(gunzipSync(bytes)).split('\n');
  return lines.filter((line) => line !== '').map((line, index) => readRecording(line, index + 1));
}

function readRecording(line: string, number: number): Recording {
  const read = v.safeParse(recording, JSON.parse(line));
  if (read.success) return read.output;
  throw new Error(`line ${number} is no recording: ${v.summarize(read.issues)}`);
}
