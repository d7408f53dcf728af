/** What was seen of one run of a real kernel, in the words of words.ts: recordings and read logs have this shape. */

/** One record of a trace. */
export interface ObservedStep {
  /** Nanoseconds since the story began; negative in the given past. */
  readonly t: number;
  /** `given`, an actor by name, or a kernel worker as `kworker/PID`. */
  readonly task: string;
  /** A word of WORDS. */
  readonly is: string;
  readonly device?: string;
  readonly driver?: string;
  /** 0, a positive number, or the name of an errno. */
  readonly result?: number | string;
  /** The road through the driver core that led here. */
  readonly via?: string;
}

/** One action of the story as its caller saw it. */
export interface ObservedCommand {
  readonly lane: string;
  readonly index: number;
  readonly does: string;
  /** `OK`, the name of an errno, or `never` if it did not return. */
  readonly result: string;
  readonly begin: number;
  readonly end: number;
}

/** A run as it was seen. */
export interface ObservedRun {
  /** Words that this observer would have told, had there been anything to tell; absent: all. */
  readonly words?: readonly string[];
  /**
   * Nanoseconds of silence in which whoever could move has moved; absent: long enough for a busy host; null: things
   * took longer than the scenario says, so silence tells nothing.
   */
  readonly silence?: number | null;
  /** In the order of logging. */
  readonly steps: readonly ObservedStep[];
  readonly commands: readonly ObservedCommand[];
  /** How the machine was seen at rest; null: nobody looked, or it never came to rest. */
  readonly end: {
    readonly devices: Readonly<Record<string, string | null>>;
    readonly deferred: readonly string[];
  } | null;
}
