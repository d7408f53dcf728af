/** What the command line is put together from: interfaces only. glue.ts has the real things, tests have their own. */

import type { LoopSpan } from '../simulate.ts';
import type { Deviation } from '../explore/token.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { AnswerReport, MinimalReport } from '../../reports/explore-small.ts';
import type { Report } from '../../reports/report.ts';
import type { SearchPool } from './explore/pool.ts';

/** One run to be made, and all that its report has to know besides what happens. */
export interface Job {
  readonly scenario: Scenario;
  /** As the user wrote it; shown in the report. */
  readonly file: string;
  readonly digest: string;
  readonly seed: string | null;
  readonly clock: 'timed' | 'untimed';
  readonly deviations: readonly Deviation[];
  /** Go on as well as possible when a deviation's question does not come up. */
  readonly resync: boolean;
  /** The run goes round a loop. */
  readonly loop?: LoopSpan;
  readonly token: string;
  /** The command that repeats the run. */
  readonly replay: string;
  /** To be called now and then with what is going on, for example a number of steps. */
  readonly progress: (doing: string) => void;
}

/**
 * Makes the run. The report carries its facts: renderers leave them out unless asked. Throws `UserError` if deviations
 * do not fit and `resync` is false; anything else that it throws is a bug of ours.
 */
export type Runner = (job: Job) => Report;

/** A run whose finding is to be made small. */
export interface Shrink extends Job {
  /** The name of a broken promise, or of a device whose ending is to be kept; null: the first broken promise. */
  readonly keep: string | null;
  /** Runs allowed; null: the usual number. */
  readonly budget: number | null;
  /** Columns of the lanes. */
  readonly width: number;
}

export interface Size {
  readonly deviations: number;
  readonly steps: number;
}

/** The smallest scenario and schedule found, and why they show the finding. */
export interface Shrunk {
  readonly finding: string;
  readonly scenario: Scenario;
  readonly yaml: string;
  readonly deviations: readonly Deviation[];
  readonly before: Size;
  readonly after: Size;
  readonly executions: number;
  readonly complete: boolean;
  readonly answers: readonly AnswerReport[];
  readonly minimal: MinimalReport;
  /** The critical swap in two sentences; null if order does not decide. */
  readonly swap: string | null;
  readonly lanes: readonly string[];
  /** Whether the stated durations allow it; empty if that was never the question. */
  readonly timing: readonly string[];
}

/** Throws `UserError` if the run shows nothing to keep. */
export type Shrinker = (shrink: Shrink) => Shrunk;

/** An entry of any catalogue, for `list` and `explain`. */
export interface Entry {
  readonly name: string;
  readonly says: string;
  /** Why it matters, which race it closes. */
  readonly because?: string;
  /** Heading under which it is listed; entries of one group stand together. */
  readonly group?: string;
  /** What else `list` says, in a few words; and `explain`, at length: a paragraph each. */
  readonly more?: string;
  readonly details?: readonly string[];
  /** What the entry does not model. */
  readonly leavesOut?: readonly string[];
}

export const CATALOGUE_NAMES = ['systems', 'quirks', 'invariants', 'scenarios', 'formats'] as const;
export type CatalogueName = (typeof CATALOGUE_NAMES)[number];
export type Catalogues = Readonly<Record<CatalogueName, readonly Entry[]>>;

export type Loaded =
  /** `warnings`: ready to print, what is odd but may be meant; empty if nothing is. */
  | { readonly ok: true; readonly scenario: Scenario; readonly warnings: string }
  /** Ready to print: all problems with place and remedy. */
  | { readonly ok: false; readonly problems: string };

export interface ImportRequest {
  readonly machine: string;
  readonly modules: string;
  readonly modprobeDirs: readonly string[];
}

export interface Imported {
  /** Text of the scenario file. */
  readonly yaml: string;
  /** What was left out, what did not fit. */
  readonly notes: readonly string[];
}

export const SCHEMA_NAMES = ['scenario', 'report', 'explore', 'compare', 'check-log'] as const;
export type SchemaName = (typeof SCHEMA_NAMES)[number];

export interface Parts {
  readonly version: string;
  /** Folder with the shipped scenarios. */
  readonly scenariosDir: string;
  /** Digest of the rules, part of every token. */
  readonly modelDigest: () => string;
  readonly parse: (text: string, file: string) => Loaded;
  readonly runner: Runner;
  readonly shrinker: Shrinker;
  /** Threads for searches, at most so many at a time. */
  readonly openPool: (jobs: number) => SearchPool;
  readonly catalogues: () => Catalogues;
  /** Throws `UserError`. */
  readonly importMachine: (request: ImportRequest) => Imported;
  readonly schemas: Readonly<Record<SchemaName, () => Readonly<Record<string, unknown>>>>;
}

/** The process around us, as far as commands may see it. */
export interface Outside {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  /** Columns of the terminal; undefined if there is none. */
  readonly columns: number | undefined;
  /** Milliseconds of some clock, for progress lines only. */
  readonly now: () => number;
  /** Calls `stop` at the next Ctrl-C instead of ending the process; gives back what undoes it. */
  readonly onInterrupt?: (stop: () => void) => () => void;
}

/** What a command has in its hands. */
export interface Session {
  readonly parts: Parts;
  readonly outside: Outside;
  /** The run being made, for the message if we crash. */
  job: Job | null;
  /** What goes on after the command has returned: searches in threads of their own. */
  work: Promise<void> | null;
  exitCode: number;
}
